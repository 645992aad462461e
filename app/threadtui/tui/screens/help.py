"""All keys and symbols: made from the table of keys and the symbols in use, so that it tells of no key that is not."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.widgets import Static

from threadtui.tui import keys
from threadtui.tui.screens.overlay import Overlay
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import Palette

Line = tuple[str, str]
"""What is explained, and the words."""

SIGNS_WIDTH = 4

STATES = (
    ("turn", "turn: it moves next"),
    ("ready", "ready: could go on"),
    ("blocked", "blocked: cannot go on"),
    ("sleeping", "sleeping: until a time"),
    ("outside", "outside: in real I/O"),
    ("new", "new: not started yet"),
    ("done", "done"),
    ("failed", "failed: raised"),
    ("killed", "killed: daemon at exit"),
    ("frozen", "frozen: moves by hand only"),
)
LANES = (
    ("ran", "it ran"),
    ("idle", "it was ready"),
    ("stuck", "it was blocked"),
    ("asleep", "it slept"),
    ("to_come", "still to come"),
)
SIGNS = (
    ("r w", "read, wrote a shared value"),
    ("[ ]", "took, let go of a lock"),
    ("+ -", "put, got an item"),
    ("!", "set, notified"),
)


class Help(Overlay[None]):
    """An overlay; esc, the same key again, or a click beside it closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,f1,q", "close", "Close", show=False)]

    def __init__(self, symbols: Symbols, palette: Palette, used: Mapping[str, str]) -> None:
        super().__init__()
        self._symbols = symbols
        self._colours = palette
        self._used = used
        self.set_class(symbols.ascii_only, "-ascii")
        self.HORIZONTAL_BREAKPOINTS = [(0, "-small"), (76, "-medium"), (116, "-wide")]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as box:
            box.border_title = "Help"
            box.border_subtitle = "[@click=screen.close][b]esc[/b] close[/]"
            with Grid():
                yield Static(self._of_keys(keys.GO_ON, keys.LOOK_BACK))
                yield Static(self._of_keys(keys.RUN, keys.SCREEN))
                yield Static(self._of_symbols(), classes="symbols")
            yield Static(self._closing_words(), id="closing")

    def action_close(self) -> None:
        self.dismiss()

    def on_click(self, event: Click) -> None:
        if event.widget is self:
            self.dismiss()

    def _of_keys(self, *groups: str) -> Content:
        """One column: its groups, their words one below the other."""
        lines = {group: self._lines_of(group) for group in groups}
        width = max(len(label) for group in groups for label, _ in lines[group]) + 1
        return _sections((group, [(label.ljust(width), words) for label, words in lines[group]]) for group in groups)

    def _lines_of(self, group: str) -> list[Line]:
        rows = [row for row in keys.ROWS if row.group == group]
        return [(self._symbols.key(keys.label(row, self._used)), row.words) for row in rows]

    def _of_symbols(self) -> Content:
        def glyphs(table: Iterable[Line]) -> list[Line]:
            return [(getattr(self._symbols, name).ljust(SIGNS_WIDTH), words) for name, words in table]

        signs = [(sign.ljust(SIGNS_WIDTH), words) for sign, words in SIGNS]
        return _sections([("Threads", glyphs(STATES)), ("Timeline", [*glyphs(LANES), *signs])])

    def _closing_words(self) -> Content:
        words = Content("A thread keeps its number and its colour:  ")
        pills = Content(" ").join(self._pill(thread) for thread in range(1, len(self._colours.threads) + 1))
        rest = Content.from_markup("\nAll keys can be remapped.  [b]ctrl+p[/b] every command by name, and themes")
        return words + pills + rest

    def _pill(self, thread: int) -> Content:
        left, number, right = self._symbols.pill(thread)
        colour, ink = self._colours.thread(thread), self._colours.ink
        return Content.assemble((left, colour), (number, f"bold {ink} on {colour}"), (right, colour))


def _sections(sections: Iterable[tuple[str, list[Line]]]) -> Content:
    return Content("\n\n").join(_section(title, lines) for title, lines in sections)


def _section(title: str, lines: Iterable[Line]) -> Content:
    rows = (Content.assemble((what, "bold"), (words, "$foreground 75%")) for what, words in lines)
    return Content("\n").join([Content.styled(title, "bold"), *rows])
