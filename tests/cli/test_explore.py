"""``threadtui explore``: three verdicts, failures that repeat on real threads, mistakes."""

import shlex
from pathlib import Path

import pytest

from tests.cli.command import mistake, threadtui
from tests.engine.harness import write

KEYS = {
    "target", "strategy", "verdict", "exhausted", "schedules", "traces", "seconds", "seed", "failures", "delayed",
    "races", "lock_orders", "bounds", "note", "corpus",
}  # fmt: skip

FAILING = {
    "race_two_threads": "failed",
    "abba_deadlock": "deadlock",
    "pipeline_queue": "deadlock",
    "pipeline_never_exits": "deadlock",
    "lost_wakeup": "deadlock",
}


@pytest.mark.parametrize("name", FAILING)
def test_a_failure_is_found_and_repeats_on_real_threads(name: str) -> None:
    result = threadtui("explore", "--format", "json", name)
    assert result.status == 1
    assert set(result.json) == KEYS
    assert result.json["verdict"] == "fails"
    (failure,) = result.json["failures"]
    assert (failure["verdict"], failure["confirmed"], failure["differs"]) == (FAILING[name], True, "")
    again = threadtui("run", "--format", "json", "--schedule", failure["schedule"], name)
    assert again.json["verdict"] == FAILING[name]
    assert again.json["message"] == failure["message"]


@pytest.mark.parametrize("carrier", ["greenlet", "thread"])
def test_a_program_that_cannot_fail_is_proved(carrier: str) -> None:
    result = threadtui("explore", "--format", "json", "--carrier", carrier, "race_fixed_by_lock")
    assert (result.status, result.json["verdict"], result.json["exhausted"]) == (0, "holds", True)
    assert result.json["failures"] == []


def test_a_failure_is_small_and_explained() -> None:
    result = threadtui("explore", "--format", "json", "abba_deadlock")
    (failure,) = result.json["failures"]
    assert (failure["preemptions"], failure["minimised"], failure["fewest"], failure["steps"]) == (1, True, "proved", 9)
    assert (failure["needed_delay"], failure["count"]) == (0.0, 1)
    assert failure["no_return"] == {"step": 8, "thread": 3, "instead": 2, "proven": True}
    assert [(deed["thread"], deed["line"]) for deed in failure["decisive"]] == [(3, 23), (2, 25)]
    assert [deed["event"] for deed in failure["decisive"]] == ["acquire Account.lock#2"] * 2
    text = threadtui("explore", "abba_deadlock").out
    assert "9 steps, preemptions: 1 (fewer are not enough)" in text
    assert "decided by line 23 of thread 3 before line 25 of 2" in text


def test_races_and_lock_orders_are_told_in_the_names_of_the_source() -> None:
    found = threadtui("explore", "--format", "json", "--all", "--max-schedules", 30, "abba_deadlock").json
    orders = [(order["first"], [line["line"] for line in order["lines"]]) for order in found["lock_orders"]]
    one, other = "Account.lock#1", "Account.lock#2"
    assert sorted(orders) == [([one, other], [23, 25]), ([other, one], [23, 25])]
    found = threadtui("explore", "--format", "json", "--all", "--max-schedules", 30, "bytecode_increment").json
    sides = {(race["location"], *sorted((race[side]["thread"], race[side]["line"]) for side in ("first", "second")))
             for race in found["races"]}  # fmt: skip
    assert sides == {("total", (2, 22), (3, 22))}


def test_a_livelock_is_a_failure_where_fewer_steps_are_allowed() -> None:
    result = threadtui("explore", "--max-steps", 60, "livelock_polite")
    assert result.status == 1
    assert "livelock: the limit of 60 steps was reached at livelock_polite.py:" in result.out
    command = next(line for line in result.out.splitlines() if "threadtui run " in line)
    assert threadtui(*shlex.split(command)[1:]).out.startswith("✗ livelock ")


def test_what_was_not_tried_to_the_end_is_not_proved() -> None:
    result = threadtui("explore", "--max-schedules", 3, "race_fixed_by_lock")
    assert result.status == 0
    assert result.out.startswith("race_fixed_by_lock: nothing found in ")
    assert result.out.endswith(" schedules; the limit of schedules was reached\n")


