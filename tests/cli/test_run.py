"""``threadtui run`` from end to end: the JSON's every field, verdicts, statuses, traces, schedules."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import APP, Result, mistake, threadtui

RUN = [
    "target", "python", "verdict", "message", "exit_status", "errors", "steps", "virtual_time", "seed", "strategy",
    "granularity", "threads", "primitives", "shared", "races", "schedule", "output", "output_lines", "hints",
]  # fmt: skip
THREAD = [
    "id", "name", "state", "turn", "daemon", "where", "pending", "holds", "waits_for", "until", "error",
]  # fmt: skip
PRIMITIVE = ["id", "kind", "class", "name", "where"]


def run(*words: object) -> Any:
    """The JSON of a run."""
    return threadtui("run", "--format", "json", *words).json


@pytest.fixture
def program(tmp_path: Path) -> Any:
    """Writes a program; returns its path."""

    def write(text: str) -> Path:
        path = tmp_path / "program.py"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_run_that_passes() -> None:
    result = threadtui("run", "--format", "json", "start_and_join")
    report = result.json
    assert (result.status, result.err) == (0, "")
    assert list(report) == RUN
    assert (report["target"], report["verdict"], report["exit_status"]) == ("start_and_join", "passed", 0)
    assert (report["seed"], report["strategy"], report["granularity"]) == (0, "random", "access")
    assert (report["errors"], report["races"], report["message"]) == ([], [], "")
    assert report["python"] == ".".join(map(str, sys.version_info[:3]))
    assert report["schedule"].startswith("threadtui1:")
    assert 0.2 <= report["virtual_time"] < 0.3
    assert report["steps"] > 5


HINT = ["kind", "text", "step", "where", "threads"]


@pytest.mark.parametrize(("concern", "status", "hints"), [("warn", 0, 1), ("fail", 1, 1), ("ignore", 0, 0)])
def test_locks_taken_in_two_orders(concern: str, status: int, hints: int) -> None:
    result = threadtui("run", "--format", "json", "--lock-order", concern, "dining_philosophers")
    report = result.json
    assert (result.status, report["verdict"]) == (status, "failed" if status else "passed")
    assert len(report["hints"]) == hints
    assert ("each take one of forks#1, forks#2" in report["message"]) is bool(status)
    if hints:
        assert list(report["hints"][0]) == HINT
        assert (report["hints"][0]["kind"], report["hints"][0]["where"]["line"]) == ("lock-order", 24)


def test_a_deadlock_of_some_threads_is_a_warning(program: Any) -> None:
    path = program("""\
import threading, time
locks = [threading.Lock(), threading.Lock()]
def take(first, second):
    with first:
        time.sleep(0.01)
        second.acquire()
for pair in (locks, locks[::-1]):
    threading.Thread(target=take, args=pair, daemon=True).start()
