"""Runs a text in this process, in one thread under the real scheduler, and keeps the events."""

from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.clock import Clock
from threadtui.engine.events import Event
from threadtui.engine.instructions import Instructions
from threadtui.engine.places import Places
from threadtui.engine.points import Points
from threadtui.engine.recorder import Recorder
from threadtui.engine.scheduler import Scheduler
from threadtui.engine.source.loader import compile_source
from threadtui.engine.source.sink import ACCESS, BYTECODE
from threadtui.engine.strategies import by_name

PATH = "/random/program.py"
MOST_STEPS = 1_000_000


class _Kept:
    """In place of the pipe to the watching process."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def send(self, _kind: str, events: list[Any], *_more: Any) -> None:
        self.events += [Event(*event) for event in events]


class Stepping:
    """The thread that makes it is the program's only one."""

    def __init__(self) -> None:
        self._kept = _Kept()
        clock = Clock()
        self.recorder = Recorder(self._kept, clock)  # type: ignore[arg-type]
        places = Places(lambda path, _module: path == PATH, self.recorder.file)
        self.scheduler = Scheduler(self.recorder, clock, places, by_name("random", 0), MOST_STEPS)
        self.points = Points(self.scheduler, self.recorder, places)
        main = self.scheduler.new_thread("MainThread", False)
        self.scheduler.enter(main)
        self.scheduler.current = main
        self.points.instructions = Instructions(self.scheduler)

    def run(self, text: str, bytecode: bool, **names: Any) -> dict[str, Any]:
        """Run it to its end, whatever that is, with these globals; what they are then."""
        names["__name__"] = "program"
        code = compile_source(text.encode(), PATH, self.points)
        self.switch(bytecode)
        try:
            exec(code, names)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the program raises is its result
            names["ended"] = repr(error)
        finally:
            self.switch(False)
        return names

    def switch(self, bytecode: bool) -> None:
        instructions = self.points.instructions
        assert instructions is not None
        self.points.level = BYTECODE if bytecode else ACCESS
        instructions.switch(bytecode)
        self.scheduler.arrived()

    @property
    def events(self) -> list[Event]:
        self.recorder.flush()
        return self._kept.events

    def accesses(self) -> list[str]:
        """``12 read box.value``: with its line."""
        accesses = [event for event in self.events if event.kind in (ev.READ, ev.WRITE)]
        return [f"{event.line} {event.kind} {self.names[event.object]}" for event in accesses]

    def carriers(self) -> list[tuple[int, str]]:
        """Line, access and instruction of each access that is a step."""
        codes = {event.object: event.value["instructions"] for event in self.events if event.kind == ev.CODE}
        points = [event for event in self.events if event.kind == ev.POINT and event.value["op"] in ("read", "write")]
        found = []
        for point in points:
            rows = codes[point.value["code"]]
            name, argument = next(row[2:] for row in rows if row[0] == point.value["offset"])
            text = f"{point.value['op']} {self.names[point.object]}: {name} {argument}"
            found.append((point.line, text.rstrip()))
        return found

    @property
    def names(self) -> dict[int, str]:
        """What each location is called in the end."""
        declared = {event.object: event.value["name"] for event in self.events if event.kind == ev.LOCATION}
        return declared | {event.object: event.value for event in self.events if event.kind == ev.LOCATION_NAME}
