"""Searching from the dashboard: what is told of a search, what becomes of what it found, what keys do to it."""

import select
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tests.app.searched import LAST, SCHEDULE, Laboratory, failure, found, progress
from tests.app.watched import SOURCE
from tests.tui.test_deadlock import texts

from threadtui.jobs import HUNG
from threadtui.session import Ended, Fault, Options, Refused, Session
from threadtui.targets import Target, resolve
from threadtui.tui.app import ThreadtuiApp
from threadtui.tui.exploring import OVER, REPEATING, SEARCHING, STOPPING, Exploring
from threadtui.tui.intents import go_on, look_back, searching, settings
from threadtui.tui.panels import finding as page
from threadtui.tui.panels import searching as counters
from threadtui.tui.player import Player
from threadtui.tui.screens.explore import Explore
from threadtui.tui.screens.play import PlayScreen
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import DARK
from threadtui.tui.view import View
from threadtui.world.history import History

PATIENCE = 60.0
"""Seconds that a search may take, on a slow machine too."""


@pytest.fixture
def lab() -> Iterator[Laboratory]:
    lab = Laboratory()
    yield lab
    lab.close()


def search(lab: Laboratory) -> Exploring:
    searching.explore(lab.player)
    assert lab.player.exploring is not None
    return lab.player.exploring


def drawn(lab: Laboratory, exploring: Exploring, width: int = 116) -> list[str]:
    view = lab.player.view(Symbols.unicode(), DARK)
    return texts(counters.rows(view, width, 60, None, exploring))


class TestASearch:
    def test_it_has_the_runs_settings_and_the_commands_limits(self, lab: Laboratory) -> None:
        settings.next_granularity(lab.player)
        settings.next_granularity(lab.player)
        search(lab)
        options, _ = lab.asked[0]
        told = options.granularity, options.seed, options.max_steps, options.max_seconds, options.schedule
        assert told == ("access", 7, 10_000, 60.0, None)

    def test_what_it_counts_is_what_it_says(self, lab: Laboratory) -> None:
        exploring = search(lab)
        for schedules, seconds in ((10, 0.2), (100, 0.5), (300, 1.0)):
            lab.searches[0].say(progress(schedules, seconds))
        lab.read()
        assert exploring.rates == [200.0, 400.0]
        lines = drawn(lab, exploring)
        assert lines[1].split() == ["300", "400/s", "150", "3", "of", "4", "about", "1,200", "0"]
        assert "No failure in 300 schedules yet." in lines

    def test_strategies_and_what_failed_so_far(self, lab: Laboratory) -> None:
        exploring = search(lab)
        lab.searches[0].say(progress(300, 1.0, failures=1))
        lab.read()
        lines = drawn(lab, exploring)
        assert [line.split()[-3:] for line in lines if line.startswith(("dpor", "directed"))] == [
            ["225", "100", "0"],
            ["75", "33", "1"],
        ]
        assert any(line.startswith("✗ failed") and line.endswith("met in 1 schedule") for line in lines)

    def test_a_narrow_screen_has_all_counters(self, lab: Laboratory) -> None:
        exploring = search(lab)
        lab.searches[0].say(progress(300, 1.0))
        lab.read()
        lines = drawn(lab, exploring, 56)
        assert all(len(line) <= 56 for line in lines)
        assert any("kinds of failure" in line for line in lines)

    def test_holds_is_told_with_its_bounds(self, lab: Laboratory) -> None:
        exploring = search(lab)
        lab.searches[0].say(found("holds"))
        lab.read()
        text = " ".join(drawn(lab, exploring))
        assert (exploring.phase, exploring.fails) == (OVER, False)
        assert "Holds for all 24 schedules." in text
        assert "by access, up to 10,000 steps a schedule, no thread held up for longer than 0.1 s" in text

    @pytest.mark.parametrize("stop", ["the limit of seconds was reached", "all schedules were tried"])
    def test_nothing_found_is_never_told_as_holds(self, lab: Laboratory, stop: str) -> None:
        exploring = search(lab)
        lab.searches[0].say(found("unknown", stop=stop))
        lab.read()
        text = " ".join(drawn(lab, exploring))
        assert f"Nothing found in 24 schedules; {stop}. That is no proof." in text
        assert "olds for all" not in text

    def test_of_a_process_that_died_the_counts_stay(self, lab: Laboratory) -> None:
        exploring = search(lab)
        lab.searches[0].say(progress(300, 1.0), Ended(-9))
        lab.read()
        assert "Nothing found in 300 schedules; the program's process ended with status -9." in drawn(lab, exploring)

    @pytest.mark.parametrize(
        ("message", "words"),
        [
            (Refused("no such file"), "✗ Not run: no such file"),
            (Fault("T\nKeyError: 5"), "✗ A bug of threadtui: KeyError: 5"),
        ],
    )
    def test_mistakes_and_bugs_are_no_verdict(self, lab: Laboratory, message: Refused | Fault, words: str) -> None:
        exploring = search(lab)
        lab.searches[0].say(message, Ended(2))
        lab.read()
        assert (exploring.phase, exploring.result) == (OVER, None)
        assert words in drawn(lab, exploring)


