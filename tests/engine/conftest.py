"""Every engine test runs on every CPython >= 3.11 of the machine."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.harness import Run, execute, interpreters, target_of, write

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell that runs the tests in the background has Ctrl+C ignored, and programs would inherit that."""

INTERPRETERS = interpreters()


def pytest_report_header() -> str:
    return "engine tests run on: " + ", ".join(INTERPRETERS)


@pytest.fixture(params=INTERPRETERS, ids=lambda path: Path(path).resolve().name)
def python(request: pytest.FixtureRequest) -> str:
    return str(request.param)


RunSource = Callable[..., Run]


@pytest.fixture
def run(tmp_path: Path, python: str) -> RunSource:
    """``run(source, *args, **options)``: the program's source as a script, on this interpreter, at ``sync`` unless told."""

    def run_source(source: str, *args: str, **options: Any) -> Run:
        options.setdefault("granularity", "sync")
        return execute(target_of(write(tmp_path, source), *args), python=python, **options)

    return run_source
