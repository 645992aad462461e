"""Every scenario under search: what can go wrong is found, and where nothing can, nothing is."""

from pathlib import Path

import pytest

from tests.scenarios.catalogue import MAX_STEPS, OURS, failures
from tests.search.hunting import hunt
from threadtui.arguments import SEARCH_STEPS
from threadtui.search.strategies import NAMES
from threadtui.targets import Scenario

BUGGY = [scenario for scenario in OURS if failures(scenario)]
CORRECT = [scenario for scenario in OURS if not failures(scenario)]


@pytest.mark.parametrize("scenario", BUGGY, ids=lambda scenario: scenario.name)
def test_every_buggy_scenario_fails_under_auto_within_200_schedules(scenario: Scenario) -> None:
    (found,) = hunt(Path(scenario.path), most=200, steps=MAX_STEPS.get(scenario.name, SEARCH_STEPS))
    assert {failure["verdict"] for failure in found["failures"]} <= failures(scenario)
    assert found["verdict"] == "fails"


@pytest.mark.slow
@pytest.mark.parametrize("strategy", NAMES)
@pytest.mark.parametrize("scenario", CORRECT, ids=lambda scenario: scenario.name)
def test_no_correct_scenario_fails_in_10_000_schedules(scenario: Scenario, strategy: str) -> None:
    (found,) = hunt(Path(scenario.path), strategy=strategy, most=10_000)
    assert found["failures"] == []
