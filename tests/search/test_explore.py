"""The verdict in three, failures that need a delay, spinning, and what is said of a failure."""

import pytest

from tests.search.searching import DELAY, STEPS, explored, only_failure
from tests.search.toy import Instruction, Program, Toy
from tests.search.windows import (
    checker,
    locked_update,
    lost_update,
    philosophers,
    readers,
    starting,
    two_stage,
    work_stealing,
)
from threadtui.search.explore import USUAL_STEPS, Exploration, Limits, Progress, Stop, Verdict
from threadtui.search.minimise import minimise
from threadtui.search.model import Chooser, Execution
from threadtui.search.run import replay
from threadtui.search.strategies import by_name

SECOND = 1_000_000_000

ABBA = Program(
    {"A": ("Lock", None), "B": ("Lock", None)},
    [
        starting(2),
        [("acquire", "A", None), ("acquire", "B", None), ("release", "B"), ("release", "A")],
        [("acquire", "B", None), ("acquire", "A", None), ("release", "A"), ("release", "B")],
    ],
)


def test_a_small_correct_program_holds() -> None:
    result = explored(locked_update(2, 2))
    assert (result.verdict, result.stop) == (Verdict.HOLDS, Stop.EXHAUSTED)
    assert result.schedules == len(result.coverage.traces)


class Learning(Toy):
    """A host that finds after its first execution that it cut steps too coarsely."""

    def execute(self, chooser: Chooser, max_steps: int) -> Execution:
        execution = super().execute(chooser, max_steps)
        return execution._replace(learned=self.executions == 1)


def test_what_was_counted_before_the_host_learned_does_not_count() -> None:
    exploration = Exploration(Learning(readers(4)), by_name("auto"), Limits(seconds=None))
    result = exploration.run()
    assert (result.verdict, result.schedules) == (Verdict.HOLDS, 16)


def test_a_program_too_large_is_unknown_and_not_more() -> None:
    result = explored(locked_update(6, 2), schedules=50)
    assert (result.verdict, result.stop, result.schedules) == (Verdict.UNKNOWN, Stop.SCHEDULES, 50)


GOES_ROUND = Program({"x": ("location", None)}, [[("write", "x", 0), ("write", "x", 1), ("jump", -3)]])
"""A thread that flips a flag and never ends."""


def test_an_execution_cut_short_forbids_holds() -> None:
    result = explored(GOES_ROUND, "dpor", steps=USUAL_STEPS, schedules=1)
    assert result.verdict is Verdict.UNKNOWN
    assert result.cut == result.schedules
    assert not result.failures


def test_a_program_that_does_not_end_within_the_steps_allowed_is_a_livelock() -> None:
    result = explored(GOES_ROUND, "dpor", steps=50, schedules=5)
    assert only_failure(result).execution.verdict == "livelock"


@pytest.mark.parametrize("strategy", ["auto", "dpor", "pct", "random"])
def test_nobody_goes_round_for_ever_while_who_would_end_it_is_left_standing(strategy: str) -> None:
    """Counting the rounds keeps the await rule from seeing that they are the same."""
    main: list[Instruction] = [*starting(1), ("write", "flag", 1)]
    spin: list[Instruction] = [
        ("read", "n", "n"),
        ("write", "n", ("+", "n", 1)),
        ("read", "flag", "f"),
        ("if", "f", 0, 1),
        ("jump", -5),
    ]
    program = Program({"flag": ("location", None), "n": ("location", None)}, [main, spin])
    result = explored(program, strategy, steps=30, schedules=200)
    assert not result.failures
    assert result.verdict is not Verdict.HOLDS


def wait_for_flag(*then: Instruction) -> Program:
    """One thread goes round until another one has set the flag."""
    spin: list[Instruction] = [("read", "flag", "f"), ("if", "f", 0, 1), ("jump", -3)]
    return Program({"flag": ("location", None), "x": ("location", None)}, [[*starting(1), *then], spin])


def test_a_spin_loop_that_ends_is_exhausted() -> None:
    result = explored(wait_for_flag(("write", "x", 1), ("write", "flag", 1)), "dpor", steps=200)
    assert result.verdict is Verdict.HOLDS
    assert result.schedules < 5


@pytest.mark.parametrize("strategy", ["dpor", "auto", "random"])
def test_a_spin_loop_that_nobody_ends_is_a_livelock(strategy: str) -> None:
    result = explored(wait_for_flag(("write", "x", 1)), strategy, steps=200)
    assert only_failure(result).execution.verdict == "livelock"


def test_what_needs_a_thread_to_be_held_up_is_listed_apart() -> None:
    """Main sleeps five seconds and then expects the other one to be done."""
    main: list[Instruction] = [*starting(1), ("sleep", 5 * SECOND), ("read", "x", "r"), ("check", "r", 1)]
    program = Program({"x": ("location", None)}, [main, [("write", "x", 1)]])
    result = explored(program, "dpor")
    assert result.verdict is Verdict.HOLDS
    (late,) = result.delayed
    assert late.needed_delay == 5 * SECOND
    assert explored(program, "dpor", delay=None).verdict is Verdict.FAILS


def test_a_short_timeout_that_passes_counts() -> None:
    """Whoever holds the lock is slower than 50 ms: then the other one goes on without it."""
    holder: list[Instruction] = [("acquire", "L", None), ("write", "x", 1), ("write", "x", 0), ("release", "L")]
    hasty: list[Instruction] = [("acquire", "L", "timed"), ("read", "x", "r"), ("check", "r", 0)]
    result = explored(Program({"L": ("Lock", None), "x": ("location", None)}, [[*starting(2)], holder, hasty]))
    assert only_failure(result).needed_delay == 50_000_000


