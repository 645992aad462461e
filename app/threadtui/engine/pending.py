"""The operation that a thread stands before, and the thread itself as the scheduler knows it."""

from collections.abc import Callable
from typing import Any

from threadtui.engine import raw

ENDED = ("done", "failed", "killed")
"""States of a thread that has ended."""


class Unwound(BaseException):
    """Raised where a thread stands when its execution is over and the process goes on: its frames are to go. Of no interest
    to the program, which never caused it."""


class Operation:
    """A pending operation.

    ``guard`` says whether it can go on now (None: always). ``until`` is a deadline in virtual ns after which the thread may
    go on all the same. ``sleeping`` marks one that only its deadline lets go on. ``waits_for`` is what a blocked thread
    waits for, ``("primitive" | "thread", id)``. ``ticks`` is False for what costs no virtual time. ``resumed`` is told, with
    whether it was in time, when the thread goes on from a place inside the operation. ``subject`` is the object itself, where
    more is asked of it than its id: a condition that is waited for, a future. ``at`` is the code's id and the
    instruction's offset, at granularity ``bytecode``.
    """

    __slots__ = (
        "at",
        "guard",
        "name",
        "resumed",
        "sleeping",
        "subject",
        "target",
        "ticks",
        "until",
        "value",
        "waits_for",
    )

    may_go_on: Callable[[], bool] | None = None
    """Where deadlines are choices: whether one that has a deadline can be chosen (None: always)."""

    def __init__(
        self,
        name: str,
        target: int = 0,
        value: Any = None,
        guard: Callable[[], bool] | None = None,
        until: int | None = None,
        waits_for: tuple[str, int] | None = None,
        sleeping: bool = False,
        ticks: bool = True,
    ) -> None:
        self.name = name
        self.target = target
        self.value = value
        self.guard = guard
        self.until = until
        self.waits_for = waits_for
        self.sleeping = sleeping
        self.ticks = ticks
        self.resumed: Callable[[bool], None] | None = None
        self.subject: Any = None
        self.at: tuple[int, int] | None = None

    def state(self, now: int) -> str:
        """``ready``, ``blocked`` or ``sleeping`` at this virtual time."""
        if self.until is not None and now >= self.until:
            return "ready"
        if self.sleeping:
            return "sleeping"
        if self.guard is None or self.guard():
            return "ready"
        return "blocked"


class ProgramThread:
    """A thread of the program.

    ``baton`` is the raw lock it parks on. ``body`` counts how deep it is inside operations of the standard library, where
    inner operations are no points; ``public`` is the operation whose body that is. ``looked`` is, with
    its shadow, the primitive in whose body it is if somebody looks inside: there they are points. ``handback`` is the thread that
    waits for this one to finish its bootstrap. ``sentinel`` is what the standard library joins on. ``silent`` counts, within
    a step, operations that are no points. ``late``: its wait for a condition is over for lack of time, and it has yet to take
    the lock again.
    """

    __slots__ = (
        "baton", "body", "bootstrapping", "daemon", "errors", "failure", "file", "handback", "id", "ident", "inspected",
        "late", "line", "looked", "moved_at", "name", "native", "outside", "pending", "public", "sentinel", "silent",
        "started", "state",
    )  # fmt: skip

    def __init__(self, number: int, name: str, daemon: bool) -> None:
        self.id = number
        self.name = name
        self.daemon = daemon
        self.baton = raw.allocate_lock()
        self.baton.acquire()
        self.ident = 0
        self.native = 0
        self.outside = False
        self.state = "new"
        self.started = False
        self.pending: Operation | None = None
        self.file = 0
        self.line = 0
        self.body = 0
        self.bootstrapping = False
        self.public: Operation | None = None
        self.looked: tuple[Any, Any] | None = None
        self.handback: ProgramThread | None = None
        self.sentinel: Any = None
        self.silent = 0
        self.late = False
        self.errors = 0
        self.failure = ""
        self.inspected = -1
        self.moved_at = 0

    def has_ended(self) -> bool:
        """Also the guard of whoever joins it."""
        return self.state in ENDED
