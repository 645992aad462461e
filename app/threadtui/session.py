"""The program's process seen from the watching side: start it, command it, receive what it says, end it.

One class for both ways of waiting: ``threadtui run`` blocks in ``select`` on ``fileno()``, the screen adds it to its
asyncio loop. ``receive()`` never blocks. Message and command shapes: ARCHITECTURE.md.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from threadtui.engine.events import Event


class Hello(NamedTuple):
    """The program's process is there. ``python`` is its version, ``pid`` its process id."""

    python: str
    pid: int


class Events(NamedTuple):
    """A batch, in order."""

    events: list[Event]


class Parked(NamedTuple):
    """All is flushed and a command is awaited; reason: start step pause blocked refused target verdict."""

    step: int
    reason: str


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
    """The token that repeats this run; comes with the verdict."""

    token: str


class Refused(NamedTuple):
    """The user's mistake, found in the program's process: one line."""

    text: str


class Fault(NamedTuple):
    """threadtui's own failure in the program's process: a traceback."""

    traceback: str


class Ended(NamedTuple):
    """The last message: the process is gone. ``status`` is its exit status, negative for a signal."""

    status: int


Message = Hello | Events | Parked | Busy | Stack | Schedule | Refused | Fault | Ended


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. ``max_seconds`` is real time, None without limit; ``schedule`` is a token; ``python`` an interpreter."""

    granularity: str = "access"
    strategy: str = "random"
    seed: int = 0
    max_steps: int = 1_000_000
    max_seconds: float | None = None
    schedule: str | None = None
    python: str | None = None
    include: tuple[str, ...] = ()
    force: bool = False


_: Any = None
