"""Every scenario runs under plain Python too, and tells the same there."""

import os
import re
import subprocess
import sys
from typing import NamedTuple

from tests.engine.harness import Run
from tests.scenarios.catalogue import ALWAYS_HANG, MAY_HANG, OURS, SEEDS, every, failures, runs
from threadtui.engine import events as ev
from threadtui.targets import Scenario

END_SECONDS = 30
"""So long a program that must end may take, on a busy machine."""

HANG_SECONDS = 2
"""So long is waited for one that may hang: all end sooner if they end."""

STDOUT = 1

VARIED = {"livelock_polite", "thread_local"}
"""Pass under every schedule, but not with the same lines."""


class Plain(NamedTuple):
    """``status`` is None for one that had to be ended."""

    status: int | None
    out: str


def plainly(scenario: Scenario) -> Plain:
    """Run with this interpreter, without threadtui. Its output is buffered, so ``print`` writes a line as one piece."""
    seconds = HANG_SECONDS if scenario.name in ALWAYS_HANG | MAY_HANG else END_SECONDS
    command = [sys.executable, scenario.path]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, env=environment)
    except subprocess.TimeoutExpired as expired:
        return Plain(None, (expired.stdout or b"").decode())
    return Plain(done.returncode, done.stdout.decode())


def kinds(out: str) -> set[str]:
    """The lines without what differs from run to run: who speaks, and numbers."""
    return {re.sub(r"\d+(\.\d+)?", "#", re.sub(r"^[\w ]+: ", "", line)) for line in out.splitlines()}


def printed(run: Run) -> str:
    return "".join(event.value for event in run.of(ev.OUTPUT) if event.object == STDOUT)


@every
def test_it_tells_the_same(scenario: Scenario) -> None:
    plain = plainly(scenario)
    if plain.status is None:
        assert scenario.name in ALWAYS_HANG | MAY_HANG, "it hangs, and is not declared to"
    else:
        assert scenario.name not in ALWAYS_HANG
        assert plain.status == 0 or "failed" in scenario.expected
    known = set[str]().union(*(kinds(printed(run)) for run in runs(scenario, {scenario.seed, *SEEDS})))
    assert kinds(plain.out) <= known
    if not failures(scenario) and scenario.name not in VARIED:
        assert kinds(plain.out) == known


def test_what_hangs_is_a_declared_deadlock() -> None:
    declared = {scenario.name for scenario in OURS if "deadlock" in scenario.expected}
    assert declared == ALWAYS_HANG | MAY_HANG
