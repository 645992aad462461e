"""Hints: for each kind a program that shows it and one that must not; the programs really run."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.engine.harness import execute, target_of
from tests.world.build import Run
from threadtui.engine.schedule import CLOCK_TICK, Token, program_hash
from threadtui.targets import own_folder
from threadtui.world.hints import DETECTORS, Hint
from threadtui.world.hints.no_loop import NoLoop, waits_without_loop
from threadtui.world.history import History
from threadtui.world.parts import text

SETUP = """\
import queue, threading, time
from concurrent.futures import ThreadPoolExecutor

def run(*targets, daemon=False):
    threads = [threading.Thread(target=target, daemon=daemon) for target in targets]
    for thread in threads:
        thread.start()
    if not daemon:
        for thread in threads:
            thread.join()

lock_a, lock_b, gate = threading.Lock(), threading.Lock(), threading.Lock()
"""


def hints(folder: Path, body: str, **options: object) -> list[Hint]:
    path = folder / "program.py"
    path.write_text(SETUP + body)
    return hints_of(path, **options)


def hints_of(path: Path, **options: object) -> list[Hint]:
    history = History()
    history.hints.read_sources(lambda name: Path(name).read_text())
    history.append(execute(target_of(path), **{"seed": 0, "max_steps": 3_000, **options}).events)
    return history.hints.upto(history.world)


def kinds_of(found: Iterable[Hint]) -> set[str]:
    return {hint.kind for hint in found}


TAKES = """
def one():
    with lock_a:
        with lock_b:
            pass
def two():
    with lock_b:
        with lock_a:
            pass
"""

SHOWS: dict[str, str] = {
    "lock-order": f"{TAKES}\nrun(one); thread = threading.Thread(target=two); thread.start(); one(); thread.join()",
    "partial-deadlock": """
def one():
    with lock_a:
        time.sleep(0.01)
        lock_b.acquire()
def two():
    with lock_b:
        time.sleep(0.01)
        lock_a.acquire()
run(one, two, daemon=True)
for _ in range(30):
    time.sleep(0.01)
""",
    "unasked-exception": """
def broken():
    raise ValueError("nobody sees this")
with ThreadPoolExecutor(1) as pool:
    pool.submit(broken)
""",
    "foreign-release": "lock_a.acquire()\nrun(lock_a.release)",
    "lost-notify": """
condition, ready = threading.Condition(), False
with condition:
    condition.notify()
def waits():
    with condition:
        condition.wait(0.1)
run(waits)
""",
    "daemon-lock": """
def holds():
    with lock_a:
        time.sleep(100)
run(holds, daemon=True)
time.sleep(1)
""",
    "sleep-as-synchronisation": """
box = [None]
def fills():
    box[0] = "full"
threading.Thread(target=fills).start()
time.sleep(1)
assert box[0] == "full"
""",
    "sleep-in-lock": """
def works():
    with lock_a:
        time.sleep(0.1)
run(works, works)
""",
    "full-queue": """
work = queue.Queue(maxsize=3)
def fills():
    for number in range(12):
        work.put(number)
def empties():
    for _ in range(12):
        time.sleep(0.1)
        work.get()
run(fills, empties)
""",
    "event-pulse": """
door = threading.Event()
guest = threading.Thread(target=door.wait)
guest.start()
time.sleep(0.1)
door.set()
door.clear()
guest.join()
""",
    "wait-without-loop": """
condition, ready = threading.Condition(), []
def waits():
    with condition:
        if not ready:
            condition.wait(1)
