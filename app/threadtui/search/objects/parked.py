"""Objects in which threads park: Condition and Barrier. What became of a waiter takes a simulation of its kind's own rules."""

from collections import Counter
from typing import Any

from threadtui.search import dependence as table
from threadtui.search.model import BEGUN, RAISED, Done, Key, Pending
from threadtui.search.objects.base import BLOCKED, Access, Accesses, Logged, Track, may_fail
from threadtui.search.objects.simple import Lock

Waiter = tuple[Key, int]
"""A thread, and the how-manieth wait of its this is."""


class Waiters:
    """Who waits in a Condition, in their order, and who has been notified: a replay of what was done to it."""

    def __init__(self, entries: list[Logged]) -> None:
        self.queue: list[Waiter] = []
        self.waits: Counter[Key] = Counter()
        for entry in entries:
            self._replay(entry)

    def _replay(self, entry: Logged) -> None:
        if entry.op == "wait" and entry.outcome == BEGUN:
            self.waits[entry.thread] += 1
            self.queue.append((entry.thread, self.waits[entry.thread]))
        elif entry.op in ("notify", "notify_all") and entry.outcome != RAISED:
            del self.queue[: len(self.next(entry.value))]
        elif entry.op == "reenter" and (waiter := self.of(entry.thread)) in self.queue:
            self.queue.remove(waiter)

    def next(self, n: int | None) -> list[Waiter]:
        """Whom a notify would reach."""
        return self.queue[:n]

    def of(self, thread: Key) -> Waiter:
        return thread, self.waits[thread]

    def notified(self, thread: Key) -> bool:
        return self.of(thread) not in self.queue


class Condition(Track):
    """Waiting, notifying, and coming back after a timeout. ``size`` is 1 if its lock is an RLock.

    Who waits or notifies must hold the lock. Whether a thread holds an RLock is its own affair; a plain Lock may be held by
    somebody else and will do, so then the lock is looked at: a wait gives back what another thread holds.
    """

    __slots__ = ()
    TABLE = table.CONDITION
    CERTAIN = True
    LOGS = True
    WAIT, NOTIFY, REENTER = range(3)

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        return self._itself(within, thread, done) + self._looked_at(done.op)

    def _itself(self, within: int, thread: Key, done: Done) -> Accesses:
        if done.outcome == RAISED:
            return ()
        if done.op in ("wait", "reenter"):
            return self.as_mode[self.WAIT if done.op == "wait" else self.REENTER]
        waiters = Waiters(self.logged(within))
        if done.op == "wake":
            return (self._slot(waiters.of(thread)),)
        return self.as_mode[self.NOTIFY] + tuple(map(self._slot, waiters.next(done.value)))

    def _slot(self, waiter: Waiter) -> Access:
        return self.space.slot(self.key, *waiter)

    def _lock(self) -> Lock:
        found = self.space.track("Lock", self.lock, 0)
        assert isinstance(found, Lock)
        return found

    def _looked_at(self, op: str) -> Accesses:
        """The lock, where the operation needs to know whether anybody holds it."""
        return () if self.size or op in ("wake", "reenter") else self._lock().as_mode[Lock.LOOK]

    def _moved(self, op: str, outcome: Any) -> Accesses:
        """The lock, where the operation with this outcome gives it back or takes it."""
        if op == "wait" and outcome == BEGUN:
            return self._lock().as_mode[Lock.RELEASE]
        return self._lock().as_mode[Lock.ACQUIRE] if op in ("wake", "reenter") and outcome is True else ()

    def widest(self, thread: Key, pending: Pending) -> Accesses:
        outcome = BEGUN if pending.op == "wait" else True
        done = Done(pending.op, outcome=outcome, value=pending.value)
        return self.touched(-1, thread, done) + self._moved(pending.op, outcome)

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        if pending.op not in ("wake", "reenter"):
            lock = self._lock()
            owned = lock.held_by(within, thread) if self.size else not lock.free(within)
            return RAISED if not owned else BEGUN if pending.op == "wait" else None
        if pending.op == "wake" and not Waiters(self.logged(within)).notified(thread):
            return False if may_fail(pending) else BLOCKED
        return True if self._lock().free(within) else BLOCKED

    def would_touch(self, within: int, thread: Key, pending: Pending, outcome: Any) -> Accesses:
        touched = self.touched(within, thread, Done(pending.op, "", "", outcome, pending.value))
        return touched + self._moved(pending.op, outcome)


class Gathering:
    """A Barrier, replayed: CPython's own four states."""

    FILLING, DRAINING, RESETTING, BROKEN = 0, 1, -1, -2

    def __init__(self, parties: int, entries: list[Logged]) -> None:
        self.parties = parties
        self.count = 0
        self.state = self.FILLING
        for entry in entries:
            self._replay(entry)

    def _replay(self, entry: Logged) -> None:
        if entry.op == "arrive":
            self._arrive()
        elif entry.op == "leave":
            if entry.outcome is False and self.state == self.FILLING:
                self.state = self.BROKEN
            self._exit()
        elif entry.op == "abort":
            self.state = self.BROKEN
        elif entry.op == "reset":
            self.state = self.RESETTING if self.count else self.FILLING

    def _arrive(self) -> None:
        if self.state == self.BROKEN:
            return
        self.count += 1
        if self.count == self.parties:
            self.state = self.DRAINING
            self._exit()

    def _exit(self) -> None:
        self.count -= 1
        if not self.count and self.state in (self.DRAINING, self.RESETTING):
            self.state = self.FILLING


class Barrier(Track):
    """Arriving and leaving. ``size`` is the number of parties."""

    __slots__ = ()
    TABLE = table.BARRIER
    CERTAIN = True
    LOGS = True
    ARRIVE, LEAVE, ALL = range(3)

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        del within, thread
        if done.op == "arrive":
            return self.as_mode[self.ARRIVE]
        return self.as_mode[self.LEAVE if done.op == "leave" and done.outcome is not False else self.ALL]

    def widest(self, thread: Key, pending: Pending) -> Accesses:
        del thread
        if pending.op == "arrive":
            return self.as_mode[self.ARRIVE]
        return self.as_mode[self.LEAVE if pending.op == "leave" and not may_fail(pending) else self.ALL]

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        del thread
        now = Gathering(self.size, self.logged(within))
        if pending.op == "arrive":
            return self._arriving(now)
        if pending.op == "leave":
            if now.state == now.FILLING:
                return False if may_fail(pending) else BLOCKED
            return True if now.state == now.DRAINING else RAISED
        return None

    def _arriving(self, now: Gathering) -> Any:
        if now.state in (now.DRAINING, now.RESETTING):
            return BLOCKED
        if now.state == now.BROKEN:
            return RAISED
        return now.count if now.count + 1 == self.size else BEGUN
