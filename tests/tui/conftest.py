"""Worlds that tests of panels look at."""

from pathlib import Path

import pytest

from tests.tui import scenes
from threadtui.tui.view import View


@pytest.fixture
def race(tmp_path: Path) -> View:
    events, stacks = scenes.race(tmp_path / "race_two_threads.py")
    return scenes.view(events, stacks=stacks)


@pytest.fixture
def crowd(tmp_path: Path) -> View:
    return scenes.view(scenes.crowd(tmp_path / "pipeline.py"), program="pipeline", transport="playing")


@pytest.fixture
def past(tmp_path: Path) -> View:
    events, _ = scenes.race(tmp_path / "race_two_threads.py")
    return scenes.view(events, step=10, transport="past")


@pytest.fixture
def empty() -> View:
    return scenes.view([])
