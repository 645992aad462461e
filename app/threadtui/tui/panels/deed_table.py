"""Deeds as counterexamples are printed: a row for each, in the column of its thread, in the order of the run."""

from collections.abc import Callable, Iterable, Iterator

from threadtui.tui.panels.spans import Ink, Row, Span, Spans, Target, blank, cells, column, pill, targeted, width
from threadtui.tui.panels.words import said, thread_name
from threadtui.tui.panels.wrap import wrapped
from threadtui.tui.view import View
from threadtui.world.explanation import Deed, Explanation
from threadtui.world.parts import Pill, join

STEP = 6
"""Cells of a step's number."""

LEAST_COLUMN = 28
"""Cells of a thread's column; where there is less room for each, one column has them all."""

NAME, BETWEEN = 15, 3
"""Cells of a name where it has no column, and between two of them."""

GAP = 2
"""Cells between what was done and the line that did it."""

Before = Callable[[int, int], Iterable[Row]]
"""Rows that stand between the deeds of one step and those of a later one."""

After = Callable[[Deed, int], Iterable[Row]]
"""Rows that stand below the first deed of a step, whose words begin in that cell."""


def rows(view: View, told: Explanation, room: int, before: Before, after: After) -> Iterator[Row]:
    """The whole table, under the names of its threads where they stand side by side."""
    threads = told.threads
    size = (room - STEP) // len(threads)
    beside = size >= LEAST_COLUMN
    if beside:
        heads = [span for thread in threads for span in column(_head(view, thread, size - 6), size)]
        yield Row((blank(STEP), *heads))
    else:
        yield from _names(view, threads, room)
    last = 0
    for deed in told.deeds:
        wide, x = (size, size * threads.index(deed.thread)) if beside else (room - STEP, 0)
        named = deed if beside else deed._replace(words=join(Pill(deed.thread), " ", deed.words))
        if deed.step != last:
            yield from before(last, deed.step)
        yield from _deed(view, named, wide, x, fresh=deed.step != last)
        if deed.step != last:
            yield from after(deed, STEP + x)
        last = deed.step


def _names(view: View, threads: list[int], room: int) -> Iterator[Row]:
    """Who is who, where one column has them all: as many names to a line as fit."""
    line: list[Span] = []
    for thread in threads:
        head = _head(view, thread, NAME)
        if line and STEP + width(line) + BETWEEN + width(head) > room:
            yield Row((blank(STEP), *line))
            line = []
        line += [*((blank(BETWEEN),) if line else ()), *head]
    yield Row((blank(STEP), *line))


def _head(view: View, thread: int, room: int) -> Spans:
    return (*pill(thread, view.palette, view.symbols), blank(1), thread_name(view, thread, room, bold=True))


def _deed(view: View, deed: Deed, size: int, x: int, *, fresh: bool) -> Iterator[Row]:
    edge = (Span(view.symbols.bar, Ink(view.palette.thread(deed.thread))), blank(1))
    lines = wrapped(view, deed.words, Ink(view.palette.text), size - 4)
    if deed.line:
        site = said(view, f"line {deed.line}", dim=True)
        if width(lines[-1]) + cells(site.text) + GAP > size - 4:
            lines.append((site,))
        else:
            lines[-1] = (*lines[-1], blank(GAP), site)
    for number, line in enumerate(lines):
        step = str(deed.step) if fresh and not number else ""
        spans = (said(view, step.rjust(STEP - 2), dim=True), blank(2 + x), *edge, *line)
        yield Row(targeted(spans, Target("step", deed.step)))
