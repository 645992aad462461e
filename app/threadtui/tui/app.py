"""The screen's program: which screens there are, themes, and how it ends.

What the first frame does not need (picker, help, prompt, palette) is imported when it is first asked for.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme

from threadtui.session import Options, Search, Session
from threadtui.targets import Target, UsageMistake, resolve, scenarios
from threadtui.tui import keys
from threadtui.tui.panels import files
from threadtui.tui.player import DEFAULT_SPEED, Player
from threadtui.tui.run import Watched
from threadtui.tui.screens.play import PlayScreen
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import THEME_DARK, THEMES, Palette, palette_of

if TYPE_CHECKING:
    from threadtui.trace import Trace
    from threadtui.tui.commands import Commands
    from threadtui.tui.screens.picker import Picker

PASSED, MISTAKE, OUR_BUG = 0, 2, 3
"""Exit statuses."""

TRACE = ".trace"
"""How the names of traces end, as ``w`` writes them."""

USEFUL = ("Theme", "Screenshot")
"""Of Textual's own commands those that are not in the table of keys, or not meant for it."""

HELP = "help"
"""Name under which the help is kept once it has been opened."""

Start = Callable[[Target, Options], Watched]
Seek = Callable[[Target, Options, Search], Watched]


def _session(target: Target, options: Options) -> Watched:
    return Session(target, options, interactive=True)


def _searched(target: Target, options: Options, search: Search) -> Watched:
    return Session(target, options, search=search)


def _commands() -> "type[Commands]":
    from threadtui.tui.commands import Commands

    return Commands