time.sleep(1)
print("on")
print("and on")
""")
    result = threadtui("run", path)
    assert result.status == 0
    assert "▐2▌ ▐3▌ wait for one another: they cannot go on any more, while others do" in result.out


def test_threads_of_a_run_that_passed() -> None:
    main, worker = run("start_and_join")["threads"]
    assert list(main) == list(worker) == THREAD
    assert (main["id"], main["name"], main["state"], main["daemon"]) == (1, "MainThread", "done", False)
    assert (worker["id"], worker["state"], worker["turn"], worker["pending"]) == (2, "done", False, None)
    assert (worker["holds"], worker["waits_for"], worker["until"], worker["error"]) == ([], None, None, None)


def test_output_and_its_lines() -> None:
    report = run("start_and_join")
    lines = report["output_lines"]
    assert report["output"] == "".join(f"{line['text']}\n" for line in lines)
    assert lines[0] == {"thread": 1, "stream": "stdout", "text": "Main: before the worker", "step": lines[0]["step"]}
    assert {line["thread"] for line in lines if line["text"].startswith("worker")} == {2}


def test_a_deadlock() -> None:
    result = threadtui("run", "--format", "json", "deadlock_self")
    report, (main,), (lock,) = result.json, result.json["threads"], result.json["primitives"]
    assert (result.status, report["verdict"], report["exit_status"]) == (1, "deadlock", None)
    assert "lock" in report["message"]
    assert (main["state"], main["holds"], main["waits_for"]) == ("blocked", [lock["id"]], lock["id"])
    assert main["pending"] == {"op": "acquire", "object": lock["id"], "value": None, "line": main["where"]["line"]}
    assert list(lock) == [*PRIMITIVE, "holder", "depth", "waiters"]
    assert (lock["kind"], lock["class"], lock["name"]) == ("Lock", "Lock", "lock")
    assert (lock["holder"], lock["depth"], lock["waiters"]) == (1, 1, [1])
    assert lock["where"] == {"file": main["where"]["file"], "line": lock["where"]["line"]}


def test_a_failure() -> None:
    result = threadtui("run", "--format", "json", "--seed", 0, "race_two_threads")
    report = result.json
    assert (result.status, report["verdict"], report["exit_status"]) == (1, "failed", 1)
    (error,) = report["errors"]
    assert list(error) == ["thread", "type", "message", "where"]
    assert (error["thread"], error["type"]) == (1, "AssertionError")
    assert error == report["threads"][0]["error"]
    assert "AssertionError" in report["message"]
    assert "AssertionError" in report["output"]


FIELDS = {
    "Lock": ["holder", "depth", "waiters"],
    "RLock": ["holder", "depth", "waiters"],
    "Condition": ["lock", "waiters"],
    "Semaphore": ["value", "initial", "takers", "waiters"],
    "BoundedSemaphore": ["value", "initial", "takers", "waiters"],
    "Event": ["flag", "waiters"],
    "Barrier": ["parties", "arrived", "broken"],
    "Queue": ["size", "maxsize", "items", "putters", "getters"],
    "LifoQueue": ["size", "maxsize", "items", "putters", "getters"],
    "PriorityQueue": ["size", "maxsize", "items", "putters", "getters"],
    "SimpleQueue": ["size", "maxsize", "items", "putters", "getters"],
    "Timer": ["due", "state"],
    "ThreadPoolExecutor": ["max_workers", "workers", "pending", "futures"],
}

ALL = """
import queue, threading
from concurrent.futures import ThreadPoolExecutor
class Mine(threading.Event):
    pass
