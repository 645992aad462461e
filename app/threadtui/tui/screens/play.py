"""The dashboard with a program that plays on it: keys and mouse become intents, time becomes frames."""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from threadtui.targets import Target
from threadtui.tui import hints, keys, stops
from threadtui.tui.intents import INTENTS, branching, go_on, look_back, searching, settings, stopping
from threadtui.tui.panels import source
from threadtui.tui.panels.messages import BranchPicked, SubjectPicked
from threadtui.tui.player import Player
from threadtui.tui.pump import Connected
from threadtui.tui.screens.dashboard import DashboardScreen, FooterKeyPressed, StepPicked, ThreadPicked
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import Palette

if TYPE_CHECKING:
    from threadtui.tui.exploring import Finding
    from threadtui.tui.screens.prompt import Prompt

FRAME = 1 / 15
"""Seconds between two frames while something moves: more cannot be read, and each costs up to 25 ms."""

REACTION = 1 / 120
"""Seconds between two frames at least, however fast keys are pressed."""

ANSWER = 0.01
"""Seconds that a program at rest has to answer a key before the screen is drawn without its answer."""

BUDGET = 0.02
"""Seconds a frame takes messages for: with its drawing, two thirds of the time between frames on a slow machine."""

SLICE = 0.004
"""Of these seconds so many at a time: a key that is pressed meanwhile comes in between."""


