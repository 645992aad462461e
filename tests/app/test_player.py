"""A player against a session that is none: no terminal, no process, no waiting."""

from collections.abc import Iterator

import pytest
from tests.app.watched import MOVERS, SOURCE, TOKEN, FakeSession, event

from threadtui.engine.breakpoints import Breakpoint
from threadtui.session import Busy, Ended, Events, Fault, Options, Parked, Refused, Told
from threadtui.tui.branches import MOST_ALIVE
from threadtui.tui.intents import INTENTS, branching, go_on, look_back, settings, stopping
from threadtui.tui.intents.base import PAST
from threadtui.tui.panels import primitives
from threadtui.tui.player import Player
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import DARK

LAST = len(MOVERS)


class Table:
    """A player and the sessions it has started, the last one being watched."""

    def __init__(self) -> None:
        self.sessions: list[FakeSession] = []
        self.options: list[Options] = []
        self.player = Player("program", Options(seed=7), self._start)

    def _start(self, options: Options) -> FakeSession:
        self.options.append(options)
        self.sessions.append(FakeSession(arrive=options.arrive))
        return self.sessions[-1]

    @property
    def session(self) -> FakeSession:
        return self.sessions[-1]

    def read(self) -> None:
        self.player.receive(1.0)

    def steps(self, count: int) -> None:
        for _ in range(count):
            go_on.step(self.player)
        self.read()


@pytest.fixture
def table() -> Iterator[Table]:
    table = Table()
    table.player.start()
    table.read()
    yield table
    for session in table.sessions:
        session.close()


class TestGoingOn:
    def test_starts_paused_at_step_0(self, table: Table) -> None:
        assert (table.player.transport, table.player.world.step, table.session.sent) == ("paused", 0, [])

    def test_before_the_first_answer_it_is_starting(self) -> None:
        player = Player("program", Options(), lambda _: FakeSession(silent=True))
        player.start()
        player.receive(1.0)
        assert player.transport == "starting"
        player.close()

    def test_a_step_is_the_strategys_choice(self, table: Table) -> None:
        table.steps(1)
        assert table.session.sent == [("step", None)]
        assert (table.player.world.step, table.player.world.moved) == (1, MOVERS[0])

    def test_step_of_a_named_thread(self, table: Table) -> None:
        go_on.step_thread(table.player, 2)
        assert table.session.sent == [("step", 2)]
        assert table.player.steered

    def test_a_blocked_thread_stays_and_says_why(self, table: Table) -> None:
        go_on.step_thread(table.player, 3)
        assert table.session.sent == []
        assert "gate" in table.player.notice
        assert "▐2▌" in table.player.notice

    def test_a_thread_that_is_not_there(self, table: Table) -> None:
        go_on.step_thread(table.player, 9)
        assert (table.session.sent, table.player.notice) == ([], "There is no thread 9.")

    def test_refused_by_the_program_after_all(self, table: Table) -> None:
        table.player.run.send("step", 3)
        table.read()
        assert table.player.notice == "That thread cannot go on now."

    def test_play_and_pause(self, table: Table) -> None:
        go_on.play_pause(table.player)
        assert (table.player.transport, table.session.sent) == ("playing", [("play", 4.0)])
        table.session.go(3)
        table.read()
        assert table.player.world.step == 3
        go_on.play_pause(table.player)
        assert (table.player.transport, table.session.sent[-1]) == ("paused", ("pause",))

    def test_an_old_pause_does_not_stop_a_new_play(self, table: Table) -> None:
        for _ in range(3):
            go_on.play_pause(table.player)
        table.read()
        assert table.player.transport == "playing"

    def test_a_step_while_playing_pauses_first(self, table: Table) -> None:
        go_on.play_pause(table.player)
        go_on.step(table.player)
        assert table.session.sent[1:] == [("pause",), ("step", None)]
        assert table.player.transport == "paused"

    def test_run_one_thread_until_it_blocks(self, table: Table) -> None:
        go_on.run_thread(table.player, 2)
        assert (table.session.sent, table.player.transport) == ([("run", 2)], "playing")

    def test_until_a_line(self, table: Table) -> None:
        go_on.until(table.player, SOURCE, 20)
        assert table.session.sent == [("until", SOURCE, 20)]

    def test_at_the_end_nothing_runs(self, table: Table) -> None:
        table.steps(LAST)
        table.session.sent.clear()
        assert table.player.transport == "ended"
        for intend in (go_on.step, go_on.play_pause):
            intend(table.player)
            assert table.player.notice.startswith("The run has ended")
        assert table.session.sent == []


