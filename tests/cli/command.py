"""The command line as a user calls it: a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

APP = Path(__file__).parents[2] / "app"
SECONDS = 60
"""No command of the tests takes so long; a hang shows as an error, not as silence."""


class Result(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON value that it is."""
        return json.loads(self.out)


def threadtui(*words: object, cwd: Path | None = None, **environment: str) -> Result:
    """Run ``threadtui`` with these words; without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "threadtui", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(APP), "PYTHONIOENCODING": "utf-8", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def explored(*words: object) -> Any:
    """What ``threadtui explore`` tells as JSON."""
    return threadtui("explore", "--format", "json", *words).json


def mistake(result: Result) -> str:
    """The one line that tells a mistake; asserts that it is one."""
    assert (result.status, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert result.err.startswith("threadtui: ")
    return result.err.strip()
