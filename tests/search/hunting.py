"""Searches of real programs, each in a process of its own (``hunt.py``)."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HUNT = Path(__file__).with_name("hunt.py")
DESIGNS = Path(__file__).with_name("designs")
APP = Path(__file__).parents[2] / "app"

Facts = dict[str, Any]


def hunt(
    path: Path,
    *args: object,
    strategy: str = "auto",
    seeds: range = range(1),
    most: int = 200,
    python: str = sys.executable,
    **how: int | None,
) -> list[Facts]:
    """What a search came to, for each seed, on that interpreter."""
    (found,) = hunts(path, [args], strategy=strategy, seeds=seeds, most=most, python=python, **how)
    return found


def hunts(
    path: Path,
    each: Sequence[Sequence[object]],
    *,
    strategy: str = "auto",
    seeds: range = range(1),
    most: int = 200,
    python: str = sys.executable,
    **how: int | None,
) -> list[list[Facts]]:
    """The same for each of several lists of arguments; quicker than one after the other."""
    texts = [[str(arg) for arg in args] for args in each]
    config = {"path": str(path), "each": texts, "strategy": strategy, "seeds": list(seeds), "most": most, **how}
    return [json.loads(line) for line in answer(HUNT, config, python).splitlines()]


def answer(script: Path, config: Facts, python: str = sys.executable, seconds: float | None = None) -> str:
    """What a script of this folder prints of a search that is asked for so, in a process of its own."""
    done = subprocess.run(
        [python, str(script), json.dumps(config)],
        env={"PYTHONPATH": str(APP), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=True,
    )
    return done.stdout


def design(name: str) -> Path:
    """One of the programs with a hard window."""
    return DESIGNS / f"{name}.py"
