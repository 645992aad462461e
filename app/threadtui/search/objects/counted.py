"""Objects that count: semaphores and queues."""

from typing import Any

from threadtui.search import dependence as table
from threadtui.search.model import RAISED, Done, Key, Pending
from threadtui.search.objects.base import BLOCKED, Accesses, Track, may_fail


class Semaphore(Track):
    """Permits: what it was made with, and the releases, less the acquires."""

    __slots__ = ()
    TABLE = table.SEMAPHORE
    CERTAIN = True
    LOGS = True
    ACQUIRE, RELEASE, LOOK = range(3)

    def permits(self, within: int) -> int:
        given = sum(entry.value for entry in self.logged(within) if entry.op == "release" and entry.outcome != RAISED)
        return int(self.size + given - self.count(self.ACQUIRE, within))

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        del within, thread
        if done.op == "acquire":
            return self.as_mode[self.ACQUIRE if done.outcome else self.LOOK]
        return self.as_mode[self.RELEASE if done.outcome != RAISED else self.LOOK]

    def widest(self, thread: Key, pending: Pending) -> Accesses:
        del thread
        return self.as_mode[self.ACQUIRE if pending.op == "acquire" else self.RELEASE]

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        del thread
        if pending.op == "acquire":
            return True if self.permits(within) > 0 else False if may_fail(pending) else BLOCKED
        return None


class BoundedSemaphore(Semaphore):
    """One that refuses a release too many."""

    __slots__ = ()
    TABLE = table.BOUNDED

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        if pending.op == "release" and self.permits(within) + pending.value > self.size:
            return RAISED
        return super().outcome(within, thread, pending)


class Queue(Track):
    """First in, first out. ``size`` is the room, 0 without bound."""

    __slots__ = ()
    TABLE = table.QUEUE
    CERTAIN = True
    LOGS = True
    PUT, GET, LOOK, DONE, BARE, JOIN, ALL = range(7)

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        op, outcome = done.op, done.outcome
        if op == "put" or op == "get":
            if outcome is True:
                return self._moved(within, op)
            return self.as_mode[self.LOOK]
        if op == "task_done":
            return self.as_mode[self.DONE if self._earned(within, thread) else self.BARE]
        return self._other(op)

    def _other(self, op: str) -> Accesses:
        if op == "join_queue":
            return self.as_mode[self.JOIN]
        return self.as_mode[self.LOOK if op in ("qsize", "empty", "full") else self.ALL]

    def _moved(self, within: int, op: str) -> Accesses:
        """An item in or out: its slot, and for a put also the slot of the item whose room it takes."""
        slot = self.space.slot
        if op == "get":
            return *self.as_mode[self.GET], slot(self.key, self.count(self.GET, within))
        number = self.count(self.PUT, within)
        if not self.size or number < self.size:
            return *self.as_mode[self.PUT], slot(self.key, number)
        return *self.as_mode[self.PUT], slot(self.key, number), slot(self.key, number - self.size)

    def _earned(self, within: int, thread: Key) -> bool:
        """Has the thread got more items than it has reported done, and nobody more than they got?"""
        if self.count(self.BARE, within):
            return False
        got = 0
        for entry in self.logged(within):
            if entry.thread == thread:
                got += (entry.op == "get" and entry.outcome is True) - (entry.op == "task_done")
        return got > 0

    def widest(self, thread: Key, pending: Pending) -> Accesses:
        op = pending.op
        if op == "put" or op == "get":
            number = self.PUT if op == "put" else self.GET
            touched = self.as_mode[number] + self._slots_now(op)
            return touched + self.as_mode[self.LOOK] if may_fail(pending) else touched
        if op == "task_done":
            return self.touched(-1, thread, Done(op))
        return self._other(op)

    def _slots_now(self, op: str) -> Accesses:
        return self._moved(-1, op)[1:]

    def closed(self, within: int) -> bool:
        return any(entry.op == "shutdown" for entry in self.logged(within)) if self.masks[self.ALL] else False

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        del thread
        op = pending.op
        held = self.count(self.PUT, within) - self.count(self.GET, within)
        if op == "get":
            return True if held > 0 else self._waiting(within, pending)
        if op == "put":
            room = not self.size or held < self.size
            return True if room and not self.closed(within) else self._waiting(within, pending)
        if op == "join_queue":
            return True if self._unfinished(within) <= 0 else BLOCKED
        return RAISED if op == "task_done" and self._unfinished(within) <= 0 else None

    def _waiting(self, within: int, pending: Pending) -> Any:
        if self.closed(within):
            return RAISED
        return False if may_fail(pending) else BLOCKED

    def _unfinished(self, within: int) -> int:
        reported = sum(1 for entry in self.logged(within) if entry.op == "task_done" and entry.outcome != RAISED)
        return self.count(self.PUT, within) - reported


class Stack(Queue):
    """Last in first out, or by priority: no item has a slot of its own."""

    __slots__ = ()
    TABLE = table.STACK

    def _moved(self, within: int, op: str) -> Accesses:
        del within
        return self.as_mode[self.PUT if op == "put" else self.GET]


class Pool(Track):
    """A thread pool: pieces of work submitted and taken; each operation depends on each."""

    __slots__ = ()
    CERTAIN = True
    LOGS = True

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        del thread
        if pending.op != "work":
            return None
        ops = [entry.op for entry in self.logged(within)]
        return None if "shutdown" in ops or ops.count("submit") > ops.count("work") else BLOCKED
