"""Every scenario is a plain program, described, and ends as its index says."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import threadtui
from threadtui.engine.events import VERDICTS
from threadtui.targets import Scenario, own_folder, scenarios
from threadtui.trace import read
from threadtui.world.story import sentences

OURS = [scenario for scenario in scenarios() if Path(scenario.path).parent == own_folder().resolve()]
DOCSTRING_LINES = 15
PANEL_COLUMNS = 64
SEEDS = range(8)
MOST_SEEDS = 40
"""About one run in five deadlocks: that 40 do not is next to impossible."""

every = pytest.mark.parametrize("scenario", OURS, ids=lambda scenario: scenario.name)


def test_the_index_names_them_all() -> None:
    names = {path.stem for path in own_folder().glob("*.py")}
    assert {scenario.name for scenario in OURS if scenario.expected} == names


@every
def test_it_is_described(scenario: Scenario) -> None:
    docstring = ast.get_docstring(ast.parse(Path(scenario.path).read_bytes()), clean=False) or ""
    assert len(docstring.splitlines()) <= DOCSTRING_LINES
    assert "Try:" in scenario.text
    assert "Notice:" in scenario.text
    assert scenario.tags
    assert set(scenario.expected) <= set(VERDICTS)
    assert max(map(len, Path(scenario.path).read_text(encoding="utf-8").splitlines())) <= PANEL_COLUMNS


@every
def test_it_knows_nothing_of_threadtui(scenario: Scenario) -> None:
    assert "threadtui" not in Path(scenario.path).read_text(encoding="utf-8")


@every
def test_it_runs_with_plain_python(scenario: Scenario) -> None:
    command = [sys.executable, scenario.path]
    if scenario.expected == ("deadlock",):
        with pytest.raises(subprocess.TimeoutExpired):
            subprocess.run(command, capture_output=True, timeout=0.5)
        return
    status = subprocess.run(command, capture_output=True, timeout=30).returncode
    assert status == 0 or "failed" in scenario.expected


@every
def test_its_trace_is_believed_and_every_step_has_words(scenario: Scenario, tmp_path: Path) -> None:
    path = str(tmp_path / "trace")
    threadtui("run", "--granularity", "line", "--trace", path, scenario.name)
    found = read(path)
    assert found.note == ""
    for step in range(1, found.history.steps + 1):
        assert sentences(found.history, step)


def test_the_pipeline_can_end_both_ways() -> None:
    found: set[str] = set()
    for seed in range(MOST_SEEDS):
        found.add(threadtui("run", "--seed", seed, "--format", "json", "pipeline_queue").json["verdict"])
        if len(found) == 2:
            break
    assert found == {"passed", "deadlock"}


@every
def test_it_ends_as_expected(scenario: Scenario) -> None:
    found = {threadtui("run", "--seed", seed, "--format", "json", scenario.name).json["verdict"] for seed in SEEDS}
    assert found <= set(scenario.expected)
