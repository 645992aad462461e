"""The past, breakpoints and forks of a player against a session that is none."""

from pathlib import Path

from tests.app.watched import MOVERS, SOURCE, TOKEN, Table

from threadtui.engine.breakpoints import Breakpoint
from threadtui.session import Ended, Parked, Refused, Told
from threadtui.tui.branches import MOST_ALIVE
from threadtui.tui.intents import branching, go_on, look_back, settings, stopping

LAST = len(MOVERS)


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

    def test_a_line_that_no_step_reaches_says_so(self, table: Table, tmp_path: Path) -> None:
        path = tmp_path / "own.py"
        path.write_text("def count(gate):\n    mine = 1\n    mine += 1\n    gate.acquire()\n")
        stopping.change_stops(table.player, "3", str(path))
        said = "Line 3 is set, but by access no step ends there: g to line."
        assert table.player.notice == said
        stopping.next_breakpoint(table.player)
        assert table.player.notice == "g to line first: by access no step ends at line 3."
        go_on.until(table.player, str(path), 3)
        assert table.player.notice.startswith("g to line first")
        go_on.until(table.player, str(path), 9)
        assert table.player.notice == "own.py has no line 9: its last is 4."
        assert table.session.sent == []
        stopping.change_stops(table.player, "4", str(path))
        stopping.next_breakpoint(table.player)
        assert table.session.sent[-1][0] == "next"

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
