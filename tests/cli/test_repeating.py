"""``threadtui explore`` of programs that do other things under the same schedule: told so, never proved, no bug of ours."""

import re
from pathlib import Path

import pytest

from tests.cli.command import threadtui
from tests.engine.harness import write

TAKEN = """
    import os, string, threading
    locks = [threading.Lock() for _ in range(1000)]
    {before}
    def work():
        with locks[{which}]:
            pass
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""
COUNTED = """with open(__file__ + ".count", "a+") as count:
        count.write("x")
    size = os.stat(__file__ + ".count").st_size"""
SOURCES = {
    "chance": TAKEN.format(before="", which="int.from_bytes(os.urandom(8), 'big') % 1000"),
    "a file": TAKEN.format(before=COUNTED, which="size % 1000"),
    "addresses": TAKEN.format(
        before="string.kept = [*getattr(string, 'kept', ()), locks]", which="id(locks[0]) // 16 % 1000"
    ),
    "a library's module": TAKEN.format(before="string.count = getattr(string, 'count', 0) + 1", which="string.count"),
}
"""Programs whose steps are others each time, by what decides."""


@pytest.mark.parametrize(
    ("name", "strategy"), [*((name, "auto") for name in SOURCES), ("chance", "dpor"), ("chance", "dfs")]
)
def test_the_first_step_that_differs_is_told(tmp_path: Path, name: str, strategy: str) -> None:
    path = write(tmp_path, SOURCES[name])
    told = threadtui("explore", "--format", "json", "--strategy", strategy, "--max-schedules", 30, path)
    assert (told.status, told.json["verdict"], told.json["exhausted"], told.err) == (0, "unknown", False, "")
    told_step = r"nondeterministic, step \d+: acquire locks#\d+ instead of acquire locks#\d+, by thread 2; where .*"
    assert re.fullmatch(told_step, told.json["note"])
    assert told.json["schedules"] == 30 if strategy == "auto" else told.json["schedules"] < 30


def test_a_thread_that_cannot_make_its_step_again_is_told(tmp_path: Path) -> None:
    path = write(
        tmp_path, SOURCES["a file"].replace("        with", "        if size % 2:\n            return\n        with")
    )
    note = threadtui("explore", "--format", "json", "--strategy", "dfs", path).json["note"]
    assert note.startswith("nondeterministic, step ")


@pytest.mark.parametrize("strategy", ["auto", "dpor"])
def test_several_processes_tell_it_too(tmp_path: Path, strategy: str) -> None:
    path = write(tmp_path, SOURCES["chance"])
    words = ("--jobs", 2, "--max-schedules", 300, "--strategy", strategy)
    told = threadtui("explore", "--format", "json", *words, path)
    assert (told.status, told.json["verdict"], told.json["exhausted"]) == (0, "unknown", False)
    assert told.json["note"].startswith("nondeterministic, step ")


ONLY_CHANCE = """
    import os, threading
    locks = [threading.Lock() for _ in range(1000)]
    with locks[int.from_bytes(os.urandom(8), "big") % 1000]:
        pass
"""


def test_a_program_of_one_schedule_is_repeated_before_it_is_said_to_hold(tmp_path: Path) -> None:
    path = write(tmp_path, ONLY_CHANCE)
    note = threadtui("explore", "--format", "json", "--max-schedules", 10, path).json["note"]
    assert note.startswith("nondeterministic, step ")


ONCE_OTHERWISE = """
    import os, threading
    {count}
    lock, event = threading.Lock(), threading.Event()
    def work():
        if size < 10:
            with lock:
                raise ValueError("as long as the file is short")
        event.set()
    if size == 1:
        open(__file__ + ".count", "a").write("x" * 9)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
""".replace("{count}", COUNTED)


def test_a_failure_that_does_not_come_back_names_the_first_step_that_differs(tmp_path: Path) -> None:
    """The first execution fails, and makes a file longer; none does afterwards."""
    result = threadtui("explore", "--format", "json", write(tmp_path, ONCE_OTHERWISE))
    assert (result.status, result.json["verdict"]) == (1, "fails")
    (failure,) = result.json["failures"]
    assert failure["confirmed"] is False
    assert failure["not_minimised"] == "it did not come again in the same process"
    assert failure["differs"] == "the schedule does not fit: step 5 is thread 2's, but only 1 can go on"
