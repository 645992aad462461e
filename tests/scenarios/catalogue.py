"""The scenarios, what is known of each beside its index, and their runs, made once for all tests."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.engine.harness import Run, execute, target_of
from threadtui.session import Options
from threadtui.targets import Scenario, own_folder, scenarios

OURS = [scenario for scenario in scenarios() if Path(scenario.path).parent == own_folder().resolve()]
BY_NAME = {scenario.name: scenario for scenario in OURS}

UNLIMITED = Options().max_steps

SEEDS = range(5)
"""In the normal suite. The slow tests take 50 and 1,000."""

ALWAYS_HANG = {"deadlock_self", "producer_crash"}
"""Under plain Python; what the program waits for never comes, whatever the order."""

MAY_HANG = {"abba_deadlock", "dining_philosophers", "lost_wakeup", "pipeline_never_exits", "pipeline_queue"}
"""Under plain Python, in some orders, some of them seldom."""

MAX_STEPS = {"livelock_polite": 60}
"""A program whose livelock is bounded shows it where the steps are fewer than its patience takes."""

NEVER_SEEN = {"race_two_threads": {"passed"}}
"""Declared, but beyond these schedules: a sleep would have to end while a thread that could go on is kept waiting."""

RACED_FOR = {
    "bytecode_increment": {"total"},
    "double_checked_locking": {"settings"},
    "livelock_polite": {"side['Ada']", "side['Bob']"},
    "race_two_threads": {"FakeDatabase.value"},
    "thread_local": {"Common.name"},
}
"""What threads race for, in every schedule. In all other scenarios, for nothing."""

every = pytest.mark.parametrize("scenario", OURS, ids=lambda scenario: scenario.name)


def fresh(name: str, seed: int, granularity: str = "access", max_steps: int = UNLIMITED) -> Run:
    """A run of a scenario, made now and not kept: a thousand of each would not fit in memory."""
    path = Path(BY_NAME[name].path)
    return execute(target_of(path), seed=seed, granularity=granularity, max_steps=max_steps)


run = cache(fresh)
"""A run of a scenario, the same one for everybody who asks: not to be changed."""


def runs(scenario: Scenario, seeds: Iterable[int]) -> Iterator[Run]:
    """Runs to the end, each made when it is asked for."""
    return (run(scenario.name, seed) for seed in seeds)


def failures(scenario: Scenario) -> set[str]:
    """The verdicts declared beside ``passed``."""
    return set(scenario.expected) - {"passed"}
