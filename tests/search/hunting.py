"""Searches of real programs, each in a process of its own (``hunt.py``)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HUNT = Path(__file__).with_name("hunt.py")
DESIGNS = Path(__file__).with_name("designs")
APP = Path(__file__).parents[2] / "app"

Facts = dict[str, Any]


def hunt(
    path: Path, *args: object, strategy: str = "auto", seeds: range = range(1), most: int = 200, **how: int
) -> list[Facts]:
    """What a search came to, for each seed."""
    config = {"path": str(path), "args": [str(arg) for arg in args], "strategy": strategy, "seeds": list(seeds)}
    done = subprocess.run(
        [sys.executable, str(HUNT), json.dumps({**config, "most": most, **how})],
        env={"PYTHONPATH": str(APP), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Facts] = json.loads(done.stdout)
    return found


def design(name: str) -> Path:
    """One of the programs with a hard window."""
    return DESIGNS / f"{name}.py"
