"""What pytest loads of threadtui. It costs nothing where no test is marked: the rest is imported at the first marked one."""

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from threadtui.marked import Marked

MARK = "threads"
ABOUT = (
    "threads(schedules=500, strategy='auto', seconds=60, seed=0, max_steps=10000, max_delay=0.1, preemptions=None, "
    "granularity='access', carrier=None, isolate=False, include=()): threadtui runs the test under many schedules of its threads, "
    "until one breaks it or nothing is left to try."
)
TOLD: "pytest.StashKey[Marked]" = pytest.StashKey()
"""Of a test that has been searched: what came of it."""

PROPERTY = "threads"
"""Where a report keeps what the search came to, in one line."""

OPTIONS = (
    ("schedules", "schedules of a marked test at most, instead of its marker's or of 500"),
    ("seed", "what a marked test's random choices begin with, instead of its marker's or of 0"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("threadtui", "schedules of threads (threadtui)")
    for name, about in OPTIONS:
        group.addoption(f"--threads-{name}", type=int, metavar="N", help=about)
        parser.addini(f"threads_{name}", f"{about}; the marker's goes before this")
    group.addoption(
        "--threads-jobs", type=int, metavar="N", help="search a marked test with so many processes (default 1)"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", ABOUT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker(MARK) is not None:
            from threadtui.marked import check

            check(item)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker(MARK) is not None:
        from threadtui.marked import put_off

        put_off(item)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> object:
    if pyfuncitem.get_closest_marker(MARK) is None:
        return None
    from threadtui.marked import search

    return search(pyfuncitem)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    told = item.stash.get(TOLD, None)
    if told is not None and call.when == "call":
        told.add_to(report)
    return report


def pytest_report_teststatus(report: pytest.CollectReport | pytest.TestReport) -> tuple[str, str, str] | None:
    if report.when != "call" or not report.passed or hasattr(report, "wasxfail"):
        return None
    told = next((value for name, value in getattr(report, "user_properties", ()) if name == PROPERTY), None)
    return None if told is None else ("passed", ".", f"PASSED ({told})")
