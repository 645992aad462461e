"""What each strategy promises."""

import pytest

from tests.search.brute import all_results
from tests.search.programs import random_program
from tests.search.searching import DELAY, STEPS, explored
from tests.search.toy import Program, Toy
from tests.search.windows import checker, locked_update, lost_update, philosophers, pipeline, two_stage, work_stealing
from threadtui.search.explore import Stop, Verdict
from threadtui.search.strategies import NAMES, by_name

SEEDS = range(2)
SAMPLERS = [name for name in NAMES if name not in ("dfs", "dpor")]


def found_after(program: Program, strategy: str, seed: int, most: int) -> int:
    """In how many schedules the strategy finds a failure."""
    toy, chosen = Toy(program), by_name(strategy, seed, DELAY)
    for number in range(1, most + 1):
        chooser = chosen.begin()
        assert chooser is not None, "exhausted"
        execution = toy.execute(chooser, STEPS)
        chosen.end(execution)
        if execution.verdict in ("failed", "deadlock"):
            return number
    raise AssertionError(f"nothing found in {most} schedules")


@pytest.mark.parametrize("strategy", NAMES)
def test_every_strategy_finds_a_lost_update(strategy: str) -> None:
    assert found_after(lost_update(2), strategy, 0, 30)


@pytest.mark.parametrize("strategy", SAMPLERS)
def test_the_same_seed_makes_the_same_schedules(strategy: str) -> None:
    def schedules(seed: int) -> list[tuple[str, ...]]:
        toy, chosen, made = Toy(two_stage(6)), by_name(strategy, seed, DELAY), []
        for _ in range(20):
            chooser = chosen.begin()
            assert chooser is not None
            chosen.end(toy.execute(chooser, STEPS))
            made.append(tuple(chosen.past.threads))
        return made

    assert schedules(1) == schedules(1)
    assert schedules(1) != schedules(2)


@pytest.mark.parametrize("strategy", SAMPLERS)
def test_what_a_strategy_finds_is_there(strategy: str) -> None:
    for seed in range(15):
        program = random_program(seed)
        truth, toy, chosen = all_results(program), Toy(program), by_name(strategy, seed)
        for _ in range(10):
            chooser = chosen.begin()
            if chooser is None:
                break
            execution = toy.execute(chooser, STEPS)
            chosen.end(execution)
            assert (execution.verdict, execution.final) in truth


@pytest.mark.parametrize("strategy", [*SAMPLERS, "dpor"])
def test_no_strategy_fails_a_correct_program(strategy: str) -> None:
    result = explored(locked_update(3), strategy, schedules=200)
    assert not result.failures
    assert not result.delayed


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("program", "most"),
    [
        *[(checker(writers), 50) for writers in (3, 10, 30)],
        *[(two_stage(threads), 50) for threads in (2, 4, 10, 30)],
        (work_stealing(3), 100),
        (philosophers(10), 50),
    ],
)
def test_auto_finds_hard_windows(program: Program, most: int, seed: int) -> None:
    assert found_after(program, "auto", seed, most) <= most


@pytest.mark.parametrize(("program", "most"), [(checker(100), 50)])
def test_auto_finds_hard_windows_among_a_hundred_threads(program: Program, most: int) -> None:
    assert found_after(program, "auto", 0, most) <= most


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("program", [checker(100), two_stage(100), philosophers(10)])
def test_auto_finds_the_hardest_windows_with_every_seed(program: Program, seed: int) -> None:
    assert found_after(program, "auto", seed, 50) <= 50


@pytest.mark.parametrize("strategy", [name for name in NAMES if name != "dfs"])
def test_a_bound_on_preemptions_is_for_depth_first_search_only(strategy: str) -> None:
    with pytest.raises(ValueError, match="preemptions"):
        by_name(strategy, preemptions=1)


@pytest.mark.parametrize("strategy", ["auto", "dpor", "pct", "directed", "surw"])
def test_loops_without_end_are_no_trap(strategy: str) -> None:
    """Each round of the loop is one more to try: going on and on along them would find nothing."""
    assert found_after(pipeline(), strategy, 0, 200)


def test_a_bound_on_preemptions_proves_nothing_beyond_it() -> None:
    within = explored(lost_update(2), "dfs", preemptions=0)
    assert (within.verdict, within.stop) == (Verdict.UNKNOWN, Stop.EXHAUSTED)
    assert explored(lost_update(2), "dfs", preemptions=1).verdict is Verdict.FAILS
    assert explored(locked_update(2), "dfs").verdict is Verdict.HOLDS


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no strategy is called 'magic'"):
        by_name("magic")
