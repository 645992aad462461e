"""A panel: a title, a rule, rows. It keeps where it is scrolled to, and nothing of the program.

Its rows come from a pure function of a view (``rows`` of its module). A new view is compared row by row with what is on
the screen, and only lines that differ are drawn again.
"""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from threadtui.tui.panels.messages import FooterKeyPressed, StepPicked, TabPicked, ThreadPicked
from threadtui.tui.panels.spans import EMPTY, Ink, Row, Rows, Span, Target, clip, inked, strip, target_at, width
from threadtui.tui.view import View

WHEEL_LINES = 3
LEAST_RULE = 2
"""A shorter rule between title and note looks like a mistake; then the note goes."""

Draw = Callable[[View, int, int, int | None], Rows]
"""View, cells a line, lines, first line wanted (None: wherever the program is) → rows."""


def windowed(title: tuple[Span, ...], note: tuple[Span, ...], lines: list[Row], height: int, top: int | None) -> Rows:
    """Of lines that are all there, those in sight; from the first one unless told otherwise."""
    first = min(max(top or 0, 0), max(len(lines) - height, 0))
    return Rows(title, note, lines[first : first + height], first, len(lines))


def title_row(view: View, content: Rows, room: int, focused: bool) -> Row:
    """Title, a faint rule, and at the rule's end the note; a heavy rule and a bold title when focused."""
    palette, symbols = view.palette, view.symbols
    title = inked(content.title, bold=True) if focused else content.title
    title = clip(title, room, symbols.ellipsis)
    note = content.note
    rest = room - width(title) - (width(note) + 1 if note else 0) - 1
    if rest < LEAST_RULE + 1:
        note, rest = (), room - width(title) - 1
    rule = (symbols.heavy_rule if focused else symbols.rule) * max(rest - (1 if note else 0), 0)
    line = Span(" " + rule, Ink(palette.dim if focused else palette.faint))
    return Row((*title, line, Span("  " if not rule else " ", line.ink), *note) if note else (*title, line))


class Panel(Widget, can_focus=True):
    """Draws ``draw(view, width, height, top)`` below its title. ``show`` is cheap when nothing changed."""

    DEFAULT_CSS = "Panel { width: auto; height: auto; background: transparent; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    def __init__(self, draw: Draw, id: str, *, focusable: bool = True) -> None:
        super().__init__(id=id)
        self.can_focus = focusable
        self._draw = draw
        self._view: View | None = None
        self._titled = True
        self._pad = 0
        self._top: int | None = None
        self._content = Rows((), (), [])
        self._lines: list[Row] = []
        self._ground = ""
        self.cursor: int | None = None
        """The line chosen with the arrow keys, counted in all lines of the content."""
        self.redrawn = 0
        """Lines drawn again since the start: a measure for tests."""

    # what is drawn

    def show(self, view: View) -> None:
        """Draw this view: only lines that differ from what is on the screen."""
        self._view = view
        self._update()

    def place(self, titled: bool, pad: int) -> None:
        """How the layout wants it: with a title row or without, and the margin at its left."""
        if (titled, pad) != (self._titled, self._pad):
            self._titled, self._pad = titled, pad
            self._update()

    @property
    def total(self) -> int:
        """How many lines the content has, in sight or not."""
        return self._content.total

    def follow(self) -> None:
        """Back to where the program is."""
        self._top = self.cursor = None
        self._update()

    def _update(self) -> None:
        view, size = self._view, self.size
        if view is None or not size.width or not size.height:
            return
        lines = self._compose_lines(view, size.width - self._pad, size.height)
        if view.palette.background != self._ground or len(lines) != len(self._lines):
            self._ground = view.palette.background
            self._lines = lines
            self.redrawn += len(lines)
            self.refresh()
            return
        changed = [y for y, (new, old) in enumerate(zip(lines, self._lines, strict=True)) if new != old]
        self._lines = lines
        if changed:
            self.redrawn += len(changed)
            self.refresh(*[Region(0, y, size.width, 1) for y in changed])

    def _compose_lines(self, view: View, room: int, height: int) -> list[Row]:
        body = height - 1 if self._titled else height
        self._content = content = self._draw(view, room, max(body, 0), self._top)
        lines = [title_row(view, content, room, self.has_focus)] if self._titled else []
        lines += self._with_cursor(view, content)
        lines += [EMPTY] * (height - len(lines))
        return lines[:height]

    def _with_cursor(self, view: View, content: Rows) -> list[Row]:
        if self.cursor is None or not self.has_focus or not content.lines:
            return content.lines
        at = min(self.cursor, content.total - 1) - content.top
        if not 0 <= at < len(content.lines):
            return content.lines
        row = content.lines[at]
        return [*content.lines[:at], Row(row.spans, view.palette.selected), *content.lines[at + 1 :]]

    def render_line(self, y: int) -> Strip:
        row = self._lines[y] if y < len(self._lines) else EMPTY
        return strip(row, self.size.width, self._ground or "#000000", self._pad)

    def on_resize(self) -> None:
        self._update()

    def on_focus(self) -> None:
        self._update()

    def on_blur(self) -> None:
        self._update()

    # moving in it

    def _body_height(self) -> int:
        return max(self.size.height - (1 if self._titled else 0), 1)

    def _scroll(self, lines: int) -> None:
        last = max(self._content.total - self._body_height(), 0)
        top = min(max(self._content.top + lines, 0), last)
        if top != self._content.top:
            self._top = top
            self._update()

    def action_move(self, lines: int) -> None:
        """One line up or down; the content is scrolled so that the chosen line stays in sight."""
        if not self._content.total:
            return
        here = self._content.top if lines > 0 else self._content.top + len(self._content.lines)
        start = self._start() if self.cursor is None else self.cursor
        at = (here - (1 if lines > 0 else 0) if start is None else start) + lines
        self.cursor = min(max(at, 0), self._content.total - 1)
        top, height = self._content.top, self._body_height()
        if self.cursor < top:
            self._top = self.cursor
        elif self.cursor >= top + height:
            self._top = self.cursor - height + 1
        elif self._top is None:
            self._top = top
        self._update()

    def _start(self) -> int | None:
        """Where the cursor appears when it is first moved; None: at the edge."""
        return None

    def action_page(self, pages: int) -> None:
        self._scroll(pages * max(self._body_height() - 1, 1))

    def action_choose(self) -> None:
        """Enter: what a click on the chosen line would mean."""
        if self.cursor is None:
            return
        at = self.cursor - self._content.top
        if 0 <= at < len(self._content.lines):
            targets = [span.target for span in self._content.lines[at].spans if span.target]
            steps = [target for target in targets if target.kind == "step"]
            if targets:
                self._picked((steps or targets)[0], double=False)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        if 0 <= event.y < len(self._lines):
            target = target_at(self._lines[event.y], event.x - self._pad)
            if target:
                self._picked(target, double=event.chain > 1)

    def _picked(self, target: Target, *, double: bool) -> None:
        kind, value = target
        if kind == "thread":
            self.post_message(ThreadPicked(int(value), double))
        elif kind == "step":
            self.post_message(StepPicked(int(value)))
        elif kind == "key":
            self.post_message(FooterKeyPressed(str(value)))
        elif kind == "tab":
            self.post_message(TabPicked(str(value)))