class TestThePast:
    def test_back_and_on(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player)
        assert (table.player.transport, table.player.world.step) == ("past", 4)
        sent = list(table.session.sent)
        go_on.on(table.player)
        assert (table.player.transport, table.player.world.step) == ("paused", 5)
        assert table.session.sent == sent, "a recorded step is no command"
        go_on.on(table.player)
        table.read()
        assert table.player.world.step == 6

    def test_ten_back_stops_at_the_first(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 10)
        assert table.player.world.step == 0
        look_back.back(table.player)
        assert table.player.notice == "This is the first step."

    def test_nothing_runs_there(self, table: Table) -> None:
        table.steps(5)
        look_back.first(table.player)
        table.session.sent.clear()
        go_on.run_thread(table.player, 2)
        assert (table.session.sent, table.player.notice.startswith("Nothing runs in the past")) == ([], True)

    def test_looking_back_stops_a_program_that_plays(self, table: Table) -> None:
        table.steps(2)
        go_on.play_pause(table.player)
        look_back.back(table.player)
        assert table.session.sent[-1] == ("pause",)

    def test_playing_goes_up_to_now_and_stops(self, table: Table) -> None:
        table.steps(5)
        look_back.first(table.player)
        go_on.play_pause(table.player)
        seen = []
        for _ in range(8):
            table.player.advance(0.25)
            seen.append(table.player.world.step)
        assert seen == [1, 2, 3, 4, 5, 5, 5, 5]
        assert table.player.transport == "paused"
        assert not table.player.in_motion

    def test_play_again_in_the_past_stops(self, table: Table) -> None:
        table.steps(5)
        look_back.first(table.player)
        go_on.play_pause(table.player)
        go_on.play_pause(table.player)
        table.player.advance(10)
        assert table.player.world.step == 0

    def test_switches(self, table: Table) -> None:
        table.steps(7)
        found = []
        for _ in range(4):
            look_back.last_switch(table.player)
            found.append(table.player.world.step)
        assert found == [5, 4, 3, 1], "the steps after which another thread moves"
        look_back.last_switch(table.player)
        assert table.player.notice.startswith("The turn did not change")
        look_back.next_switch(table.player)
        assert table.player.world.step == 3
        for _ in range(3):
            look_back.next_switch(table.player)
        assert table.player.at_now

    def test_along_the_events_of_what_is_chosen(self, table: Table) -> None:
        table.steps(7)
        settings.choose(table.player, 1)
        found = []
        for _ in range(3):
            look_back.last_event(table.player)
            found.append(table.player.world.step)
        assert found == [6, 4, 1], "the steps that thread 1 made"
        look_back.last_event(table.player)
        assert table.player.notice == "Nothing happened to ▐1▌ before this step."
        look_back.next_event(table.player)
        assert table.player.world.step == 4
        settings.follow(table.player, "primitive", 1)
        assert table.player.notice.startswith("gate is chosen")
        look_back.next_event(table.player)
        assert (table.player.world.step, table.player.notice) == (4, "Nothing more is recorded of gate.")
        look_back.last_event(table.player)
        assert table.player.world.step == 0
        settings.choose(table.player, None)
        assert table.player.subject.kind == "thread"

    def test_home_end_and_jump(self, table: Table) -> None:
        table.steps(6)
        look_back.jump(table.player, 3)
        assert table.player.world.step == 3
        look_back.now(table.player)
        assert table.player.transport == "paused"
        look_back.jump(table.player, 77)
        assert (table.player.world.step, table.player.notice) == (6, "There is no step 77: the steps are 0 to 6.")

    def test_the_past_stays_while_events_come(self, table: Table) -> None:
        table.steps(3)
        look_back.back(table.player)
        table.session.go(2)
        table.read()
        assert table.player.world.step == 2

    def test_the_same_world_as_long_as_nothing_changes(self, table: Table) -> None:
        table.steps(3)
        look_back.back(table.player)
        assert table.player.world is table.player.world


