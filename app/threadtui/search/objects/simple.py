"""Objects whose modes are plain: locations, locks, events, threads, timers, futures."""

from typing import Any, ClassVar

from threadtui.search import dependence as table
from threadtui.search.model import BEGUN, NESTED, RAISED, Done, Key, Pending
from threadtui.search.objects.base import BLOCKED, Accesses, Track, may_fail

NOTHING: Accesses = ()


class ByOperation(Track):
    """Each operation touches its object in one mode, whatever its outcome; ``MODES`` says in which (None: not at all)."""

    __slots__ = ()
    CERTAIN = True
    MODES: ClassVar[dict[str, int | None]] = {}

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        del within, thread
        mode = self.MODES.get(done.op, 0)
        return NOTHING if mode is None else self.as_mode[mode]

    def widest(self, thread: Key, pending: Pending) -> Accesses:
        del thread
        mode = self.MODES.get(pending.op, 0)
        return NOTHING if mode is None else self.as_mode[mode]


class Location(ByOperation):
    """A shared attribute, element or variable."""

    __slots__ = ()
    TABLE = table.LOCATION
    STEADY = True
    MODES: ClassVar[dict[str, int | None]] = {"read": TABLE.mode("read"), "write": TABLE.mode("write")}

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        del within, thread
        return self.as_mode[0 if done.op == "read" else 1]


class Lock(Track):
    """Lock and RLock. Who holds an RLock already touches nothing by taking it once more."""

    __slots__ = ()
    TABLE = table.LOCK
    CERTAIN = True
    ACQUIRE, RELEASE, LOOK = range(3)

    def free(self, within: int) -> bool:
        return self.latest(self.ACQUIRE, within) <= self.latest(self.RELEASE, within)

    def held_by(self, within: int, thread: Key) -> bool:
        """Is the thread the one that took it last, and has it not been given back?"""
        return not self.free(within) and self.space.movers[self.latest(self.ACQUIRE, within) - 1] == thread

    def settled(self, done: Done) -> bool:
        """What a thread does with an RLock that it holds, or does not hold, is its own affair."""
        return done.kind == "RLock" and (done.op != "acquire" or done.outcome == NESTED)

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        del within, thread
        op, outcome = done.op, done.outcome
        if outcome is NESTED or outcome == NESTED or (done.kind == "RLock" and outcome == RAISED):
            return NOTHING
        if op == "acquire":
            return self.as_mode[self.ACQUIRE if outcome else self.LOOK]
        return self.as_mode[self.RELEASE if op == "release" and outcome != RAISED else self.LOOK]

    def widest(self, thread: Key, pending: Pending) -> Accesses:
        del thread
        if pending.op == "acquire":
            return self.as_mode[self.ACQUIRE]
        return self.as_mode[self.RELEASE if pending.op == "release" else self.LOOK]

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        del thread
        if pending.op == "acquire":
            return True if self.free(within) else False if may_fail(pending) else BLOCKED
        if pending.op == "release" and pending.kind == "Lock" and self.free(within):
            return RAISED
        return None


class Event(Track):
    """An Event: its flag is what the last ``set`` or ``clear`` left; the waking of a parked waiter remembers any ``set``."""

    __slots__ = ()
    TABLE = table.EVENT
    CERTAIN = True
    LOGS = True
    SET, CLEAR, LOOK, WAKE = range(4)

    def flag(self, within: int) -> bool:
        return self.latest(self.SET, within) > self.latest(self.CLEAR, within)

    def _mode(self, op: str) -> Accesses:
        return self.as_mode[{"set": self.SET, "clear": self.CLEAR, "wake": self.WAKE}.get(op, self.LOOK)]

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        del within, thread
        return self._mode(done.op)

    def widest(self, thread: Key, pending: Pending) -> Accesses:
        del thread
        return self._mode(pending.op)

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        if pending.op == "wait":
            return True if self.flag(within) else self._unset(pending)
        if pending.op == "wake":
            return True if self._set_since(within, thread) else self._unset(pending)
        return self.flag(within) if pending.op == "is_set" else None

    def _unset(self, pending: Pending) -> Any:
        if pending.op == "wait" and pending.value == BEGUN:
            return BEGUN
        return False if may_fail(pending) else BLOCKED

    def _set_since(self, within: int, thread: Key) -> bool:
        """Has anybody set it since this thread parked? It may park again later, which is not in ``within``."""
        waits = (entry for entry in reversed(self.logged(within)) if entry.op == "wait" and entry.thread == thread)
        parked = next(waits).step
        return self.latest(self.SET, within) > parked


class Thread(ByOperation):
    """The end of a thread, and who looks for it. ``begin`` is no touch: it comes after the start in any case."""

    __slots__ = ()
    TABLE = table.THREAD
    START, END, LOOK = range(3)
    MODES: ClassVar[dict[str, int | None]] = {
        "start": START, "begin": None, "end": END, "join": LOOK, "is_alive": LOOK,
    }  # fmt: skip

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        if done.outcome == RAISED:
            return self.as_mode[self.LOOK]
        return super().touched(within, thread, done)

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        del thread
        if pending.op == "join":
            if not self.latest(self.START, within):
                return RAISED
            return True if self.latest(self.END, within) else False if may_fail(pending) else BLOCKED
        if pending.op == "is_alive":
            return self.latest(self.START, within) > 0 == self.latest(self.END, within)
        return RAISED if pending.op == "start" and self.latest(self.START, within) else None


class Timer(ByOperation):
    """A Timer's delay, and its cancelling."""

    __slots__ = ()
    TABLE = table.TIMER
    TIMER, CANCEL = range(2)
    MODES: ClassVar[dict[str, int | None]] = {"timer": TIMER, "cancel": CANCEL}

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        del thread
        if pending.op != "timer":
            return None
        return not self.latest(self.CANCEL, within)


class Future(ByOperation):
    """A Future's result. ``look`` reads it, ``finish`` brings it."""

    __slots__ = ()
    TABLE = table.FUTURE
    LOOK, FINISH = range(2)
    MODES: ClassVar[dict[str, int | None]] = {"result": LOOK, "done": LOOK, "finish": FINISH, "cancel": FINISH}

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        del thread
        if pending.op == "result":
            return True if self.latest(self.FINISH, within) else False if may_fail(pending) else BLOCKED
        return self.latest(self.FINISH, within) > 0 if pending.op == "done" else None