class TestStopping:
    def test_it_is_asked_for_what_it_found(self, lab: Laboratory) -> None:
        exploring = search(lab)
        exploring.stop()
        assert (exploring.phase, lab.searches[0].sent) == (STOPPING, [("quit",)])
        lab.searches[0].say(found("fails", failure()))
        lab.read()
        assert (exploring.phase, len(exploring.findings)) == (OVER, 1)

    def test_asked_twice_it_is_not_waited_for(self, lab: Laboratory) -> None:
        exploring = search(lab)
        lab.searches[0].say(progress(300, 1.0))
        lab.read()
        exploring.stop()
        exploring.stop()
        assert (exploring.phase, lab.searches[0].closed) == (OVER, True)
        assert "Nothing found in 300 schedules; interrupted." in drawn(lab, exploring)

    def test_one_that_never_ends_is_given_up_after_its_time(self, lab: Laboratory) -> None:
        now = [0.0]
        exploring = Exploring(Options(max_seconds=60.0), search(lab).search, lab.seek, lab.start, lambda: now[0])
        now[0] = 61.0
        lab.searches[1].say(progress(5, 61.0))
        exploring.receive(1.0)
        now[0] = 62.5
        exploring.receive(1.0)
        assert exploring.phase == SEARCHING
        now[0] = 63.5
        exploring.receive(1.0)
        assert exploring.result is not None
        assert (exploring.result["verdict"], exploring.result["note"]) == ("unknown", HUNG)

    def test_a_restart_ends_it(self, lab: Laboratory) -> None:
        search(lab)
        settings.restart(lab.player)
        assert lab.searches[0].closed
        assert lab.player.exploring is None


class TestAFinding:
    def test_it_is_repeated_before_it_is_told(self, lab: Laboratory) -> None:
        exploring = search(lab)
        lab.searches[0].say(found("fails", failure()))
        exploring.receive(0)
        assert (exploring.phase, exploring.findings) == (REPEATING, [])
        assert lab.started[-1].schedule == SCHEDULE
        exploring.receive(1.0)
        assert [finding.differs for finding in exploring.findings] == [""]
        assert lab.sessions[-1].closed

    def test_one_that_does_not_come_back_says_so(self, lab: Laboratory) -> None:
        exploring = search(lab)
        lab.searches[0].say(found("fails", failure(trail=[[1, "time"], [1, "time"]])))
        lab.read()
        differs = exploring.findings[0].differs
        assert differs == "step 2: time by thread 2 instead of time by thread 1"
        assert f"Nondeterministic in a new process, {differs}." in _page(lab, exploring)

    def test_the_shortest_first_and_those_that_need_delay_last(self, lab: Laboratory) -> None:
        exploring = search(lab)
        long, slow = failure(preemptions=2), failure(preemptions=0, needed_delay=5.0)
        lab.searches[0].say(found("fails", long, failure(), delayed=[slow]))
        lab.read()
        lab.read()
        lab.read()
        assert [finding.failure["preemptions"] for finding in exploring.findings] == [1, 2, 0]
        assert "held up for 5 s, so it does not count" in _page(lab, exploring, 2)

    def test_its_page(self, lab: Laboratory) -> None:
        exploring = search(lab)
        lab.searches[0].say(found("fails", failure()))
        lab.read()
        text = _page(lab, exploring)
        for part in ("✗ failed", "1 switch away", "fewer do not suffice", "It repeats.", "▲ decided here: ▐2▌ instead",
                     "first  ▐2▌ line 7, read", "then   ▐1▌ line 20, write", "the command", "Timeline", "Every step"):  # fmt: skip
            assert part in text

    @pytest.mark.parametrize(("known", "step"), [({}, 3), ({"no_return": None}, LAST - 1)])
    def test_it_is_watched_from_the_step_that_decides(self, lab: Laboratory, known: dict[str, None], step: int) -> None:
        exploring = search(lab)
        lab.searches[0].say(found("fails", failure(**known)))
        lab.read()
        searching.watch(lab.player, exploring.findings[0])
        lab.read()
        assert (lab.player.transport, lab.player.world.step) == ("paused", step)
        assert (lab.player.options.schedule, lab.player.options.max_seconds) == (SCHEDULE, None)
        settings.restart(lab.player)
        assert (lab.started[-1].schedule, lab.started[-1].arrive) == (SCHEDULE, 0)

    def test_searching_on_looks_for_other_kinds_or_with_another_seed(self, lab: Laboratory) -> None:
        search(lab)
        lab.searches[0].say(found("unknown"))
        lab.read()
        search(lab)
        lab.searches[1].say(found("fails", failure()))
        lab.read()
        search(lab)
        assert [(options.seed, sought.all) for options, sought in lab.asked] == [(7, False), (8, False), (8, True)]

    def test_searching_on_keeps_what_was_found(self, lab: Laboratory) -> None:
        exploring = search(lab)
        lab.searches[0].say(found("fails", failure()))
        lab.read()
        kept = exploring.findings
        exploring = search(lab)
        exploring.stop()
        exploring.stop()
        assert (exploring.phase, exploring.findings, exploring.fails) == (OVER, kept, True)
        exploring = search(lab)
        other = failure(verdict="deadlock", where=[{"file": SOURCE, "line": 9}], preemptions=0)
        lab.searches[2].say(found("fails", failure(minimised=False), other))
        lab.read()
        assert [finding.failure["verdict"] for finding in exploring.findings] == ["deadlock", "failed"]
        assert exploring.findings[1] is kept[0]


