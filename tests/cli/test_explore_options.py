"""``threadtui explore``: what each option and each field of its JSON means."""

from pathlib import Path

import pytest

from tests.cli.command import explored, mistake, threadtui
from tests.cli.lost import LOST, MENDED
from tests.engine.harness import write

ENDLESS = MENDED.replace("def work():", "def work():\n        for _ in range(50):\n            with lock: pass").replace(
    "range(2)", "range(9)"
).replace("== 2", "== 9")  # fmt: skip


@pytest.fixture
def lost(tmp_path: Path) -> Path:
    return write(tmp_path, LOST)


@pytest.mark.parametrize("strategy", ["auto", "dpor", "dfs", "random", "pct", "pos", "surw", "directed"])
def test_strategy(lost: Path, strategy: str) -> None:
    """Each finds the lost update."""
    found = explored("--strategy", strategy, lost)
    assert (found["strategy"], found["verdict"]) == (strategy, "fails")
    assert found["schedules"] <= 20


@pytest.mark.parametrize("strategy", ["auto", "dpor", "random"])
def test_what_goes_through_the_tree_proves_and_samples_do_not(tmp_path: Path, strategy: str) -> None:
    found = explored("--strategy", strategy, "--max-schedules", 60, write(tmp_path, MENDED))
    proves = strategy != "random"
    assert (found["verdict"], found["exhausted"]) == (("holds", True) if proves else ("unknown", False))
    assert found["schedules"] == (found["traces"] if proves else 60)


def test_depth_first_proves_what_it_has_tried(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "import threading\nlock = threading.Lock()\nt = threading.Thread(target=lock.acquire)\nt.start(); t.join()",
    )
    found = explored("--strategy", "dfs", path)
    assert (found["verdict"], found["exhausted"], found["note"]) == ("holds", True, "")


def test_max_schedules(tmp_path: Path) -> None:
    found = explored("--strategy", "random", "--max-schedules", 7, write(tmp_path, MENDED))
    assert (found["schedules"], found["bounds"]["max_schedules"]) == (7, 7)
    assert found["note"] == "the limit of schedules was reached"


def test_max_seconds(tmp_path: Path) -> None:
    found = explored("--max-seconds", 0.5, "--max-schedules", 10**9, write(tmp_path, ENDLESS))
    assert (found["verdict"], found["note"]) == ("unknown", "the limit of seconds was reached")
    assert found["bounds"]["max_seconds"] == 0.5
    assert found["seconds"] >= 0.5


def test_seed(lost: Path) -> None:
    """The same one, the same schedules; others find the failure sooner or later."""
    words = ("--strategy", "random", "--max-schedules", 60, "--seed")
    found = {seed: explored(*words, seed, lost) | {"seconds": 0} for seed in range(3)}
    assert explored(*words, 2, lost) | {"seconds": 0} == found[2]
    assert [each["seed"] for each in found.values()] == [0, 1, 2]
    assert len({each["schedules"] for each in found.values()}) > 1


def test_preemptions(lost: Path) -> None:
    """The lost update needs one: without any it is not found, which proves nothing."""
    none = explored("--strategy", "dfs", "--preemptions", 0, lost)
    assert (none["verdict"], none["exhausted"], none["failures"]) == ("unknown", True, [])
    assert none["note"] == "all schedules with at most 0 preemptions were tried"
    one = explored("--strategy", "dfs", "--preemptions", 1, lost)
    assert (one["verdict"], one["bounds"]["preemptions"]) == ("fails", 1)
    assert one["failures"][0]["preemptions"] == 1


def test_granularity(lost: Path) -> None:
    """Where accesses are no points, none can come between them."""
    sync = explored("--granularity", "sync", lost)
    assert (sync["verdict"], sync["schedules"], sync["bounds"]["granularity"]) == ("holds", 1, "sync")
    line = explored("--granularity", "line", lost)
    assert (line["verdict"], line["failures"][0]["schedule"].split(":")[3]) == ("fails", "line")


def test_all_counts_every_schedule_that_fails(lost: Path) -> None:
    first = explored("--strategy", "dpor", lost)
    assert (first["exhausted"], first["failures"][0]["count"]) == (False, 1)
    every = explored("--strategy", "dpor", "--all", lost)
    assert (every["exhausted"], every["schedules"], every["traces"], every["verdict"]) == (True, 4, 4, "fails")
    assert [failure["count"] for failure in every["failures"]] == [2]