def test_samplers_keep_to_the_delay_allowed() -> None:
    main: list[Instruction] = [*starting(1), ("sleep", 5 * SECOND), ("read", "x", "r"), ("check", "r", 1)]
    program = Program({"x": ("location", None)}, [main, [("write", "x", 1)]])
    result = explored(program, "random", schedules=100)
    assert not result.failures
    assert not result.delayed


@pytest.mark.parametrize("strategy", ["random", "auto"])
@pytest.mark.parametrize(
    ("program", "most_steps"),
    [
        (lost_update(2), 12),
        (lost_update(2, 3), 20),
        (ABBA, 7),
        (checker(3), 17),
        (philosophers(3), 10),
        (work_stealing(2), 31),
    ],
)
def test_one_preemption_is_enough_and_proved(program: Program, most_steps: int, strategy: str) -> None:
    finding = only_failure(explored(program, strategy, seed=1))
    assert finding.run is not None
    assert len(finding.run.preemptions) == 1
    assert finding.proved
    assert finding.run.execution.steps <= most_steps
    assert finding.run.execution.signature == finding.execution.signature


@pytest.mark.parametrize("program", [philosophers(5), checker(5), two_stage(6)])
def test_many_threads_are_minimised_to_one_preemption(program: Program) -> None:
    toy, strategy = Toy(program), by_name("auto", 1, DELAY)
    while True:
        chooser = strategy.begin()
        assert chooser is not None
        execution = toy.execute(chooser, STEPS)
        strategy.end(execution)
        if execution.verdict != "passed":
            break
    small = minimise(toy, replay(toy, strategy.past.threads, STEPS), STEPS, DELAY)
    assert len(small.run.preemptions) == 1


def test_the_lines_that_decide_a_lost_update() -> None:
    """One thread reads before the other writes: from there on an update is lost."""
    finding = only_failure(explored(lost_update(2)))
    assert finding.point is not None
    assert finding.point.proven
    assert finding.decisive is not None
    first, second = finding.decisive
    assert (first.pending.op, second.pending.op) == ("read", "write")
    assert first.thread != second.thread
    assert finding.point.instead == second.thread


def test_the_lines_that_decide_a_deadlock() -> None:
    finding = only_failure(explored(ABBA))
    assert finding.point is not None
    assert finding.point.proven
    assert finding.decisive is not None
    assert [deed.pending.op for deed in finding.decisive] == ["acquire", "acquire"]
    assert finding.decisive[0].pending.object == finding.decisive[1].pending.object


def test_what_always_fails_has_no_point_of_no_return() -> None:
    program = Program({"x": ("location", None)}, [[("read", "x", "r"), ("check", "r", 1)]])
    finding = only_failure(explored(program))
    assert finding.point is None
    assert finding.proved


def test_failures_are_told_apart_and_counted() -> None:
    """Two checks that can fail, each at its own line."""
    code: list[Instruction] = [("read", "x", "r"), ("check", "r", 0), ("read", "x", "r"), ("check", "r", 0)]
    program = Program({"x": ("location", None)}, [starting(2), code, [("write", "x", 1)]])
    result = explored(program, "dpor", all=True)
    assert len(result.failures) == 2
    assert result.schedules == sum(finding.count for finding in result.failures) + 1


def test_races_and_lock_orders_are_told() -> None:
    assert list(explored(ABBA, all=True).coverage.lock_orders) == [("A", "B"), ("B", "A")]
    assert not explored(locked_update(2), all=True).coverage.races
    races = explored(lost_update(2), all=True).coverage.races.values()
    assert {race.location for race in races} == {"x"}


def test_progress_tells_what_is_left() -> None:
    told: list[Progress] = []
    ticks = iter(range(10_000))
    program = locked_update(3)
    exploration = Exploration(
        Toy(program), by_name("dpor"), Limits(seconds=None), told.append, clock=lambda: float(next(ticks))
    )
    result = exploration.run()
    assert [progress.schedules for progress in told] == list(range(1, result.schedules + 1))
    assert told[-1].space == result.schedules
    assert told[-1].both_orders > 0
    assert told[-1].strategies == [["dpor", result.schedules, result.schedules, 0]]


def test_progress_tells_what_each_strategy_came_to() -> None:
    told: list[Progress] = []
    ticks = iter(range(10_000))
    limits = Limits(60, seconds=None, all=True)
    clock = lambda: float(next(ticks))  # noqa: E731
    Exploration(Toy(lost_update(3)), by_name("auto"), limits, told.append, clock).search()
    last = told[-1]
    assert len(last.strategies) > 2
    assert [sum(share[column] for share in last.strategies) for column in (1, 2)] == [last.schedules, last.traces]
    [[verdict, _, count]] = last.kinds
    assert (verdict, count) == ("failed", sum(share[3] for share in last.strategies))


def test_an_interrupted_search_tells_what_it_knows() -> None:
    program = locked_update(4)
    ticks = iter(range(10_000))
    exploration = Exploration(
        Toy(program), by_name("dpor"), Limits(), lambda _: exploration.interrupt(), clock=lambda: float(next(ticks))
    )
    result = exploration.run()
    assert (result.verdict, result.stop, result.schedules) == (Verdict.UNKNOWN, Stop.INTERRUPTED, 1)