class TestBreakpoints:
    def test_set_run_to_and_take_away(self, table: Table) -> None:
        stopping.next_breakpoint(table.player)
        assert table.player.notice == stopping.NONE
        stopping.change_stops(table.player, "20", SOURCE)
        assert table.player.notice.startswith("Stops at: line 20 of program.py.")
        stopping.next_breakpoint(table.player)
        assert table.session.sent == [("next", [["line", 0, SOURCE, 20, ""]])]
        assert table.player.transport == "playing"
        table.session.say(Told("The condition failed."), Parked(0, "target"))
        table.read()
        assert (table.player.transport, table.player.notice) == ("paused", "The condition failed.")
        stopping.next_breakpoint(table.player)
        table.player.notice = ""
        table.session.say(Parked(0, "target", [["line", 0, SOURCE, 20, ""], ["blocks"]]))
        table.read()
        assert table.player.notice == "Stopped: line 20 of program.py, a thread blocked."
        stopping.change_stops(table.player, "-1", "")
        assert (table.player.stops, table.player.notice) == ([], "Gone: line 20 of program.py.")
        stopping.change_stops(table.player, "nonsense", "")
        assert "nonsense" in table.player.notice

    def test_over_what_is_recorded(self, table: Table) -> None:
        table.steps(7)
        table.player.stops = [Breakpoint("line", 0, SOURCE, 20)]
        found = []
        for _ in range(3):
            stopping.last_breakpoint(table.player)
            found.append(table.player.world.step)
        assert found == [6, 4, 1], "thread 1 comes to its line"
        assert table.player.notice == "Stopped: line 20 of program.py."
        stopping.last_breakpoint(table.player)
        assert table.player.notice == "No breakpoint was met before this step."
        stopping.next_breakpoint(table.player)
        assert (table.player.world.step, table.session.sent[-1]) == (4, ("step", None))

    def test_a_condition_is_not_recorded(self, table: Table) -> None:
        table.steps(5)
        table.player.stops = [Breakpoint("line", 0, SOURCE, 20, "x")]
        stopping.last_breakpoint(table.player)
        assert table.player.notice == stopping.FORWARDS