THERE = """
    class Box:
        number = 0
    def work():
        Box.number += 1
"""
HERE = """
    import sys, threading
    sys.path.append({folder!r})
    from there import Box, work
    assert (sys.stdin.read(), sys.argv[1:]) == ("one line", ["--seed"])
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Box.number == 2
"""


def test_stdin_include_and_words_are_the_programs(tmp_path: Path) -> None:
    """What lies elsewhere is stepped through, and loaded afresh, only where it is included."""
    there = write(tmp_path, THERE, "there.py")
    told = write(tmp_path, "one line", "told.txt")
    folder = tmp_path / "inside"
    folder.mkdir()
    path = write(folder, HERE.format(folder=str(tmp_path)))
    assert explored("--isolate", "--stdin", told, path, "--seed")["verdict"] == "holds"
    (failure,) = explored("--stdin", told, "--include", there, path, "--seed")["failures"]
    assert failure["where"][0]["line"] == 11
    assert f"--stdin {told} --include {there} {path} --seed" in failure["command"]


def test_every_field_of_a_failure(lost: Path) -> None:
    """Two threads read 0, and both write 1: one of them has to be stopped in between, after which it is too late."""
    found = explored("--strategy", "dpor", lost)
    assert (found["target"], found["seed"], found["delayed"], found["lock_orders"]) == (str(lost), 0, [], [])
    assert found["traces"] <= found["schedules"]
    kinds = {(race["first"]["kind"], race["second"]["kind"]) for race in found["races"]}
    assert kinds <= {("write", "read"), ("read", "write"), ("write", "write")}
    sides = {(race["location"], race[side]["line"]) for race in found["races"] for side in ("first", "second")}
    assert sides == {("Box.number", 6)}
    assert found["bounds"] == {
        "granularity": "access", "max_schedules": 10_000, "max_steps": 1_000_000, "max_seconds": 60.0, "max_delay": 0.1,
        "preemptions": None,
    }  # fmt: skip
    (failure,) = found["failures"]
    run = threadtui("run", "--format", "json", "--schedule", failure["schedule"], lost).json
    assert (failure["verdict"], failure["message"]) == (run["verdict"], run["message"])
    assert (failure["steps"], failure["preemptions"]) == (run["steps"], 1)
    assert failure["where"] == [{"file": str(lost), "line": 12, "function": ""}]
    assert (failure["minimised"], failure["fewest"], failure["needed_delay"], failure["count"]) == (
        True,
        "proved",
        0.0,
        1,
    )
    no_return = failure["no_return"]
    assert no_return["proven"] is True
    assert {no_return["thread"], no_return["instead"]} == {2, 3}
    assert [(deed["line"], deed["event"]) for deed in failure["decisive"]] == [
        (6, "read Box.number"), (6, "write Box.number"),
    ]  # fmt: skip
    assert {deed["thread"] for deed in failure["decisive"]} == {2, 3}


BAD = {
    ("--max-schedules", "0"): "0 is not 1 or more",
    ("--max-schedules", "many"): "'many' is no whole number",
    ("--max-steps", "1e3"): "'1e3' is no whole number",
    ("--max-seconds", "0"): "0 is no number above 0",
    ("--max-seconds", "nan"): "nan is no number above 0",
    ("--max-seconds", "inf"): "inf is no number above 0",
    ("--max-seconds", "soon"): "'soon' is no number",
    ("--max-delay", "nan"): "nan is not 0 or more, or inf",
    ("--max-delay", "long"): "'long' is no number",
    ("--seed", "x"): "'x' is no whole number",
    ("--strategy", "dfs", "--preemptions", "-1"): "-1 is not 0 or more",
    ("--granularity", "bytecode"): "choose from 'sync', 'access', 'line'",
    ("--carrier", "fiber"): "choose from 'greenlet', 'thread'",
    ("--format", "yaml"): "choose from 'text', 'json'",
    ("--cluster", "nonsense"): "'nonsense' is no address of a Dask scheduler",
    ("--python", "/nowhere"): "cannot run /nowhere",
    ("--stdin", "/nowhere"): "cannot read /nowhere",
    ("--schedule", "x"): "unrecognized arguments: --schedule",
}


@pytest.mark.parametrize("words", BAD, ids=" ".join)
def test_a_bad_value_is_one_line(words: tuple[str, ...]) -> None:
    assert BAD[words] in mistake(threadtui("explore", *words, "lost_wakeup"))
