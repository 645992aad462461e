"""A test that is marked ``threads``: what the marker asks for, the search, and what pytest reports of it.

pytest sets up the wider fixtures here, as always, and the test in a copy of the process: there each execution sets up the
function's own fixtures, calls it, and tears them down again.
"""

import os
import shlex
from dataclasses import replace
from inspect import signature
from typing import Any, NamedTuple

import pytest
from _pytest.reports import TestReport

from threadtui.calls import (
    Result,
    Run,
    ScheduleFailed,
    checked,
    exception_of,
    explore,
    explored,
    warmed,
    with_thread_s_own,
)
from threadtui.confirming import NOT_BACK, difference
from threadtui.exploring import FAILS, Facts, sentence
from threadtui.headless import run
from threadtui.invocation import options_needed
from threadtui.mistakes import UsageMistake
from threadtui.onetest import Executions, put_off
from threadtui.pytest_plugin import MARK, OPTIONS, PROPERTY, TOLD
from threadtui.search.run import LIVELOCK
from threadtui.session import Options, Search
from threadtui.targets import Target

__all__ = ["Marked", "check", "put_off", "search"]

SCHEDULES = 500
"""Schedules of a test, unless it is told otherwise: a second or two, most often."""

KNOWN = (
    "schedules", "strategy", "seconds", "seed", "max_steps", "max_delay", "preemptions", "granularity", "carrier", "isolate",
    "include",
)  # fmt: skip
DEFAULTS = {name: signature(explore).parameters[name].default for name in KNOWN} | {"schedules": SCHEDULES}
"""As the plain call has them, but for the schedules."""

PYTEST = "pytest"

OUTCOMES: dict[str, Any] = {
    "Skipped": pytest.skip.Exception, "XFailed": pytest.xfail.Exception, "Failed": pytest.fail.Exception,
}  # fmt: skip
"""pytest's own exceptions, which call themselves built in."""


class Marked(NamedTuple):
    """``command`` opens the failing schedule in the dashboard; empty if nothing fails, or if it cannot be repeated there,
    for the reason that ``differs`` gives."""

    result: Result
    command: str
    differs: str

    def add_to(self, report: pytest.TestReport) -> None:
        """What the search came to, and if it failed: pytest's own report of the failure, the schedule, the command."""
        line = summary(self.result)
        report.user_properties.append((PROPERTY, line))
        report.sections.append(("threadtui", f"{self.result.name}: {line}"))
        skipped = isinstance(report.longrepr, tuple)
        if self.result.failure is not None and not report.passed and not skipped:
            _tell(report, self.result.failure, self._sections(self.result.failure))

    def _sections(self, failed: Run) -> list[tuple[str, str]]:
        sections = [("the schedule that fails", failed.table)] if failed.table else []
        if failed.found["confirmed"]:
            again = self.command or f"it does not repeat by itself: {self.differs}"
            return [*sections, ("open it in the dashboard", again)]
        return [*sections, ("threadtui", f"{NOT_BACK}{failed.found['differs']}")]


def summary(result: Result) -> str:
    """``holds for all 12 schedules``, in the words of ``explore``."""
    return sentence(result.facts)


# -- what is asked for


def check_jobs(config: pytest.Config) -> None:
    """Raises ``pytest.UsageError``."""
    jobs = config.getoption("threads_jobs")
    if jobs is not None and jobs < 1:
        raise pytest.UsageError(f"--threads-jobs {jobs}: there must be one process at least")


def check(item: pytest.Item) -> None:
    """Raises ``pytest.UsageError`` for a marker that makes no sense."""
    check_jobs(item.config)
    try:
        if not isinstance(item, pytest.Function) or hasattr(item, "_testcase"):
            raise ValueError("it is for test functions; in a TestCase call threadtui.explore")
        asked(item)
    except (TypeError, ValueError) as mistake:
        raise pytest.UsageError(f"{item.nodeid}: the marker {MARK}: {mistake}") from None


