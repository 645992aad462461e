"""In place of the recorder and the shadows: nothing is recorded, and a primitive is known by a name that survives reordering."""

import sys
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple

from threadtui.engine import events as ev
from threadtui.engine.naming import Position, position
from threadtui.engine.pending import Operation
from threadtui.engine.searching.search_thread import SearchThread
from threadtui.engine.searching.turns import Turns
from threadtui.engine.stdlib.cooperative import Cooperative
from threadtui.engine.stdlib.shadows import Shadow, View

SIZES: dict[str, str] = {
    "Semaphore": "_value", "BoundedSemaphore": "_value", "Barrier": "_parties",
    **dict.fromkeys(("Queue", "LifoQueue", "PriorityQueue"), "maxsize"),
}  # fmt: skip
"""What each kind of primitive is made with that decides who can go on. For a condition it is whether its lock knows its owner."""


class QuietRecorder:
    """Keeps the exceptions that nobody caught, with the places where they were raised."""

    tells = False

    def __init__(self) -> None:
        self.errors: list[tuple[int, str, str, int, int]] = []

    def emit(self, kind: str, thread: int, target: int, value: Any = None, file: int = 0, line: int = 0) -> None:  # noqa: ARG002
        if kind == ev.ERROR:
            self.errors.append((thread, value["type"], value["message"], file, line))

    def unshown(self) -> int:
        """Nobody asks what orders threads without being shown."""
        return 1

    def give(self, thread: int, number: int) -> None:
        """Nor what comes before what by that."""

    def parks(self, me: SearchThread, op: Operation) -> None:
        """The thread parks inside the body of an operation."""

    def resumes(self, me: SearchThread, op: Operation, timely: bool) -> None:
        """It goes on there."""

    def hidden(self, me: SearchThread, lock: Cooperative, op: str) -> None:
        """A library's lock was taken, given back, or is waited for."""

    def dismisses(self, me: SearchThread | None, pool: "NamedShadow") -> None:
        """A pool's workers are told to leave."""

    def joins(self, me: SearchThread | None, thread: int, *, ended: bool) -> None:
        """``me`` is about to wait for a thread's end, or to learn that it has ``ended``."""


class Origin(NamedTuple):
    """What a primitive is, and where in the source it is made; no path where no own code makes it."""

    kind: str
    path: str
    position: Position


class NamedShadow(Shadow):
    """A primitive as a search knows it: ``key`` names it by its maker and its place among what that made.

    ``acquiring`` and ``releasing`` are what a thread stands before that wants a lock, or has it: the same for each of them.
    """

    __slots__ = ("acquiring", "key", "made", "releasing", "size")

    def __init__(self, number: int, kind: str, view: Callable[[Any, Shadow], View], key: str, made: Any) -> None:
        super().__init__(number, kind, "", view)
        self.key = key
        self.acquiring: Operation | None = None
        self.releasing: Operation | None = None
        self.made = weakref.ref(made)
        self.size = getattr(made, SIZES[kind]) if kind in SIZES else 0
        if kind == "Condition":
            self.size = int(hasattr(made._lock, "_is_owned"))


class QuietShadows:
    """Every shown primitive of one execution, by id."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self.by_id: dict[int, NamedShadow] = {}
        self.origins: dict[str, Origin] = {}
        """Of all executions: by its key a primitive is the same in each."""

    def begin(self) -> None:
        """A new execution. A lock and what is stood before it hold each other."""
        for shadow in self.by_id.values():
            shadow.acquiring = None
        self.by_id.clear()

    def declare(
        self,
        obj: Any,
        kind: str,
        view: Callable[[Any, Shadow], View],
        name: str = "",  # noqa: ARG002
        extra: Any = None,
    ) -> NamedShadow:
        key = self.new_key()
        if key not in self.origins:
            self.origins[key] = self._origin(kind, sys._getframe(1))
        shadow = NamedShadow(len(self.by_id) + 1, kind, view, key, obj)
        shadow.extra = extra
        self.by_id[shadow.id] = shadow
        return shadow

    def _origin(self, kind: str, frame: FrameType) -> Origin:
        own = self._turns.places.own_frame(frame)
        return Origin(kind, "", (0, 0)) if own is None else Origin(kind, own.f_code.co_filename, position(own))

    def new_key(self) -> str:
        """For something that the running thread makes."""
        maker = self._turns.current or self._turns.mover
        assert maker is not None
        maker.made += 1
        return f"{maker.key}:{maker.made}"

    def refresh(self, obj: Any, shadow: Shadow) -> None:
        """Nobody looks at views."""

    def refresh_later(self, obj: Any, shadow: Shadow) -> None:
        """Nor at the end of a step."""

    def future_changed(self, pool: Any, future: Any, method: str) -> None:
        """A search that listens is told by ``Telling``."""
