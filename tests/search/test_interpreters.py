"""A search comes to the same on every CPython of the machine, whatever its ``threading`` is made of."""

from functools import cache
from pathlib import Path

import pytest

from tests.engine.harness import interpreters, write
from tests.scenarios.catalogue import BY_NAME
from tests.search.hunting import Facts, hunt

NAMES = ("race_fixed_by_lock", "lost_wakeup", "barrier_init")

CANCELLED = """
import threading
told = threading.Event()
def late():
    assert told.is_set()
timer = threading.Timer(0.05, late)
timer.start()
told.set()
timer.cancel()
"""
"""Its thread may find itself cancelled before it waits, while it waits, or too late."""

AT_THE_END = """
import atexit, threading
class Box:
    n = 0
box = Box()
def work():
    box.n += 1
def last():
    assert box.n == 2
atexit.register(last)
for _ in range(2):
    threading.Thread(target=work).start()
"""
"""What the end of the program waits for is over before its exit functions run."""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("programs")
    own = [write(folder, source, name) for source, name in ((CANCELLED, "cancelled.py"), (AT_THE_END, "at_the_end.py"))]
    return [*(Path(BY_NAME[name].path) for name in NAMES), *own]


@cache
def searched(path: Path, python: str) -> Facts:
    (found,) = hunt(path, strategy="dpor", most=100, all=True, python=python)
    return found


@pytest.mark.parametrize("python", interpreters()[1:], ids=lambda path: Path(path).resolve().name)
def test_the_same_schedules_and_failures(programs: list[Path], python: str) -> None:
    for path in programs:
        assert searched(path, python) == searched(path, interpreters()[0]), path.name


def test_a_timer_that_is_cancelled_may_have_begun(programs: list[Path]) -> None:
    found = searched(programs[-2], interpreters()[0])
    assert [failure["needed_delay"] for failure in found["failures"]] == [50_000_000]
    assert (found["schedules"], found["traces"], found["exhausted"]) == (3, 3, True)