def _page(lab: Laboratory, exploring: Exploring, chosen: int = 0) -> str:
    history = exploring.findings[chosen].run.history
    view = lab.player.view(Symbols.unicode(), DARK)
    shown = page.Shown(exploring, chosen, "the command")
    return " ".join(line.strip(" ▌") for line in texts(page.rows(_of(view, history), 76, 99, None, shown)))


def _app(lab: Laboratory) -> ThreadtuiApp:
    program = Target("program", "path", "/somewhere/program.py", None)
    return ThreadtuiApp(
        program, Options(seed=7), start=lambda _, options: lab.start(options), seek=lambda _, *how: lab.seek(*how)
    )


def _of(view: View, history: History) -> View:
    return replace(view, history=history, world=history.world)


class TestTheScreen:
    async def test_from_the_key_to_the_failing_step(
        self, lab: Laboratory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = _app(lab)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            await pilot.press("e")
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, Explore)
            lab.searches[0].say(progress(300, 1.0), found("fails", failure()))
            below = app.screen_stack[-2]
            assert isinstance(below, PlayScreen)
            while screen.exploring.phase != OVER:
                below._tick()
                await pilot.pause()
            screen._look()
            await pilot.press("y")
            assert app.clipboard == f"threadtui --schedule {SCHEDULE} --max-steps 10000 program"
            monkeypatch.chdir(tmp_path)
            await pilot.press("w")
            assert [path.name for path in tmp_path.iterdir()] == [f"program-seed7-step{LAST}.trace"]
            await pilot.press("enter")
            assert len(app.screen_stack) == 2
            below._tick()
            await pilot.pause()
            assert below.player.options.arrive == 3
            await pilot.press("e", "escape", "escape", "escape")
            assert len(app.screen_stack) == 2
            assert below.player.notice == "Fails, as was found before; nothing new in 0 schedules."

    async def test_a_look_on_the_way_out_finds_nothing_to_draw(self, lab: Laboratory) -> None:
        app = _app(lab)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            await pilot.press("e")
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, Explore)
            app.close_programs()
            screen._look()
            screen.on_resize()


class TestARealProgram:
    def test_a_deadlock_is_found_and_watched_from_its_step(self) -> None:
        target = resolve("abba_deadlock")
        player = Player(target.name, Options(), partial(Session, target, interactive=True))
        player.seek = lambda options, search: Session(target, options, search=search)
        player.start()
        try:
            searching.explore(player)
            exploring = player.exploring
            assert exploring is not None
            while exploring.phase != OVER:
                session = exploring._session or exploring._coming[0].run.session
                assert session is not None
                assert select.select([session], [], [], PATIENCE)[0]
                exploring.receive(1.0)
            assert exploring.fails
            assert [finding.differs for finding in exploring.findings] == [""]
            searching.watch(player, exploring.findings[0])
            _await(player, lambda: player.run.answered)
            point = exploring.findings[0].failure["no_return"]
            assert (player.world.step, player.world.turn) == (point["step"] - 1, point["thread"])
            player.speed = None
            go_on.play_pause(player)
            _await(player, lambda: player.run.history.world.verdict is not None)
            assert player.transport == "ended"
            assert player.world.verdict is not None
            assert player.world.verdict.verdict == "deadlock"
            look_back.to_decision(player)
            assert player.world.step == point["step"] - 1
            assert player.notice == f"The next step, {point['step']}, decides: after it every way on fails."
        finally:
            player.close()


def _await(player: Player, there: Callable[[], bool]) -> None:
    while not there():
        session = player.run.session
        assert session is not None
        assert select.select([session], [], [], PATIENCE)[0]
        player.receive(1.0)
