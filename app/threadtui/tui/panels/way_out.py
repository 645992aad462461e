"""The way out of a deadlock: who takes what in which order, and what to change."""

from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.deadlocked import facts
from threadtui.tui.panels.spans import EMPTY, Ink, Row, Rows, Span, blank, cells, clean, clip, pill
from threadtui.tui.panels.spans import width as width_of
from threadtui.tui.panels.words import empty, said
from threadtui.tui.panels.wrap import wrapped
from threadtui.tui.view import View
from threadtui.world.reasons import primitive_name
from threadtui.world.way_out import Taking

UNKNOWN = "No general rule: see who waits for what."
MOST_TAKINGS = 4
"""More are not listed: they follow the same pattern."""


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """What is wrong, in which order each thread takes the locks, what to do.

    Where not all fits, blank rows go first, then threads, whose orders follow the same pattern: not what to do.
    """
    found = lines(view, width)
    most = MOST_TAKINGS
    while len(found) > height and most >= 0:
        found = [line for line in lines(view, width, most) if line is not EMPTY]
        most -= 1
    return windowed((said(view, "The way out", dim=True),), (), found, height, top)


def lines(view: View, width: int, most: int = MOST_TAKINGS) -> list[Row]:
    """All its lines, with the orders of so many threads."""
    out = facts(view).out
    if out is None:
        return [empty(view, UNKNOWN, width)]
    plain, strong = Ink(view.palette.text), Ink(view.palette.text, "", bold=True)
    found = [Row(line) for line in wrapped(view, (out.finding,), plain, width)]
    if out.takings:
        shown = out.takings[:most]
        left = len(out.takings) - MOST_TAKINGS
        told = Row((blank(3), said(view, f"{left} more likewise", dim=True)))
        more = [told] if left > 0 and most == MOST_TAKINGS else []  # with fewer, rows are scarce
        found += [EMPTY, *(_taking(view, taking, width) for taking in shown), *more, EMPTY]
    for advice in out.advice:
        found += [Row(line) for line in wrapped(view, advice, strong, width)]
    return found


def _taking(view: View, taking: Taking, room: int) -> Row:
    first, second = (clean(primitive_name(view.world, number)) for number in (taking.first, taking.second))
    sites = [str(where.line) for where in (taking.had, taking.wants) if where]
    then = said(view, " then ", dim=True)
    mark = pill(taking.thread, view.palette, view.symbols)
    named = [Span(name, Ink(view.palette.text)) for name in (first, second)]
    order = (blank(3), *mark, blank(2), named[0], then, named[1])
    listed = ", ".join(sites)
    for words in (f"   lines {listed}", f"  {listed}") if sites else ():
        if width_of(order) + cells(words) <= room:
            return Row((*order, said(view, words, dim=True)))
    return Row(clip(order, room, view.symbols.ellipsis))
