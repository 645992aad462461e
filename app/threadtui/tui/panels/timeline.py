"""The timeline: a lane for each thread, a few cells for each step, the latest steps."""

from threadtui.tui.panels.axis import axis, below, decided
from threadtui.tui.panels.lanes import WIDE, WORDS, Scale, blank_lane, lane, scale
from threadtui.tui.panels.marks import legend
from threadtui.tui.panels.spans import Row, Rows, Spans, blank, clip
from threadtui.tui.panels.spans import width as cells_of
from threadtui.tui.panels.words import empty, in_past, said
from threadtui.tui.view import View
from threadtui.world.marks import Mark

EMPTY = "Each step will be one column here."
FEW = 4
"""In so few lines a lane more says more than the axis."""
AIRY = 3
"""At most so many lanes may have blank rows between them."""

_Marks = dict[int, dict[int, Mark]]
"""Of each lane the marks by step."""

_Lines = tuple[list[Row], int]
"""Rows, and the number of the first lane among them."""


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """The axis with now, and the lanes that fit; ``top`` is the first lane."""
    title = (said(view, "Timeline", dim=True),)
    if not view.world.step and not in_past(view):
        return Rows(title, (), [empty(view, EMPTY, width)][:height])
    shown = scale(view, width)
    lanes = _lanes(view, shown)
    marks = {thread: _marks(view, thread, shown) for thread in lanes}
    signs = {mark.sign for of_lane in marks.values() for mark in of_lane.values()}
    note = legend(view, signs, width - cells_of(title) - 4, wide=shown.size >= WORDS)
    draw = _narrow if width < WIDE else _wide
    lines, first = draw(view, shown, marks, width, height, top)
    return Rows(title, note, lines[:height], first, len(lanes) + 1)


def _narrow(view: View, shown: Scale, marks: _Marks, width: int, height: int, top: int | None) -> _Lines:
    """The lanes, and below them now and how many more there are."""
    lanes, room = [*marks], max(height - 1, 1)
    kept, first = _kept(view, shown, lanes, room, top)
    foot = below(view, shown, _more(view, len(lanes) - len(kept)), width)
    return [*(lane(view, thread, shown, marks[thread]) for thread in kept), Row(clip(foot, width))], first


def _wide(view: View, shown: Scale, marks: _Marks, width: int, height: int, top: int | None) -> _Lines:
    """The axis, the lanes, with blank rows between few of them, and how many more there are."""
    lanes, mark = [*marks], decided(view, shown, width)
    height -= 1 if mark else 0
    axed = len(lanes) < height or height > FEW or in_past(view)
    room = height - (1 if axed else 0)
    crowded = len(lanes) > room
    room -= 1 if crowded else 0
    kept, first = _kept(view, shown, lanes, max(room, 1), top)
    drawn = [lane(view, thread, shown, marks[thread]) for thread in kept]
    lines = [Row(axis(view, shown, width))] if axed else []
    if len(kept) <= AIRY and room >= 2 * len(kept) + 1:
        between = blank_lane(view, shown)
        lines += [row for each in drawn for row in (between, each)] + [between]
    else:
        lines += drawn
    if crowded:
        lines.append(Row(_more(view, len(lanes) - len(kept))))
    return [*lines, *((Row(mark),) if mark else ())], first


def _marks(view: View, thread: int, shown: Scale) -> dict[int, Mark]:
    return {mark.step: mark for mark in view.history.marks(thread, (shown.first, shown.last))}


def _lanes(view: View, shown: Scale) -> list[int]:
    """Threads that were alive at some step in sight."""
    window = (shown.first, shown.last)
    alive = [
        thread
        for thread in sorted(view.world.threads)
        if any(run.state != "absent" for run in view.history.lane(thread, window))
    ]
    return alive or sorted(view.world.threads)[:1]


def _kept(view: View, shown: Scale, lanes: list[int], room: int, top: int | None) -> tuple[list[int], int]:
    """The lanes that have room, and which is the first of them."""
    if len(lanes) <= room:
        return lanes, 0
    if top is None:
        return _moved_last(view, shown, lanes, room), 0
    first = min(top, len(lanes) - room)
    return lanes[first : first + room], first


def _more(view: View, left: int) -> Spans:
    """How many lanes are not shown, and the keys that show them: to come to the timeline, and to have it alone."""
    if not left:
        return ()
    told = (said(view, f"{left} more lane{'s' if left > 1 else ''}", dim=True), blank(3))
    return (blank(4), *told, said(view, "tab z", bold=True), said(view, " zoom", dim=True))


def _moved_last(view: View, shown: Scale, lanes: list[int], room: int) -> list[int]:
    """The turn's lane, those of threads that failed, and those that moved last, in the order of their numbers."""
    order = [view.world.turn] if view.world.turn in lanes else []
    order += [thread for thread in lanes if view.world.threads[thread].state == "failed" and thread not in order]
    for step in range(min(shown.last, view.world.step), shown.first - 1, -1):
        mover = view.history.mover(step)
        if mover in lanes and mover not in order:
            order.append(mover)
        if len(order) >= room:
            break
    order += [thread for thread in lanes if thread not in order]
    return sorted(order[:room])
