"""Fixed views to draw: the race of two threads at its 14th step, and a crowd of primitives. Built by hand, event by event."""

from pathlib import Path
from typing import Any

from threadtui.engine.events import Event
from threadtui.session import Frame, Stack
from threadtui.tui.branches import Line
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import DARK, Palette
from threadtui.tui.view import View
from threadtui.world.history import History
from threadtui.world.state import World

RACE_SOURCE = '''\
"""Two threads add one to the same value; one update gets lost."""
import time
from concurrent.futures import ThreadPoolExecutor


class FakeDatabase:
    def __init__(self):
        self.value = 0

    def update(self, name):
        print(f"Thread {name}: starting update")
        local_copy = self.value
        local_copy += 1
        time.sleep(0.1)
        self.value = local_copy
        print(f"Thread {name}: finishing update")


if __name__ == "__main__":
    database = FakeDatabase()
    print(f"Starting value is {database.value}.")
    with ThreadPoolExecutor(max_workers=2) as executor:
        for index in range(2):
            executor.submit(database.update, index)
    print(f"Ending value is {database.value}.")
'''


class Tape:
    """Writes events; a step is what ``step`` writes until the next one."""

    def __init__(self, path: Path) -> None:
        self.events: list[Event] = []
        self.time = 0
        self.steps = 0
        self.thread = 0
        self.path = path
        self.add("file", 0, 1, str(path))

    def add(self, kind: str, thread: int, object: int, value: Any, line: int = 0) -> None:
        self.events.append(Event(kind, thread, object, value, 1 if line else 0, line, self.time))

    def point(self, thread: int, op: str, object: int, line: int, state: str = "ready", **more: Any) -> None:
        value = {"op": op, "value": None, "state": state, "waits_for": None, "until": None, **more}
        self.add("point", thread, object, value, line)

    def state(self, thread: int, state: str, waits_for: Any = None, until: int | None = None) -> None:
        self.add("state", thread, 0, {"state": state, "waits_for": waits_for, "until": until})

    def step(self, thread: int, op: str, object: int = 0, result: Any = None, line: int = 0) -> None:
        self.steps += 1
        self.time += 1_000_000
        self.add("step", thread, self.steps, op)
        self.add("op", thread, object, {"op": op, "result": result}, line)

    def turn(self, thread: int) -> None:
        self.add("turn", thread, 0, None)


def race(path: Path) -> tuple[list[Event], dict[int, Stack]]:
    """The race of two threads up to step 14: thread 3 is about to overwrite what thread 2 has written."""
    path.write_text(RACE_SOURCE)
    tape = Tape(path)
    tape.add("thread", 0, 1, {"name": "MainThread", "daemon": False})
    tape.point(1, "begin", 1, 20)
    tape.turn(1)
    tape.step(1, "begin", 1)
    tape.add("location", 1, 1, {"name": "FakeDatabase.value", "value": "0"})
    tape.point(1, "read", 1, 21)
    tape.turn(1)
    tape.step(1, "read", 1, "0", 21)
    tape.add("read", 1, 1, "0", 21)
    tape.point(1, "print", 1, 21, value="Starting value is 0.\n")
    tape.turn(1)
    tape.step(1, "print", 1)
    tape.add("output", 1, 1, "Starting value is 0.\n")
    pool = {"max_workers": 2, "workers": [], "pending": [], "futures": []}
    tape.add("primitive", 1, 1, {"kind": "ThreadPoolExecutor", "class": "ThreadPoolExecutor",
                                 "name": "ThreadPoolExecutor-0", **pool}, 22)  # fmt: skip
    futures: list[dict[str, Any]] = []
    for worker in (2, 3):
        name = f"update({worker - 2})"
        tape.point(1, "submit", 1, 24, value=name)
        tape.turn(1)
        tape.step(1, "submit", 1)
        tape.add("thread", 1, worker, {"name": f"ThreadPoolExecutor-0_{worker - 2}", "daemon": False})
        futures = [*futures, {"name": name, "state": "running", "thread": worker}]
        tape.add("update", 1, 1, {"futures": futures, "workers": [future["thread"] for future in futures]})
        tape.point(worker, "print", 1, 11, value=f"Thread {worker - 2}: starting update\n")
    tape.point(1, "shutdown", 1, 22)
    tape.turn(1)
    tape.step(1, "shutdown", 1)
    tape.point(1, "join", 2, 22, "blocked", waits_for=["thread", 2])
    tape.turn(2)
    for worker in (2, 3):
        text = f"Thread {worker - 2}: starting update\n"
        tape.step(worker, "print", 1)
        tape.add("output", worker, 1, text)
        tape.point(worker, "read", 1, 12)
        tape.turn(worker)
        tape.step(worker, "read", 1, "0", 12)
        tape.add("read", worker, 1, "0", 12)
        tape.point(worker, "sleep", 0, 14, value=0.1)
        tape.turn(3 if worker == 2 else 2)
    for worker in (2, 3):
        tape.step(worker, "sleep")
        tape.point(worker, "wake", 0, 14, "sleeping", value=0.1, until=tape.time + 100_000_000)
        tape.turn(3)
    tape.time = 111_000_000
    tape.state(2, "ready")
    tape.turn(2)
    tape.step(2, "wake")
    tape.point(2, "write", 1, 15, value="1")
    tape.state(3, "ready")
    tape.turn(2)
    tape.step(2, "write", 1, None, 15)
    tape.add("write", 2, 1, ["0", "1"], 15)
    tape.point(2, "print", 1, 16, value="Thread 0: finishing update\n")
    tape.point(3, "write", 1, 15, value="1")
    tape.turn(3)
    names = [("self", "FakeDatabase"), ("name", "1"), ("local_copy", "1")]
    library = "/usr/lib/python3.12/concurrent/futures/thread.py"
    stacks = {
        worker: Stack(14, worker, [Frame("update", str(path), line), Frame("_WorkItem.run", library, 58),
                                   Frame("_worker", library, 83)], names)
        for worker, line in ((2, 16), (3, 15))
    }  # fmt: skip
    return tape.events, stacks


