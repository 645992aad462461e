"""A panel: a title, a rule, rows. It keeps where it is scrolled to, and nothing of the program.

Its rows come from a pure function of a view (``rows`` of its module). A new view is compared row by row with what is on
the screen, and only lines that differ are drawn again.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from threadtui.tui.panels import search
from threadtui.tui.panels.messages import (
    BranchPicked,
    FooterKeyPressed,
    StepPicked,
    SubjectPicked,
    TabPicked,
    ThreadPicked,
)
from threadtui.tui.panels.spans import EMPTY, Ink, Row, Rows, Span, Target, clip, inked, strip, target_at, width
from threadtui.tui.view import View

WHEEL_LINES = 3
LEAST_RULE = 2
"""A shorter rule between title and note looks like a mistake; then the note goes."""

Draw = Callable[[View, int, int, int | None], Rows]
"""View, cells a line, lines, first line wanted (None: wherever the program is) → rows."""


def windowed(title: tuple[Span, ...], note: tuple[Span, ...], lines: list[Row], height: int, top: int | None) -> Rows:
    """Of lines that are all there, those in sight; from the first one unless told otherwise. A free note counts those below."""
    first = min(max(top or 0, 0), max(len(lines) - height, 0))
    below = len(lines) - first - height
    if below > 0 and title and not note:
        note = (Span(f"{below} more", title[0].ink),)
    return Rows(title, note, lines[first : first + height], first, len(lines))


def title_row(view: View, content: Rows, room: int, focused: bool) -> Row:
    """Title, a faint rule, and at the rule's end the note; a heavy rule and a bold title when focused."""
    palette, symbols = view.palette, view.symbols
    title = inked(content.title, bold=True) if focused else content.title
    title = clip(title, room, symbols.ellipsis)
    note = content.note
    left = room - width(title) - 1
    if left - width(note) - 1 < LEAST_RULE:
        note = ()
    rule = (symbols.heavy_rule if focused else symbols.rule) * max(left - (width(note) + 1 if note else 0), 0)
    ink = Ink(palette.dim if focused else palette.faint)
    return Row((*title, Span(f" {rule}", ink), *((Span(" ", ink), *note) if note else ())))


def without_ansi(filters: Sequence[LineFilter]) -> list[LineFilter]:
    """Without the search for the terminal's own sixteen colours, which costs a look at each piece of each line: there are none."""
    return [each for each in filters if not isinstance(each, ANSIToTruecolor)]


