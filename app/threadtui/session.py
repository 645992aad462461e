"""The program's process seen from the watching side: start it, command it, receive what it says, end it.

One class for both ways of waiting: ``threadtui run`` blocks in ``select`` on ``fileno()``, the screen adds it to its
asyncio loop. ``receive()`` never blocks. Message and command shapes: ARCHITECTURE.md.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import msgspec

from threadtui.engine import events as ev
from threadtui.engine.events import Event
from threadtui.engine.wire import Damaged, Deframer, frame
from threadtui.targets import Target, names_one_test

if TYPE_CHECKING:
    from threadtui.forking import Copy

BOOT = Path(__file__).parent / "engine" / "boot.py"

READ_BYTES = 1 << 20
"""Taken from the pipe at once: what a pipe can hold, so that one call empties it."""

BACKLOG_BYTES = 1 << 13
"""What a program that plays may be ahead of the screen: a person's key is answered only behind that."""

TAIL_BYTES = 1 << 20
"""Of the output that a dead process left unread, this much is shown: the end of it."""


class Hello(NamedTuple):
    """The program's process is there. ``python`` is its version, ``pid`` its process id."""

    python: str
    pid: int


class Events(NamedTuple):
    """A batch, in order."""

    events: list[Event]


class Parked(NamedTuple):
    """All is flushed and a command is awaited; reason: start step pause blocked frozen refused target verdict.

    ``met`` are the breakpoints that the last step has met, each as the list of its fields.
    """

    step: int
    reason: str
    met: Sequence[Sequence[Any]] = ()


class Busy(NamedTuple):
    """The step under way takes long in real time: thread, path and line where it is, real seconds so far."""

    thread: int
    file: str
    line: int
    seconds: float


class Frame(NamedTuple):
    """A frame of a stack, innermost first; ``file`` is a path."""

    function: str
    file: str
    line: int


class Stack(NamedTuple):
    """A thread's frames, and the locals of its top program frame as name and safe repr."""

    step: int
    thread: int
    frames: list[Frame]
    locals: list[tuple[str, str]]


class Schedule(NamedTuple):
    """The token that repeats this run; comes with the verdict, at the start, and while a person steers."""

    token: str


class Told(NamedTuple):
    """An answer to the person, in one line: what became of a condition."""

    text: str


class Refused(NamedTuple):
    """The user's mistake, found in the program's process: one line."""

    text: str


class Fault(NamedTuple):
    """threadtui's own failure in the program's process: a traceback."""

    traceback: str


class Ended(NamedTuple):
    """The last message: the process is gone. ``status`` is its exit status, negative for a signal."""

    status: int


class Progress(NamedTuple):
    """How far a search is: schedules, traces, seconds, the explored share, failures."""

    facts: dict[str, Any]


class Found(NamedTuple):
    """The result of a search."""

    facts: dict[str, Any]


class Raised(NamedTuple):
    """The exception that ended a function which was alive: type, module, message, traceback, and what its caller adds."""

    facts: dict[str, Any]


