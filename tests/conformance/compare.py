"""Runs a suite under plain Python and under threadtui, and tells in what they differ."""

import functools
import json
import os
import subprocess
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from tests.conformance.suites import BY_NAME, Suite
from tests.engine.harness import Run, execute, target_of

PROGRAM = Path(__file__).with_name("program.py")
NOT_APPLICABLE = Path(__file__).with_name("not_applicable.toml")
MARK = "RESULT "

MAX_STEPS = 20_000_000
MAX_SECONDS = 600.0
"""Far more than any suite takes: only a hang meets it."""


class Plain(NamedTuple):
    """How a plain run ended. ``result`` is None where the interpreter has none of the tests."""

    exit_status: int
    result: dict[str, Any] | None


@functools.cache
def not_applicable() -> list[dict[str, Any]]:
    """The tests that are left out, with their reasons."""
    tests: list[dict[str, Any]] = tomllib.loads(NOT_APPLICABLE.read_text(encoding="utf-8"))["test"]
    return tests


@functools.cache
def version_of(python: str) -> str:
    """``3.13`` for the interpreter at this path."""
    ask = "import sys; print(*sys.version_info[:2], sep='.')"
    return subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()


def left_out(suite: Suite, python: str) -> list[str]:
    """Ids of the suite's tests that cannot apply on this interpreter."""
    version = version_of(python)
    mine = tuple(f"{name}." for name in suite.tests)
    ids = (test["id"] for test in not_applicable() if version in test["python"])
    return [each for each in ids if f"{each}.".startswith(mine)]


def arguments(suite: Suite, python: str) -> list[str]:
    return [*suite.tests, "--without", *left_out(suite, python)]


@functools.cache
def run_plainly(name: str, python: str) -> Plain:
    """The suite under this interpreter alone."""
    command = [python, str(PROGRAM), *arguments(BY_NAME[name], python)]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, env=environment
    )
    return Plain(done.returncode, result_in(done.stdout, done.stderr))


def run_stepwise(name: str, python: str, seed: int) -> Run:
    """The suite under threadtui, with the random strategy."""
    suite = BY_NAME[name]
    target = target_of(PROGRAM, *arguments(suite, python))
    options: dict[str, Any] = {"max_steps": MAX_STEPS, "max_seconds": MAX_SECONDS, "include": suite.include}
    return execute(target, python=python, granularity="sync", seed=seed, **options)


def result_in(output: str, errors: str = "") -> dict[str, Any] | None:
    """The summary at the end of the output. Raises ``ValueError`` where there is none."""
    for line in reversed(output.splitlines()):
        if line.startswith(MARK):
            found: dict[str, Any] | None = json.loads(line.removeprefix(MARK))
            return found
    raise ValueError(f"the run did not come to its end:\n{output[-2000:]}{errors[-2000:]}")


def differences(plain: Plain, run: Run) -> list[str]:
    """In words; empty where the run ended like the plain one."""
    found = []
    if run.verdict not in ("passed", "failed"):
        found.append(f"the verdict is {run.verdict}: {run.message if run.verdict != 'none' else run.status}")
        return found
    if run.exit_status != plain.exit_status:
        found.append(f"exit status {run.exit_status} instead of {plain.exit_status}")
    return found + _outcomes(plain.result or {}, result_in(run.output) or {})


def _outcomes(plain: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    if not plain:
        return []
    found = [] if ours["ran"] == plain["ran"] else [f"ran {ours['ran']} tests instead of {plain['ran']}"]
    for test in sorted({*plain["outcomes"], *ours["outcomes"]}):
        here, there = ours["outcomes"].get(test, "missing"), plain["outcomes"].get(test, "missing")
        if here != there:
            found.append(f"{test} {here} instead of {there}")
    return found
