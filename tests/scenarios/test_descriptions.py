"""Every scenario is a small plain program that describes itself; the index names them all, in the order of the path."""

import ast
from itertools import groupby
from pathlib import Path

from tests.scenarios.catalogue import OURS, every
from threadtui.engine.events import VERDICTS
from threadtui.targets import Scenario, own_folder

TITLE_COLUMNS = 45
PANEL_COLUMNS = 64
DOCSTRING_LINES = 15
CODE_LINES = 45
"""Longer programs do not fit beside the other panels."""

PATH = """
    start_and_join daemon_killed many_threads pool_map pool_hidden_exception
    one_thread_update race_two_threads bytecode_increment race_fixed_by_lock
    deadlock_self rlock_reentrant
    pipeline_one_slot pipeline_queue pipeline_never_exits
    semaphore_pool semaphore_over_release timer_prompt barrier_init
    event_start_gun event_wait_timeout event_set_then_clear
    thread_local cpu_and_waiting
""".split()


def text_of(scenario: Scenario) -> str:
    return Path(scenario.path).read_text(encoding="utf-8")


def test_the_index_names_them_all() -> None:
    names = {path.stem for path in own_folder().glob("*.py")}
    assert {scenario.name for scenario in OURS if scenario.expected} == names


def test_the_path_comes_first_and_in_its_order() -> None:
    assert [scenario.name for scenario in OURS[: len(PATH)]] == PATH
    assert [scenario.name for scenario in OURS if "tutorial" in scenario.tags] == PATH


def test_each_heading_stands_once() -> None:
    groups = [group for group, _ in groupby(scenario.group for scenario in OURS)]
    assert len(groups) == len(set(groups))


@every
def test_it_is_described(scenario: Scenario) -> None:
    docstring = ast.get_docstring(ast.parse(text_of(scenario)), clean=False) or ""
    assert len(docstring.splitlines()) <= DOCSTRING_LINES
    assert len(scenario.title) <= TITLE_COLUMNS
    assert "Try:" in scenario.text
    assert "Notice:" in scenario.text
    assert scenario.tags
    assert set(scenario.expected) <= set(VERDICTS)


@every
def test_its_source_fits_the_screen(scenario: Scenario) -> None:
    text = text_of(scenario)
    assert max(map(len, text.splitlines())) <= PANEL_COLUMNS
    code = text[text.index('"""\n', 3) :].splitlines()[1:]
    assert len([line for line in code if line]) <= CODE_LINES


@every
def test_it_knows_nothing_of_threadtui(scenario: Scenario) -> None:
    assert "threadtui" not in text_of(scenario)