class TestForks:
    def test_a_fork_shows_itself_when_it_has_arrived(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 2)
        branching.fork(table.player)
        assert (table.player.transport, table.player.world.step, table.player.notice) == (
            "starting",
            3,
            "Repeating 3 steps for a fork.",
        )
        assert table.options[-1].schedule == f"{TOKEN}:1x1.2x2"
        table.read()
        assert (table.player.transport, table.player.world.step) == ("paused", 3)
        assert table.player.notice == "B is a fork of A after step 3: from here on it goes its own way."
        assert [(run.name, run.at, run.run.history.steps) for run in table.player.branches.all] == [
            ("A", 0, 5),
            ("B", 3, 3),
        ]

    def test_one_waits_for_the_fork_and_not_for_the_run_that_it_leaves(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 2)
        branching.fork(table.player)
        assert table.player.coming is not None
        table.player.coming.branch.run.behind = True
        assert (table.player.behind, table.player.run.behind) == (True, False)

    def test_what_was_recorded_next_is_walked_along_and_nothing_runs(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 3)
        sent = list(table.session.sent)
        go_on.step_thread(table.player, MOVERS[2])
        assert (table.player.world.step, table.player.coming, table.session.sent) == (3, None, sent)
        assert table.player.notice == "Step 3 is recorded: nothing runs. Another thread's number forks."
        go_on.step(table.player)
        assert (table.player.world.step, table.player.at_now) == (4, False)
        go_on.step(table.player)
        assert (table.player.world.step, table.player.at_now, table.session.sent) == (5, True, sent)

    def test_another_choice_in_the_past_is_the_first_of_a_fork(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 3)
        go_on.step_thread(table.player, 1)
        go_on.step(table.player)
        table.read()
        assert table.player.notice == f"B is a fork of A after step 2: ▐1▌ instead of ▐{MOVERS[2]}▌."
        table.read()
        assert table.session.sent == [("step", 1), ("step", MOVERS[2])]
        assert (table.player.world.step, table.player.branches.here.name) == (4, "B")
        assert table.player.steered

    def test_who_cannot_go_cannot_fork(self, table: Table) -> None:
        table.steps(2)
        look_back.back(table.player)
        go_on.step_thread(table.player, 3)
        assert (len(table.sessions), "gate" in table.player.notice) == (1, True)

    def test_nothing_to_fork_at_now(self, table: Table) -> None:
        table.steps(2)
        branching.fork(table.player)
        assert (len(table.sessions), table.player.notice.startswith("This is now")) == (1, True)

    def test_the_old_future_stays_and_goes_on(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 2)
        branching.fork(table.player)
        table.read()
        branching.next_run(table.player)
        assert (table.player.branches.here.name, table.player.world.step) == ("A", 5)
        go_on.step(table.player)
        assert table.sessions[0].sent[-1] == ("step", None)
        table.read()
        branching.visit(table.player, 1)
        assert (table.player.branches.here.name, table.player.world.step) == ("B", 3)

    def test_it_is_told_that_a_program_does_not_repeat(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 2)
        branching.fork(table.player)
        table.session.rewrite(lambda one: one._replace(line=99) if (one.kind, one.time) == ("op", 2_000_000) else one)
        table.read()
        assert table.player.notice.startswith("This program does not repeat. Step 2: now ▐2▌")
        assert table.player.branches.here.name == "B"

    def test_a_fork_that_does_not_arrive_leaves_all_as_it_was(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 2)
        branching.fork(table.player)
        table.session.rewrite(lambda one: None if one.time >= 3_000_000 else one, Refused("it does not fit"), Ended(2))
        table.read()
        assert (table.player.transport, table.player.world.step) == ("past", 3)
        assert table.player.notice.startswith("This program does not repeat. Step 3: now nothing more happens, before ")
        assert table.sessions[-1].closed

    def test_a_program_that_has_changed_is_refused(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 2)
        branching.fork(table.player)
        table.session.rewrite(lambda _one: None, Refused("another text"), Ended(2))
        table.read()
        assert (table.player.transport, table.player.notice) == ("past", "another text")

    def test_restart_forgets_the_tree_and_its_schedule(self, table: Table) -> None:
        table.steps(5)
        look_back.back(table.player, 2)
        branching.fork(table.player)
        table.read()
        settings.restart(table.player)
        assert (table.options[-1].schedule, table.options[-1].arrive) == (None, 0)
        assert [session.closed for session in table.sessions] == [True, True, False]
        assert len(table.player.branches.all) == 1

    def test_of_many_runs_the_last_ones_live(self, table: Table) -> None:
        table.steps(5)
        for _ in range(MOST_ALIVE + 2):
            branching.visit(table.player, 0)
            look_back.back(table.player, 2)
            branching.fork(table.player)
            table.read()
        alive = [not session.closed for session in table.sessions]
        assert alive == [True, False, False, False] + [True] * (MOST_ALIVE - 1)


