"""A run in a forked process is the same as in one started anew, event for event."""

from collections.abc import Iterator

import pytest

from tests.scenarios.catalogue import MAX_STEPS, UNLIMITED, every, run
from tests.scenarios.nursery import Nursery
from threadtui.targets import Scenario


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


def check_same(nursery: Nursery, scenario: Scenario, seed: int) -> None:
    limit = MAX_STEPS.get(scenario.name, UNLIMITED)
    forked, anew = nursery.run(scenario.name, seed, limit), run(scenario.name, seed, max_steps=limit)
    assert forked.events == anew.events
    assert (forked.token, forked.status) == (anew.token, anew.status)


@every
def test_a_forked_run_is_the_same(nursery: Nursery, scenario: Scenario) -> None:
    check_same(nursery, scenario, 0)


@pytest.mark.slow
@every
def test_forked_runs_are_the_same_for_more_seeds(nursery: Nursery, scenario: Scenario) -> None:
    for seed in range(1, 10):
        check_same(nursery, scenario, seed)