HELD_UP = """
    import threading
    told = threading.Event()
    def late():
        assert told.is_set()
    timer = threading.Timer(5, late)
    timer.start()
    told.set()
    timer.cancel()
"""


def test_a_failure_that_needs_a_long_delay_is_listed_apart(tmp_path: Path) -> None:
    path = write(tmp_path, HELD_UP)
    result = threadtui("explore", "--format", "json", path)
    assert (result.status, result.json["failures"]) == (0, [])
    assert [failure["needed_delay"] for failure in result.json["delayed"]] == [5.0]
    assert threadtui("explore", "--max-delay", "inf", path).status == 1


LIBRARY_LOCK = """
    import logging, threading
    class Box:
        notes = 0
    class Handler(logging.Handler):
        def emit(self, record):
            Box.notes += 1
    log = logging.getLogger("ours")
    log.propagate = False
    log.addHandler(Handler())
    threads = [threading.Thread(target=log.error, args=("",)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Box.notes == 2
"""
MUTEX = """
    import queue, threading
    items = queue.Queue()
    other = threading.Lock()
    def one():
        with items.mutex:
            other.acquire(timeout=1) and other.release()
    def two():
        with other:
            items.put(1)
    threads = [threading.Thread(target=target) for target in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""
LATE_DAEMON = """
    import threading
    ready = threading.Event()
    def work():
        ready.wait()
        raise ValueError("main is gone, or is not yet")
    threading.Thread(target=work, daemon=True).start()
    ready.set()
