"""The whole visible state of a program after some events: plain records, no behaviour.

Records are immutable; a world maps ids to records and replaces them. ``world.fold`` is the only writer.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Where(NamedTuple):
    """A place in a source file; ``file`` is a file id (``World.files``), ``line`` counts from 1."""

    file: int
    line: int


class At(NamedTuple):
    """An instruction: ``code`` is a code's id (``World.codes``), ``offset`` its place in it."""

    code: int
    offset: int


class Instruction(NamedTuple):
    """An instruction as ``dis`` shows it; ``line`` 0 for none, ``argument`` empty for none."""

    offset: int
    line: int
    name: str
    argument: str


class Code(NamedTuple):
    """A function of the program, as its plain bytecode. ``where`` is its first line; ``calls`` whom a call at an offset calls."""

    id: int
    name: str
    where: Where | None
    instructions: tuple[Instruction, ...]
    calls: dict[int, str]


class Pending(NamedTuple):
    """What a thread standing at a scheduling point will do next. ``object`` points by ``operations.target_of(op)``.

    ``at`` is the instruction that it stands before, where the granularity tells that.
    """

    op: str
    object: int
    value: Any
    where: Where | None
    at: At | None = None


class WaitsFor(NamedTuple):
    """``kind`` is ``thread`` or ``primitive``."""

    kind: str
    id: int


class Failure(NamedTuple):
    """An exception that nobody caught."""

    thread: int
    type: str
    message: str
    where: Where | None


class Thread(NamedTuple):
    """A thread of the program. ``until`` is virtual ns; ``since`` numbers the event that brought it into its state."""

    id: int
    name: str
    daemon: bool
    creator: int
    state: str = "new"
    where: Where | None = None
    pending: Pending | None = None
    waits_for: WaitsFor | None = None
    until: int | None = None
    error: Failure | None = None
    since: int = 0


OPENABLE = frozenset(
    {"Event", "Semaphore", "BoundedSemaphore", "Barrier", "Queue", "LifoQueue", "PriorityQueue"}
)  # fmt: skip
"""Kinds of primitives that one can look into: they are made of conditions over a lock."""


class Primitive(NamedTuple):
    """A lock, queue, event, pool …; ``view`` holds the fields of its kind, as ARCHITECTURE.md lists them."""

    id: int
    kind: str
    class_name: str
    name: str
    where: Where | None
    view: dict[str, Any]
    changed: int = 0
    """The step at which its view last changed."""
    within: int = 0
    """The primitive that it is a part of, where somebody looked into that; 0: it is the program's own."""
    inside: bool = False
    """Somebody looks inside: the operations in its body are steps."""


class Location(NamedTuple):
    """A shared value. ``value`` is a safe repr, or None while unknown; ``changed`` the step of the last write."""

    id: int
    name: str
    value: str | None
    last_writer: int | None = None
    changed: int = 0


class Verdict(NamedTuple):
    """How the run ended; ``exit_status`` is what a plain run would have exited with, or None."""

    verdict: str
    message: str
    exit_status: int | None


@dataclass(slots=True)
class World:
    """State after ``events`` events. ``turn`` is the thread that moves at the next step, 0 when nobody can."""

    events: int = 0
    step: int = 0
    time: int = 0
    turn: int = 0
    granularity: str = "access"
    moved: int = 0
    """The thread that made the last step; 0 at step 0."""
    threads: dict[int, Thread] = field(default_factory=dict)
    primitives: dict[int, Primitive] = field(default_factory=dict)
    locations: dict[int, Location] = field(default_factory=dict)
    files: dict[int, str] = field(default_factory=dict)
    codes: dict[int, Code] = field(default_factory=dict)
    errors: tuple[Failure, ...] = ()
    verdict: Verdict | None = None

    def copy(self) -> "World":
        """A world that later events do not change: records are immutable, so the tables alone are copied."""
        return World(
            self.events, self.step, self.time, self.turn, self.granularity, self.moved,
            dict(self.threads), dict(self.primitives), dict(self.locations), dict(self.files), dict(self.codes),
            self.errors, self.verdict,
        )  # fmt: skip