class PlayScreen(DashboardScreen):
    """Shows what a player plays; its programs end when the screen goes. ``palette`` is asked for each frame."""

    BINDINGS: ClassVar[list[BindingType]] = [keys.binding(key) for key in keys.KEYS if not key.everywhere]

    def __init__(
        self,
        target: Target,
        player: Player,
        *,
        symbols: Symbols,
        palette: Callable[[], Palette],
        playing: bool = False,
        trouble: Callable[[Player], None] = lambda _player: None,
    ) -> None:
        super().__init__()
        self._symbols = symbols
        self._palette = palette
        self._trouble = trouble
        self.target = target
        self.player = player
        start = player.begin
        if start is not None:
            player.begin = lambda options: Connected(start(options), self._wake)
        seek = player.seek
        if seek is not None:
            player.seek = lambda options, search: Connected(seek(options, search), self._wake)
        self._playing = playing
        self._ticked = self._drawn = monotonic()
        self._asked = 0.0
        self._offered: hints.Offer | None = None
        self._used: dict[str, str] = {}
        self._searched = ""

    # Time

    def on_mount(self) -> None:
        self._used = keys.in_use(self)
        self.set_interval(FRAME, self._tick)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """The first frame is on the screen: now the program may start."""
        self.player.start()
        if self._playing:
            go_on.play_pause(self.player)
        self._tick()

    def on_unmount(self) -> None:
        self.player.close()

    def _wake(self) -> None:
        """The program has said something. While it plays, the next tick is soon enough."""
        now = monotonic()
        gap = REACTION if self._asked > self._drawn else FRAME
        if now - self._drawn >= gap:
            self.call_later(self._tick)

    def _tick(self) -> None:
        now = monotonic()
        self.player.advance(now - self._ticked)
        self._ticked = now
        self._receive(now + BUDGET)

    def _receive(self, until: float) -> None:
        """Take what has come, slice by slice, and draw. While a fork is on its way nothing is drawn, so all is taken."""
        self.player.receive(SLICE)
        if self.player.behind and (self.player.coming is not None or monotonic() < until):
            self.call_later(self._receive, until)
        else:
            self.refresh_view()

    def refresh_view(self) -> None:
        """Draw, if there is something new."""
        if not self.player.changed or not self.is_mounted:
            return
        self.player.changed = False
        self._drawn = monotonic()
        self.show(self.player.view(self._symbols, self._palette()))
        self._offer()
        if self.player.run.refused or self.player.run.fault:
            self._trouble(self.player)

    def _offer(self) -> None:
        recorded = self.player.recording and self.player.transport == "ended"
        transport = "recorded" if recorded else self.player.transport
        sealed = self.player.run.history.sealed is not None
        offer = hints.offer(transport, self.player.world, self._used, self.player.branches.here.frozen, sealed=sealed)
        if offer != self._offered:
            self._offered = offer
            self.dashboard.keys(*offer)

    def redraw(self) -> None:
        """Draw though nothing has happened: the colours are others."""
        self.player.changed = True
        self.refresh_view()

    def _answer(self, *, at_once: bool = False) -> None:
        """A key has been pressed. What plays is drawn at once; to what rests the program may add its answer."""
        self._asked = monotonic()
        if not at_once and not self.player.in_motion:
            self.set_timer(ANSWER, self._tick)
        elif self._asked - self._drawn >= REACTION:
            self.refresh_view()
        else:
            self.set_timer(REACTION, self.refresh_view)

    # Keys

    def action_play(self, intent: str, *arguments: int | None) -> None:
        """Carry out an intent of the table of keys."""
        moved = self.player.in_motion
        INTENTS[intent](self.player, *arguments)
        self._answer(at_once=moved)

    def action_run_thread(self) -> None:
        self.action_play("run_thread", self.player.selected)

    def action_inside(self) -> None:
        self.action_play("look_inside", self.dashboard.primitive)

    def action_until(self) -> None:
        place = self.dashboard.cursor
        if place is None:
            self._say("Choose a line first: tab to the source, then ↑ ↓.")
            return
        go_on.until(self.player, *place)
        self._answer()

    def action_ask_thread(self) -> None:
        def answered(number: str | None) -> None:
            if number:
                self.action_play("step_thread", int(number))

        self.app.push_screen(self._ask("Step which thread?", number=True), answered)

    def action_ask_step(self) -> None:
        def answered(number: str | None) -> None:
            if number:
                self.action_play("jump", int(number))

        steps = self.player.run.history.steps
        self.app.push_screen(self._ask(f"Jump to which step? 0 to {steps:,}", number=True), answered)

    def _ask(self, question: str, *, number: bool = False, about: str = "", typed: str = "") -> "Prompt":
        from threadtui.tui.screens.prompt import Prompt

        return Prompt(question, number=number, ascii_only=self._symbols.ascii_only, about=about, typed=typed)

    def action_search(self) -> None:
        panel = self.dashboard.looked_at

        def answered(text: str | None) -> None:
            if text is None:
                return
            self._searched = text or self._searched
            if self._searched and not self.dashboard.search(panel, self._searched):
                self._say(f"Not found here: {self._searched}")

        again = f", or enter for {self._searched} again" if self._searched else ""
        self.app.push_screen(self._ask(f"Search this panel{again}"), answered)

    def action_panel(self, step: int) -> None:
        self.dashboard.next_panel(step)

    def action_zoom(self) -> None:
        self.dashboard.toggle_zoom()

    def action_why(self) -> None:
        from threadtui.tui import keepsake

        if self.dashboard.zoomed == "why":
            self.dashboard.toggle_zoom()
            return
        command = keepsake.command(self.target, self.player)
        if not self.dashboard.show_why(command, live=self.player.begin is not None):
            self._say("There is no room for the whole story here: make the terminal larger.")

    def action_explore(self) -> None:
        from threadtui.tui.screens.explore import Explore

        def left(finding: "Finding | None") -> None:
            if finding is not None:
                searching.watch(self.player, finding)
            elif self.player.exploring is not None:
                self.player.notice = self.player.exploring.told
                self.player.changed = True
            self._answer()

        searching.explore(self.player)
        if self.player.exploring is not None:
            shown = partial(self.player.view, self._symbols)
            self.app.push_screen(Explore(self.target, self.player, lambda: shown(self._palette())), left)
        self._answer()

    def action_inspect(self) -> None:
        if not self.dashboard.focus_panel("stack"):
            self._say("There is no room for the stack here: make the terminal larger.")

    def action_stops(self) -> None:
        """The list of breakpoints, and a line to set another one or take one away."""
        player = self.player
        listed = [f"{n}  {stops.told(one, player.run.history.world)}" for n, one in enumerate(player.stops, 1)]
        chosen = self.dashboard.cursor
        path = chosen[0] if chosen else source.shown_file(player.view(self._symbols, self._palette())) or ""

        def ask(typed: str = "", why: str = "") -> None:
            about = self._symbols.prose("\n".join([*([why] if why else []), *listed, stops.HOW]))
            self.app.push_screen(self._ask("Stop where?", about=about, typed=typed), answered)

        def answered(words: str | None) -> None:
            why = stopping.problem(player, words, path) if words else ""
            if words and why:
                ask(words, why)
            elif words:
                stopping.change_stops(player, words, path)
                self._answer()

        ask()

    def action_branches(self) -> None:
        """The tree of runs; once more: the tree alone, with the comparison."""
        if self.dashboard.focused == "branches":
            self.dashboard.toggle_zoom()
        elif not self.dashboard.focus_panel("branches"):
            self._say("There is no room for the branches here: make the terminal larger.")

    def action_close(self) -> None:
        if self.dashboard.zoomed:
            self.dashboard.toggle_zoom()
            return
        self.dashboard.follow()
        settings.choose(self.player, None)
        self._answer()

    def action_copy_command(self) -> None:
        from threadtui.tui import keepsake

        command = keepsake.command(self.target, self.player)
        if command:
            self.app.copy_to_clipboard(command)
        self._say(f"Copied: {command}" if command else keepsake.NOT_YET)

    def action_write(self) -> None:
        from threadtui.tui import keepsake

        self._say(keepsake.write(self.target, self.player))

    def _say(self, words: str) -> None:
        self.player.notice = words
        self.player.changed = True
        self.refresh_view()

    # Mouse

    @on(ThreadPicked)
    def _pick_thread(self, picked: ThreadPicked) -> None:
        settings.choose(self.player, picked.thread)
        if picked.double:
            go_on.step_thread(self.player, picked.thread)
        self._answer()

    @on(SubjectPicked)
    def _pick_subject(self, picked: SubjectPicked) -> None:
        settings.follow(self.player, picked.kind, picked.number)
        self._answer()

    @on(BranchPicked)
    def _pick_branch(self, picked: BranchPicked) -> None:
        branching.visit(self.player, picked.branch)
        self._answer()

    @on(StepPicked)
    def _pick_step(self, picked: StepPicked) -> None:
        look_back.jump(self.player, picked.step)
        self._answer()

    @on(FooterKeyPressed)
    async def _press(self, pressed: FooterKeyPressed) -> None:
        key = hints.pressed(pressed.key, self._used)
        if key is not None:
            await self.app.run_action(key.action, self.app if key.everywhere else self)
