"""The table of conformance goes on from what its page has."""

import pytest

from tests.conformance import table
from tests.conformance.suites import SUITES


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


def test_a_row_that_has_them_all_stays() -> None:
    line = table.rows_written()["test_sched"]
    assert table.row(SUITES[1], table.seeds_done(line), line) == line
