"""The latest reads and writes of a location, without looking at all of a long history."""

from threadtui.tui.view import View
from threadtui.world.history import Access

FIRST_WINDOW = 256
"""Steps looked at first; eight times as many each further time."""


def recent(view: View, location: int, count: int) -> list[Access]:
    """The last ``count`` accesses up to the view's step, in order."""
    last = view.world.step
    window = FIRST_WINDOW
    while True:
        first = max(0, last - window)
        found = view.history.accesses(location, (first, last))
        if len(found) >= count or first == 0:
            return found[-count:] if count else []
        window *= 8
