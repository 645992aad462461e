"""The scheduler's side of rewritten source: lines and shared accesses become scheduling points and events."""

from typing import TYPE_CHECKING, Any

from threadtui.engine import events as ev
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.recorder import Recorder
from threadtui.engine.scheduler import Scheduler
from threadtui.engine.source.sink import ACCESS, BYTECODE, Shared

if TYPE_CHECKING:
    from types import CodeType

    from threadtui.engine.instructions import Instructions
    from threadtui.engine.places import Places


class Points:
    """A ``Sink`` whose points are the scheduler's."""

    def __init__(self, scheduler: Scheduler, recorder: Recorder, places: "Places") -> None:
        self.level = ACCESS
        self.plain_files: dict[str, str] = {}
        self._scheduler = scheduler
        self._recorder = recorder
        self._places = places
        self._names: dict[int, str] = {}
        self.instructions: Instructions | None = None

    def line(self, path: str, line: int) -> None:
        scheduler = self._scheduler
        me = scheduler.me()
        if me is not None and not self._by_instruction():
            scheduler.stand(me, Operation("line", ticks=False), self._places.file(path), line)

    def access(self, op: str, location: Shared, new: str | None, path: str, line: int) -> None:
        scheduler = self._scheduler
        me = scheduler.me()
        if me is None:
            return
        file = self._places.file(path)
        operation = Operation(op, location.id, new)
        if self._announce(me, op, location, new, operation, file, line):
            return
        before = self.level
        scheduler.stand(me, operation, file, line)
        self._record(me.id, op, location, new, file, line)
        if self.instructions is not None and before < self.level == BYTECODE:
            self.instructions.stood_already(me, op, self._names[location.id])

    def note(self, op: str, location: Shared, new: str | None, path: str, line: int) -> None:
        me = self._scheduler.me()
        if me is None:
            return
        file = self._places.file(path)
        if not self._announce(me, op, location, new, None, file, line):
            self._record(me.id, op, location, new, file, line)

    def _by_instruction(self) -> bool:
        return self.level == BYTECODE and self.instructions is not None and self.instructions.follows()

    def _announce(
        self,
        me: ProgramThread,
        op: str,
        location: Shared,
        new: str | None,
        operation: Operation | None,
        file: int,
        line: int,
    ) -> bool:
        """At the finest granularity: leave it to the instruction that carries the access out."""
        if not self._by_instruction():
            return False
        assert self.instructions is not None
        name = self._names[location.id]

        def record() -> None:
            self._record(me.id, op, location, new, file, line)

        return self.instructions.announce(me, op, name, operation, record)

    def _record(self, thread: int, op: str, location: Shared, new: str | None, file: int, line: int) -> None:
        seen = location.peek()
        if op == "read":
            self._recorder.emit(ev.READ, thread, location.id, seen, file, line)
        else:
            will = new if new is not None else location.after()
            value = [seen, will, location.method] if location.method else [seen, will]
            self._recorder.emit(ev.WRITE, thread, location.id, value, file, line)

    def declare(self, name: str, value: str | None, within: int, elements: list[int]) -> int:
        number = len(self._names) + 1
        self._names[number] = name
        me = self._scheduler.me()
        declared: dict[str, Any] = {"name": name, "value": value}
        if within:
            declared["within"] = within
        if elements:
            declared["elements"] = elements
        self._recorder.emit(ev.LOCATION, me.id if me else 0, number, declared)
        return number

    def rename(self, location: int, name: str) -> None:
        self._names[location] = name
        self._recorder.emit(ev.LOCATION_NAME, 0, location, name)

    def compiled(self, path: str, plain: "CodeType", code: "CodeType") -> None:
        if self.instructions is not None:
            self.instructions.compiled(path, plain, code)

    def plain(self, path: str, reason: str) -> None:
        self.plain_files[path] = reason
