"""A search cut into pieces finds what it finds alone, whoever is faster and whoever dies."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.search.brute import all_results, count_interleavings
from tests.search.crews import Shared
from tests.search.programs import random_program
from tests.search.searching import dpor, explored
from tests.search.toy import Program, Toy
from tests.search.windows import locked_update, lost_update, philosophers, readers
from threadtui.search.explore import Stop
from threadtui.search.model import Chooser, Execution
from threadtui.search.splitting import plans
from threadtui.search.splitting.pieces import Answer, Piece
from threadtui.search.workers import ATTEMPTS, Died

SLOW = 5_000
REDUNDANT = 1.1
"""Executions of all parts, to those that it takes alone, at most, in large trees: parts do not know all of each other."""


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that small programs are cut into many."""
    monkeypatch.setattr(plans, "FIRST", 2)
    monkeypatch.setattr(plans, "GROWTH", 0)
    monkeypatch.setattr(plans, "HEAD_SCHEDULES", 3)


def parts_agree_with_brute_force(seed: int) -> None:
    program = random_program(seed)
    alone, executions = dpor(program)
    shared = Shared(program, "dpor", 2, all=True)
    assert shared.run() is Stop.EXHAUSTED
    assert shared.plan.sound
    assert shared.results == alone == all_results(program), f"seed {seed}"
    assert shared.tally.counted()["traces"] == executions <= shared.tally.schedules, f"seed {seed}"


@pytest.mark.parametrize("seed", [369631092, 734710312, 545687312])
def test_traces_that_nearly_have_one_name(seed: int) -> None:
    """Two steps that change places have the same causes."""
    parts_agree_with_brute_force(seed)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**9))
def test_parts_of_a_tree_have_the_results_that_brute_force_finds(seed: int) -> None:
    parts_agree_with_brute_force(seed)


@pytest.mark.slow
def test_parts_of_many_trees_have_the_results_that_brute_force_finds() -> None:
    for seed in range(SLOW):
        parts_agree_with_brute_force(seed)


@settings(max_examples=10, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**9))
def test_parts_of_a_depth_first_search_make_every_interleaving_once(seed: int) -> None:
    program = random_program(seed)
    if count_interleavings(program) <= 300:
        shared = Shared(program, "dfs", 2, all=True)
        assert shared.run() is Stop.EXHAUSTED
        assert shared.tally.schedules == count_interleavings(program)
        assert shared.results == all_results(program)


def test_a_bound_on_preemptions_means_the_same_in_parts() -> None:
    shared = Shared(lost_update(3), "dfs", 2, all=True, preemptions=1)
    assert shared.run() is Stop.EXHAUSTED
    assert shared.tally.schedules == explored(lost_update(3), "dfs", preemptions=1, all=True).schedules
    assert not shared.plan.sound


@pytest.mark.parametrize("program", [readers(5), locked_update(3), philosophers(3)])
def test_hardly_an_execution_is_made_twice(program: Program) -> None:
    _, executions = dpor(program)
    shared = Shared(program, "dpor", 3, all=True)
    shared.run()
    assert executions <= shared.tally.schedules <= REDUNDANT * executions


class Backwards(ThreadPoolExecutor):
    """Holds each piece back until the one that was handed out after it is done, as far as there is one soon."""

    def __init__(self) -> None:
        super().__init__(1)
        self._held: list[tuple[Future[Any], Any, tuple[Any, ...]]] = []

    def submit(self, function: Any, /, *words: Any, **_named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._held.append((future, function, words))
        super().submit(self._latest)
        return future

    def _latest(self) -> None:
        future, function, words = self._held.pop()
        if future.set_running_or_notify_cancel():
            future.set_result(function(*words))


@pytest.mark.parametrize("strategy", ["random", "pct", "pos", "surw", "directed", "auto", "dpor", "dfs"])
def test_the_failure_that_is_told_does_not_depend_on_who_was_faster(strategy: str) -> None:
    found = []
    for executor in (ThreadPoolExecutor(1), ThreadPoolExecutor(2), Backwards()):
        shared = Shared(philosophers(3), strategy, 2, seed=3)
        assert shared.run(executor) is Stop.FAILURE
        found.append((shared.tally.schedules, [failure["moves"] for failure in shared.tally.failures]))
    assert found[0] == found[1] == found[2]


class Mortal(Shared):
    """A search whose workers die: each piece's first one, or those of one piece always."""

    always = 0

    def work(self, words: dict[str, Any], seconds: float | None) -> Answer:
        self.tried: dict[int, int] = getattr(self, "tried", {})
        number = words["number"]
        self.tried[number] = self.tried.get(number, 0) + 1
        if self.tried[number] == 1 or number == self.always:
            raise Died("the process is gone", {"schedules": 1})
        return super().work(words, seconds)


@pytest.mark.parametrize("strategy", ["dpor", "auto"])
def test_a_piece_whose_worker_dies_is_done_again(strategy: str) -> None:
    shared, mortal = Shared(locked_update(3), strategy, 2), Mortal(locked_update(3), strategy, 2)
    assert shared.run() is mortal.run() is Stop.EXHAUSTED
    assert mortal.tried[1] == 2
    assert mortal.tally.told() == shared.tally.told()


def test_a_piece_whose_workers_always_die_ends_the_search() -> None:
    mortal = Mortal(locked_update(3), "dpor", 2)
    mortal.always = 2
    assert mortal.run() is Stop.LOST
    assert mortal.crew.lost == "the process is gone"
    assert mortal.tried[2] == ATTEMPTS
    assert not mortal.plan.exhausted


class Learner(Toy):
    """A host that finds that it cut steps too coarsely when thread 2 is done before thread 1, unless it knows already."""

    def __init__(self, program: Program, known: Sequence[str]) -> None:
        super().__init__(program)
        self.known = list(known)

    def execute(self, chooser: Chooser, max_steps: int) -> Execution:
        execution = super().execute(chooser, max_steps)
        moves = chooser.past.threads[::-1]  # type: ignore[attr-defined]
        if self.known or moves.index("t2") < moves.index("t1"):
            return execution
        self.known.append("x")
        return execution._replace(learned=True)


class Learning(Shared):
    def host(self, piece: Piece) -> Learner:
        return Learner(self.program, piece.shared or ())

    def known(self, host: Any) -> list[str]:
        known: list[str] = host.known
        return known


@pytest.mark.parametrize("strategy", ["dpor", "dfs", "auto"])
def test_the_count_begins_anew_when_a_worker_has_learned(strategy: str) -> None:
    program = lost_update(2) if strategy == "dfs" else lost_update(3)
    shared, learning = Shared(program, strategy, 2, all=True), Learning(program, strategy, 2, all=True)
    assert shared.run() is learning.run() is Stop.EXHAUSTED
    assert learning.tally.counted()["traces"] == shared.tally.counted()["traces"]
    assert learning.results == shared.results
    assert {tuple(piece.shared or ()) for piece in learning.pieces} == {(), ("x",)}
    if strategy != "auto":
        assert learning.tally.schedules == shared.tally.schedules


def test_the_limit_of_schedules_is_kept_by_all_together() -> None:
    for strategy in ("random", "auto", "dpor"):
        shared = Shared(locked_update(4, 2), strategy, 3, schedules=50)
        assert (shared.run(), shared.tally.schedules) == (Stop.SCHEDULES, 50)
