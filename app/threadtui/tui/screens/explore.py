"""The search for a schedule that fails, and what it found. It goes on while one looks; nothing of it waits for the screen.

The dashboard's screen, below this one, receives for its player and so for the search; here it is only drawn.
"""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import Screen

from threadtui.exploring import HOLDS
from threadtui.targets import Target
from threadtui.tui import keepsake, keys
from threadtui.tui.exploring import OVER, REPEATING, Exploring, Finding
from threadtui.tui.intents import searching as intents
from threadtui.tui.panels import finding, footer, searching
from threadtui.tui.panels.base import Panel
from threadtui.tui.panels.messages import FooterKeyPressed
from threadtui.tui.panels.spans import Ink, Row, Rows, Span, blank, cut_middle, spread
from threadtui.tui.panels.words import said
from threadtui.tui.player import Player
from threadtui.tui.view import View

LOOK = 1 / 15
"""Seconds between two looks whether the search has come to an end."""

COUNTERS = 0.5
"""Seconds between two drawings of counters that only count: faster ones cannot be read."""

MARGIN = 2


class Explore(Screen[Finding | None]):
    """Dismissed with the finding that is to be watched, or with None. ``view`` is the dashboard's, for its colours."""

    CSS_PATH = "explore.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(keys.binding(keys.key(id)) for id in ("explore", "write", "copy", "close")),
        Binding("enter", "watch", "Watch it", show=False, tooltip="The failing schedule live, from the step that decides"),
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("pageup", "scroll_page(-1)", show=False),
        Binding("pagedown", "scroll_page(1)", show=False),
    ]  # fmt: skip
    AUTO_FOCUS: ClassVar[str | None] = ""

    def __init__(self, target: Target, player: Player, view: Callable[[], View]) -> None:
        super().__init__()
        self._target = target
        self._player = player
        self._view_now = view
        self._chosen = 0
        self._drawn = 0.0
        self._phase = ""
        self._notice = ""

    @property
    def exploring(self) -> Exploring:
        assert self._player.exploring is not None
        return self._player.exploring

    def compose(self) -> ComposeResult:
        yield Panel(self._header, "explore-header", focusable=False)
        yield Panel(self._page, "explore-page", focusable=False)
        yield Panel(self._footer, "explore-footer", focusable=False)

    def on_mount(self) -> None:
        self.set_interval(LOOK, self._look)

    def on_resize(self) -> None:
        self.draw()

    def _look(self) -> None:
        """Draw when it has come further: at once where it has ended, its counters now and then. On the way out it is gone."""
        if self._player.exploring is None:
            return
        counts = self.exploring.phase != OVER and monotonic() - self._drawn >= COUNTERS
        if counts or self.exploring.phase != self._phase:
            self.draw()

    def draw(self) -> None:
        """All of it as it is now; only lines that differ are drawn."""
        if not self.is_mounted or not self.size or self._player.exploring is None:
            return
        self._phase, self._drawn = self.exploring.phase, monotonic()
        view = self._shown()
        self.styles.background = view.palette.background
        width, height = self.size
        for panel, lines in zip(self.query(Panel), (1, max(height - 2, 1), 1), strict=True):
            panel.place(False, MARGIN if panel.id == "explore-page" else 0, Size(width, lines))
            panel.show(view)

    def _shown(self) -> View:
        """The run that repeated what was found; else what the dashboard shows."""
        view, found = self._view_now(), self._found
        if found is None:
            return view
        history = found.run.history
        return replace(view, history=history, world=history.world, transport="ended")

    @property
    def _found(self) -> Finding | None:
        exploring = self.exploring
        if exploring.phase != OVER or not exploring.findings:
            return None
        return exploring.findings[min(self._chosen, len(exploring.findings) - 1)]

    # What is drawn

    def _header(self, view: View, width: int, height: int, top: int | None) -> Rows:  # noqa: ARG002
        words, bad = self._badge()
        ground = view.palette.alarm if bad else view.palette.text
        badge = Span(view.symbols.prose(f" {words} "), Ink(view.palette.ink, ground, bold=True))
        name = cut_middle(view.program, max(width // 3, 8), view.symbols.ellipsis)
        options, search = self.exploring.options, self.exploring.search
        right = said(view, f"{search.strategy}, seed {options.seed}   by {options.granularity} ", dim=True)
        left = (blank(1), badge, blank(2), said(view, name, bold=True), blank(3), said(view, self._counted(), dim=True))
        return Rows((), (), [Row(spread(left, (right,), width, 2, view.symbols.ellipsis), view.palette.bar)], 0, 1)

    def _counted(self) -> str:
        """How far it came, once it is over; until then the page counts."""
        facts = self.exploring.progress
        if self.exploring.phase != OVER or not facts["schedules"]:
            return ""
        schedules = f"{facts['schedules']:,} schedule{'' if facts['schedules'] == 1 else 's'}"
        return f"{schedules} in {facts['seconds']:.1f} s"

    def _badge(self) -> tuple[str, bool]:
        exploring = self.exploring
        if exploring.phase == REPEATING:
            return "► REPEATING", False
        if exploring.phase != OVER:
            return "► EXPLORING", False
        if exploring.refused or exploring.fault:
            return "✗ NOT EXPLORED", True
        if exploring.fails:
            return "✗ FOUND", True
        holds = exploring.result is not None and exploring.result["verdict"] == HOLDS
        return ("✓ HOLDS" if holds else "■ NOTHING FOUND"), False

    def _page(self, view: View, width: int, height: int, top: int | None) -> Rows:
        room = width - MARGIN
        if self._found is None:
            return searching.rows(view, room, height, top, self.exploring)
        shown = finding.Shown(self.exploring, self.exploring.findings.index(self._found), self._command())
        return finding.rows(view, room, height, top, shown)

    def _footer(self, view: View, width: int, height: int, top: int | None) -> Rows:
        offered = [(self._notice, "")] if self._notice else []
        return footer.rows(view, width, height, top, keys=[*offered, *self.offered(), ("?", "help"), ("q", "quit")])

    def offered(self) -> list[tuple[str, str]]:
        if self._found is not None:
            return [
                ("enter", "watch it"),
                ("e", "search on"),
                ("w", "write trace"),
                ("y", "copy command"),
                ("esc", "dashboard"),
            ]
        if self.exploring.phase != OVER:
            return [("esc", "stop and keep what was found")]
        return [("esc", "dashboard"), *([] if self._proved else [("e", "search on")])]

    @property
    def _proved(self) -> bool:
        return self.exploring.result is not None and self.exploring.result["verdict"] == HOLDS

    def _command(self) -> str:
        assert self._found is not None
        options = replace(self.exploring.options, max_seconds=self._player.options.max_seconds)
        return keepsake.along(self._target, options, self._found.failure["schedule"])

    # Keys

    def action_close(self) -> None:
        """Stop, and keep what was found; when it is over, back to the dashboard."""
        if self.exploring.phase == OVER:
            self.dismiss(None)
        else:
            self.exploring.stop()
            self.draw()

    def action_explore(self) -> None:
        """Search on: for other kinds of failure, or with another seed."""
        if self.exploring.phase == OVER and not self._proved:
            intents.explore(self._player)
            self._chosen, self._notice = 0, ""
            self.query_one("#explore-page", Panel).follow()
            self.draw()

    def action_watch(self) -> None:
        if self._found is not None:
            self.dismiss(self._found)

    def action_choose(self, step: int) -> None:
        """Another one of what was found; where there is one only, the page scrolls."""
        count = len(self.exploring.findings)
        if self._found is None or count < 2:
            self.query_one("#explore-page", Panel).scroll_lines(step)
            return
        self._chosen = (min(self._chosen, count - 1) + step) % count
        self.draw()

    def action_scroll_page(self, pages: int) -> None:
        self.query_one("#explore-page", Panel).action_page(pages)

    def action_copy_command(self) -> None:
        if self._found is not None:
            self.app.copy_to_clipboard(self._command())
            self._notice = "Copied."
            self.draw()

    def action_write(self) -> None:
        """The run that repeated what was found, beside where one stands."""
        if self._found is not None:
            found = self._found
            self._notice = keepsake.write_run(
                self._target, found.run, self.exploring.options, found.failure["schedule"]
            )
            self.draw()

    @on(FooterKeyPressed)
    async def _press(self, pressed: FooterKeyPressed) -> None:
        actions = {"enter": "watch", "e": "explore", "w": "write", "y": "copy_command", "esc": "close"}
        action = actions.get(pressed.key)
        if action is not None:
            await self.run_action(action)
        elif pressed.key in ("?", "q"):
            await self.app.run_action("help" if pressed.key == "?" else "quit")