def asked(item: pytest.Item) -> tuple[Options, Search]:
    """What the markers ask for, the closest one first; the command line goes before, the ini file behind them."""
    given = DEFAULTS.copy()
    given |= {name: int(value) for name, _ in OPTIONS if (value := item.config.getini(f"threads_{name}"))}
    for marker in reversed(list(item.iter_markers(MARK))):
        if marker.args:
            raise TypeError(f"it takes arguments by name only, not {marker.args[0]!r}")
        given |= marker.kwargs
    for name in given.keys() - set(KNOWN):
        raise TypeError(f"it takes no {name}; it takes {', '.join(KNOWN)}")
    options = {name: item.config.getoption(f"threads_{name}") for name, _ in OPTIONS}
    return checked(**given | {name: value for name, value in options.items() if value is not None}, all=False)


# -- the search


def search(item: pytest.Function) -> object:
    """In place of calling the test: raises what failed it under some schedule. None where this is an execution of a search."""
    executions = Executions(item)
    if executions.under_way:
        return None
    options, what = asked(item)
    warmed(item.function, options.include)
    jobs = item.config.getoption("threads_jobs") or 1
    target = Target(item.nodeid, "function", None, None, (), with_thread_s_own(executions.call))
    result = explored(target, options, what, jobs)
    command, differs = _repeated(item, result, options)
    item.stash[TOLD] = Marked(result, command, differs)
    if result.verdict == FAILS:
        raise _failure(result)
    if not result.schedules:
        pytest.fail(f"not one schedule came to its end: {result.note}", pytrace=False)
    return True


def _failure(result: Result) -> BaseException:
    """Of the class that the test has raised, so that ``xfail(raises=…)`` and whoever catches it find what they look for."""
    failed = result.failures[0]
    if failed.raised.get("module") == "builtins" and failed.raised["type"] in OUTCOMES:
        outcome: BaseException = OUTCOMES[failed.raised["type"]](failed.raised["message"])
        return outcome
    if failed.raised:
        return exception_of(failed.raised)
    return ScheduleFailed(str(failed), failed)


def _repeated(item: pytest.Function, result: Result, options: Options) -> tuple[str, str]:
    """The command that opens the failure, if it does: it has been tried without its screen."""
    failed = result.failure
    if failed is None or not failed.found["confirmed"]:
        return "", ""
    words = (*options_needed(item.config), _name_from_here(item))
    target = Target(PYTEST, "module", None, PYTEST, words)
    try:
        again = run(target, replace(options, schedule=failed.schedule))
    except UsageMistake as mistake:
        return "", str(mistake)
    differs = difference({"trail": failed.trail, "verdict": failed.verdict}, again.history)
    included = [word for name in options.include for word in ("--include", name)]
    limit = ["--max-steps", str(options.max_steps)] if failed.verdict == LIVELOCK else []
    command = shlex.join(["threadtui", *included, *limit, "--schedule", failed.schedule, "-m", PYTEST, *words])
    return ("", differs) if differs else (command, "")


def _name_from_here(item: pytest.Item) -> str:
    """The test as pytest takes it in the folder where it was called."""
    _, _, inside = item.nodeid.partition("::")
    return f"{os.path.relpath(item.path, item.config.invocation_params.dir)}::{inside}"


# -- the report


def _tell(report: pytest.TestReport, failed: Run, sections: list[tuple[str, str]]) -> None:
    told: Facts | None = failed.raised.get("report")
    longrepr: Any = TestReport._from_json(told).longrepr if told is not None else None
    if failed.output:
        report.sections.append(("Captured output of the schedule", failed.output))
    if hasattr(longrepr, "addsection"):
        for name, text in sections:
            longrepr.addsection(name, text, "-")
        report.longrepr = longrepr
    else:
        headline = longrepr or f"{failed.verdict}: {failed.message}"
        report.longrepr = "\n\n".join([str(headline), *(f"{name}:\n{text}" for name, text in sections)])
