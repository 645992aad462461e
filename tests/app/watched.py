"""A session that is none: it answers commands from a short made-up run, at once and in the same process."""

import os
from collections import deque
from collections.abc import Callable
from typing import Any

from threadtui.engine.events import Event
from threadtui.session import Ended, Events, Hello, Message, Options, Parked, Schedule
from threadtui.tui.intents import go_on
from threadtui.tui.player import Player

MOVERS = (1, 2, 2, 1, 2, 1, 1, 2)
"""Who makes the steps of the made-up run. Thread 3 waits for a lock of thread 2 all the time."""

TOKEN = "threadtui1:0123456789ab:tick:access:random:7"

LINE_OF = {1: 20, 2: 7, 3: 9}
SOURCE = "/somewhere/program.py"


def event(kind: str, thread: int, target: int, value: Any, step: int) -> Event:
    return Event(kind, thread, target, value, 1, LINE_OF.get(thread, 1), step * 1_000_000)


def _point(thread: int, state: str, step: int) -> Event:
    waits = ["primitive", 1] if state == "blocked" else None
    op = "acquire" if state == "blocked" else "time"
    target = 1 if state == "blocked" else 0
    value = {"op": op, "value": None, "state": state, "waits_for": waits, "until": None}
    return event("point", thread, target, value, step)


def opening() -> list[Event]:
    """Step 0: three threads, one lock."""
    lock = {"kind": "Lock", "class": "Lock", "name": "gate", "holder": 2, "depth": 1}
    return [
        Event("file", 0, 1, SOURCE, 0, 0, 0),
        event("granularity", 0, 0, "access", 0),
        *(event("thread", 0, thread, {"name": f"T{thread}", "daemon": False}, 0) for thread in (1, 2, 3)),
        event("primitive", 1, 1, lock, 0),
        *(_point(thread, "blocked" if thread == 3 else "ready", 0) for thread in (1, 2, 3)),
        event("turn", MOVERS[0], 0, None, 0),
    ]


def step_events(step: int) -> list[Event]:
    """The events of a step, 1 to ``len(MOVERS)``; the last one ends the run."""
    mover = MOVERS[step - 1]
    last = step == len(MOVERS)
    after = [event("turn", 0 if last else MOVERS[step], 0, None, step)]
    if last:
        after.append(event("verdict", 0, 0, {"verdict": "passed", "message": "", "exit_status": 0}, step))
    done = event("op", mover, 0, {"op": "time", "result": None}, step)
    return [event("step", mover, step, "time", step), done, _point(mover, "ready", step), *after]


def _rewritten(message: Message, change: Callable[[Event], Event | None]) -> Message:
    if not isinstance(message, Events):
        return message
    return Events([new for one in message.events if (new := change(one)) is not None])


class FakeSession:
    """Answers ``step`` with the next step; while told to play, moves only when a test says ``go``."""

    def __init__(self, *, silent: bool = False, arrive: int = 0) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.closed = False
        self.step = 0
        self._messages: deque[list[Message]] = deque()
        self._read, self._write = os.pipe()
        if not silent:
            self.say(Hello("3.12.3", 4711), Events(opening()))
            self.go(arrive)
            self.say(Schedule(TOKEN), Parked(arrive, "start"))

    def fileno(self) -> int:
        return self._read

    def say(self, *messages: Message) -> None:
        """Put messages where ``receive`` finds them, as one batch."""
        self._messages.append(list(messages))
        if not self.closed:
            os.write(self._write, b".")

    def rewrite(self, change: Callable[[Event], Event | None], *instead: Message) -> None:
        """Let it have said something else: other events, and these messages instead of the one that it stands still."""
        for index, batch in enumerate(self._messages):
            told = [_rewritten(message, change) for message in batch if not (instead and isinstance(message, Parked))]
            self._messages[index] = told
        self.say(*instead)

    def receive(self) -> list[Message]:
        if not self._messages:
            return []
        if not self.closed:
            os.read(self._read, 1)
        return self._messages.popleft()

    def send(self, *command: Any) -> None:
        self.sent.append(command)
        match command:
            case ("step", thread):
                self._make_step(thread)
            case ("pause",):
                self.say(Parked(self.step, "pause"))

    def close(self) -> None:
        if not self.closed:
            os.close(self._read)
            os.close(self._write)
        self.closed = True

    def go(self, steps: int = 1) -> None:
        """Play on by so many steps."""
        for _ in range(steps):
            self.step += 1
            self.say(Events(step_events(self.step)))
        if self.step == len(MOVERS):
            self.say(Schedule(TOKEN), Parked(self.step, "verdict"))

    def die(self, status: int) -> None:
        """The process is gone."""
        self.say(Ended(status))

    def _make_step(self, thread: int | None) -> None:
        if thread == 3:
            self.say(Parked(self.step, "refused"))
        elif self.step < len(MOVERS):
            self.go()
            self.say(Parked(self.step, "step"))


class Table:
    """A player and the sessions it has started, the last one being watched."""

    def __init__(self) -> None:
        self.sessions: list[FakeSession] = []
        self.options: list[Options] = []
        self.player = Player("program", Options(seed=7), self._start)

    def _start(self, options: Options) -> FakeSession:
        self.options.append(options)
        self.sessions.append(FakeSession(arrive=options.arrive))
        return self.sessions[-1]

    @property
    def session(self) -> FakeSession:
        return self.sessions[-1]

    def read(self) -> None:
        self.player.receive(1.0)

    def steps(self, count: int) -> None:
        for _ in range(count):
            go_on.step(self.player)
        self.read()
