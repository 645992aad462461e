"""Random programs over all primitives, really run: their races against a plain closure, their ends against all that can happen.

Many programs are one file, run by one process (``as_python.all_of``): a process costs more than a program.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.engine.closure import Closure
from tests.engine.harness import Run, execute, target_of
from tests.search.as_python import all_of, name_of
from tests.search.brute import all_ends
from tests.search.publishing import Drawn, batch
from tests.search.toy import Machine
from threadtui.world.history import History
from threadtui.world.state import World

LATER = {"alive": "stuck", "killed": "stuck", "blocked": "stuck"}
"""What the toy and the engine call a thread that waits for ever: daemon threads, in the engine, that end with the program."""

End = tuple[Any, ...]
"""What became of each thread, and the last values of ``x`` and ``y``."""


@cache
def run_of(seed: int) -> Run:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.py"
        path.write_text(all_of(batch(seed)))
        return execute(target_of(path), seed=seed)


def races_of(run: Run) -> set[tuple[str, frozenset[int]]]:
    history = History(run.events)
    names = history.world.locations
    return {(names[race.location].name, frozenset((race.first.line, race.second.line))) for race in history.races()}


def ends_of(drawn: Drawn) -> set[End]:
    def told(machine: Machine) -> End:
        threads = enumerate(machine.threads)
        states = (LATER.get(thread.status, thread.status) for number, thread in threads if number not in drawn.workers)
        return tuple(states), machine.objects["x"], machine.objects["y"]

    return all_ends(drawn.program, told)


def end_of(drawn: Drawn, world: World) -> End:
    name, values = name_of(drawn), {each.name: each.value for each in world.locations.values()}
    states = {each.name: LATER.get(each.state, each.state) for each in world.threads.values()}
    plain = (number for number in range(len(drawn.program.threads)) if number not in drawn.workers)
    return tuple(states[f"{name}.{number}"] for number in plain), *(int(values[f"{name}.{each}"] or 0) for each in "xy")


def check(seed: int) -> None:
    run = run_of(seed)
    assert races_of(run) == Closure(run.events).races()
    world = History(run.events).world
    for drawn in batch(seed):
        assert end_of(drawn, world) in ends_of(drawn), name_of(drawn)


def _settings(examples: int) -> settings:
    """A seed is nothing that a smaller one would explain better."""
    phases = (Phase.explicit, Phase.generate)
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None, phases=phases)


@_settings(2)
@given(seed=st.integers(0, 10**6))
def test_races_are_those_of_the_closure_and_ends_are_among_all_that_can_happen(seed: int) -> None:
    check(seed)


@pytest.mark.slow
@_settings(60)
@given(seed=st.integers(0, 10**6))
def test_of_many_programs(seed: int) -> None:
    check(seed)


def test_all_that_makes_an_order_is_drawn_and_done() -> None:
    done = {str(op) for op, result in run_of(0).ops() if result is not False}
    assert done >= {
        "acquire", "release", "wait", "notify", "notify_all", "set", "is_set", "arrive", "put", "get", "task_done",
        "join_queue", "join", "is_alive", "start", "submit", "work", "result", "cancel", "shutdown",
    }  # fmt: skip