lock, rlock, condition = threading.Lock(), threading.RLock(), threading.Condition()
semaphore, bounded = threading.Semaphore(2), threading.BoundedSemaphore(2)
event, mine, barrier = threading.Event(), Mine(), threading.Barrier(2)
fifo, lifo, heap, simple = queue.Queue(3), queue.LifoQueue(), queue.PriorityQueue(), queue.SimpleQueue()
timer = threading.Timer(5, print)
pool = ThreadPoolExecutor(1)
semaphore.acquire()
fifo.put("x")
mine.set()
queue.Queue().get()
"""


def test_every_primitive_has_its_fields(program: Any) -> None:
    report = run(program(ALL))
    assert report["verdict"] == "deadlock"
    found = {primitive["kind"]: primitive for primitive in report["primitives"] if primitive["class"] != "Mine"}
    assert set(FIELDS) <= set(found)
    for kind, fields in FIELDS.items():
        assert list(found[kind]) == PRIMITIVE + fields, kind
    named = {primitive["name"]: primitive for primitive in report["primitives"]}
    assert named["fifo"]["items"] == ["'x'"]
    assert (named["semaphore"]["value"], named["semaphore"]["takers"]) == (1, [1])
    assert (named["mine"]["kind"], named["mine"]["class"], named["mine"]["flag"]) == ("Event", "Mine", True)
    assert named["lock"]["holder"] is None
    (waited_for,) = (primitive for primitive in report["primitives"] if primitive.get("getters"))
    assert (waited_for["getters"], waited_for["putters"]) == ([1], [])


SLEEPERS = """
import threading, time
threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
threading.Timer(50, print).start()
time.sleep(20)
raise SystemExit(1)
"""


def test_a_trace_of_every_primitive_is_believed(program: Any, tmp_path: Path) -> None:
    path = tmp_path / "trace"
    report = run("--trace", path, "--granularity", "line", program(ALL))
    assert threadtui("show", "--format", "json", path).json["primitives"] == report["primitives"]


def test_times_are_seconds(program: Any) -> None:
    path = program(SLEEPERS)
    steps = run(path)["steps"]
    assert 50 < run(path)["virtual_time"] < 50.1
    middle = run("--max-steps", steps - 4, path)
    untils = [thread["until"] for thread in middle["threads"] if thread["until"] is not None]
    assert untils
    assert all(19 < until < 101 for until in untils)
    (timer,) = middle["primitives"]
    assert (timer["state"], round(timer["due"])) == ("waiting", 50)


def test_everything_after_the_target_is_the_programs(program: Any) -> None:
    path = program("import sys\nprint(sys.argv[1:])\n")
    assert run(path, "--seed", "3", "-m", "x", "--")["output"] == "['--seed', '3', '-m', 'x', '--']\n"


def test_a_module(tmp_path: Path) -> None:
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "mod.py").write_text("import sys\nprint(__name__, sys.argv[1:])\n")
    result = threadtui("run", "--format", "json", "-m", "pkg.mod", "--x", cwd=tmp_path)
    assert result.json["output"] == "__main__ ['--x']\n"
    assert result.json["target"] == "pkg.mod"


@pytest.mark.parametrize("name", ["race_two_threads", "pipeline_queue"])
def test_the_same_command_gives_the_same_run(name: str) -> None:
    assert run("--seed", 5, name) == run("--seed", 5, name)


def test_a_schedule_repeats_a_run_and_may_come_from_a_file(tmp_path: Path) -> None:
    first = run("--seed", 3, "race_two_threads")
    token = tmp_path / "token"
    token.write_text(f"{first['schedule']}\n", encoding="utf-8")
    for schedule in (first["schedule"], f"@{token}"):
        again = run("--schedule", schedule, "race_two_threads")
        assert (again["seed"], again["strategy"], again["schedule"]) == (3, "random", first["schedule"])
        assert (again["output"], again["steps"], again["verdict"]) == (
            first["output"],
            first["steps"],
            first["verdict"],
        )


def test_a_schedule_of_another_program_is_refused_unless_forced(program: Any) -> None:
    token = run("start_and_join")["schedule"]
    path = program("print('hello')\n")
    assert "--force" in mistake(threadtui("run", "--schedule", token, path))
    assert run("--force", "--schedule", token, path)["verdict"] == "passed"


@pytest.mark.parametrize("strategy", ["random", "round-robin"])
def test_strategies(strategy: str) -> None:
    report = run("--strategy", strategy, "event_start_gun")
    assert (report["verdict"], report["strategy"]) == ("passed", strategy)


def test_too_many_steps(program: Any) -> None:
    path = program("import threading\nlock = threading.Lock()\nwhile True:\n    lock.acquire()\n    lock.release()\n")
    report = run("--max-steps", 50, path)
    assert (report["verdict"], report["steps"]) == ("livelock", 50)
    assert "program.py:" in report["message"]


def test_code_that_spins_without_a_point_ends_in_time(program: Any) -> None:
    report = run("--max-seconds", 0.3, "--granularity", "sync", program("while True:\n    pass\n"))
    assert report["verdict"] == "livelock"


@pytest.mark.parametrize(
    ("text", "status", "verdict"),
    [
        ("raise SystemExit(0)", 0, "passed"),
        ("raise SystemExit(3)", 3, "failed"),
        ("raise SystemExit('sorry')", 1, "failed"),
        ("import os\nos._exit(4)", 4, "failed"),
        ("import os\nos._exit(0)", 0, "passed"),
        ("def", 1, "failed"),
    ],
)
def test_exit_statuses(program: Any, text: str, status: int, verdict: str) -> None:
    result = threadtui("run", "--format", "json", program(f"{text}\n"))
    assert (result.json["verdict"], result.json["exit_status"]) == (verdict, status)
    assert result.status == (verdict != "passed")


def test_a_crash_names_the_signal_and_the_step(program: Any) -> None:
    result = threadtui("run", "--format", "json", program("import os\nprint('x')\nos.kill(os.getpid(), 11)\n"))
    assert (result.status, result.json["verdict"], result.json["exit_status"]) == (1, "crashed", None)
    assert "SIGSEGV" in result.json["message"]
    assert f"; the last step told of was {result.json['steps']}, MainThread had the turn at " in result.json["message"]
    assert result.json["output"] == "x\n"


def test_races_are_listed_and_fail_a_run_where_that_is_wanted() -> None:
    warned = threadtui("run", "--format", "json", "double_checked_locking")
    first, second = {"thread": 2, "line": 28, "kind": "read"}, {"thread": 3, "line": 31, "kind": "write"}
    assert (warned.status, warned.json["verdict"]) == (0, "passed")
    assert warned.json["races"] == [{"location": "settings", "first": first, "second": second}]
    failed = threadtui("run", "--format", "json", "--races", "fail", "double_checked_locking")
    assert (failed.status, failed.json["verdict"], failed.json["races"]) == (1, "failed", warned.json["races"])
    assert "double_checked_locking.py:28" in failed.json["message"]
    assert "double_checked_locking.py:31" in failed.json["message"]
    ignored = threadtui("run", "--format", "json", "--races", "ignore", "double_checked_locking")
    assert (ignored.status, ignored.json["races"]) == (0, [])
    assert threadtui("run", "--format", "json", "--races", "fail", "race_fixed_by_lock").status == 0


def test_races_as_text_and_in_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    shown = threadtui("run", "--races", "fail", "--trace", path, "double_checked_locking").out
    assert "  ▲ settings: ▐2▌ reads it at line 28, ▐3▌ writes it at line 31\n" in shown
    assert "    ▐2▌ held nothing, ▐3▌ held lock: no lock was held by both\n" in shown
    last = threadtui("show", "--format", "json", path).json
    seen = [threadtui("show", "--format", "json", "--step", n, path).json["races"] for n in (0, last["steps"])]
    assert seen == [[], last["races"]]
    assert "✗ failed   race on settings" in threadtui("show", path).out


def test_text() -> None:
    result = threadtui("run", "race_two_threads")
    assert result.status == 1
    assert result.out.startswith("✗ failed   race_two_threads   ")
    for part in ("▐1▌ MainThread", "Thread 1: starting update", "Schedule: threadtui1:", "AssertionError"):
        assert part in result.out


def test_a_trace_of_a_run_shows_every_step_of_it(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    report = run("--trace", path, "race_fixed_by_lock")
    shown = threadtui("show", "--format", "json", path).json
    for field in ("steps", "virtual_time", "threads", "primitives", "shared", "output"):
        assert shown[field] == report[field]
    head, *_, last = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(last)["schedule"] == report["schedule"]
    assert json.loads(head)["program"] == report["schedule"].split(":")[1]
    assert any("FakeDatabase" in text for text in json.loads(head)["sources"].values())
    middle = threadtui("show", "--step", report["steps"] // 2, path)
    assert (middle.status, middle.err) == (0, "")


HERE = "import os, time\nopen(os.environ['PIDFILE'], 'w').write(str(os.getpid()))\n"
SLEEPS = f"{HERE}while True:\n    time.sleep(1)\n"
SPINS = f"{HERE}while True:\n    pass\n"


@pytest.mark.parametrize("spin", [SLEEPS, SPINS], ids=["sleeps", "spins"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_the_run_and_leaves_nothing_behind(
    program: Any, tmp_path: Path, number: signal.Signals, spin: str
) -> None:
    pid = tmp_path / "pid"
    started = subprocess.Popen(
        [sys.executable, "-m", "threadtui", "run", "--format", "json", program(spin)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(APP), "PIDFILE": str(pid)},
    )  # fmt: skip
    try:
        _wait_for(lambda: pid.exists() and pid.read_text() != "")
        started.send_signal(number)
        out, err = started.communicate(timeout=20)
    finally:
        started.kill()
    result = Result(started.returncode, out, err)
    assert (result.status, result.json["verdict"], result.err) == (1, "stopped", "")
    _wait_for(lambda: not Path(f"/proc/{pid.read_text()}").exists())


def _wait_for(condition: Any) -> None:
    """Until another process has done something; there is nothing to be told by."""
    limit = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < limit
        os.sched_yield()
