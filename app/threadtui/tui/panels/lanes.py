"""One thread's lane, and how steps are laid out on it.

Lanes are runs, not cells: a stretch of the same state is one span. How many cells a step has changes seldom, and the
window moves by a quarter at a time, so that most steps change the end of the lanes only.
"""

from typing import NamedTuple

from threadtui.tui.panels.header import FAILURES
from threadtui.tui.panels.marks import BADGES
from threadtui.tui.panels.spans import Ink, Row, Span, Spans, blank, cells, clean, column, cut_end
from threadtui.tui.panels.words import alarm, in_past, pill_column, pill_room, said, thread_name
from threadtui.tui.view import View
from threadtui.world.lanes import RAN, Run
from threadtui.world.marks import Mark

NAME = 15
WIDE = 100
"""Narrower, "now" stands below the lanes, and the steps have no numbers."""
WORDS = 12
"""From so many cells a step on the operation stands there as a word."""
SCALES = (12, 6, 4, 3, 2)
RIGHT = 5
"""Cells right of the edge, for "now"."""
NARROW_RIGHT = 1
PAST_RIGHT = 12
"""For how the recorded run ended."""


class Scale(NamedTuple):
    """Steps ``first`` to ``last`` from cell ``x`` on, ``size`` cells each."""

    first: int
    last: int
    size: int
    x: int

    @property
    def end(self) -> int:
        """The cell after the last step's."""
        return self.x + (self.last - self.first + 1) * self.size

    def at(self, step: int) -> int:
        """The first cell of a step."""
        return self.x + (step - self.first) * self.size


def scale(view: View, room: int) -> Scale:
    """Which steps are drawn, and how wide. In the past the recorded ones after it too."""
    names = [cells(clean(thread.name)) for thread in view.world.threads.values()]
    x = pill_room(view) + 1 + min(max(names, default=0), NAME) + (3 if room >= WIDE else 2)
    beside = PAST_RIGHT if in_past(view) else NARROW_RIGHT if room < WIDE else RIGHT
    free = max(room - x - beside, SCALES[-1])
    here = max(view.world.step, 1)
    last = view.history.steps if in_past(view) else here
    size = next((size for size in SCALES if size * last <= free), SCALES[-1])
    most = free // size
    if last <= most:
        return Scale(1, last, size, x)
    shift = max(most // 4, 1)
    first = max(-(-(here - most) // shift) * shift, 0) + 1
    return Scale(first, min(last, first + most - 1), size, x)


def step_at(view: View, room: int, x: int) -> int | None:
    """The step under a cell of a lane; None beside them."""
    shown = scale(view, room)
    return step_near(view, room, x) if shown.x <= x < shown.end else None


def step_near(view: View, room: int, x: int) -> int:
    """The same; beside the lanes the first or last step that is drawn."""
    shown = scale(view, room)
    return min(max(shown.first + (x - shown.x) // shown.size, shown.first), shown.last)


def lane(view: View, thread: int, shown: Scale, marks: dict[int, Mark]) -> Row:
    """A thread's lane with the marks of its steps."""
    here = min(view.world.step, shown.last)
    head = (*pill_column(view, thread), blank(1), thread_name(view, thread, NAME))
    spans: list[Span] = list(column(head, shown.x))
    for run in view.history.lane(thread, (shown.first, here)):
        spans += _run(view, thread, run, shown.size, marks)
    if here < shown.last:
        spans += _to_come(view, thread, (here + 1, shown.last), shown.size, marks)
        return Row((*spans, *_end(view, thread)))
    return Row((*spans, _edge(view)))


def _edge(view: View) -> Span:
    return Span(view.symbols.edge, Ink(view.palette.alarm if failed(view) else view.palette.dim))


def failed(view: View) -> bool:
    """Whether the run is over and did not end well."""
    verdict = view.world.verdict
    return view.transport == "ended" and verdict is not None and verdict.verdict in FAILURES


def blank_lane(view: View, shown: Scale) -> Row:
    return Row((blank(shown.end), _edge(view))) if view.world.step >= shown.last else Row()


def _run(view: View, thread: int, run: Run, size: int, marks: dict[int, Mark]) -> Spans:
    symbols, palette, steps = view.symbols, view.palette, run.last - run.first + 1
    if run.state == RAN:
        return _ran(view, thread, run, size, marks)
    if run.state == "ready":
        return (Span(symbols.idle * steps * size, Ink(palette.quiet(thread))),)
    if run.state == "blocked":
        return (Span(symbols.stuck * steps * size, Ink(palette.dim)),)
    if run.state in ("sleeping", "outside"):
        sign = symbols.asleep if run.state == "sleeping" else symbols.outside
        return (Span(sign.center(size) * steps, Ink(palette.dim)),)
    return (blank(steps * size),)


def _ran(view: View, thread: int, run: Run, size: int, marks: dict[int, Mark]) -> Spans:
    line = Ink(view.palette.thread(thread), "", bold=False)
    found: list[Span] = []
    for step in range(run.first, run.last + 1):
        parts = _step(view, thread, marks.get(step), size)
        if found and parts[0].ink == found[-1].ink == line:
            found[-1] = Span(found[-1].text + parts[0].text, line)
            parts = parts[1:]
        found += parts
    return tuple(found)


def _step(view: View, thread: int, mark: Mark | None, size: int) -> Spans:
    """A step that the thread made: its line, with the mark on it or, where there is room, the word."""
    hue, symbols = view.palette.thread(thread), view.symbols
    line = Ink(hue)
    if mark is None or (mark.sign == " " and size < WORDS):
        return (Span(symbols.ran * size, line),)
    badge = mark.sign in BADGES
    ink = Ink(view.palette.ink, hue, bold=True) if badge else Ink(hue, "", bold=True)
    text = f" {cut_end(clean(mark.word), size - 2, symbols.ellipsis)} " if size >= WORDS else mark.sign
    before = (size - cells(text)) // 2
    if size < WORDS:
        before = size // 2
    after = size - before - cells(text)
    parts = (Span(symbols.ran * before, line), Span(text, ink), Span(symbols.ran * after, line))
    return tuple(part for part in parts if part.text)


def _to_come(view: View, thread: int, window: tuple[int, int], size: int, marks: dict[int, Mark]) -> Spans:
    """What is recorded after the step that is looked at: signs only."""
    later, hue = Ink(view.palette.faint), Ink(view.palette.thread(thread))
    found: list[Span] = []
    for run in view.history.lane(thread, window):
        if run.state == "absent":
            found.append(blank((run.last - run.first + 1) * size))
            continue
        for step in range(run.first, run.last + 1):
            sign = marks[step].sign if step in marks else " "
            told = sign if sign != " " else view.symbols.to_come
            rest = Span(view.symbols.to_come * (size - 1), later)
            found += [Span(told, hue if sign != " " else later), rest]
    return _merged(found)


def _merged(spans: list[Span]) -> Spans:
    found: list[Span] = []
    for span in spans:
        if found and found[-1].ink == span.ink:
            found[-1] = Span(found[-1].text + span.text, span.ink)
        else:
            found.append(span)
    return tuple(found)


def _end(view: View, thread: int) -> Spans:
    """How the recorded run ended, at the first lane."""
    verdict = view.history.world.verdict
    if verdict is None or thread != min(view.world.threads):
        return ()
    failed = verdict.verdict in FAILURES
    sign = view.symbols.failed if failed else view.symbols.done
    told = f" {sign} {verdict.verdict}"
    return (alarm(view, told) if failed else said(view, told, dim=True),)
