"""The list of programs: type to narrow it, enter to open one. Beside it stands what the highlighted one is about."""

from itertools import groupby
from platform import python_version
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from threadtui.targets import Scenario
from threadtui.tui.screens import offers
from threadtui.tui.symbols import Symbols

FOOTER = (
    ("↑ ↓", "choose", "screen.move(1)"),
    ("enter", "open", "screen.open_highlighted"),
    ("/", "search", "screen.search"),
    ("o", "file", "app.open"),
    ("?", "help", "app.help"),
    ("q", "quit", "app.quit"),
)

ROOMY = 66
"""Cells from which on the footer has its usual gaps."""

WELCOME = "[reverse bold] threadtui [/]  [$foreground 75%]See your threads run, one step at a time[/]"
COUNTS = "[$foreground 75%]Python[/] $python   $count [$foreground 75%]scenarios[/]"


class Picker(Screen[None]):
    """The scenarios by heading. Any letter that is no key of its own begins a search; esc ends it, then goes back."""

    class Chosen(Message):
        """Enter, or a click, on a scenario."""

        def __init__(self, scenario: Scenario) -> None:
            super().__init__()
            self.scenario = scenario

    CSS_PATH = "picker.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", show=False),
        Binding("escape", "leave", "Back", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("enter", "open_highlighted", "Open", show=False),
    ]

    def __init__(self, offered: list[Scenario], symbols: Symbols) -> None:
        super().__init__()
        self._offered = offered
        self._found = {scenario.name: scenario for scenario in offered}
        self._symbols = symbols
        self._highlighted = ""
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]

    def compose(self) -> ComposeResult:
        with Horizontal(id="header"):
            yield Static(Content.from_markup(WELCOME))
            yield Static(Content.from_markup(COUNTS, python=python_version(), count=len(self._offered)), id="counts")
        with Container(id="body"):
            with Vertical():
                with Horizontal(id="search"):
                    yield Static("/ ")
                    yield Input(placeholder="search", compact=True, select_on_focus=False)
                yield OptionList(compact=True)
            with VerticalScroll(can_focus=False):
                yield Static(id="about")
                yield Static(id="source")
        yield Static(offers.hinted(FOOTER, self._symbols), id="footer")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    # The list

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def on_resize(self) -> None:
        gap = 3 if self.size.width >= ROOMY else 2
        self.query_one("#footer", Static).update(offers.hinted(FOOTER, self._symbols, gap))
        self.call_after_refresh(self._fill)

    @on(Input.Changed)
    def _fill(self) -> None:
        """All rows anew: the search or the width is another."""
        found = offers.matching(self._offered, self.query_one(Input).value)
        names = [scenario.name for scenario in found]
        if self._highlighted not in names:
            self._highlighted = names[0] if names else ""
        self._list.set_options(self._options(found))
        if names:
            self._list.highlighted = self._list.get_option_index(self._highlighted)
            self._tell(self._found[self._highlighted])
        else:
            self.query_one("#about", Static).update("")
            self.query_one("#source", Static).update("")

    def _options(self, found: list[Scenario]) -> list[Option]:
        width = self._list.scrollable_content_region.width
        groups = [(group, list(members)) for group, members in groupby(found, key=lambda scenario: scenario.group)]
        airy = len(found) + 2 * len(groups) <= self._list.size.height
        options: list[Option] = []
        for group, members in groups:
            if options and airy:
                options.append(Option("", disabled=True))
            options.append(Option(offers.heading(group, width, self._symbols), disabled=True))
            options += [Option(self._row(scenario, width), id=scenario.name) for scenario in members]
        return options or [Option("No program has these words. esc shows all.", disabled=True)]

    def _row(self, scenario: Scenario, width: int) -> Content:
        return offers.row(scenario, width, self._symbols, highlighted=scenario.name == self._highlighted)

    @on(OptionList.OptionHighlighted)
    def _describe(self) -> None:
        highlighted = self._list.highlighted_option
        name = highlighted.id if highlighted else None
        if name is None or name == self._highlighted:
            return
        before, self._highlighted = self._highlighted, name
        for changed in (before, name):
            if changed in self._found:
                self._rewrite(changed)
        self._tell(self._found[name])

    def _rewrite(self, name: str) -> None:
        width = self._list.scrollable_content_region.width
        self._list.replace_option_prompt(name, self._row(self._found[name], width))

    def _tell(self, scenario: Scenario) -> None:
        aside = self.query_one(VerticalScroll)
        width = aside.scrollable_content_region.width
        self.query_one("#about", Static).update(offers.about(scenario, width, self._symbols))
        self.query_one("#source", Static).update(offers.source(scenario, width, self._symbols))
        aside.scroll_home(animate=False)

    # Keys

    def offered(self) -> list[tuple[str, str]]:
        """Keys as they are written, and what they do, for help."""
        return [(self._symbols.key(key), words) for key, words, _ in FOOTER] + [
            ("a-z", "begin a search"),
            ("esc", "end it, go back"),
        ]

    def on_key(self, event: events.Key) -> None:
        letter = event.character
        if letter and letter.isprintable() and letter != " " and event.key not in self.active_bindings:
            self.action_search()
            self.query_one(Input).insert_text_at_cursor(letter)

    def action_search(self) -> None:
        # At once: keys that were typed meanwhile are the search's too, be they keys of their own elsewhere.
        self.set_focus(self.query_one(Input))

    def action_move(self, step: int) -> None:
        if step > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def action_leave(self) -> None:
        search = self.query_one(Input)
        if search.value or search.has_focus:
            search.value = ""
            self._list.focus()
        elif len(self.app.screen_stack) > self.FIRST:
            self.dismiss()

    FIRST = 2
    """Screens that are there when the picker was opened first: Textual's own empty one, and this."""

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def action_open_highlighted(self) -> None:
        scenario = self._found.get(self._highlighted)
        if scenario is not None:
            self.post_message(self.Chosen(scenario))