class PlainScrollBar(ScrollBarRender):
    """Of blanks on a ground alone, without parts of blocks."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


class ThreadtuiApp(App[None]):
    """Opens a target, or the picker where there is none."""

    TITLE = "threadtui"
    COMMANDS = App.COMMANDS | {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [keys.binding(key) for key in keys.KEYS if key.everywhere]
    CSS = """
    CommandPalette SearchIcon { display: none; }
    App.-ascii CommandPalette #--input { border: ascii $foreground 60%; }
    App.-ascii CommandPalette #--input.--list-visible { border-bottom: none; }
    App.-ascii CommandPalette LoadingIndicator { display: none; }
    App.-ascii CommandPalette CommandList { border-bottom: ascii $foreground 60%; }
    """

    def __init__(
        self,
        target: Target | None,
        options: Options,
        *,
        ascii: bool = False,
        speed: float | None = DEFAULT_SPEED,
        start: Start = _session,
        seek: Seek = _searched,
        recorded: "Trace | None" = None,
        playing: bool = False,
    ) -> None:
        super().__init__()
        self._recorded = recorded
        self._playing = playing
        self._target = target
        self._options = options
        self._speed = speed
        self._start = start
        self._seek = seek
        self._told: set[str] = set()
        self._helped: tuple[Palette, dict[str, str]] | None = None
        """What the help that is kept was made of: opened again it need not be made again."""
        self.symbols = Symbols.ascii() if ascii else Symbols.unicode()
        if ascii:
            self.add_class("-ascii")
            ScrollBar.renderer = PlainScrollBar
        self.refused = ""
        """The user's mistake that left nothing to look at, in one line."""
        self.fault = ""
        """A traceback of threadtui's own."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEME_DARK.name
        self.palette = self._palette()

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._recolour)
        if self._recorded is not None:
            self.open_trace(self._recorded)
        elif self._target is None:
            self.push_screen(self._picker())
        else:
            self.play(self._target, self._options, playing=self._playing)

    def on_ready(self) -> None:
        if not self.is_headless:
            self.call_after_refresh(_settle_garbage)

    # Colours

    def _palette(self) -> Any:
        return palette_of(self.current_theme, colour=not self.no_color)

    def _recolour(self, _theme: Theme) -> None:
        self.palette = self._palette()
        for screen in self.screen_stack:
            if isinstance(screen, PlayScreen):
                screen.redraw()

    # Programs

    def play(self, target: Target, options: Options, *, playing: bool = False) -> None:
        """Show a program on a dashboard of its own; ``playing``: it goes on by itself from the start."""
        files.bring({})
        player = Player(target.name, options, partial(self._start, target), speed=self._speed)
        player.seek = partial(self._seek, target)
        self._show(PlayScreen(target, player, playing=playing, **self._looks()))

    def open_trace(self, trace: "Trace") -> None:
        """Show what is recorded on a dashboard of its own; nothing runs."""
        from threadtui.tui.recorded import player_of, target_of

        self._show(PlayScreen(target_of(trace), player_of(trace, self._speed), **self._looks()))

    def _looks(self) -> dict[str, Any]:
        return {"symbols": self.symbols, "palette": lambda: self.palette, "trouble": self._trouble}

    def _show(self, screen: PlayScreen) -> None:
        """The dashboard before it is closed with its program."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(screen)

    def _picker(self) -> "Picker":
        from threadtui.tui.screens.picker import Picker

        return Picker(scenarios(), self.symbols)

    def on_picker_chosen(self, chosen: "Picker.Chosen") -> None:
        """A scenario of the picker is opened, with its own seed unless one was asked for."""
        scenario = chosen.scenario
        options = self._options if self._options.seed else replace(self._options, seed=scenario.seed)
        self.play(Target(scenario.name, "scenario", scenario.path, None), options)

    def _open_path(self, words: str | None) -> None:
        """What the prompt for a path does: a scenario's name works too, and a trace."""
        if not words:
            return
        try:
            if words.endswith(TRACE):
                from threadtui.trace import load

                self.open_trace(load(words))
            else:
                self.play(resolve(words), self._options)
        except UsageMistake as mistake:
            self.notify(str(mistake), title="Not opened", severity="warning", markup=False)

    def _trouble(self, player: Player) -> None:
        """Not the program's failure: the user's mistake, or ours. Nothing to look at: the end. Else it is said once."""
        run = player.run
        if run.fault:
            self.fault = run.fault
        if not player.lived and self._target is not None:
            self.refused = run.refused
            self.exit()
            return
        title, text = ("A bug of threadtui", run.fault) if run.fault else ("Not run", run.refused)
        if text not in self._told:
            self._told.add(text)
            last = text.strip().splitlines()[-1]
            self.notify(last, title=title, severity="error", timeout=60, markup=False)

    # Keys that work everywhere

    def action_help(self) -> None:
        from threadtui.tui.screens.help import Help

        told = (self.palette, keys.in_use(self.screen))
        if not isinstance(self.screen, PlayScreen):
            self.push_screen(Help(self.symbols, *told, here=getattr(self.screen, "offered", list)()))
            return
        if self.screen.player.recording:
            told = (self.palette, {id: used for id, used in told[1].items() if id not in keys.LIVE})
        if told != self._helped:
            if self._helped is not None:
                self.uninstall_screen(HELP)
            self._helped = told
            self.install_screen(Help(self.symbols, *told), HELP)
        self.push_screen(HELP)

    def action_help_quit(self) -> None:
        """What ctrl+c does where there is nothing to copy: who presses it out of habit is told the key that leaves."""
        leaves = keys.shown(keys.key("quit"), keys.in_use(self.screen))
        if isinstance(self.screen, PlayScreen):
            self.screen.player.notice = f"{leaves} ends the program and leaves; ctrl+c does not."
            self.screen.player.changed = True
        else:
            self.notify(f"{leaves} leaves, ctrl+c does not.")

    def action_open(self) -> None:
        if not isinstance(self.screen, PlayScreen):
            from threadtui.tui.screens.prompt import Prompt

            question = "Open which program or trace? A path, or a scenario's name"
            self.push_screen(Prompt(question, ascii_only=self.symbols.ascii_only), self._open_path)
        else:
            self.push_screen(self._picker())

    def action_command_palette(self) -> None:
        """As Textual's, but for the sign at the end of its words."""
        from textual.command import CommandPalette

        if not CommandPalette.is_open(self):  # type: ignore[arg-type]
            self.push_screen(CommandPalette(placeholder="Search for commands", id="--command-palette"))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        return (command for command in super().get_system_commands(screen) if command.title in USEFUL)

    # The end

    async def action_quit(self) -> None:
        self.close_programs()
        await super().action_quit()

    def close_programs(self) -> None:
        """No process is left behind, however the screen ends."""
        for screen in self.screen_stack:
            if isinstance(screen, PlayScreen):
                screen.player.close()


def _settle_garbage() -> None:
    """What is there now stays: the collector need not look at it again. It looks at little at a time: a hundred thousand new
    objects take it about 10 ms, and a key may have to wait for that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 1_000)


def run_dashboard(
    target: Target | None, options: Options, *, ascii: bool, speed: float | None, playing: bool = False
) -> int:
    """Show the dashboard until the person leaves; the exit status of threadtui. ``speed`` None: as usual."""
    return _run(ThreadtuiApp(target, options, ascii=ascii, speed=speed or DEFAULT_SPEED, playing=playing))


def run_recorded(trace: "Trace", *, ascii: bool, speed: float | None) -> int:
    """Likewise for a trace."""
    return _run(ThreadtuiApp(None, Options(), ascii=ascii, speed=speed or DEFAULT_SPEED, recorded=trace))


def _run(app: ThreadtuiApp) -> int:
    try:
        app.run()
    finally:
        app.close_programs()
    if app.fault:
        sys.stderr.write(f"This is a bug of threadtui, not of the program:\n{app.fault.rstrip()}\n")
        return OUR_BUG
    if app.refused:
        sys.stderr.write(f"threadtui: {app.refused}{os.linesep}")
        return MISTAKE
    return OUR_BUG if app.return_code else PASSED
