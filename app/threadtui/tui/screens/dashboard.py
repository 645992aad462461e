"""The dashboard: which panels there are and where they stand. Keys and commands are the app's."""

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from threadtui.tui.panels.messages import FooterKeyPressed, StepPicked, TabPicked, ThreadPicked
from threadtui.tui.view import View

__all__ = ["Dashboard", "DashboardScreen", "FooterKeyPressed", "StepPicked", "TabPicked", "ThreadPicked"]

Keys = Sequence[tuple[str, str]]
"""Keys and the words for what they do, the most important first: ``("space", "play")``."""


class Dashboard(Container):
    """All panels. ``show`` draws a view, ``keys`` what the footer and the NEXT bar offer."""

    def show(self, view: View) -> None:
        """Draw a view; at most 15 times a second. Only what changed is drawn."""

    def keys(self, footer: Keys, bar: Keys = ()) -> None:
        """The keys that matter now: in the footer, and at the right of the NEXT bar."""

    def next_panel(self, step: int) -> None:
        """Focus the next (1) or the last (-1) panel; where there are tabs, the next or last tab."""

    def focus_panel(self, panel: str) -> bool:  # noqa: ARG002
        """Focus a panel by name (``stack``, ``story`` …), opening its tab. False: it is not on this screen."""
        return False

    def toggle_zoom(self) -> None:
        """The focused panel alone, or back."""

    @property
    def zoomed(self) -> str:
        """Name of the panel that is zoomed, or empty."""
        return ""

    def follow(self) -> None:
        """Every panel goes back to where the program is; chosen lines are forgotten."""

    @property
    def cursor(self) -> tuple[str, int] | None:
        """Path and line chosen with the arrow keys in the source panel."""
        return None


class DashboardScreen(Screen[None]):
    """The dashboard as a screen; see ``Dashboard`` for what it answers to."""

    def compose(self) -> ComposeResult:
        yield Dashboard(id="dashboard")

    @property
    def dashboard(self) -> Dashboard:
        return self.query_one(Dashboard)

    def show(self, view: View) -> None:
        self.dashboard.show(view)

    def panels(self) -> Iterable[str]:
        """Names of the panels on the screen now."""
        return ()
