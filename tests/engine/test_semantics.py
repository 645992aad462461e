"""Programs that ask the standard library and the language what they mean: threadtui answers as plain Python does.

The programs in ``semantics/`` print one line a question, the same on every schedule, so the plain run is the oracle.
"""

import difflib
import functools
import subprocess
from pathlib import Path

import pytest

from tests.engine.harness import execute, target_of
from threadtui.engine.events import OUTPUT
from threadtui.engine.stdlib.output import STDOUT

FOLDER = Path(__file__).with_name("semantics")
ELSEWHERE = FOLDER / "elsewhere"
"""Not of the program's own files, hence a third party's."""

PROGRAMS = sorted(path for path in FOLDER.glob("*.py") if path.stem != "asking")


@functools.cache
def answers(python: str, program: Path) -> tuple[int, list[str]]:
    """Exit status and lines of the plain run."""
    command = [python, "-B", str(program), str(ELSEWHERE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.returncode, done.stdout.splitlines()


def check(python: str, program: Path, granularity: str, seed: int) -> None:
    run = execute(target_of(program, str(ELSEWHERE)), python=python, granularity=granularity, seed=seed)
    assert run.verdict in ("passed", "failed"), run.message
    status, lines = answers(python, program)
    printed = "".join(event.value for event in run.of(OUTPUT) if event.object == STDOUT)
    assert list(difflib.unified_diff(lines, printed.splitlines(), "plain", "threadtui", lineterm="", n=0)) == []
    assert run.exit_status == status


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_the_same_answers(python: str, program: Path) -> None:
    check(python, program, "access", 0)


@pytest.mark.slow
@pytest.mark.parametrize("granularity", ["sync", "access", "line", "bytecode"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_the_same_answers_on_every_schedule(python: str, program: Path, granularity: str) -> None:
    for seed in range(1, 10):
        check(python, program, granularity, seed)
