"""The dashboard in an app: what it looks like, what a step redraws, what keys and mouse do to it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.geometry import Size
from textual.message import Message

from tests.tui import scenes
from threadtui.tui.panels.base import Panel
from threadtui.tui.screens.dashboard import (
    Dashboard,
    DashboardScreen,
    FooterKeyPressed,
    StepPicked,
    ThreadPicked,
)
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import THEMES, palette_of
from threadtui.tui.view import View
from threadtui.world.history import History

FOOTER = (("s", "step"), ("space", "play"), ("1-9", "step that thread"), ("?", "help"), ("q", "quit"))


class Stage(App[None]):
    """A dashboard that shows one view; picked things are kept."""

    def __init__(self, view: View, theme: str = "threadtui-dark") -> None:
        super().__init__()
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme
        palette = palette_of(self.current_theme, colour=not self.no_color)
        self.view = replace(view, palette=palette)
        self.picked: list[Message] = []
        self.screen_shown = DashboardScreen()

    def on_mount(self) -> None:
        self.push_screen(self.screen_shown)
        self.call_after_refresh(self.draw, self.view)

    def draw(self, view: View) -> None:
        self.screen_shown.show(view)
        self.dashboard.keys(FOOTER, (("s", "step"),))

    @property
    def dashboard(self) -> Dashboard:
        return self.screen_shown.dashboard

    def on_thread_picked(self, message: ThreadPicked) -> None:
        self.picked.append(message)

    def on_step_picked(self, message: StepPicked) -> None:
        self.picked.append(message)

    def on_footer_key_pressed(self, message: FooterKeyPressed) -> None:
        self.picked.append(message)

    def lines(self) -> list[str]:
        """What the screen shows."""
        return ["".join(segment.text for segment in strip) for strip in self.screen._compositor.render_strips()]


@pytest.fixture
def race(tmp_path: Path) -> View:
    events, stacks = scenes.race(tmp_path / "race_two_threads.py")
    return scenes.view(events, stacks=stacks)


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[View]:
    """The race step by step, each with a history that ends there."""
    events, _ = scenes.race(tmp_path / "race_two_threads.py")
    whole = History(events)

    def views() -> Iterator[View]:
        live = History()
        taken = 0
        for step in range(whole.steps + 1):
            live.append(events[taken : whole.end_of(step)])
            taken = whole.end_of(step)
            world = live.world_at(step)
            yield replace(scenes.view([]), history=live, world=world, selected=world.turn)

    return views()


class TestLooks:
    """Pictures of a fixed view; ``pytest --snapshot-update`` after a change that is meant."""

    @pytest.mark.parametrize(
        "size", [(60, 18), (80, 24), (120, 36), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}"
    )
    def test_size(self, race: View, size: tuple[int, int], snap_compare: Any) -> None:
        assert snap_compare(Stage(race), terminal_size=size)

    def test_light(self, race: View, snap_compare: Any) -> None:
        assert snap_compare(Stage(race, "threadtui-light"), terminal_size=(120, 36))

    def test_ascii(self, race: View, snap_compare: Any) -> None:
        assert snap_compare(Stage(replace(race, symbols=Symbols.ascii())), terminal_size=(120, 36))

    def test_no_colour(self, race: View, snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        assert snap_compare(Stage(race), terminal_size=(120, 36))

    def test_primitives(self, tmp_path: Path, snap_compare: Any) -> None:
        view = scenes.view(scenes.crowd(tmp_path / "pipeline.py"), program="pipeline", transport="playing")
        assert snap_compare(Stage(view), terminal_size=(120, 36))

    def test_bytecode(self, tmp_path: Path, snap_compare: Any) -> None:
        view = scenes.view(scenes.instructions(tmp_path / "increment.py"), program="increment")
        assert snap_compare(Stage(view), terminal_size=(120, 36))

    def test_past(self, tmp_path: Path, snap_compare: Any) -> None:
        events, _ = scenes.race(tmp_path / "race_two_threads.py")
        view = scenes.view(events, step=10, transport="past")
        assert snap_compare(Stage(view), terminal_size=(120, 36))


class TestDrawing:
    async def test_a_step_redraws_what_changed(self, steps: Iterator[View]) -> None:
        """At 120×36 a step of this program changes less than the screen: that is what makes playing cheap."""
        stage = Stage(next(steps))
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            counts = []
            for view in steps:
                before = self.redrawn(stage)
                stage.draw(view)
                await pilot.pause()
                counts.append(self.redrawn(stage) - before)
        assert sorted(counts)[len(counts) // 2] <= 24
        assert max(counts) <= 36

    async def test_the_same_view_redraws_nothing(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            before = self.redrawn(stage)
            stage.draw(stage.view)
            await pilot.pause()
            assert self.redrawn(stage) == before

    @staticmethod
    def redrawn(stage: Stage) -> int:
        return sum(panel.redrawn for panel in stage.screen_shown.query(Panel))

    async def test_panels_follow_what_there_is(self, steps: Iterator[View]) -> None:
        stage = Stage(next(steps))
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            for view in steps:
                stage.draw(view)
                await pilot.pause()
            shown = stage.lines()
            assert [line[58:61] for line in shown[6:9]] == ["▐1▌", "▐2▌", "▐3▌"]

    async def test_resizing(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            for size in ((80, 24), (60, 18), (200, 50), (40, 12)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
                shown = stage.lines()
                assert "PAUSED" in shown[0]
                assert any("NEXT" in line for line in shown[:3])
                assert "step" in shown[-1]
                assert all("►" in "".join(shown) for _ in shown)
            await pilot.resize_terminal(30, 10)
            await pilot.pause()
            assert stage.lines()[2].startswith("Larger: 60×18 or more")


class TestLookingRound:
    async def test_panels_in_turn(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            dashboard = stage.dashboard
            assert dashboard.focused == ""
            seen = []
            for _ in dashboard.names:
                dashboard.next_panel(1)
                await pilot.pause()
                seen.append(dashboard.focused)
            assert seen == ["source", "threads", "primitives", "values", "timeline", "story", "output"]
            assert "Output ━━" in stage.lines()[30]

    async def test_tabs_in_turn(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            stage.dashboard.next_panel(1)
            await pilot.pause()
            assert stage.lines()[9].strip().startswith("FakeDatabase.value  1")
            stage.dashboard.next_panel(-1)
            await pilot.pause()
            assert "local_copy" in "".join(stage.lines()[9:17])
            stage.dashboard.next_panel(-1)
            await pilot.pause()
            assert stage.dashboard.focused == "timeline", "no tab, but zoomed by the same key"
            stage.dashboard.toggle_zoom()
            assert stage.dashboard.zoomed == "timeline"
            stage.dashboard.toggle_zoom()
            stage.dashboard.next_panel(1)
            await pilot.pause()
            assert stage.dashboard.arrangement(Size(80, 24)).tab == "source"

    async def test_zoom(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            stage.dashboard.focus_panel("story")
            await pilot.pause()
            stage.dashboard.toggle_zoom()
            await pilot.pause()
            assert stage.dashboard.zoomed == "story"
            assert any("submitted update(0)" in line for line in stage.lines())
            stage.dashboard.toggle_zoom()
            await pilot.pause()
            assert stage.dashboard.names[0] == "source"

    async def test_a_panel_without_a_place_is_zoomed(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            assert stage.dashboard.focus_panel("stack")
            await pilot.pause()
            assert "Stack of ▐3▌" in stage.lines()[5]

    async def test_the_cursor_starts_at_the_turn(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            assert stage.dashboard.cursor is None
            stage.dashboard.focus_panel("source")
            await pilot.press("down", "down")
            assert stage.dashboard.cursor == (race.world.files[1], 17)
            stage.dashboard.follow()
            assert stage.dashboard.cursor is None

    async def test_scrolling_and_coming_back(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            stage.dashboard.focus_panel("story")
            await pilot.pause()
            await pilot.press("pageup", "pageup", "pageup", "pageup")
            assert "   1  ▐1▌ began" in stage.lines()[31]
            await pilot.press(*["pagedown"] * 8)
            assert "  14  ▐2▌ wrote" in stage.lines()[33]

    async def test_enter_goes_to_a_step_of_the_story(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            stage.dashboard.focus_panel("story")
            await pilot.pause()
            await pilot.press("up", "up", "enter")
            await pilot.pause()
            assert [message.step for message in stage.picked if isinstance(message, StepPicked)] == [13]


class TestMouse:
    async def test_a_pill_selects_its_thread(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            await pilot.click("#threads", offset=(2, 2))
            message = stage.picked[-1]
            assert isinstance(message, ThreadPicked)
            assert (message.thread, message.double) == (2, False)

    async def test_a_double_click_steps_it(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            await pilot.double_click("#threads", offset=(2, 2))
            message = stage.picked[-1]
            assert isinstance(message, ThreadPicked)
            assert message.double

    async def test_a_lane_goes_to_its_step(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            await pilot.click("#timeline", offset=(22 + 6 * 4 + 2, 3))
            message = stage.picked[-1]
            assert isinstance(message, StepPicked)
            assert message.step == 5

    async def test_a_key_of_the_footer(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            await pilot.click("#footer", offset=(12, 0))
            message = stage.picked[-1]
            assert isinstance(message, FooterKeyPressed)
            assert message.key == "space"

    async def test_a_tab(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            at = stage.lines()[8].index("Output")
            await pilot.click("#tabs", offset=(at + 1, 0))
            await pilot.pause()
            assert "Starting value is 0." in stage.lines()[9]

    async def test_the_wheel_scrolls(self, race: View) -> None:
        stage = Stage(race)
        async with stage.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            panel = stage.dashboard.panel("source")
            panel.on_mouse_scroll_up(_Wheel())  # type: ignore[arg-type]
            await pilot.pause()
            assert "3   from concurrent" in stage.lines()[6]


class _Wheel:
    def stop(self) -> None:
        """Like an event."""
