"""What the threads stand before, in the words of ``model``; made when it is asked for, since most choosers ask for little."""

from collections.abc import Hashable, Iterator, Mapping
from types import FrameType
from typing import Any

from threadtui.engine.operations import target_of
from threadtui.engine.pending import Operation
from threadtui.engine.searching.search_thread import SearchThread
from threadtui.engine.searching.stage import Stage
from threadtui.engine.source.sink import ACCESS
from threadtui.engine.stdlib.cooperative import INSIDE
from threadtui.search.hosting.rounds import Rounds
from threadtui.search.hosting.telling import FUTURE, SECOND_HALF, TRIES, is_a_try
from threadtui.search.model import BEGUN, Done, Key, Pending, Place

NOWHERE = Place("", 0)
"""Of a thread that is not in the program's own source."""


class Standing(Mapping[Key, Pending]):
    """Every living thread's pending operation, by key. After the end, what it was at the end (``kept``)."""

    def __init__(self, stage: Stage, future: Any) -> None:
        self._stage = stage
        self._turns = stage.turns
        self._future = future
        self._places: dict[tuple[str, int, str], Place] = {}
        stage.turns.where = self._where
        self._rounds = Rounds()
        self.spins = True
        """Is it told that threads spin? Not where somebody wants to see how they go round, up to a limit below the usual one."""
        self.kept: dict[Key, Pending] | None = None

    def keep(self) -> None:
        """It is over, and its threads are about to go."""
        self.kept = dict(self)

    def __getitem__(self, key: Key) -> Pending:
        if self.kept is not None:
            return self.kept[key]
        thread = self._turns.by_key[key]
        op = thread.pending
        if op is None:
            raise KeyError(key)
        told: Pending | None = thread.told
        if told is not None:
            guard = op.guard
            if guard is None or guard() == told.ready:
                return told
        told = self._of(thread, op)
        if self.spins and told.place is not None and self._rounds.within(told.place.file, told.place.line):
            told = told._replace(state=self._state(thread))
        if op.may_go_on is None and (
            told.lock or told.kind != "Condition"
        ):  # else more may change than its being ready
            thread.told = told
        return told

    @property
    def timed(self) -> bool:
        """Has anybody a deadline? (``search.patience`` asks, so that it need not look at each of them.)"""
        return self._turns.deadlines > 0

    def get(self, key: Key, default: Any = None) -> Any:
        """As of any mapping, by one call less."""
        try:
            return self[key]
        except KeyError:
            return default

    def done(self, thread: SearchThread, op: Operation) -> Done:
        """An operation that has been done and left no word: the rest of what happened is in its body."""
        pending = self._of(thread, op)
        return Done(pending.op, pending.kind, pending.object, pending.ready, pending.value, pending.size)

    def __iter__(self) -> Iterator[Key]:
        if self.kept is not None:
            return iter(self.kept)
        return (thread.key for thread in self._turns.alive if thread.pending is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _of(self, thread: SearchThread, op: Operation) -> Pending:
        name, kind, key, value, size, lock = op.name, "", "", None, 0, ""
        table = target_of(name)
        if op.waits_for is not None and op.waits_for[0] == "thread":
            name, kind, key = "join", "Thread", self._turns.threads[op.waits_for[1]].key
        elif table == "location":
            kind, key = "location", self._stage.spots.keys[op.target]
        elif table == "thread":
            kind, key = "Thread", self._turns.threads[op.target].key
        elif table == "primitive":
            name, kind, key, value, size, lock = self._on_primitive(thread, op)
        elif name == "wake":
            name = "sleep"
        ready = op.guard() if op.guard is not None else not op.sleeping
        timed = None if op.until is None else op.until - thread.stood_at
        return Pending(name, kind, key, ready, timed, value, size, lock, self._place(thread))

    def _state(self, thread: SearchThread) -> Hashable:
        frame = self._stage.frame(thread)
        return None if frame is None or self._stage.accesses.level < ACCESS else self._rounds.state(thread, frame)

    def _on_primitive(self, thread: SearchThread, op: Operation) -> tuple[str, str, str, Any, int, str]:
        shadow = self._stage.shadows.by_id[op.target]
        name, kind, key, value, size = op.name, shadow.kind, shadow.key, None, shadow.size
        if op.value == INSIDE:
            name = SECOND_HALF[name]
        elif op.value == "again" and thread.public is not None and thread.public.name == "wait":
            shadow = self._stage.shadows.by_id[thread.public.target]
            name, kind, key, size = "reenter", shadow.kind, shadow.key, shadow.size
        elif name == "wait" and kind == "Event":
            value = None if op.guard is not None else BEGUN if op.value is None or op.value > 0 else False
        elif name in ("result", "done"):
            kind, key = FUTURE, self._future(op.subject)
        elif name in TRIES and is_a_try(op, kind):
            value = False
        elif name in ("release", "notify") and kind not in ("Lock", "RLock"):
            value = op.value
        return name, kind, key, value, size, self._lock_of(shadow) if kind == "Condition" else ""

    def _lock_of(self, shadow: Any) -> str:
        condition = shadow.made()
        lock = getattr(condition._lock, "_shadow", None)
        return lock.key if lock is not None else ""

    def _place(self, thread: SearchThread) -> Place | None:
        if thread.place is None:
            thread.place = Place(*self._stage.place(thread))
        place: Place = thread.place
        return place

    def _where(self, frame: FrameType) -> Place:
        own = self._stage.places.own_frame(frame)
        if own is None:
            return NOWHERE
        code = own.f_code
        key = code.co_filename, own.f_lineno or 0, code.co_qualname
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = Place(*key)
        return place
