"""The dashboard: which panels there are and where they stand. Keys and commands are the app's.

``show`` gets a view, asks ``layout.arrange`` for the places, and hands the view to the panels in sight; each draws the
lines that differ. The dashboard keeps how it is looked at: tab, zoom, what has been seen. Nothing of the program.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.screen import Screen
from textual.widget import Widget

from threadtui.tui.layout import DEADLOCK_TABS, TABS, THREE_COLUMNS, TWO_COLUMNS, Arrangement, Wants, arrange
from threadtui.tui.panels import (
    branches,
    bytecode,
    cycle,
    deadlocked,
    decision,
    files,
    footer,
    header,
    hint_list,
    next_bar,
    next_moves,
    output,
    primitives,
    small,
    source,
    stack,
    story,
    tabs,
    threads,
    timeline,
    values,
    way_out,
    why,
)
from threadtui.tui.panels.base import Panel
from threadtui.tui.panels.messages import FooterKeyPressed, StepPicked, TabPicked, ThreadPicked
from threadtui.tui.panels.scrolled import BranchesPanel, BytecodePanel, LanesPanel, PrimitivesPanel, SourcePanel
from threadtui.tui.panels.spans import Rows
from threadtui.tui.view import View

__all__ = ["Dashboard", "DashboardScreen", "FooterKeyPressed", "StepPicked", "TabPicked", "ThreadPicked"]

Keys = Sequence[tuple[str, str]]
"""Keys and the words for what they do, the most important first: ``("space", "play")``."""

BARS = ("header", "next", "tabs", "footer", "small")
READING_ORDER = (
    "cycle", "decision", "way_out", "source", "bytecode", "threads", "primitives", "values", "hints", "branches", "stack",
    "timeline", "story", "output", "moves", "why",
)  # fmt: skip


BESIDE_TABS = ("timeline",)
"""What can be zoomed and moved in though it is no tab."""


class _Places(Layout):
    """Widgets where the arrangement wants them."""

    name = "places"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:  # noqa: ARG002
        assert isinstance(parent, Dashboard)
        places = parent.arrangement(size).places
        return [
            WidgetPlacement(Region(*places[child.id][:4]), NULL_OFFSET, NULL_SPACING, child)
            for child in children
            if child.id in places
        ]


class Dashboard(Widget):
    """All panels. ``show`` draws a view, ``keys`` what the footer and the NEXT bar offer."""

    DEFAULT_CSS = "Dashboard { width: 1fr; height: 1fr; overflow: hidden hidden; }"

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places = _Places()
        self._view: View | None = None
        self._wants = Wants()
        self._tab = TABS[0]
        self._zoomed = ""
        self._command = ""
        self._live = True
        self._footer: Keys = ()
        self._bar: Keys = ()
        self._seen: dict[str, int] = {}
        self._applied: Arrangement | None = None

    # Composition

    @property
    def layout(self) -> Layout:
        return self._places

    def compose(self) -> ComposeResult:
        yield Panel(header.rows, "header", focusable=False)
        yield Panel(self._draw_bar, "next", focusable=False)
        yield SourcePanel(source.rows, "source")
        yield BytecodePanel(bytecode.rows, "bytecode", returns=True)
        yield Panel(threads.rows, "threads", returns=True)
        yield PrimitivesPanel("primitives")
        yield Panel(values.rows, "values", returns=True)
        yield BranchesPanel("branches")
        yield Panel(hint_list.rows, "hints")
        yield Panel(stack.rows, "stack", returns=True)
        yield LanesPanel(timeline.rows, "timeline")
        yield Panel(story.rows, "story")
        yield Panel(output.rows, "output")
        yield Panel(next_moves.rows, "moves")
        yield Panel(cycle.rows, "cycle")
        yield Panel(decision.rows, "decision")
        yield Panel(way_out.rows, "way_out")
        yield Panel(self._draw_why, "why")
        yield Panel(self._draw_tabs, "tabs", focusable=False)
        yield Panel(self._draw_footer, "footer", focusable=False)
        yield Panel(small.rows, "small", focusable=False)

    def _draw_bar(self, view: View, width: int, height: int, top: int | None) -> Rows:
        return next_bar.rows(view, width, height, top, keys=self._bar)

    def _draw_why(self, view: View, width: int, height: int, top: int | None) -> Rows:
        return why.rows(view, width, height, top, command=self._command, live=self._live)

    def show_why(self, command: str, *, live: bool) -> bool:
        """The verdict page, alone; ``command`` repeats the run, ``live``: no recording. False: the screen is too small for it."""
        self._command, self._live = command, live
        return self.focus_panel("why")

    def _draw_footer(self, view: View, width: int, height: int, top: int | None) -> Rows:
        return footer.rows(view, width, height, top, keys=self._footer)

    def _draw_tabs(self, view: View, width: int, height: int, top: int | None) -> Rows:
        now = self.arrangement(self.size)
        alarms = ("values",) if view.history.races(view.world.step) else ()
        return tabs.rows(view, width, height, top, tabs=now.tabs, current=now.tab, news=self._news(view), alarms=alarms)

    def panel(self, name: str) -> Panel:
        """A panel by its name, in sight or not."""
        return self.query_one(f"#{name}", Panel)

    # Drawing

    def show(self, view: View) -> None:
        """Draw a view; at most 15 times a second. Only what changed is drawn."""
        if view.transport == "past":
            view = replace(view, palette=view.palette.in_past())
        if self._view is None or self._view.palette.background != view.palette.background:
            self.styles.background = view.palette.background
        if self._view is not None and self._view.history is not view.history:
            self._seen.clear()
            self._follow()
            files.forget()
            story.forget()
            deadlocked.forget()
            why.forget()
        if deadlocked.shown(view) and (self._view is None or not deadlocked.shown(self._view)):
            self._tab = DEADLOCK_TABS[0]
        self._view = view
        self._wants = _wants(view, self.size.width)
        self._rearrange()
        self._look(view)
        for panel in self._in_sight():
            panel.show(view)

    def keys(self, footer: Keys, bar: Keys = ()) -> None:
        """The keys that matter now: in the footer, and at the right of the NEXT bar."""
        if (footer, bar) == (self._footer, self._bar):
            return
        self._footer, self._bar = footer, bar
        if self._view is not None:
            for name in ("footer", "next"):
                self.panel(name).show(self._view)

    def arrangement(self, size: Size) -> Arrangement:
        """Which panels stand where at this size."""
        return arrange(size.width, size.height, self._wants, self._tab, self._zoomed)

    def _rearrange(self) -> None:
        """Follow a change of size, of content, of tab or zoom."""
        wanted = self.arrangement(self.size)
        if wanted == self._applied or not self.size:
            return
        self._applied = wanted
        for panel in self.query(Panel):
            place = wanted.places.get(panel.id or "")
            panel.display = place is not None
            if place is not None:
                panel.place(place.titled, place.pad, Size(place.width, place.height))
        # A child asks: Textual then forgets the places that it keeps for the parent.
        self.panel("next").refresh(layout=True)

    def on_resize(self) -> None:
        if self._view is not None:
            self.show(self._view)

    def _in_sight(self) -> list[Panel]:
        places = self.arrangement(self.size).places
        return [panel for panel in self.query(Panel) if panel.id in places]

    # What is new behind a tab

    def _look(self, view: View) -> None:
        for name in self.arrangement(self.size).places:
            if name in _FRESHNESS:
                self._seen[name] = _FRESHNESS[name](view)

    def _news(self, view: View) -> set[str]:
        return {name for name, fresh in _FRESHNESS.items() if fresh(view) > self._seen.get(name, 0)}

    # Looking round

    @property
    def zoomed(self) -> str:
        """Name of the panel that is zoomed, or empty."""
        return self._zoomed

    @property
    def focused(self) -> str:
        """Name of the panel that has the focus, or empty."""
        return next((panel.id or "" for panel in self.query(Panel) if panel.has_focus), "")

    @property
    def names(self) -> list[str]:
        """Panels in sight that can have the focus, in reading order."""
        places = self.arrangement(self.size).places
        return [name for name in READING_ORDER if name in places]

    def next_panel(self, step: int) -> None:
        """Focus the next (1) or the last (-1) panel; where there are tabs, the next or last tab, and after them the timeline."""
        now = self.arrangement(self.size)
        names = [*now.tabs, *(name for name in BESIDE_TABS if name in now.places)] if now.tabs else self.names
        if now.tabs and self.focused not in BESIDE_TABS:
            self.focus_panel(names[(names.index(now.tab) + step) % len(names)])
            return
        if not names:
            return
        here = self.focused
        at = names.index(here) + step if here in names else (0 if step > 0 else -1)
        self.focus_panel(names[at % len(names)])

    def focus_panel(self, panel: str) -> bool:
        """Focus a panel by name (``stack``, ``story`` …): by its tab, or zoomed where the screen has no place for it.

        False: no panel of that name, or the screen is too small for any.
        """
        now = self.arrangement(self.size)
        if panel not in READING_ORDER or "header" not in now.places:
            return False
        if panel not in now.places:
            if panel in now.tabs:
                self._tab = panel
            else:
                self._zoomed = panel
            self._redraw()
        self.panel(panel).focus(scroll_visible=False)
        return True

    @property
    def looked_at(self) -> str:
        """The panel that a key for a panel is meant for: the focused one, the chosen tab, or the source."""
        return self.focused or self.arrangement(self.size).tab or "source"

    def search(self, panel: str, text: str) -> bool:
        """Choose the next line of a panel that contains this text. False if there is none."""
        return self.focus_panel(panel) and self.panel(panel).find(text)

    def toggle_zoom(self) -> None:
        """The focused panel alone, or back."""
        self._zoomed = "" if self._zoomed else self.looked_at
        self._redraw()
        if self._zoomed:
            self.panel(self._zoomed).focus(scroll_visible=False)

    def follow(self) -> None:
        """Every panel goes back to where the program is; chosen lines are forgotten, nothing has the focus."""
        self._follow()
        if self.focused:
            self.screen.set_focus(None)

    def _follow(self) -> None:
        for panel in self.query(Panel):
            panel.follow()

    def _redraw(self) -> None:
        if self._view is not None:
            self.show(self._view)

    @property
    def primitive(self) -> int | None:
        """The primitive in the chosen row of their panel, while that has the focus."""
        targets = self.panel("primitives").targets if self.focused == "primitives" else []
        return next((int(target.value) for target in targets if target.kind == "primitive"), None)

    @property
    def cursor(self) -> tuple[str, int] | None:
        """Path and line chosen with the arrow keys in the source panel."""
        chosen = self.panel("source").cursor
        if chosen is None or self._view is None:
            return None
        path = source.shown_file(self._view)
        return (path, chosen + 1) if path else None

    def on_tab_picked(self, picked: TabPicked) -> None:
        picked.stop()
        self.focus_panel(picked.panel)


class DashboardScreen(Screen[None]):
    """The dashboard as a screen; see ``Dashboard`` for what it answers to."""

    AUTO_FOCUS: ClassVar[str | None] = ""

    def compose(self) -> ComposeResult:
        yield Dashboard(id="dashboard")

    @property
    def dashboard(self) -> Dashboard:
        return self.query_one(Dashboard)

    def show(self, view: View) -> None:
        self.dashboard.show(view)


def _wants(view: View, width: int) -> Wants:
    path = source.shown_file(view)
    return Wants(
        threads=len(view.world.threads),
        primitives=primitives.wanted(view, width // 3),
        values=values.wanted(view),
        source=len(files.lines(path)) if path else 0,
        stack=stack.wanted(view),
        branches=branches.wanted(view),
        bytecode=bytecode.wanted(view),
        hints=hint_list.wanted(view, max(width // (3 if width >= THREE_COLUMNS[0] else 2) - 4, 36)),
        over=view.transport == "ended",
        **(_deadlock_wants(view, width) if deadlocked.shown(view) else {}),
    )


def _deadlock_wants(view: View, width: int) -> dict[str, int]:
    """Half the screen is about what the columns have."""
    if width < TWO_COLUMNS[0]:
        found = len(cycle.lines(view, width - 2, cycle.COMPACT_HEIGHT + 1))
        return {"cycle": max(found, 1)}
    room = width // 2 if width < THREE_COLUMNS[0] else width // 3
    return {
        "cycle": max(cycle.wanted(view, room - 4), 1),
        "decision": decision.wanted(view),
        "way_out": len(way_out.lines(view, room - 8)),
    }


_FRESHNESS: dict[str, Callable[[View], int]] = {
    "values": lambda view: max((location.changed for location in view.world.locations.values()), default=0),
    "primitives": lambda view: max((primitive.changed for primitive in view.world.primitives.values()), default=0),
    "hints": lambda view: max((hint.step for hint in hint_list.hints(view)), default=0),
    "output": lambda view: max((line.step for line in view.history.output_lines(view.world.step, 1)), default=0),
}
"""Panel → the step of its latest change. The story changes with every step, which is no news."""
