"""What a library's own lock or queue orders, where it is used outside of any operation that is recorded.

Only what says something is told: who has heard it all already, itself included, need not hear it again, and what was given
need not be given again while nothing has been recorded since. A library that takes and gives back a lock a thousand times
within one step is one event, not two thousand.
"""

from threadtui.engine import events as ev
from threadtui.engine.stdlib.context import ctx

NOBODY, SEVERAL = -1, 0
"""In place of the thread that knows all that was given: nothing was, or by threads that do not know of each other."""


class LibraryOrder:
    """Of one lock or queue, from its first use on."""

    __slots__ = ("_knows", "_number")

    def __init__(self) -> None:
        self._number = ctx.recorder.unshown()
        self._knows = NOBODY

    def take(self, thread: int) -> None:
        """What the thread does from now on comes after all that was given."""
        known, self._knows = self._knows, thread
        if known not in (thread, NOBODY):
            ctx.recorder.emit(ev.ORDER, thread, self._number, "take")

    def give(self, thread: int) -> None:
        """What the thread has done comes before all who take later."""
        self._knows = thread if self._knows in (thread, NOBODY) else SEVERAL
        ctx.recorder.give(thread, self._number)


class _NoOrder(LibraryOrder):
    """Of something that guards nothing of the program's: two threads are not ordered by having used it."""

    __slots__ = ()

    def __init__(self) -> None:
        """It has no number."""

    def take(self, thread: int) -> None:
        """There is nothing to hear."""

    def give(self, thread: int) -> None:
        """There is nothing to tell."""


NO_ORDER = _NoOrder()
"""One for all of them."""
