"""What the program prints: the streams write to files, the files are read back after every step.

File descriptors 1 and 2 are plain files that the watching process has opened, so a flood never blocks, what a subprocess or
C code writes is there too, and the end of a program that dies can still be read from outside.
"""

import builtins
import codecs
import io
import os
import sys
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.recorder import Recorder
from threadtui.engine.stdlib.context import Function, ctx

STDOUT, STDERR = 1, 2
PENDING_TEXT = 200
"""Characters of a pending print that are sent: no screen shows more."""

SPAWNING = frozenset({"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"})
"""Audit events after which somebody else may write to our files."""


class Drain:
    """Reads what has newly come into the files of the two standard streams."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        # Descriptors of its own: the program may close 1 and 2, or put something else there.
        self._files = [os.dup(STDOUT), os.dup(STDERR)]
        self.offsets = [0, 0]
        decoder = codecs.getincrementaldecoder("utf-8")
        self._decoders = [decoder("backslashreplace"), decoder("backslashreplace")]
        self.spawned = False
        self.ours = False
        sys.addaudithook(self._audit)

    def _audit(self, event: str, _args: Any) -> None:
        if event in SPAWNING:
            self.spawned = True

    def drain(self, me: ProgramThread | None) -> None:
        """Record new output. It is ``me``'s if it came through a stream (``ours``), or if nobody else can write."""
        author = me if self.ours or not self.spawned else None
        self.ours = False
        for stream, file in zip((STDOUT, STDERR), self._files, strict=True):
            offset = self.offsets[stream - 1]
            while os.fstat(file).st_size > offset:
                data = os.pread(file, 1 << 20, offset)
                if not data:
                    break
                offset = self.offsets[stream - 1] = offset + len(data)
                self._record(author, stream, data)

    def _record(self, me: ProgramThread | None, stream: int, data: bytes) -> None:
        text = self._decoders[stream - 1].decode(data)
        if text:
            file, line = (me.file, me.line) if me is not None else (0, 0)
            self._recorder.emit(ev.OUTPUT, me.id if me is not None else 0, stream, text, file, line)


class ProgramStream(io.TextIOWrapper):
    """A standard stream of the program; each write by the program is one operation."""

    def __init__(self, descriptor: int, name: str, errors: str, drain: Drain) -> None:
        raw_file = io.FileIO(descriptor, "w", closefd=False)
        super().__init__(io.BufferedWriter(raw_file), "utf-8", errors, line_buffering=True)
        self._stream = descriptor
        self._label = name
        self._drain = drain

    @property
    def name(self) -> str:
        return self._label

    def write(self, text: str) -> int:
        me = ctx.scheduler.me()
        if me is None or not isinstance(text, str):
            return super().write(text)
        if not me.body:
            ctx.scheduler.stand(me, Operation("print", self._stream, text[:PENDING_TEXT]))
            ctx.recorder.emit(ev.OP, me.id, self._stream, {"op": "print", "result": None}, me.file, me.line)
        count = super().write(text)
        self.flush()
        self._drain.ours = True
        if not me.body:  # the many small writes of a traceback are recorded as one, at the end of the step
            self._drain.drain(me)
        return count


def _printed(values: tuple[Any, ...], sep: str | None, end: str | None) -> str:
    parts = (" " if sep is None else sep).join([value if type(value) is str else str(value) for value in values])
    return parts + ("\n" if end is None else end)


def make_print(original: Any) -> Any:
    """``print`` as one write, so that it is one step: its parts are put together before, in the program's own time."""

    def print_once(
        *values: Any, sep: str | None = " ", end: str | None = "\n", file: Any = None, flush: Any = False
    ) -> None:
        stream = sys.stdout if file is None else file
        strings = (sep is None or isinstance(sep, str)) and (end is None or isinstance(end, str))
        if not isinstance(stream, ProgramStream) or not strings:
            original(*values, sep=sep, end=end, file=file, flush=flush)
            return
        text = _printed(values, sep, end)
        if text:
            stream.write(text)

    return print_once


def install(recorder: Recorder) -> Drain:
    """Replace the standard streams and ``print``."""
    drain = Drain(recorder)
    sys.stdout = sys.__stdout__ = ProgramStream(STDOUT, "<stdout>", "strict", drain)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = ProgramStream(STDERR, "<stderr>", "backslashreplace", drain)  # type: ignore[misc]
    replace_print()
    return drain


def replace_print() -> None:
    """``print`` writes once."""
    builtins.print = Function(builtins.print, make_print(builtins.print))
