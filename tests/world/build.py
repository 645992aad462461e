"""Runs built by hand, event by event."""

from typing import Any

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.history import History
from threadtui.world.story import sentences, text

TICK = 1_000_000


class Run:
    """A growing list of events; each method adds what the engine would send."""

    def __init__(self, *threads: str) -> None:
        self.events: list[Event] = []
        self.time = 0
        self.number = 0
        self.mover = 0
        self.add(kinds.FILE, target=1, value="/program.py")
        for number, name in enumerate(threads or ("MainThread",), start=1):
            self.add(kinds.THREAD, target=number, value={"name": name, "daemon": False})
            self.point(number, "begin", number)

    def add(self, kind: str, thread: int = 0, target: int = 0, value: Any = None, line: int = 0) -> "Run":
        self.events.append(Event(kind, thread, target, value, 1 if line else 0, line, self.time))
        return self

    def primitive(self, number: int, kind: str, name: str, **view: Any) -> "Run":
        return self.add(kinds.PRIMITIVE, 1, number, {"kind": kind, "class": kind, "name": name, **view}, 2)

    def location(self, number: int, name: str, value: str | None = None) -> "Run":
        return self.add(kinds.LOCATION, 1, number, {"name": name, "value": value}, 3)

    def step(self, thread: int, op: str, line: int = 5) -> "Run":
        self.time += TICK
        self.number += 1
        self.mover = thread
        return self.add(kinds.STEP, thread, self.number, op, line)

    def op(self, op: str, target: int = 0, result: Any = None) -> "Run":
        return self.add(kinds.OP, self.mover, target, {"op": op, "result": result}, 5)

    def update(self, number: int, **view: Any) -> "Run":
        return self.add(kinds.UPDATE, self.mover, number, view)

    def point(
        self, thread: int, op: str, target: int = 0, value: Any = None, state: str = "ready",
        waits_for: tuple[str, int] | None = None, until: int | None = None, line: int = 7,
    ) -> "Run":  # fmt: skip
        told = {"op": op, "value": value, "state": state, "waits_for": waits_for and list(waits_for), "until": until}
        return self.add(kinds.POINT, thread, target, told, line)

    def blocked(
        self, thread: int, op: str, target: int, value: Any = None, until: int | None = None, on: str = "primitive"
    ) -> "Run":
        return self.point(thread, op, target, value, "blocked", (on, target), until)

    def state(
        self, thread: int, state: str, waits_for: tuple[str, int] | None = None, until: int | None = None
    ) -> "Run":
        told = {"state": state, "waits_for": waits_for and list(waits_for), "until": until}
        return self.add(kinds.STATE, thread, 0, told)

    def turn(self, thread: int) -> "Run":
        return self.add(kinds.TURN, thread)

    @property
    def history(self) -> History:
        return History(self.events)

    def story(self, step: int | None = None) -> list[str]:
        """The sentences of a step (the last one) as text."""
        history = self.history
        return [text(sentence) for sentence in sentences(history, history.steps if step is None else step)]
