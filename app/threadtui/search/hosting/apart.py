"""One execution in a forked process of its own: what it does to this interpreter, and to what no reload can put back, goes with it.

The copy has the chooser too, and chooses by itself; what the chooser was asked and told comes back through a pipe, step by step,
and this process asks and tells its own the same. So both are the same afterwards, and of a copy that died it is known how far it
came.
"""

import mmap
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from threadtui.engine import raw
from threadtui.engine.searching.stage import Stage
from threadtui.engine.stdlib import forked
from threadtui.engine.wire import LENGTH_BYTES, Deframer
from threadtui.search.model import Done, Key, Pending

MOST_CHOICES = 1 << 22
"""Of a copy that died, so many choices are known: more than any limit of steps allows by default."""

READ_BYTES = 1 << 16

_dumps, _loads = pickle.dumps, pickle.loads


class Asked(NamedTuple):
    """What a chooser is told of the step before, and asked for the next one. ``ids`` and ``marks`` are new since then;
    ``shared`` are the shared locations, if this execution has found one."""

    done: list[Done] | None
    enabled: list[Key]
    standing: dict[Key, Pending]
    last: Key
    ids: dict[Key, int]
    marks: list[int]
    shared: list[str] | None


class Moved(NamedTuple):
    """A step of a chooser that does not look."""

    thread: Key
    ids: dict[Key, int]


class Over(NamedTuple):
    """The execution is over: what ``end`` told, and what the last step did if its chooser was told."""

    done: list[Done] | None
    ending: Any


class Fault(NamedTuple):
    """What went wrong in the copy, and is not the program's: the chooser's own exceptions too, which come again here."""

    done: list[Done] | None
    text: str


class Died(NamedTuple):
    """The copy is gone without a word: its exit status, negative for a signal, and who had moved, by thread ids."""

    status: int
    choices: list[int]


class Choices(list[int]):
    """The choices of an execution, kept where the other process sees them too."""

    def __init__(self, shared: memoryview) -> None:
        super().__init__()
        self._shared = shared

    def append(self, choice: int) -> None:
        list.append(self, choice)
        number = len(self)
        if number < MOST_CHOICES:
            self._shared[number] = choice
            self._shared[0] = number


class Apart:
    """Runs executions of a stage apart, one after the other."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._shared = memoryview(mmap.mmap(-1, 4 * MOST_CHOICES)).cast("I")
        stage.turns.new_choices = partial(Choices, self._shared)
        self._threading = sys.modules["threading"]

    def run(self, chooser: Any, execute: Callable[[Any], Any]) -> Iterator[Asked | Moved | Over | Fault | Died]:
        """``execute`` the stage with a chooser, in a copy. Its value is the ``ending``; a ``Died`` or ``Fault`` may come in its
        place."""
        self._shared[0] = 0
        reading, writing = os.pipe()
        names = dict(vars(self._threading))
        pid = forked.our_own(os.fork)
        if not pid:
            os.close(reading)
            vars(self._threading).clear()  # its own hook makes it forget the engine's main thread
            vars(self._threading).update(names)
            self._in_copy(chooser, execute, writing)
        os.close(writing)
        ended = False
        try:
            for message in _messages(reading):
                ended = ended or isinstance(message, Over | Fault)
                yield message
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            pid = 0
            if not ended:
                yield Died(status, list(self._shared[1 : self._shared[0] + 1]))
        finally:
            os.close(reading)
            if pid:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _in_copy(self, chooser: Any, execute: Callable[[Any], Any], pipe: int) -> None:
        """Does not return."""
        telling = Telling(chooser, self._stage, pipe)
        forked.whose(lambda: os.close(pipe))
        try:
            ending = execute(telling)
            telling.send(Over(telling.done, ending))
        except BaseException:  # noqa: BLE001 (ours, or the chooser's: what the program raises ends in the stage)
            telling.send(Fault(telling.done, traceback.format_exc()))
        raw.exit_process(0)


def _messages(pipe: int) -> Iterator[Any]:
    """What the copy says, up to the last thing that it says."""
    deframer = Deframer()
    while data := os.read(pipe, READ_BYTES):
        for payload in deframer.feed(data):
            message = _loads(payload)
            yield message
            if isinstance(message, Over | Fault):
                return


class Telling:
    """The copy's chooser, which sends what it is asked before it answers: it may not come back."""

    def __init__(self, chooser: Any, stage: Stage, pipe: int) -> None:
        self._chooser = chooser
        self._stage = stage
        self._turns = stage.turns
        self._pipe = pipe
        self._ids = self._marks = 0
        self.blind = getattr(chooser, "blind", False)
        self.done: list[Done] | None = None

    def choose(self, enabled: Any, standing: Any, last: Key) -> Key | None:
        if self.blind:
            thread: Key | None = self._chooser.choose(enabled, standing, last)
            if thread is not None:
                self.send(Moved(thread, self._new_ids()))
            return thread
        marks, self._marks = self._turns.marks[self._marks :], len(self._turns.marks)
        shared = self._stage.spots.shared if self._turns.learned else None
        self.send(Asked(self.done, list(enabled), dict(standing), last, self._new_ids(), marks, shared))
        self.done = None
        return self._chooser.choose(enabled, standing, last)  # type: ignore[no-any-return]

    def _new_ids(self) -> dict[Key, int]:
        """Of threads that were made since."""
        threads = self._turns.threads
        new = {threads[number].key: number for number in range(self._ids + 1, len(threads) + 1)}
        self._ids = len(threads)
        return new

    def did(self, thread: Key, done: Any) -> None:
        if not self.blind:
            self.done = list(done)
        self._chooser.did(thread, done)

    def now(self, thread: Key) -> int:
        return self._chooser.now(thread)  # type: ignore[no-any-return]

    def send(self, message: Any) -> None:
        data = _dumps(message)
        data = len(data).to_bytes(LENGTH_BYTES, "big") + data
        while data:
            data = data[raw.write(self._pipe, data) :]