run(waits)
""",
}

MUST_NOT: dict[str, tuple[str, ...]] = {
    "lock-order": (
        f"{TAKES}\nrun(one)\nrun(two)",
        f"{TAKES}\none()\ntwo()",
        "def one():\n    with gate, lock_a, lock_b:\n        pass\n"
        "def two():\n    with gate, lock_b, lock_a:\n        pass\nrun(one, two)",
        "def one():\n    with lock_a, lock_b:\n        pass\n"
        "def two():\n    with lock_b:\n        lock_a.acquire(False) and lock_a.release()\n"
        "def three():\n    with lock_b:\n        lock_a.acquire(timeout=1) and lock_a.release()\nrun(one, two, three)",
    ),
    "partial-deadlock": ("lock_a.acquire()\nthreading.Thread(target=lock_a.release).start()\nlock_a.acquire()",),
    "unasked-exception": (
        "def broken():\n    raise ValueError\nwith ThreadPoolExecutor(1) as pool:\n    future = pool.submit(broken)\n"
        "future.exception()",
    ),
    "foreign-release": ("def works():\n    with lock_a:\n        pass\nrun(works, works)",),
    "lost-notify": (
        "condition = threading.Condition()\nwith condition:\n    condition.notify_all()",
        "condition, ready = threading.Condition(), []\n"
        "def waits():\n    with condition:\n        while not ready:\n            condition.wait()\n"
        "def sets():\n    with condition:\n        condition.notify()\n    with condition:\n        ready.append(1)\n"
        "        condition.notify()\nrun(waits, sets)",
    ),
    "daemon-lock": ("def idle():\n    time.sleep(100)\nrun(idle, daemon=True)",),
    "sleep-as-synchronisation": (
        "box = [None]\ndone = threading.Event()\ndef fills():\n    box[0] = 1\n    done.set()\n"
        "threading.Thread(target=fills).start()\ntime.sleep(1)\ndone.wait()\nassert box[0]",
        "box = [None]\ndef fills():\n    box[0] = 1\nthread = threading.Thread(target=fills)\nthread.start()\n"
        "time.sleep(1)\nthread.join()\nassert box[0]",
        "box = [0]\ndef fills():\n    time.sleep(1)\n    box[0] = 1\nthreading.Thread(target=fills).start()\n"
        "while not box[0]:\n    time.sleep(0.4)",
        "box = [0]\ndef works(mine):\n    box[0] = mine\n    time.sleep(1)\n    print(box[0])\n"
        "run(lambda: works(1), lambda: works(2))",
    ),
    "sleep-in-lock": ("def works():\n    with lock_a:\n        pass\n    time.sleep(0.1)\nrun(works, works)",),
    "full-queue": (
        "work = queue.Queue(maxsize=3)\ndef fills():\n    for number in range(12):\n        time.sleep(0.1)\n"
        "        work.put(number)\ndef empties():\n    for _ in range(12):\n        work.get()\nrun(fills, empties)",
    ),
    "event-pulse": ("door = threading.Event()\nrun(door.wait, door.set)\ndoor.clear()",),
    "wait-without-loop": (
        "condition, ready = threading.Condition(), []\ndef waits():\n    with condition:\n        while not ready:\n"
        "            condition.wait(0.1)\n            ready.append(1)\nrun(waits)",
        "condition = threading.Condition()\ndef waits():\n    with condition:\n"
        "        condition.wait_for(lambda: False, 0.1)\nrun(waits)",
    ),
}


@pytest.mark.parametrize("kind", SHOWS)
def test_a_program_that_shows_it(kind: str, tmp_path: Path) -> None:
    found = hints(tmp_path, SHOWS[kind])
    assert kind in kinds_of(found), [text(hint.sentence) for hint in found]


@pytest.mark.parametrize(("kind", "body"), [(kind, body) for kind, bodies in MUST_NOT.items() for body in bodies])
def test_a_program_that_must_not(kind: str, body: str, tmp_path: Path) -> None:
    found = hints(tmp_path, body)
    assert kind not in kinds_of(found), [text(hint.sentence) for hint in found]


def test_every_kind_is_tested() -> None:
    assert {make().kind for make in DETECTORS} | {NoLoop.kind} == {*SHOWS, "starved"}
    assert SHOWS.keys() == MUST_NOT.keys()


@pytest.mark.parametrize("passed_over", [True, False])
def test_a_thread_that_never_gets_the_turn(passed_over: bool) -> None:
    run = Run("MainThread", "unlucky")
    for number in range(300):
        run.step(1 if passed_over or number % 60 else 2, "print")
    assert [hint.kind for hint in run.history.hints.found] == (["starved"] if passed_over else [])


@pytest.mark.parametrize("quicker", [60, 10])
def test_a_thread_that_never_gets_the_lock(quicker: int) -> None:
    run = Run("MainThread", "unlucky").primitive(1, "Lock", "lock", holder=1, depth=1).blocked(2, "acquire", 1)
    for _ in range(quicker):
        run.step(1, "release").state(2, "ready").step(1, "acquire").state(2, "blocked", ("primitive", 1))
    assert [hint.kind for hint in run.history.hints.found] == (["starved"] if quicker > 40 else [])


HOG = """
def hog():
    for _ in range(200):
        with lock_a:
            pass
def meek():
    with lock_b:
        pass
run(hog, meek)
"""


@pytest.mark.parametrize(("alone", "kinds"), [(300, {"starved"}), (30, set())])
def test_a_real_thread_that_never_gets_the_turn(alone: int, kinds: set[str], tmp_path: Path) -> None:
    """The hog moves so many times by itself, as a person may let it."""
    (tmp_path / "program.py").write_text(SETUP + HOG)
    program = program_hash((tmp_path / "program.py").read_bytes())
    token = Token(program, "access", "random", 0, f"1x3.2x{alone}", CLOCK_TICK)
    assert kinds_of(hints(tmp_path, HOG, schedule=str(token))) == kinds


def test_a_lock_is_held_across_real_input_or_output(tmp_path: Path) -> None:
    """A process that a thread waits for, longer than a disk takes."""
    body = (
        "import subprocess\ndef works():\n    with lock_a:\n        subprocess.run(['sleep', '0.7'])\nrun(works, works)"
    )
    (found,) = hints(tmp_path, body)
    assert (found.kind, "while it is in real input or output" in text(found.sentence)) == ("sleep-in-lock", True)


CLEAN = (
    "barrier_init", "condition_bounded_buffer", "event_start_gun", "many_threads", "pool_map", "pool_hidden_exception",
    "priority_queue_order", "readers_writers", "rlock_reentrant", "semaphore_pool", "start_and_join", "thread_local",
    "timer_prompt",
)  # fmt: skip


@pytest.mark.parametrize("name", CLEAN)
def test_no_hint_on_a_correct_scenario(name: str) -> None:
    found = hints_of(own_folder() / f"{name}.py")
    assert [text(hint.sentence) for hint in found] == []


def test_where_a_wait_has_no_loop() -> None:
    source = """\
while True:
    c.wait()
    def f():
        c.wait()
        for _ in x:
            c.wait()
c.wait()
c.wait_for(p)
"""
    assert waits_without_loop(source) == {4, 7}
    assert waits_without_loop("not python (") == frozenset()
