"""``explore --isolate``: a process for each execution; what no reload can put back goes with it, and so does one that dies."""

from pathlib import Path

import pytest

from tests.cli.command import explored, threadtui
from tests.engine.harness import write

STATE = """
    import itertools, string, threading
    {before}
    lock = threading.Lock()
    def work():
        for _ in range(number % 3 + 1):
            with lock:
                pass
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""
KEPT = {
    "a library's module": "number = string.number = getattr(string, 'number', 0) + 1",
    "a counter in C": "string.count = getattr(string, 'count', itertools.count(1)); number = next(string.count)",
}
"""What an execution leaves behind: each time another number."""
TRACES = 6
"""Two threads that take a lock twice each: 4! / (2! 2!)."""


@pytest.mark.parametrize("name", KEPT)
def test_what_an_execution_leaves_behind_is_gone(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, STATE.format(before=KEPT[name]))
    alone = explored("--strategy", "dpor", path)
    assert alone["verdict"] == "unknown"
    assert alone["note"].startswith("nondeterministic, step ")
    assert "--isolate" in alone["note"]
    apart = explored("--strategy", "dpor", "--isolate", path)
    assert (apart["verdict"], apart["schedules"], apart["traces"], apart["note"]) == ("holds", TRACES, TRACES, "")


SAME = {
    "race_two_threads": ("--strategy", "directed"),
    "double_checked_locking": ("--carrier", "thread"),
    "lost_wakeup": ("--strategy", "dfs"),
    "abba_deadlock": ("--jobs", 2),
    "condition_bounded_buffer": ("--strategy", "surw"),
    "timer_prompt": (),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if number % 2 else name for number, name in enumerate(SAME)]
)
def test_it_comes_to_the_same(name: str) -> None:
    """Also what an execution finds out, as which locations are shared, and what failures look like made small."""
    words = (*SAME[name], "--max-schedules", 12, "--all", name)
    assert explored("--isolate", *words) | {"seconds": 0} == explored(*words) | {"seconds": 0}


DEADLY = """
    import ctypes, os, threading
    class Box:
        ready = False
    def work():
        if Box.ready:
            seen = Box.ready
            {end}
        Box.ready = True
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""
ENDS = {
    "ctypes.string_at(0)": "was killed by SIGSEGV",
    "ctypes.CDLL(None)._exit(7)": "ended with exit status 7",
    "os.kill(os.getpid(), 9)": "was killed by SIGKILL",
}


@pytest.mark.parametrize("end", ENDS)
def test_a_process_that_dies_is_a_failure_of_its_schedule(tmp_path: Path, end: str) -> None:
    path = write(tmp_path, DEADLY.format(end=end))
    result = threadtui("explore", "--format", "json", "--isolate", path)
    assert (result.status, result.json["verdict"]) == (1, "fails")
    (failure,) = result.json["failures"]
    assert (failure["verdict"], failure["confirmed"], failure["minimised"]) == ("crashed", True, True)
    assert failure["message"].startswith(f"the program's process {ENDS[end]} in step {failure['steps']} at program.py:")
    assert threadtui("run", "--format", "json", "--schedule", failure["schedule"], path).json["verdict"] == "crashed"


def test_the_search_goes_on_after_a_death(tmp_path: Path) -> None:
    path = write(tmp_path, DEADLY.format(end="ctypes.CDLL(None)._exit(0)"))
    found = explored("--isolate", "--all", "--strategy", "dpor", path)
    assert (found["verdict"], found["exhausted"]) == ("fails", True)
    assert 1 < found["failures"][0]["count"] < found["schedules"]


def test_without_it_the_search_ends_and_says_what_would_help(tmp_path: Path) -> None:
    note = explored(write(tmp_path, DEADLY.format(end="os.kill(os.getpid(), 9)")))["note"]
    assert note == "the program's process ended with status -9; --isolate tells of which schedule"


def test_chance_is_told_all_the_same(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        import os, threading
        locks = [threading.Lock() for _ in range(1000)]
        with locks[int.from_bytes(os.urandom(8), "big") % 1000]:
            pass
    """,
    )
    note = explored("--isolate", "--max-schedules", 5, path)["note"]
    assert note.startswith("nondeterministic, step ")
    assert "--isolate" not in note


FORKS = """
    import os, threading
    lock = threading.Lock()
    def work():
        with lock:
            pid = os.fork()
            if not pid:
                with threading.Lock():
                    os._exit(5)
            assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_the_programs_own_children_run_on_without_the_engine(tmp_path: Path) -> None:
    found = explored("--isolate", write(tmp_path, FORKS))
    assert (found["verdict"], found["schedules"], found["failures"]) == ("holds", 2, [])
