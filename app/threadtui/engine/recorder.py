"""Collects events into batches and sends them; knows files and primitives that have been announced.

The buffer is flushed when it is large, when some milliseconds have passed, or when the program parks. A full pipe blocks
the thread that has the turn: a slow screen slows the program down, and no event is lost.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.clock import Clock
from threadtui.engine.wire import frame

if TYPE_CHECKING:
    from threadtui.engine.pending import Operation, ProgramThread
    from threadtui.engine.stdlib.cooperative import Cooperative
    from threadtui.engine.stdlib.shadows import Shadow

BATCH = 512
"""Events in a batch at most: large enough to amortise a frame, small enough to show progress."""

FLUSH_SECONDS = 0.008
"""No event waits longer than this for its batch while steps are made: half a frame of the screen."""


class Channel:
    """The pipe to the watching process. Two threads write to it, the one with the turn and the watchdog: hence the lock."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = raw.allocate_lock()

    def send(self, *message: Any) -> None:
        """Write one message; blocks while the pipe is full. A reader that is gone ends the process."""
        data = memoryview(frame(list(message), whole_characters=True))
        with self._lock:
            while data:
                try:
                    data = data[os.write(self._descriptor, data) :]
                except BrokenPipeError:
                    raw.exit_process(1)

    def close(self) -> None:
        """Whoever reads must not wait for this process."""
        os.close(self._descriptor)


class Recorder:
    """The one place where events are made. Event numbers are positions in the sequence of ``emit`` calls.

    ``tells``: is what an operation came to of interest to anybody?
    """

    tells = True

    def __init__(self, channel: Channel, clock: Clock) -> None:
        self.channel = channel
        self.clock = clock
        self.offsets: Callable[[], list[int]] = lambda: [0, 0]
        self._batch: list[tuple[Any, ...]] = []
        self._flushing = raw.allocate_lock()
        self._files: dict[str, int] = {}
        self._due = 0.0
        self._unshown = 0

    def emit(self, kind: str, thread: int, target: int, value: Any = None, file: int = 0, line: int = 0) -> None:
        self._batch.append((kind, thread, target, value, file, line, self.clock.now))

    def parks(self, me: "ProgramThread", op: "Operation") -> None:
        """The thread parks inside an operation: its point says so."""

    def resumes(self, me: "ProgramThread", op: "Operation", timely: bool) -> None:
        """It goes on there: its step says so."""

    def joins(self, me: "ProgramThread | None", thread: int, *, ended: bool) -> None:
        """``me`` is about to wait for a thread's end, or to learn that it has ``ended``."""

    def dismisses(self, me: "ProgramThread | None", pool: "Shadow") -> None:
        """``me`` tells a pool's workers to leave, outside of a shutdown: at the end of the program, or as the first that leaves."""

    def hidden(self, me: "ProgramThread", lock: "Cooperative", op: str) -> None:
        """A library's lock was taken, given back, or is waited for (``block``): its order is told where it matters."""

    def give(self, thread: int, number: int) -> None:
        """What the thread has done comes before whoever takes this: said once for as long as nothing else is recorded."""
        last = self._batch[-1] if self._batch else None
        if last is None or last[:4] != (ev.ORDER, thread, number, "give"):
            self.emit(ev.ORDER, thread, number, "give")

    def unshown(self) -> int:
        """A number for something that orders threads and is not shown: a library's own lock or queue, a future."""
        self._unshown += 1
        return self._unshown

    def forget(self) -> None:
        """In a forked child: nothing is told any more."""
        self._batch = []
        self.emit = _nothing  # type: ignore[method-assign]
        self.channel.close()

    def watch(self, look: Callable[[tuple[Any, ...]], None]) -> None:
        """Show each event as it is made, until ``unwatch``: a detour that costs nothing while nobody looks."""

        def emit(kind: str, thread: int, target: int, value: Any = None, file: int = 0, line: int = 0) -> None:
            event = (kind, thread, target, value, file, line, self.clock.now)
            self._batch.append(event)
            look(event)

        self.emit = emit  # type: ignore[method-assign]

    def unwatch(self) -> None:
        """Nobody looks any more."""
        vars(self).pop("emit", None)

    def file(self, path: str) -> int:
        """The id of a file, announced at first use."""
        number = self._files.get(path)
        if number is None:
            number = self._files[path] = len(self._files) + 1
            self.emit(ev.FILE, 0, number, path)
        return number

    def flush_if_due(self) -> None:
        if len(self._batch) >= BATCH or raw.monotonic() >= self._due:
            self.flush()

    def flush(self) -> None:
        """Send what there is, with the number of bytes of output that it covers.

        The watchdog does it too, for a step that takes long, while who has the turn may append.
        """
        if self._batch:
            with self._flushing:
                batch = self._batch[:]
                del self._batch[: len(batch)]
                if batch:
                    self.channel.send("events", batch, self.offsets())
        self._due = raw.monotonic() + FLUSH_SECONDS


def _nothing(kind: str, thread: int, target: int, value: Any = None, file: int = 0, line: int = 0) -> None:
    """In place of ``emit`` where nobody listens."""
