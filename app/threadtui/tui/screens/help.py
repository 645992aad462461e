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
HERE = "On this page"

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

    def __init__(
        self, symbols: Symbols, palette: Palette, used: Mapping[str, str], here: Iterable[Line] | None = None
    ) -> None:
        """``used`` are the keys of the table that work, ``here`` those of a screen that is not the dashboard."""
        super().__init__()
        self._here = None if here is None else list(here)
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
                if self._here is not None:
                    yield Static(_keys({HERE: self._here}))
                    yield Static(self._of_keys(*keys.GROUPS))
                else:
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
        return _keys({group: lines for group in groups if (lines := self._lines_of(group))})

    def _lines_of(self, group: str) -> list[Line]:
        rows = [row for row in keys.ROWS if row.group == group and self._works(row)]
        return [(self._symbols.key(keys.label(row, self._used)), row.words) for row in rows]

    def _works(self, row: keys.Row) -> bool:
        """Not named are keys that this screen does not have; a row without keys is about panels, which the dashboard has."""
        if self._here is not None and self._symbols.key(keys.label(row, self._used)) in dict(self._here):
            return False
        return any(key.id in self._used for key in row.keys) or (not row.keys and self._here is None)

    def _of_symbols(self) -> Content:
        def glyphs(table: Iterable[Line]) -> list[Line]:
            return [(getattr(self._symbols, name).ljust(SIGNS_WIDTH), words) for name, words in table]

        signs = [(sign.ljust(SIGNS_WIDTH), words) for sign, words in SIGNS]
        return _sections([("Threads", glyphs(STATES)), ("Timeline", [*glyphs(LANES), *signs])])

    def _closing_words(self) -> Content:
        if self._here is not None:
            return Content.from_markup("On the dashboard of a program [b]?[/b] shows all its keys and symbols.")
        words = Content("A thread keeps its number and its colour:  ")
        pills = Content(" ").join(self._pill(thread) for thread in range(1, len(self._colours.threads) + 1))
        rest = Content.from_markup("\nAll keys can be remapped.  [b]ctrl+p[/b] every command by name, and themes")
        return words + pills + rest

    def _pill(self, thread: int) -> Content:
        left, number, right = self._symbols.pill(thread)
        colour, ink = self._colours.thread(thread), self._colours.ink
        return Content.assemble((left, colour), (number, f"bold {ink} on {colour}"), (right, colour))


def _keys(groups: Mapping[str, list[Line]]) -> Content:
    width = max((len(label) for lines in groups.values() for label, _ in lines), default=0) + 1
    aligned = {group: [(label.ljust(width), words) for label, words in lines] for group, lines in groups.items()}
    return _sections(aligned.items())


def _sections(sections: Iterable[tuple[str, list[Line]]]) -> Content:
    return Content("\n\n").join(_section(title, lines) for title, lines in sections)


def _section(title: str, lines: Iterable[Line]) -> Content:
    rows = (Content.assemble((what, "bold"), (words, "$foreground 75%")) for what, words in lines)
    return Content("\n").join([Content.styled(title, "bold"), *rows])
