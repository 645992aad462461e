"""The scheduler's side of rewritten source: lines and shared accesses become scheduling points and events."""

from typing import TYPE_CHECKING

from threadtui.engine import events as ev
from threadtui.engine.pending import Operation
from threadtui.engine.recorder import Recorder
from threadtui.engine.scheduler import Scheduler
from threadtui.engine.source.sink import ACCESS, Shared

if TYPE_CHECKING:
    from threadtui.engine.places import Places


class Points:
    """A ``Sink`` whose points are the scheduler's."""

    def __init__(self, scheduler: Scheduler, recorder: Recorder, places: "Places") -> None:
        self.level = ACCESS
        self.plain_files: dict[str, str] = {}
        self._scheduler = scheduler
        self._recorder = recorder
        self._places = places
        self._locations = 0

    def line(self, path: str, line: int) -> None:
        scheduler = self._scheduler
        me = scheduler.me()
        if me is not None:
            scheduler.stand(me, Operation("line", ticks=False), self._places.file(path), line)

    def access(self, op: str, location: Shared, new: str | None, path: str, line: int) -> None:
        scheduler = self._scheduler
        me = scheduler.me()
        if me is None:
            return
        file = self._places.file(path)
        scheduler.stand(me, Operation(op, location.id, new), file, line)
        self._record(me.id, op, location, new, file, line)

    def note(self, op: str, location: Shared, new: str | None, path: str, line: int) -> None:
        me = self._scheduler.me()
        if me is not None:
            self._record(me.id, op, location, new, self._places.file(path), line)

    def _record(self, thread: int, op: str, location: Shared, new: str | None, file: int, line: int) -> None:
        seen = location.peek()
        if op == "read":
            self._recorder.emit(ev.READ, thread, location.id, seen, file, line)
        else:
            will = new if new is not None else location.after()
            self._recorder.emit(ev.WRITE, thread, location.id, [seen, will], file, line)

    def declare(self, name: str, value: str | None) -> int:
        self._locations += 1
        me = self._scheduler.me()
        self._recorder.emit(ev.LOCATION, me.id if me else 0, self._locations, {"name": name, "value": value})
        return self._locations

    def rename(self, location: int, name: str) -> None:
        self._recorder.emit(ev.LOCATION_NAME, 0, location, name)

    def plain(self, path: str, reason: str) -> None:
        self.plain_files[path] = reason
