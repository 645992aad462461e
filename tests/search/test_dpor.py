"""Optimal DPOR: one execution per class of schedules, and every result that any schedule has."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.search.brute import Result, all_results, count_interleavings, count_traces, results_within
from tests.search.programs import KINDS, random_program, small_program
from tests.search.searching import Proof, dpor, exhaust, proof
from tests.search.toy import Program
from tests.search.windows import locked_update, lost_update, philosophers, readers, two_stage
from threadtui.search.strategies.dfs import Dfs

QUICK = 1000
"""Random programs of each test run. Rare mistakes take more to show, which is what the slow test is for."""

SLOW = 30_000

LARGE = 10_000
"""Of larger programs, also in the slow test alone."""

FEW_TRACES = 8
"""Up to here the classes are counted by brute force too: it takes as many steps as there are classes of prefixes."""

AT_ONCE, PATIENT = 0, 60_000_000
"""Clocks: nobody who can go on waits while time passes, or not for longer than so many ns."""


@pytest.mark.parametrize("count", range(1, 9))
def test_one_writer_and_n_readers_have_two_to_the_n_traces(count: int) -> None:
    assert dpor(readers(count))[1] == 2**count


@pytest.mark.parametrize(
    "program",
    [
        lost_update(2),
        lost_update(3),
        locked_update(2),
        locked_update(3),
        locked_update(2, 2),
        philosophers(2),
        philosophers(3),
        two_stage(2),
    ],
)
def test_executions_are_as_many_as_traces(program: Program) -> None:
    results, executions = dpor(program)
    assert executions == count_traces(program)
    assert results == all_results(program)


def test_independent_threads_have_one_trace() -> None:
    objects = {f"x{number}": ("location", None) for number in range(4)}
    threads = [
        [("start", n) for n in range(1, 5)],
        *[[("write", f"x{n}", 1), ("read", f"x{n}", "r")] for n in range(4)],
    ]
    program = Program(objects, threads)  # type: ignore[arg-type]
    assert dpor(program)[1] == 1
    assert count_interleavings(program) > 10_000


def test_puts_and_gets_of_a_queue_depend_item_by_item() -> None:
    """Two producers and a consumer of an unbounded queue: the order of the puts is all that there is."""
    producer = [("put", "q", None, 1), ("put", "q", None, 2)]
    consumer = [("get", "q", None)] * 4
    program = Program({"q": ("Queue", 0)}, [[("start", n) for n in (1, 2, 3)], producer, producer, consumer])
    assert dpor(program)[1] == count_traces(program) == 6


def test_waiters_of_an_event_that_nobody_clears_have_one_trace() -> None:
    program = Program(
        {"e": ("Event", None)}, [[("start", n) for n in (1, 2, 3)] + [("set", "e")], *[[("wait", "e", None)]] * 3]
    )
    assert dpor(program)[1] == 1


def test_a_set_and_clear_in_a_row_may_miss_who_comes_late() -> None:
    program = Program({"e": ("Event", None)}, [[("start", 1), ("set", "e"), ("clear", "e")], [("wait", "e", None)]])
    results, _ = dpor(program)
    assert results == all_results(program)
    assert {verdict for verdict, _ in results} == {"passed", "deadlock"}


def agrees_with_brute_force(program: Program, seed: int = 0, *, clocks: bool = False) -> None:
    """Under any clock; with ``clocks`` also under those that stand still as long as somebody can go on, or not for long.

    Where one's wait can be shared out between two, the delay that is said to be needed may be more than it takes, never less.
    """
    found = proof(program)
    assert set(found.delays) == all_results(program), f"seed {seed}"
    assert found.executions == found.traces or found.surprises, f"seed {seed}"
    if found.executions <= FEW_TRACES:
        assert found.traces == count_traces(program), f"seed {seed}"
    if clocks and program.waits:
        assert within(found, AT_ONCE) == results_within(program, AT_ONCE), f"seed {seed}"
        assert within(found, PATIENT) <= results_within(program, PATIENT), f"seed {seed}"


def within(found: Proof, limit: int) -> set[Result]:
    """The results that need no longer delay."""
    return {result for result, delay in found.delays.items() if delay <= limit}


def test_every_kind_of_primitive_is_drawn() -> None:
    kinds = {kind for seed in range(len(KINDS)) for kind, _ in small_program(seed).objects.values()}
    assert kinds == set(KINDS) - {"Thread"}


@settings(max_examples=QUICK, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**9))
def test_random_programs_have_the_results_that_brute_force_finds_under_every_clock(seed: int) -> None:
    agrees_with_brute_force(small_program(seed), seed, clocks=True)


@pytest.mark.slow
def test_many_random_programs_have_the_results_that_brute_force_finds_under_every_clock() -> None:
    for seed in range(SLOW):
        agrees_with_brute_force(small_program(seed), seed, clocks=True)


@pytest.mark.slow
def test_many_larger_programs_have_the_results_that_brute_force_finds() -> None:
    for seed in range(LARGE):
        agrees_with_brute_force(random_program(seed), seed)


@pytest.mark.parametrize("seed", [204747, 204772, 205406])
def test_rare_programs_have_the_results_that_brute_force_finds(seed: int) -> None:
    """Tasks reported done on another's account; two waits for an event; a race beside which more is independent than at first."""
    program = random_program(seed)
    agrees_with_brute_force(program)
    assert dpor(program)[1] == count_traces(program)


@pytest.mark.parametrize("seed", [104545, 103623])
def test_a_wait_that_gives_back_somebody_elses_lock_has_the_results_that_brute_force_finds(seed: int) -> None:
    agrees_with_brute_force(random_program(seed))


PLAIN = {"x": ("location", None), "cl": ("Lock", None), "c": ("Condition", "cl")}

ENDS_OR_WAITS = [
    Program(PLAIN, [
        [("start", 1), ("start", 2), ("write", "x", 7), ("join", 1, "timed")],
        [("write", "x", 1), ("wait", "c", "timed")],
        [("acquire", "cl", None), ("release", "cl")],
    ]),
    Program(PLAIN, [
        [("start", 1), ("start", 2), ("join", 2, "timed")],
        [("acquire", "cl", None), ("release", "cl")],
        [("wait", "c", None)],
    ]),
]  # fmt: skip
"""Threads that wait with a lock that another one holds, or end with an error where nobody does; somebody looks which."""


@pytest.mark.parametrize("program", ENDS_OR_WAITS)
def test_what_a_planned_step_does_besides_with_another_outcome_is_not_taken_from_the_one_it_had(
    program: Program,
) -> None:
    agrees_with_brute_force(program)
    assert dpor(program)[1] == count_traces(program)


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**9))
def test_depth_first_search_makes_every_interleaving(seed: int) -> None:
    program = random_program(seed)
    if count_interleavings(program) <= 500:
        results, executions = exhaust(program, Dfs())
        assert executions == count_interleavings(program)
        assert results == all_results(program)