def _things(content: Rows) -> Sequence[int]:
    """What each line in sight belongs to."""
    return content.things or range(content.top, content.top + len(content.lines))


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

    def __init__(self, draw: Draw, id: str, *, focusable: bool = True, returns: bool = False) -> None:
        super().__init__(id=id)
        self.can_focus = focusable
        self._returns = returns
        """A step brings it back to where the program is, however it was scrolled."""
        self._drawn_size = Size(0, 0)
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
        old, self._view = self._view, view
        if self._returns and old is not None and old.world.step != view.world.step:
            self._top = None
        self._update()

    def place(self, titled: bool, pad: int, size: Size) -> None:
        """How the layout wants it: with a title row or without, and the margin at its left; it will be this large."""
        if (titled, pad, size) != (self._titled, self._pad, self._drawn_size):
            self._titled, self._pad = titled, pad
            self._prepare(size)
            self.refresh()

    @property
    def total(self) -> int:
        """How many lines the content has, in sight or not."""
        return self._content.total

    def follow(self) -> None:
        """Back to where the program is."""
        self._top = self.cursor = None
        self._update()

    def _update(self) -> None:
        size, old, ground = self._drawn_size, self._lines, self._ground
        if not self._prepare(size):
            return
        if self._ground != ground or len(old) != len(self._lines):
            self.redrawn += len(self._lines)
            self.refresh()
            return
        changed = [y for y, (new, was) in enumerate(zip(self._lines, old, strict=True)) if new != was]
        if changed:
            self.redrawn += len(changed)
            self.refresh(*[Region(0, y, size.width, 1) for y in changed])

    def _prepare(self, size: Size) -> bool:
        """Make the lines for a size; False while there is nothing to draw."""
        self._drawn_size = size
        if self._view is None or not size.width or not size.height:
            return False
        self._lines = self._compose_lines(self._view, size.width - self._pad, size.height)
        self._ground = self._view.palette.background
        return True

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
        chosen = min(self.cursor, content.total - 1)
        selected = view.palette.selected
        marked = (thing == chosen for thing in _things(content))
        return [Row(row.spans, selected) if mine else row for row, mine in zip(content.lines, marked, strict=True)]

    def render_line(self, y: int) -> Strip:
        if self.size != self._drawn_size:
            self._prepare(self.size)
        row = self._lines[y] if y < len(self._lines) else EMPTY
        return strip(row, self.size.width, self._ground or "#000000", self._pad)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return without_ansi(super().get_line_filters())

    def on_resize(self) -> None:
        if self.size != self._drawn_size:
            self._prepare(self.size)
            self.refresh()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self._update()

    # moving in it

    def _body_height(self) -> int:
        return max(self.size.height - (1 if self._titled else 0), 1)

    def scroll_lines(self, lines: int) -> None:
        """So many lines down, or up."""
        last = self._content.total - 1 if self._content.things else self._content.total - self._body_height()
        last = max(last, 0)
        top = min(max(self._content.top + lines, 0), last)
        if top != self._content.top:
            self._top = top
            self._update()
            if lines > 0 and self._at_end() and not self._returns:
                self._top = None  # whoever scrolls back to the end follows again
                self._update()

    def _at_end(self) -> bool:
        things = _things(self._content)
        return not things or things[-1] >= self._content.total - 1

    def action_move(self, lines: int) -> None:
        """One line up or down; the content is scrolled so that the chosen line stays in sight."""
        if not self._content.lines or not self._content.total:
            return
        things = _things(self._content)
        start = self._start() if self.cursor is None else self.cursor
        if start is None:
            start = things[0] - 1 if lines > 0 else things[-1] + 1
        self.cursor = min(max(start + lines, 0), self._content.total - 1)
        self._top = min(self._content.top, self.cursor)
        self._update()
        while self.cursor > _things(self._content)[-1] and self._top < self.cursor:
            self._top += 1  # things may take several lines each: try until the chosen one is in sight
            self._update()

    def find(self, text: str) -> bool:
        """Choose the next line that contains this text, and bring it in sight. False if none does."""
        view = self._view
        if view is None:
            return False
        after = self._content.top - 1 if self.cursor is None else self.cursor
        found = search.line_with(
            lambda width, height, top: self._draw(view, width, height, top), text, after, self._content.total
        )
        if found is None:
            return False
        self.cursor = found
        self._top = max(found - self._body_height() // 2, 0)
        self._update()
        return True

    def _start(self) -> int | None:
        """Where the cursor comes from when it is first moved; None: from the edge."""
        return None

    def action_page(self, pages: int) -> None:
        self.scroll_lines(pages * max(self._body_height() - 1, 1))

    def action_choose(self) -> None:
        """Enter: what a click on the chosen line would mean."""
        targets = self.targets
        steps = [target for target in targets if target.kind == "step"]
        if targets:
            self._picked((steps or targets)[0], double=False)

    @property
    def targets(self) -> list[Target]:
        """What the chosen line is about; nothing where none is chosen."""
        if self.cursor is None:
            return []
        lines = zip(_things(self._content), self._content.lines, strict=True)
        row = next((row for thing, row in lines if thing == self.cursor), None)
        return [span.target for span in row.spans if span.target] if row is not None else []

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_lines(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_lines(-WHEEL_LINES)

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
        elif kind in ("primitive", "location"):
            self.post_message(SubjectPicked(kind, int(value)))
        elif kind == "branch":
            self.post_message(BranchPicked(int(value)))
        elif kind == "key":
            self.post_message(FooterKeyPressed(str(value)))
        elif kind == "tab":
            self.post_message(TabPicked(str(value)))
