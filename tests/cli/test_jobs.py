"""``explore --jobs``: the same answer from several processes, whichever of them dies; Ctrl+C ends with what is known."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import APP, SECONDS, mistake, threadtui
from tests.engine.harness import write

LOCKED = """
    import threading
    with open(__file__ + ".count", "a") as count:
        count.write("x")
    lock = threading.Lock()
    total = 0
    def work():
        global total
        for _ in range({rounds}):
            with lock:
                total += 1
    threads = [threading.Thread(target=work) for _ in range({threads})]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total == {threads} * {rounds}
"""
TRACES = 924
"""Orders in which two threads take a lock six times each: 12! / (6! 6!)."""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A program with so many traces."""
    return write(tmp_path, LOCKED.format(threads=2, rounds=6))


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """One whose schedules nobody will see the end of."""
    return write(tmp_path, LOCKED.format(threads=6, rounds=9))


@contextmanager
def exploring(*words: object) -> Iterator["subprocess.Popen[str]"]:
    """An exploration under way."""
    process = subprocess.Popen(
        [sys.executable, "-m", "threadtui", "explore", "--format", "json", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(APP)}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def result(process: "subprocess.Popen[str]") -> Any:
    out, _ = process.communicate(timeout=SECONDS)
    return json.loads(out)


def executions(process: "subprocess.Popen[str]", path: Path, count: int) -> None:
    """Wait until so many have been begun: each leaves a letter in a file."""
    letters = Path(f"{path}.count")
    while not letters.exists() or letters.stat().st_size < count:
        assert process.poll() is None, "it was over too soon"


def programs(process: "subprocess.Popen[str]") -> list[int]:
    """The processes of the program."""
    found = []
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        found += [int(word) for word in (task / "children").read_text().split()]
    return found


def test_all_schedules_are_tried_by_all_together(tmp_path: Path) -> None:
    path = write(tmp_path, LOCKED.format(threads=3, rounds=2))
    told = threadtui("explore", "--format", "json", "--strategy", "dpor", "--jobs", 2, path).json
    assert (told["verdict"], told["exhausted"], told["traces"], told["schedules"]) == ("holds", True, 90, 90)


def test_a_process_that_is_killed_loses_its_piece_only(small: Path) -> None:
    with exploring("--strategy", "dpor", "--jobs", 2, small) as process:
        executions(process, small, 50)
        os.kill(programs(process)[0], signal.SIGKILL)
        told = result(process)
    assert (told["verdict"], told["traces"], told["schedules"]) == ("holds", TRACES, TRACES)


def test_a_program_that_ends_its_process_ends_the_search(tmp_path: Path) -> None:
    path = write(tmp_path, "import os\nos.kill(os.getpid(), 9)")
    told = threadtui("explore", "--format", "json", "--jobs", 2, path)
    assert (told.status, told.json["verdict"], told.json["exhausted"]) == (0, "unknown", False)
    assert told.json["note"] == "the program's process ended with status -9; --isolate tells of which schedule"


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_with_what_is_known(endless: Path, jobs: int) -> None:
    with exploring("--jobs", jobs, "--strategy", "random", "--max-schedules", 10**9, endless) as process:
        executions(process, endless, 20)
        process.send_signal(signal.SIGINT)
        told = result(process)
    assert process.returncode == 0
    assert (told["verdict"], told["note"]) == ("unknown", "interrupted")
    assert told["schedules"] >= told["traces"] > 0


@pytest.mark.parametrize("strategy", ["auto", "dpor", "random"])
def test_the_same_command_tells_the_same_failure(strategy: str) -> None:
    words = ("explore", "--format", "json", "--jobs", 2, "--strategy", strategy, "--seed", 7, "lost_wakeup")
    first, second = (threadtui(*words).json for _ in range(2))
    assert first["verdict"] == "fails"
    assert first | {"seconds": 0} == second | {"seconds": 0}


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_number_of_jobs_is_one_or_more(count: str) -> None:
    mistake(threadtui("explore", "--jobs", count, "lost_wakeup"))
