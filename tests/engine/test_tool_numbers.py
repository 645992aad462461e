"""From Python 3.12 on, granularity ``bytecode`` takes a tool number of ``sys.monitoring``, of which there are six."""

import os
from pathlib import Path

import pytest

from tests.conformance.compare import version_of
from tests.engine.harness import execute, interpreters, target_of, write
from tests.engine.test_control import Hand
from threadtui.engine import events as ev
from threadtui.session import Options, Parked, Session, Told

TAKES_ALL = """
import sys
for number in range(6):
    sys.monitoring.use_tool_id(number, "greedy" if number else "debugger")
"""

PROGRAM = f"""{TAKES_ALL}
print("going on")
print("to the end")
"""

TAKEN = "bytecode cannot be had: all tool numbers of sys.monitoring are taken, by debugger, greedy"

MONITORED = [python for python in interpreters() if version_of(python) != "3.11"]
on_each = pytest.mark.parametrize("python", MONITORED, ids=version_of)


@on_each
def test_a_run_is_refused_where_another_tool_has_them_all(
    python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    write(tools, TAKES_ALL, "sitecustomize.py")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tools), os.environ.get("PYTHONPATH", "")]))
    program = target_of(write(tmp_path, "print(1)"))
    refused = execute(program, python=python, granularity="bytecode")
    assert (refused.refusal, refused.status) == (TAKEN, 2)
    assert execute(program, python=python).verdict == "passed"


@on_each
def test_a_person_is_told_and_goes_on_as_before(python: str, tmp_path: Path) -> None:
    session = Session(target_of(write(tmp_path, PROGRAM)), Options(python=python), interactive=True)
    try:
        hand = Hand(session)
        hand.until(Parked)
        while not _printed(hand):
            hand.give("step", None)
        assert hand.give("granularity", "bytecode").reason == "pause"
        assert [message.text for message in hand.messages if isinstance(message, Told)] == [TAKEN]
        assert hand.give("play", None).reason == "verdict"
        assert _printed(hand) == "going on\nto the end\n"
        assert "bytecode" not in [event.value for event in hand.events if event.kind == ev.GRANULARITY]
    finally:
        session.close()


def _printed(hand: Hand) -> str:
    return "".join(event.value for event in hand.events if event.kind == ev.OUTPUT)


@on_each
def test_a_schedule_that_asks_for_it_too_late_is_refused(python: str, tmp_path: Path) -> None:
    program = target_of(write(tmp_path, PROGRAM))
    first = execute(program, python=python)
    head = first.token.split(":")[:6]
    schedule = ":".join([*head, ".".join(["1x1" for _ in first.movers[:-1]] + ["gbytecode", "1x1"])])
    refused = execute(program, python=python, schedule=schedule)
    assert (refused.refusal, refused.status) == (TAKEN, 2)