class TestSettings:
    def test_speeds(self, table: Table) -> None:
        for _ in range(20):
            settings.faster(table.player)
        assert table.player.speed is None
        settings.slower(table.player)
        assert table.player.speed == 500
        for _ in range(20):
            settings.slower(table.player)
        assert str(table.player.speed) == "0.5"
        assert table.session.sent == []

    def test_a_new_speed_reaches_a_program_that_plays(self, table: Table) -> None:
        go_on.play_pause(table.player)
        settings.faster(table.player)
        assert table.session.sent[-1] == ("play", 8)

    def test_granularity_goes_round(self, table: Table) -> None:
        for _ in range(4):
            settings.next_granularity(table.player)
        assert [command[1] for command in table.session.sent] == ["line", "bytecode", "sync", "access"]
        assert not table.player.steered, "at step 0 the options still repeat the run"

    def test_look_inside_and_no_longer(self, table: Table) -> None:
        settings.look_inside(table.player)
        assert table.player.notice.startswith("Choose an event")
        settings.look_inside(table.player, 1)
        assert (table.player.notice, table.session.sent) == (settings.LOCK, []), (
            "an intent that cannot be sends nothing"
        )
        view = {"kind": "Event", "class": "Event", "name": "started", "flag": False}
        part = {"kind": "Condition", "class": "Condition", "name": "started.cond", "lock": None, "within": 2}
        made = [event("primitive", 1, 2, view, 0), event("primitive", 1, 3, part, 0), event("inside", 0, 2, True, 0)]
        table.session.say(Events(made[:1]))
        table.read()
        settings.look_inside(table.player)
        assert (table.session.sent, table.player.steered) == ([("inside", 2, True)], True)
        table.session.say(Events(made[1:]))
        table.read()
        settings.look_inside(table.player, 3)
        assert table.session.sent[-1] == ("inside", 2, False), "a part closes what it is a part of"
        assert primitives.ordered(table.player.view(Symbols.unicode(), DARK)) == [1, 2, 3]

    def test_nobody_looks_inside_in_the_past(self, table: Table) -> None:
        table.steps(2)
        look_back.back(table.player)
        before = list(table.session.sent)
        settings.look_inside(table.player, 1)
        assert (table.player.notice, table.session.sent) == (PAST, before)

    def test_a_fork_carries_the_look(self, table: Table) -> None:
        view = {"kind": "Event", "class": "Event", "name": "started", "flag": False}
        table.session.say(Events([event("primitive", 1, 2, view, 0), event("inside", 0, 2, True, 0)]))
        table.steps(2)
        look_back.back(table.player)
        branching.fork(table.player)
        assert table.options[-1].schedule is not None
        assert ":i2.1x1" in table.options[-1].schedule

    def test_freeze_and_thaw_the_selected_thread(self, table: Table) -> None:
        settings.choose(table.player, 2)
        settings.freeze(table.player)
        assert (table.session.sent, table.player.steered) == ([("freeze", 2)], True)
        assert table.player.notice.startswith("▐2▌ is frozen")
        assert table.player.view(Symbols.unicode(), DARK).frozen == {2}
        table.steps(2)
        look_back.back(table.player)
        branching.fork(table.player)
        table.read()
        assert table.session.sent == [("freeze", 2)], "what is frozen stays frozen in a fork"
        settings.freeze(table.player)
        assert table.session.sent[-1] == ("thaw", 2)
        table.session.say(Parked(1, "frozen"))
        table.player.notice = ""
        table.read()
        assert table.player.notice.startswith("Every thread that could go on is frozen")

    def test_strategy_keeps_the_seed(self, table: Table) -> None:
        table.steps(1)
        settings.next_strategy(table.player)
        assert table.session.sent[-1] == ("strategy", "round-robin", 7)
        assert table.player.steered

    def test_restart_is_a_new_process_and_the_old_one_is_closed(self, table: Table) -> None:
        table.steps(4)
        look_back.back(table.player)
        settings.restart(table.player)
        table.read()
        assert [session.closed for session in table.sessions] == [True, False]
        assert (table.player.transport, table.player.world.step) == ("paused", 0)
        assert table.options[0] == table.options[1]

    def test_new_seed(self, table: Table) -> None:
        settings.new_seed(table.player)
        assert [options.seed for options in table.options] == [7, 8]
        assert table.sessions[0].closed

    def test_a_chosen_thread_keeps_the_focus(self, table: Table) -> None:
        settings.choose(table.player, 3)
        table.steps(1)
        assert table.player.selected == 3
        settings.choose(table.player, None)
        assert table.player.selected == table.player.world.turn


