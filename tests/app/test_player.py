"""A player against a session that is none: no terminal, no process, no waiting."""

import pytest
from tests.app.watched import MOVERS, SOURCE, TOKEN, FakeSession, Table, event
from tests.world import build

from threadtui.session import Busy, Ended, Events, Fault, Options, Parked, Refused, Stack
from threadtui.tui.intents import INTENTS, branching, go_on, look_back, settings
from threadtui.tui.intents.base import PAST
from threadtui.tui.panels import primitives
from threadtui.tui.player import Player
from threadtui.tui.run import Run
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import DARK

LAST = len(MOVERS)


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


def test_a_stack_is_told_of_only_while_its_thread_stands_where_it_was_asked() -> None:
    made = build.Run("main", "one").point(1, "line", line=5).point(2, "line", line=7)
    run = Run(None, made.step(1, "line", 5).point(1, "line", line=6).history)
    run.stacks = {1: Stack(0, 1, [], []), 2: Stack(0, 2, [], [])}
    assert list(run.true_stacks()) == [2]
    run.stacks[1] = Stack(1, 1, [], [])
    assert list(run.true_stacks()) == [1, 2]
