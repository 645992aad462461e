"""What the program printed, each line with the pill of the thread that wrote it."""

from threadtui.tui.panels.spans import Row, Rows, Target, blank, spread, targeted
from threadtui.tui.panels.words import as_of, empty, in_past, pill_column, quoted, said
from threadtui.tui.view import View
from threadtui.world.printed import Line

EMPTY = "Nothing printed yet."
TAIL = 200
"""Lines looked at while following: more are only needed when somebody scrolls back."""


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """The last lines that fit; ``top`` counts all lines from 0."""
    title = (said(view, "Output", dim=True),)
    note = as_of(view) if in_past(view) else ()
    lines = view.history.output_lines(view.world.step, None if top is not None else max(height, TAIL))
    if not lines:
        return Rows(title, note, [empty(view, EMPTY, width)][:height])
    last = max(len(lines) - height, 0)
    first = last if top is None else min(max(top, 0), last)
    return Rows(title, note, [_row(view, line, width) for line in lines[first : first + height]], first, len(lines))


def _row(view: View, line: Line, room: int) -> Row:
    fresh = line.step == view.world.step and view.world.step > 0
    text = quoted(view, line.text.rstrip("\r"), bold=fresh)
    right = (said(view, "stderr", dim=True),) if line.stream == "stderr" and room >= 40 else ()
    spans = spread((*pill_column(view, line.thread or 0), blank(1), text), right, room, 1, view.symbols.ellipsis)
    return Row(targeted(spans, Target("step", line.step)))