class TestTheEnd:
    @pytest.mark.parametrize(
        ("status", "told"),
        [(-11, "SIGSEGV"), (-9, "SIGKILL"), (3, "exit status 3"), (0, "exit status 0")],
    )
    def test_without_a_verdict_it_crashed(self, table: Table, status: int, told: str) -> None:
        table.steps(2)
        table.session.die(status)
        table.read()
        verdict = table.player.world.verdict
        assert verdict is not None
        assert (verdict.verdict, told in verdict.message) == ("crashed", True)
        assert table.player.transport == "ended"

    def test_with_a_verdict_that_one_stands(self, table: Table) -> None:
        table.steps(LAST)
        table.session.die(0)
        table.read()
        assert table.player.world.verdict is not None
        assert table.player.world.verdict.verdict == "passed"
        assert table.player.run.token == TOKEN

    def test_a_fault_is_no_verdict(self, table: Table) -> None:
        table.session.say(Fault("Traceback: ours"), Ended(70))
        table.read()
        assert (table.player.run.fault, table.player.world.verdict) == ("Traceback: ours", None)

    def test_neither_is_a_refusal(self, table: Table) -> None:
        table.session.say(Refused("line 3: invalid syntax"), Ended(2))
        table.read()
        assert (table.player.run.refused, table.player.world.verdict) == ("line 3: invalid syntax", None)
        assert table.player.transport == "ended"

    def test_an_impossible_event_is_our_fault_and_ends_the_process(self, table: Table) -> None:
        table.session.go()
        table.player.run._record([*table.player.run.history.events_of(0)[1:2]])
        table.player.run._record([table.player.run.history.event(0)._replace(kind="nonsense")])
        assert "nonsense" in table.player.run.fault
        assert table.session.closed

    def test_busy_until_something_comes(self, table: Table) -> None:
        table.session.say(Busy(2, SOURCE, 7, 1.5))
        table.read()
        assert table.player.view(Symbols.unicode(), DARK).busy == Busy(2, SOURCE, 7, 1.5)
        table.steps(1)
        assert table.player.run.busy is None

    def test_closing_ends_the_process(self, table: Table) -> None:
        table.player.close()
        assert table.session.closed
        table.player.close()


class TestBudget:
    def test_the_rest_stays_in_the_pipe(self, table: Table) -> None:
        table.session.go(1)
        table.session.go(1)
        seconds = iter(range(100))
        assert table.player.run.receive(0.5, clock=lambda: float(next(seconds)))
        assert table.player.run.history.steps == 1
        table.read()
        assert table.player.run.history.steps == 2

    def test_an_answer_is_all_a_view_needs(self, table: Table) -> None:
        table.steps(2)
        view = table.player.view(Symbols.unicode(), DARK)
        assert (view.world.step, view.python, view.seed, view.transport) == (2, "3.12.3", 7, "paused")


def test_a_recording_plays_without_a_program(table: Table) -> None:
    table.steps(LAST)
    player = Player("program", Options(), None, history=table.player.run.history)
    assert player.transport == "ended"
    look_back.first(player)
    go_on.play_pause(player)
    player.advance(0.5)
    assert player.world.step == 2
    look_back.now(player)
    for intend in (go_on.step, settings.restart, settings.new_seed):
        intend(player)
        assert player.notice == "This is a recording: there is nothing to run."


def test_every_intent_answers() -> None:
    assert {"step", "play_pause", "back", "faster", "restart", "jump"} <= set(INTENTS)