"""
SOMEBODY_ELSES_LOCK = """
    import threading
    lock = threading.Lock()
    condition = threading.Condition(lock)
    def one():
        lock.acquire()
        try:
            lock.release()
        except RuntimeError:
            print("the waiter had given it back")
    def two():
        try:
            condition.wait(0.01)
        except RuntimeError:
            print("nobody held the lock")
    threads = [threading.Thread(target=target) for target in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""
NOT_SEEN_IN_FULL = {
    LIBRARY_LOCK: "a lock of library code is held",
    MUTEX: "a lock of library code is held",
    LATE_DAEMON: "a daemon thread fails after main's last step",
}


@pytest.mark.parametrize("program", NOT_SEEN_IN_FULL, ids=["logging", "mutex", "daemon"])
def test_what_was_not_seen_in_full_is_not_proved(tmp_path: Path, program: str) -> None:
    result = threadtui("explore", "--format", "json", write(tmp_path, program))
    assert (result.status, result.json["verdict"], result.json["exhausted"]) == (0, "unknown", True)
    assert NOT_SEEN_IN_FULL[program] in result.json["note"]


def test_a_wait_that_gives_back_somebody_elses_lock_is_seen_in_full(tmp_path: Path) -> None:
    result = threadtui("explore", "--format", "json", write(tmp_path, SOMEBODY_ELSES_LOCK))
    assert (result.status, result.json["verdict"], result.json["schedules"]) == (0, "holds", 4)


LAST_STEP = """
    import threading
    class Box:
        value = 0
    told = threading.Event()
    def write():
        told.set()
        Box.value = 1
    threading.Thread(target=write).start()
    told.wait()
    assert Box.value == 1
"""
INDEPENDENT = """
    import threading
    class Box:
        value = 0
    def write():
        Box.value = 1
    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
"""


@pytest.mark.parametrize("strategy", ["dpor", "auto"])
def test_the_last_step_of_main_is_in_races_as_every_other(tmp_path: Path, strategy: str) -> None:
    result = threadtui("explore", "--strategy", strategy, write(tmp_path, LAST_STEP))
    assert result.status == 1
    assert "AssertionError in MainThread" in result.out


def test_the_wait_at_the_end_for_all_threads_is_in_no_race(tmp_path: Path) -> None:
    result = threadtui("explore", "--format", "json", "--strategy", "dpor", write(tmp_path, INDEPENDENT))
    assert (result.json["verdict"], result.json["schedules"]) == ("holds", 2)


DEADLY_MUTEX = MUTEX.replace("other.acquire(timeout=1) and other.release()", "with other: pass")


def test_a_deadlock_at_a_library_lock_is_a_failure_nonetheless(tmp_path: Path) -> None:
    result = threadtui("explore", "--format", "json", write(tmp_path, DEADLY_MUTEX))
    assert result.status == 1
    assert [(each["verdict"], each["confirmed"]) for each in result.json["failures"]] == [("deadlock", True)]


TOO_DEEP = """
    import sys, threading
    sys.setrecursionlimit(120)
    lock = threading.Lock()
    def down():
        with lock:
            pass
        down()
    def work():
        try:
            down()
        except RecursionError:
            pass
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


@pytest.mark.parametrize("carrier", ["greenlet", "thread"])
def test_a_recursion_without_end_never_ends_in_the_middle_of_the_search(tmp_path: Path, carrier: str) -> None:
    path = write(tmp_path, TOO_DEEP)
    result = threadtui("explore", "--format", "json", "--max-schedules", 20, "--carrier", carrier, path)
    assert (result.status, result.json["verdict"], result.json["schedules"]) == (0, "unknown", 20)


CHANGING = """
    import os, threading
    numbers = open(__file__ + ".count", "a+")
    numbers.write("x")
    numbers.flush()
    size = os.fstat(numbers.fileno()).st_size
    def work():
        assert size > 3
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
"""


def test_a_failure_that_does_not_come_back_is_told_so(tmp_path: Path) -> None:
    result = threadtui("explore", write(tmp_path, CHANGING))
    assert result.status == 1
    assert "nondeterministic in a new process, the verdict passed instead of failed" in result.out


ENDLESS = """
    import threading
    class Box:
        number = 0
    def work():
        while Box.number >= 0:
            Box.number += 1
    thread = threading.Thread(target=work)
    thread.start()
    {then}
"""


def test_an_execution_without_end_is_cut_off_early_and_told(tmp_path: Path) -> None:
    path = write(tmp_path, ENDLESS.format(then="Box.number = -10"))
    result = threadtui("explore", "--format", "json", "--strategy", "random", "--max-schedules", 10, path)
    assert result.json["bounds"]["max_steps"] == 1_000_000
    assert (result.status, result.json["verdict"], result.json["schedules"]) == (0, "unknown", 10)
    assert "an execution went on and on, and was cut off after " in result.json["note"]


def test_a_limit_of_steps_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path, ENDLESS.format(then="thread.join()"))
    result = threadtui("explore", "--format", "json", "--max-steps", 200, "--max-schedules", 3, path)
    assert (result.json["verdict"], result.json["bounds"]["max_steps"]) == ("unknown", 200)
    assert "200 steps were not enough" in result.json["note"]


ONCE = """
    import os, threading
    with open(__file__ + ".count", "a") as count:
        count.write("x")
    while os.stat(__file__ + ".count").st_size > 1:
        pass
    def work():
        raise ValueError("found")
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
"""


def test_a_failure_that_was_found_is_told_though_time_is_up(tmp_path: Path) -> None:
    """The program goes round for ever when it is run again, and its failure cannot be made small."""
    result = threadtui("explore", "--format", "json", "--max-seconds", 5, write(tmp_path, ONCE))
    assert (result.status, result.json["verdict"]) == (1, "fails")
    (failure,) = result.json["failures"]
    assert (failure["verdict"], failure["minimised"], failure["confirmed"]) == ("failed", False, False)
    assert failure["not_minimised"] == "time was up"


@pytest.mark.parametrize("words", [(), ("two words", "it's")])
def test_the_command_that_repeats_a_failure_can_be_copied(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    path = write(folder, "import sys\nassert len(sys.argv) > 3")
    line = threadtui("explore", path, *words).out.splitlines()[-1]
    program, *copied = shlex.split(line)
    assert program == "threadtui"
    assert copied[-1 - len(words) :] == [str(path), *words]
    again = threadtui(*copied[:1], "--format", "json", *copied[1:])
    assert again.json["verdict"] == "failed"


MISTAKES = {
    ("explore",): "no program is named",
    ("explore", "--strategy", "luck", "lost_wakeup"): "choose from",
    ("explore", "--preemptions", "2", "lost_wakeup"): "dfs only",
    ("explore", "--max-delay", "-1", "lost_wakeup"): "0 or more",
    ("explore", "./nothing.py"): "there is no file",
}


@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_line(words: tuple[str, ...]) -> None:
    assert MISTAKES[words] in mistake(threadtui(*words))
