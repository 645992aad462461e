"""The screens with keys and mouse. What a key means for a program is tested in ``test_player``, without a screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.app.watched import MOVERS, SOURCE, TOKEN, FakeSession, event, opening, step_events
from textual import events
from textual.pilot import Pilot
from textual.scrollbar import ScrollBar
from textual.widgets import Input, OptionList, Static

from threadtui import trace
from threadtui.session import Ended, Events, Fault, Options, Refused
from threadtui.targets import Target
from threadtui.trace import load
from threadtui.tui import hints, keys
from threadtui.tui.app import ThreadtuiApp
from threadtui.tui.intents import INTENTS
from threadtui.tui.panels import files
from threadtui.tui.panels.lanes import scale
from threadtui.tui.panels.messages import BranchPicked
from threadtui.tui.screens.dashboard import FooterKeyPressed, StepPicked, ThreadPicked
from threadtui.tui.screens.help import Help
from threadtui.tui.screens.picker import Picker
from threadtui.tui.screens.play import PlayScreen
from threadtui.tui.screens.prompt import Prompt
from threadtui.tui.theme import THEME_DARK, THEME_LIGHT

PROGRAM = Target("program", "path", "/somewhere/program.py", None)


class Stage:
    """An app in a made-up terminal, and the sessions it has started."""

    def __init__(self) -> None:
        self.sessions: list[FakeSession] = []
        self.opened: list[tuple[str, Options]] = []
        self.silent = False
        self.pilot: Pilot[None]
        self.app: ThreadtuiApp

    def start(self, target: Target, options: Options) -> FakeSession:
        self.opened.append((target.name, options))
        self.sessions.append(FakeSession(silent=self.silent, arrive=options.arrive))
        return self.sessions[-1]

    @property
    def session(self) -> FakeSession:
        return self.sessions[-1]

    @property
    def screen(self) -> PlayScreen:
        assert isinstance(self.app.screen, PlayScreen)
        return self.app.screen

    @property
    def step(self) -> int:
        return self.screen.player.world.step

    async def press(self, *pressed: str) -> None:
        """Press keys, and let the program answer."""
        await self.pilot.press(*pressed)
        await self.settle()

    async def settle(self) -> None:
        await self.pilot.pause()
        screen = self.app.screen
        if isinstance(screen, PlayScreen):
            screen._tick()
            await self.pilot.pause()


@asynccontextmanager
async def on_stage(
    target: Target | None = PROGRAM, size: tuple[int, int] = (120, 36), *, silent: bool = False
) -> AsyncIterator[Stage]:
    stage = Stage()
    stage.silent = silent
    stage.app = ThreadtuiApp(target, Options(seed=7), start=stage.start)
    try:
        async with stage.app.run_test(size=size) as pilot:
            stage.pilot = pilot
            await stage.settle()
            yield stage
    finally:
        stage.app.close_programs()


class TestKeys:
    async def test_steps_play_and_past(self) -> None:
        async with on_stage() as stage:
            await stage.press("s", "s", "2")
            assert stage.session.sent == [("step", None), ("step", None), ("step", 2)]
            assert stage.step == 3
            await stage.press("3")
            assert "gate" in stage.screen.player.notice
            await stage.press("left", "left")
            assert (stage.screen.player.transport, stage.step) == ("past", 1)
            await stage.press("end", "space")
            assert stage.session.sent[-1] == ("play", 4.0)
            stage.session.go(2)
            await stage.settle()
            assert stage.step == 5
            await stage.press("space", "plus", "home")
            assert stage.session.sent[-1:] == [("pause",)]
            assert stage.screen.player.speed == 8
            assert stage.step == 0

    async def test_looking_inside_an_event_and_no_longer(self) -> None:
        async with on_stage() as stage:
            await stage.press("x")
            assert "Choose an event" in stage.screen.player.notice
            view = {"kind": "Event", "class": "Event", "name": "started", "flag": False}
            part = {"kind": "Condition", "class": "Condition", "name": "started.cond", "lock": None, "within": 2}
            stage.session.say(Events([event("primitive", 1, 2, view, 0)]))
            await stage.press("x")
            assert stage.session.sent == [("inside", 2, True)]
            stage.session.say(Events([event("primitive", 1, 3, part, 0), event("inside", 0, 2, True, 0)]))
            await stage.settle()
            lines = stage.screen.dashboard.panel("primitives")._content.lines
            assert any("started.cond" in span.text for line in lines for span in line.spans)
            await stage.press("x")
            assert stage.session.sent[-1] == ("inside", 2, False)

    async def test_asking_for_a_step(self) -> None:
        async with on_stage() as stage:
            await stage.press("s", "s", "s", "j")
            assert isinstance(stage.app.screen, Prompt)
            await stage.press("s", "1", "enter")
            assert stage.step == 1, "a letter in a field for numbers is nobody's key"

    async def test_searching_a_panel(self) -> None:
        async with on_stage() as stage:
            await stage.press("s", "s", "s")
            story = stage.screen.dashboard.panel("story")
            stage.screen.dashboard.focus_panel("story")
            found = []
            for words in ("CLOCK", "", "", "nowhere"):
                await stage.press("slash", *words, "enter")
                found.append(story.cursor)
            assert found[0] is not None
            assert found[2] == found[3], "what is not there moves nothing"
            assert "nowhere" in stage.screen.player.notice
            await stage.press("slash", "escape")
            assert story.cursor == found[3]

    async def test_remapped(self) -> None:
        async with on_stage() as stage:
            stage.app.set_keymap({"step": "x"})
            await stage.press("s", "x")
            assert stage.session.sent == [("step", None)]
            assert keys.shown(keys.key("step"), keys.in_use(stage.screen)) == "x"

    async def test_the_palette_steps(self) -> None:
        async with on_stage() as stage:
            await stage.press("ctrl+p")
            await stage.press(*"step", "enter")
            await stage.app.workers.wait_for_complete()
            await stage.press("enter")
            assert ("step", None) in stage.session.sent


class TestBranches:
    async def test_fork_look_at_the_tree_and_go_there(self) -> None:
        async with on_stage() as stage:
            await stage.press("b")
            assert stage.screen.dashboard.zoomed == "branches", "one run has no panel of its own"
            await stage.press("escape", "s", "s", "s", "left", "1")
            await stage.settle()
            assert stage.screen.player.branches.here.name == "B"
            await stage.press("b")
            assert (stage.screen.dashboard.focused, stage.screen.dashboard.zoomed) == ("branches", "")
            await stage.press("b")
            assert stage.screen.dashboard.zoomed == "branches"
            await stage.press("b", "up", "enter")
            assert (stage.screen.player.branches.here.name, stage.step) == ("A", 3)
            await stage.press("B")
            assert stage.screen.player.branches.here.name == "B"

    async def test_a_click_on_a_run(self) -> None:
        async with on_stage() as stage:
            await stage.press("s", "s", "s", "left", "f")
            await stage.settle()
            stage.screen.dashboard.post_message(BranchPicked(0))
            await stage.settle()
            assert stage.screen.player.branches.here.name == "A"


class TestBreakpoints:
    async def test_set_by_a_prompt_that_lists_them(self) -> None:
        async with on_stage() as stage:
            await stage.press("a")
            await stage.press(*"blocks", "enter")
            assert [one.kind for one in stage.screen.player.stops] == ["blocks"]
            await stage.press("a")
            about = [str(line.render()) for line in stage.app.screen.query(Static)]
            assert any("1  any thread blocks" in line for line in about)
            await stage.press("escape", "greater_than_sign")
            assert stage.session.sent == [("next", [["blocks", 0, "", 0, ""]])]

    async def test_a_wrong_answer_says_why_and_can_be_mended(self) -> None:
        async with on_stage() as stage:
            await stage.press("a", *"blocs", "enter")
            about = [str(line.render()) for line in stage.app.screen.query(Static)]
            assert any("No lock, queue or event is called blocs" in line for line in about)
            await stage.press("end", "backspace", *"ks", "enter")
            assert [one.kind for one in stage.screen.player.stops] == ["blocks"]


class TestTraces:
    async def test_a_trace_is_walked_and_runs_nothing(self, tmp_path: Path) -> None:
        app = ThreadtuiApp(None, Options(), start=_nothing_starts, recorded=load(_recorded(tmp_path)))
        async with app.run_test(size=(120, 36)) as pilot:
            screen = app.screen
            assert isinstance(screen, PlayScreen)
            player = screen.player
            assert (player.transport, player.world.step, player.view(app.symbols, app.palette).python) == (
                "ended",
                len(MOVERS),
                "3.12.3",
            )
            assert files.lines(SOURCE), "the trace brings its sources along"
            await pilot.press("home")
            assert player.world.step == 0
            await pilot.press("f")
            assert player.notice.startswith("This is a recording")
            await pilot.press("question_mark")
            words = "\n".join(str(part.render()) for part in app.screen.query(Static))
            assert "jump to a step" in words
            assert "restart, same seed" not in words, "nothing runs"
            await pilot.press("escape")
            await pilot.press("end")
            for id in sorted(keys.LIVE - {"until"}):  # which asks for a line first
                await pilot.press(keys.key(id).keys)
                assert player.notice.startswith("This is a recording"), id
            await pilot.press("space")
            assert (player.transport, player.cursor.playing) == ("past", True), "it plays from its start"
            await pilot.press("end", "w")
            assert player.notice.startswith("This is a recording")
        assert list(tmp_path.iterdir()) == [tmp_path / "program.trace"]

    async def test_opened_by_its_path(self, tmp_path: Path) -> None:
        path = _recorded(tmp_path)
        async with on_stage(None) as stage:
            await stage.press("o")
            stage.app.screen.query_one(Input).value = path
            await stage.press("enter")
            await stage.settle()
            assert stage.screen.player.begin is None

    async def test_live_along_a_schedule_it_plays_from_the_start(self) -> None:
        stage = Stage()
        stage.app = ThreadtuiApp(PROGRAM, Options(schedule=TOKEN), start=stage.start, playing=True)
        async with stage.app.run_test() as pilot:
            stage.pilot = pilot
            await stage.settle()
            assert stage.session.sent == [("play", 4.0)]
            assert stage.screen.player.transport == "playing"
            stage.app.close_programs()


def _nothing_starts(_target: Target, _options: Options) -> FakeSession:
    raise AssertionError("a trace runs nothing")


def _recorded(folder: Path) -> str:
    events = [*opening(), *(one for step in range(1, len(MOVERS) + 1) for one in step_events(step))]
    head = trace.header("program", "0123456789ab", "3.12.3", 7, "random", "access", [])
    head.sources = {SOURCE: "import threading\n"}
    path = folder / "program.trace"
    trace.write(str(path), head, events, "passed", TOKEN)
    return str(path)


class TestMouse:
    async def test_pills_steps_and_footer_keys(self) -> None:
        async with on_stage() as stage:
            await stage.press("s", "s", "s")
            dashboard = stage.screen.dashboard
            dashboard.post_message(ThreadPicked(3, double=False))
            await stage.settle()
            assert stage.screen.player.selected == 3
            dashboard.post_message(StepPicked(1))
            await stage.settle()
            assert stage.step == 1
            dashboard.post_message(FooterKeyPressed("home end"))
            await stage.settle()
            assert stage.step == 0

    async def test_dragging_along_the_timeline(self) -> None:
        async with on_stage() as stage:
            await stage.press(*"sssssss")
            lane = stage.screen.dashboard.panel("timeline")
            room = lane.size.width
            shown = scale(stage.screen.player.view(stage.app.symbols, stage.app.palette), room)
            await stage.pilot.mouse_down(lane, offset=(shown.at(6), 2))
            await stage.pilot.hover(lane, offset=(shown.at(5), 2))
            await stage.settle()
            assert (stage.step, stage.screen.player.transport) == (5, "past")
            shown = scale(stage.screen.player.view(stage.app.symbols, stage.app.palette), room)
            await stage.pilot.hover(lane, offset=(0, 2))
            await stage.settle()
            assert stage.step == 1, "left of the lanes is the first step that is drawn"
            await stage.pilot.mouse_up(lane, offset=(shown.at(3), 2))
            await stage.pilot.hover(lane, offset=(shown.at(6), 2))
            await stage.settle()
            assert stage.step == 3, "the button is no longer held"

    async def test_a_click_on_a_lock_chooses_it(self) -> None:
        async with on_stage() as stage:
            await stage.press("s", "s")
            await stage.pilot.click(stage.screen.dashboard.panel("primitives"), offset=(3, 1))
            await stage.settle()
            assert stage.screen.player.subject == ("primitive", 1)
            await stage.press("left_parenthesis")
            assert stage.step == 0


class TestHelp:
    async def test_opens_and_closes(self) -> None:
        async with on_stage(size=(80, 24)) as stage:
            for way in ("escape", "question_mark", "f1"):
                await stage.press("question_mark")
                assert isinstance(stage.app.screen, Help)
                await stage.press(way)
                assert isinstance(stage.app.screen, PlayScreen)
            assert stage.session.sent == []

    async def test_is_kept_until_the_colours_change(self) -> None:
        async with on_stage() as stage:
            found = []
            for theme in (THEME_DARK, THEME_DARK, THEME_LIGHT):
                stage.app.theme = theme.name
                await stage.settle()
                await stage.press("question_mark")
                found.append(stage.app.screen)
                await stage.press("escape")
            assert found[0] is found[1]
            assert isinstance(found[2], Help)
            assert found[2] is not found[0]

    async def test_closes_by_a_click_beside_it(self) -> None:
        async with on_stage() as stage:
            await stage.press("f1")
            await stage.pilot.click(offset=(0, 0))
            await stage.settle()
            assert isinstance(stage.app.screen, PlayScreen)


class TestPicker:
    async def test_filter_and_open(self) -> None:
        async with on_stage(None) as stage:
            assert isinstance(stage.app.screen, Picker)
            await stage.press(*"dead", "enter")
            await stage.settle()
            assert stage.opened[0][0] == "deadlock_self"
            assert stage.screen.player.program == "deadlock_self"

    async def test_letters_that_come_fast_are_all_the_search_s(self) -> None:
        async with on_stage(None) as stage:
            for letter in "poolq?":
                stage.app.post_message(events.Key({"?": "question_mark"}.get(letter, letter), letter))
            await stage.settle()
            assert stage.app.screen.query_one(Input).value == "poolq?"

    async def test_help_is_about_the_list(self) -> None:
        async with on_stage(None) as stage:
            await stage.press("question_mark")
            words = "\n".join(str(part.render()) for part in stage.app.screen.query(Static))
            assert "search" in words
            assert "step" not in words

    async def test_escape_empties_the_search(self) -> None:
        async with on_stage(None, size=(80, 24)) as stage:
            everything = stage.app.screen.query_one(OptionList).option_count
            await stage.press("slash", *"no such words")
            assert stage.app.screen.query_one(OptionList).option_count == 1
            await stage.press("enter", "escape")
            assert stage.app.screen.query_one(Input).value == ""
            assert stage.app.screen.query_one(OptionList).option_count == everything

    async def test_a_path_that_is_not_there(self) -> None:
        async with on_stage(None) as stage:
            await stage.press("o")
            await stage.press(*"./nothing", "enter")
            assert isinstance(stage.app.screen, Picker)
            assert stage.opened == []

    async def test_from_a_dashboard_and_back(self) -> None:
        async with on_stage() as stage:
            await stage.press("o")
            assert isinstance(stage.app.screen, Picker)
            await stage.press("escape")
            assert not stage.session.closed
            await stage.press("o", "enter")
            await stage.settle()
            assert [session.closed for session in stage.sessions] == [True, False]


class TestTheEnd:
    async def test_quitting_ends_the_program(self) -> None:
        async with on_stage() as stage:
            await stage.press("q")
        assert stage.session.closed
        assert not stage.app.return_code

    async def test_restart_ends_the_old_program(self) -> None:
        async with on_stage() as stage:
            await stage.press("s", "r", "n")
            assert [session.closed for session in stage.sessions] == [True, True, False]
            assert [options.seed for _, options in stage.opened] == [7, 7, 8]

    async def test_refused_before_anything_was_seen(self) -> None:
        async with on_stage(silent=True) as stage:
            stage.session.say(Refused("line 3: invalid syntax"), Ended(2))
            await stage.settle()
        assert stage.app.refused == "line 3: invalid syntax"

    async def test_a_fault_is_said_and_the_run_stays(self) -> None:
        async with on_stage() as stage:
            await stage.press("s")
            stage.session.say(Fault("Traceback\nKeyError: 5"), Ended(70))
            await stage.settle()
            assert (stage.step, stage.app.fault) == (1, "Traceback\nKeyError: 5")
            assert isinstance(stage.app.screen, PlayScreen)


class TestTheTable:
    def test_every_intent_it_names_is_there(self) -> None:
        for key in keys.KEYS:
            name, _, rest = key.action.partition("(")
            if name == "play":
                assert rest.split("'")[1] in INTENTS
            owner = ThreadtuiApp if key.everywhere else PlayScreen
            assert hasattr(owner, f"action_{name}"), key.id

    def test_no_id_and_no_key_twice(self) -> None:
        pressed = [one for key in keys.KEYS for one in key.keys.split(",")]
        assert len(set(pressed)) == len(pressed)
        assert len({key.id for key in keys.KEYS}) == len(keys.KEYS)

    @pytest.mark.parametrize("later", list("mcphv"))
    def test_a_key_that_does_nothing_yet_is_absent(self, later: str) -> None:
        assert later not in {one for key in keys.KEYS for one in key.keys.split(",")}
        offered = {keys.label(row, {}) for row in keys.ROWS} | {
            hints.written(hint, {}) for footer in (*hints.FOOTERS.values(), *hints.BARS.values()) for hint in footer
        }
        assert later not in offered

    @pytest.mark.parametrize("transport", sorted(hints.FOOTERS))
    def test_every_offered_key_can_be_clicked(self, transport: str) -> None:
        for hint in (*hints.FOOTERS[transport], *hints.BARS[transport]):
            assert hints.pressed(hints.written(hint, {}), {}) is not None

    def test_a_choice_of_threads_asks_which(self) -> None:
        key = hints.pressed("2 or 3", {})
        assert key is not None
        assert key.id == "step-any"


def test_the_made_up_run_is_long_enough() -> None:
    assert len(MOVERS) > 5


@pytest.mark.parametrize("key", ["question_mark", "ctrl+p", "o"])
async def test_no_sign_outside_ascii(key: str) -> None:
    stage = Stage()
    app = ThreadtuiApp(PROGRAM, Options(seed=7), start=stage.start, ascii=True)
    renderer = ScrollBar.renderer
    try:
        async with app.run_test(size=(60, 18)) as pilot:
            await pilot.pause()
            await pilot.press(key)
            await pilot.pause()
            lines = [strip.text for strip in app.screen._compositor.render_strips()]
            assert len(app.screen_stack) == 3
            assert "".join(lines).isascii(), lines
    finally:
        ScrollBar.renderer = renderer
        app.close_programs()