Message = Raised | Progress | Found | Hello | Events | Parked | Busy | Stack | Schedule | Told | Refused | Fault | Ended


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. ``max_seconds`` is real time, None without limit; ``schedule`` is a token; ``python`` an interpreter, ``stdin``
    a file that the program reads.

    ``races`` and ``lock_order`` are ``ignore``, ``warn`` or ``fail``; the program's process need not know.
    ``arrive``: so many steps are made before the run stops for the person for the first time.
    """

    granularity: str = "access"
    strategy: str = "random"
    seed: int = 0
    max_steps: int = 1_000_000
    max_seconds: float | None = None
    schedule: str | None = None
    python: str | None = None
    include: tuple[str, ...] = ()
    force: bool = False
    races: str = "warn"
    stdin: str | None = None
    lock_order: str = "warn"
    arrive: int = 0


@dataclass(frozen=True, slots=True)
class Search:
    """What to search for, and how: see ``threadtui explore --help``. ``max_delay`` is in seconds, None without limit.

    ``wary``: an execution that goes on without end is cut off before the limit of steps.
    ``pieces``: not all at once, but piece by piece, as they are asked for. ``isolate``: each execution in a process of its own.
    """

    strategy: str = "auto"
    max_schedules: int = 10_000
    max_delay: float | None = 0.1
    preemptions: int | None = None
    carrier: str | None = None
    all: bool = False
    pieces: bool = False
    wary: bool = False
    isolate: bool = False


class CannotStart(ValueError):
    """The interpreter cannot be run, or its input not be read; the text says why in one line."""


_head = msgspec.json.Decoder(list[msgspec.Raw])
_events = msgspec.json.Decoder(list[Event])
_types: dict[str, Any] = {"hello": Hello, "parked": Parked, "busy": Busy}
_one_value: dict[str, Any] = {
    "schedule": Schedule, "refused": Refused, "told": Told, "fault": Fault, "progress": Progress, "found": Found,
    "raised": Raised,
}  # fmt: skip

RUNNER = "threadtui.engine.runner"
SEARCHER = "threadtui.search.child"
ONE_TEST = "threadtui.onetest"
"""What takes over in the program's process; the last one in a test's, which hands over to one of the others at the test."""


class Session:
    """One run of one program in a process of its own, or a search through many.

    Ends the process and everything it has started in ``close()``. Raises ``CannotStart`` when the interpreter is not there.
    """

    def __init__(
        self, target: Target, options: Options, *, interactive: bool = False, search: Search | None = None
    ) -> None:
        self.target = target
        self.options = options
        self._search = search
        self._interactive = interactive
        self._deframer = Deframer()
        self._offsets = [0, 0]
        self._ended: Ended | None = None
        self._spoken = False
        stdin = _readable(options.stdin or os.devnull)
        self._files: list[IO[bytes]] = [_append_file(), _append_file()]
        with stdin:
            self._process = self._start(stdin)
        if target.alive is None:
            self._send_raw(self._config())

    # -- starting -----------------------------------------------------------------------------------------------------

    def _start(self, stdin: IO[bytes]) -> "subprocess.Popen[bytes] | Copy":
        self._read_end, events = os.pipe()
        if self._interactive and hasattr(fcntl, "F_SETPIPE_SZ"):
            fcntl.fcntl(self._read_end, fcntl.F_SETPIPE_SZ, BACKLOG_BYTES)
        commands, self._write_end = os.pipe()
        try:
            process = self._process_of(stdin, events, commands)
        except OSError as error:
            os.close(self._read_end)
            os.close(self._write_end)
            for file in self._files:
                file.close()
            raise CannotStart(f"cannot run {self._python}: {error.strerror}") from None
        finally:
            os.close(events)
            os.close(commands)
        os.set_blocking(self._read_end, False)
        return process

    @property
    def _python(self) -> str:
        return self.options.python or sys.executable

    def _process_of(self, stdin: IO[bytes], events: int, commands: int) -> "subprocess.Popen[bytes] | Copy":
        alive, files = self.target.alive, self._files
        if alive is not None:
            from threadtui.forking import fork

            config, streams = self._config(), (stdin.fileno(), files[0].fileno(), files[1].fileno())
            return fork(config["entry"], config, alive, streams, events, commands)
        return subprocess.Popen(
            [self._python, str(BOOT), str(events), str(commands)],
            stdin=stdin,
            stdout=files[0],
            stderr=files[1],
            pass_fds=(events, commands),
            start_new_session=True,
            env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def _config(self) -> dict[str, Any]:
        options = asdict(self.options)
        del options["python"], options["races"], options["stdin"], options["lock_order"]
        target, then = self.target, RUNNER if self._search is None else SEARCHER
        return {
            **options,
            "path": str(target.path) if target.module is None else None,
            "module": target.module,
            "args": list(target.args),
            "interactive": self._interactive,
            "entry": ONE_TEST if names_one_test(target) else then,
            "then": then,
            "format": ev.FORMAT,
            "explore": None if self._search is None else asdict(self._search),
        }

    # -- talking ------------------------------------------------------------------------------------------------------

    def fileno(self) -> int:
        """The descriptor that becomes readable when there is something to receive."""
        return self._read_end

    @property
    def ended(self) -> bool:
        """The last message has been received."""
        return self._ended is not None

    def send(self, *command: Any) -> None:
        """Give a command. To a process that is gone it is lost, as ``Ended`` will tell."""
        self._send_raw(list(command))

    def _send_raw(self, message: Any) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._write_end, frame(message))

    def receive(self) -> list[Message]:
        """What has arrived; ``[]`` if nothing has. Never blocks, except to reap a process that has closed its pipe."""
        if self._ended is not None:
            return []
        try:
            data = os.read(self._read_end, READ_BYTES)
        except BlockingIOError:
            return []
        if not data:
            return self._finish()
        self._spoken = True
        try:
            return [self._decode(payload) for payload in self._deframer.feed(data)]
        except (Damaged, msgspec.DecodeError) as damage:
            return [Fault(f"the program's process sent what cannot be read: {damage}")]

    def _decode(self, payload: bytes) -> Message:
        head, body, *rest = _head.decode(payload)
        name = msgspec.json.decode(head)
        if name == "events":
            self._offsets = msgspec.json.decode(rest[0])
            return Events(_events.decode(body))
        value = msgspec.json.decode(body)
        if name == "stack":
            frames = [Frame(*frame) for frame in value["frames"]]
            return Stack(value["step"], value["thread"], frames, [(name, text) for name, text in value["locals"]])
        if name in _types:
            return _types[name](**{key: value[key] for key in _types[name]._fields if key in value})  # type: ignore[no-any-return]
        return _one_value[name](value)  # type: ignore[no-any-return]

    # -- the end ------------------------------------------------------------------------------------------------------

    def _finish(self) -> list[Message]:
        """The pipe is closed: the process is ending. What it printed and did not tell any more is told now."""
        tail = self._tail()
        self._ended = Ended(self._process.wait())
        refused = [] if self._spoken else self._dumb(self._ended.status)
        return [*([Events(tail)] if tail else []), *refused, self._ended]

    def _dumb(self, status: int) -> list[Message]:
        """What a person has named as the interpreter is none, if it ended without a word."""
        python = self.options.python
        told = f"{python} ended with status {status} and ran nothing: --python takes a Python of 3.11 or newer"
        return [Refused(told)] if python else []

    def _tail(self) -> list[Event]:
        events = []
        for stream, (file, offset) in enumerate(zip(self._files, self._offsets, strict=True), start=1):
            size = os.fstat(file.fileno()).st_size
            data = os.pread(file.fileno(), TAIL_BYTES, max(offset, size - TAIL_BYTES))
            if data:
                events.append(Event(ev.OUTPUT, 0, stream, data.decode("utf-8", "backslashreplace"), 0, 0, 0))
        return events

    def kill(self) -> None:
        """End the process and all that it started. What it had said before can still be received, and its end."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process and all that it started; safe to call twice."""
        self.kill()
        self._process.wait()
        for descriptor in (self._read_end, self._write_end):
            if descriptor >= 0:
                os.close(descriptor)
        self._read_end = self._write_end = -1
        for file in self._files:
            file.close()


def _readable(path: str) -> IO[bytes]:
    try:
        return open(path, "rb", buffering=0)
    except OSError as error:
        raise CannotStart(f"cannot read {path}: {error.strerror}") from None


def _append_file() -> IO[bytes]:
    """A file without a name; whoever writes to it appends, so that two writers never overwrite each other."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close())
    flags = fcntl.fcntl(file.fileno(), fcntl.F_GETFL)
    fcntl.fcntl(file.fileno(), fcntl.F_SETFL, flags | os.O_APPEND)
    return file
