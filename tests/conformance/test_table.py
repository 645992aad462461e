"""The table of conformance goes on from what its page has."""

import pytest

from tests.conformance import table
from tests.conformance.compare import left_out, version_of
from tests.conformance.suites import BY_NAME
from tests.engine.harness import interpreters


@pytest.mark.parametrize(
    ("line", "done"),
    [
        ("", 0),
        ("| test_sched | 20 | 11 passed | 11 passed |", 20),
        ("| test_sched | 20 | **1 differ** of 11 | 11 passed |", 0),
    ],
)
def test_seeds_that_need_not_be_run_again(line: str, done: int) -> None:
    assert table.seeds_done(line) == done


def test_a_suite_leaves_out_its_own_tests_only() -> None:
    """``test.test_thread`` is no part of ``test.test_threading``, though its name begins so."""
    for python in interpreters():
        assert not left_out(BY_NAME["test_thread"], python)
        assert len(left_out(BY_NAME["test_threading"], python)) == (version_of(python) in ("3.12", "3.13"))


def test_a_row_that_has_them_all_stays() -> None:
    line = table.rows_written()["test_sched"]
    assert table.row(BY_NAME["test_sched"], table.seeds_done(line), line) == line