PIPELINE_SOURCE = "\n".join(f"line_{number} = {number}" for number in range(1, 44)) + "\n"


def instructions(path: Path) -> list[Event]:
    """Granularity ``bytecode``: thread 2 has read what thread 3 is about to write, in the same function."""
    path.write_text("import threading\n\ntotal = 0\ndef work():\n    global total\n    total += 1\n")
    tape = Tape(path)
    tape.add("granularity", 0, 0, "bytecode")
    rows = [[0, 4, "RESUME", "0"], [2, 6, "LOAD_GLOBAL", "total"], [14, 6, "LOAD_CONST", "1"], [16, 6, "BINARY_OP", "+="],
            [20, 6, "STORE_GLOBAL", "total"], [22, 6, "LOAD_CONST", "None"], [24, 6, "RETURN_VALUE", ""]]  # fmt: skip
    for thread, name in ((1, "MainThread"), (2, "left"), (3, "right")):
        tape.add("thread", max(thread - 1, 0) and 1, thread, {"name": name, "daemon": False})
    tape.add("location", 1, 1, {"name": "total", "value": "0"})
    tape.add("code", 0, 1, {"name": "work", "instructions": rows}, 4)
    tape.point(1, "join", 2, 1, "blocked", waits_for=["thread", 2])
    for thread in (2, 3):
        tape.point(thread, "read", 1, 6, code=1, offset=2)
    tape.turn(2)
    for thread, names in ((2, "LOAD_CONST 1"), (3, "LOAD_CONST 1,BINARY_OP +=")):
        tape.step(thread, "read", 1, "0", 6)
        tape.add("read", thread, 1, "0", 6)
        for offset, name in zip((14, 16), names.split(","), strict=False):
            tape.point(thread, "bytecode", 0, 6, value=name, code=1, offset=offset)
            tape.turn(thread)
            tape.steps += 1
            tape.add("step", thread, tape.steps, "bytecode", 6)
    tape.point(2, "bytecode", 0, 6, value="BINARY_OP +=", code=1, offset=16)
    tape.point(3, "write", 1, 6, value="1", code=1, offset=20)
    tape.turn(3)
    return tape.events


def crowd(path: Path) -> list[Event]:
    """A primitive of each kind, and nine threads that hold them and wait for them."""
    path.write_text(PIPELINE_SOURCE)
    tape = Tape(path)
    names = ("MainThread", "producer-1", "producer-2", "worker-1", "worker-2", "monitor", "reader-1", "reader-2",
             "heartbeat")  # fmt: skip
    for number, name in enumerate(names, 1):
        tape.add("thread", 1, number, {"name": name, "daemon": False})
    made: list[tuple[str, str, dict[str, Any]]] = [
        ("Queue", "pipeline", {"size": 8, "maxsize": 10, "items": [], "unfinished": 8}),
        ("Event", "started", {"flag": False}),
        ("Condition", "drained", {"lock": 6}),
        ("Barrier", "all_set", {"parties": 4, "arrived": [4, 5], "broken": False}),
        ("Semaphore", "slots", {"value": 1, "initial": 3, "takers": [2, 3]}),
        ("RLock", "guard", {"holder": 2, "depth": 2}),
        ("Lock", "log_lock", {"holder": None, "depth": 0}),
        ("Timer", "heartbeat", {"due": 1_454_000_000, "state": "waiting", "thread": 9, "interval": 0.8}),
    ]
    for number, (kind, name, view) in enumerate(made, 1):
        tape.add("primitive", 1, number, {"kind": kind, "class": kind, "name": name, **view}, 1)
    tape.point(1, "set", 2, 20)
    tape.point(2, "put", 1, 37, value="8")
    tape.point(3, "acquire", 6, 31, "blocked", waits_for=["primitive", 6])
    for thread in (4, 5):
        tape.point(thread, "arrive", 4, 25, "blocked", waits_for=["primitive", 4])
    tape.point(6, "wait", 2, 24, "blocked", waits_for=["primitive", 2])
    for thread in (7, 8):
        tape.point(thread, "wait", 3, 43, "blocked", waits_for=["primitive", 3])
    tape.point(9, "timer", 8, 40, "sleeping", until=1_454_000_000)
    tape.turn(2)
    tape.time = 1_204_000_000
    for _ in range(3):
        tape.step(2, "acquire", 6, True, 36)
        tape.point(2, "put", 1, 37, value="8")
        tape.turn(2)
    tape.events.append(tape.events.pop()._replace(time=1_204_000_000))
    return tape.events


def view(
    events: list[Event],
    *,
    stacks: dict[int, Stack] | None = None,
    symbols: Symbols | None = None,
    palette: Palette = DARK,
    step: int | None = None,
    transport: str = "paused",
    program: str = "race_two_threads",
    notice: str = "",
    branches: tuple[Line, ...] = (),
    frozen: frozenset[int] = frozenset(),
) -> View:
    """A view of a history made of these events, at its end or at a step."""
    history = History(events)
    world: World = history.world_at(history.steps if step is None else step)
    return View(
        world=world,
        history=history,
        program=program,
        transport=transport,
        speed=4.0,
        strategy="random",
        seed=7,
        python="3.12.3",
        selected=world.turn,
        stacks=stacks or {},
        busy=None,
        notice=notice,
        branches=branches,
        frozen=frozen,
        symbols=symbols or Symbols.unicode(),
        palette=palette,
    )
