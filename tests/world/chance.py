"""Programs drawn by chance, run by a small interpreter that knows what comes after what, and says so plainly.

It shares nothing with ``world.order``: each act is a node, and an edge is drawn where the act itself knows whom it comes
after (which put its item came from, which sets it saw). What happened before what is then looked for in the graph.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

from tests.world.build import Run
from threadtui.engine import events as kinds

LOCKS, SEMAPHORE, EVENT, CONDITION, BARRIER, QUEUES, POOL = (1, 2), 3, 4, 5, 6, (7, 8, 9), 10
"""Numbers of primitives: two locks, the first of which is the condition's, then one of each, and queues in three orders."""

BOUND = {7: 2, 8: 0, 9: 1}
"""Places of the queues: first in first out, last in first out, by priority."""

Guards = Iterator[Callable[[], bool]]
"""Of a thread: whether it can go on, at each point at which it stands."""

Act = tuple[str, int]
"""An operation and its object."""

ACTS: list[Act] = [
    *(("read", place) for place in (1, 2, 3)), *(("write", place) for place in (1, 2, 3)), ("add", 2),
    *(("acquire", lock) for lock in LOCKS), *(("release", lock) for lock in LOCKS),
    ("acquire", SEMAPHORE), ("release", SEMAPHORE), ("set", EVENT), ("clear", EVENT), ("wait", EVENT), ("is_set", EVENT),
    ("notify", CONDITION), ("wait", CONDITION), ("arrive", BARRIER),
    *(("put", queue) for queue in QUEUES), *(("get", queue) for queue in QUEUES), ("task_done", 7), ("join_queue", 7),
    ("submit", POOL), ("work", POOL), ("result", POOL), ("give", 1), ("take", 1),
    *(("join", thread) for thread in (2, 3, 4)), *(("is_alive", thread) for thread in (2, 3, 4)),
]  # fmt: skip

BLOCKS: list[list[Act]] = [
    *([act] for act in ACTS),
    *([("acquire", lock), (touch, 1), ("release", lock)] for lock in (*LOCKS, SEMAPHORE) for touch in ("read", "write")),
    *([("acquire", 1), ("write", 1), ("notify", CONDITION), ("release", 1)],
      [("acquire", 1), ("wait", CONDITION), ("read", 1), ("release", 1)]) * 3,
    *([("write", 1), ("arrive", BARRIER)], [("arrive", BARRIER), ("read", 1)]) * 3,
    *([("write", 1), ("set", EVENT)], [("wait", EVENT), ("read", 1)]) * 2,
    *([("write", 1), ("put", queue)] for queue in QUEUES), *([("get", queue), ("write", 1)] for queue in QUEUES),
    *([("put", 7), ("submit", POOL)], [("work", POOL), ("get", 7), ("write", 1), ("task_done", 7)]),
    *([("write", 1), ("submit", POOL), ("result", POOL), ("write", 1)], [("read", 1), ("work", POOL)]) * 2,
]  # fmt: skip
"""What programs are made of: an act, or some that go together, since a condition's wait is rarely drawn at its place."""


class Touch(NamedTuple):
    """An access: its node, who, what, where."""

    node: int
    thread: int
    kind: str
    location: int
    line: int
    method: bool


class Chance:
    """Runs threads, each a list of acts; ``choose`` picks one of those that can go on by their number."""

    def __init__(self, programs: list[list[Act]], choose: Callable[[int], int]) -> None:
        self.programs = programs
        self.choose = choose
        self.run = Run("main", *(f"worker {number}" for number in range(2, len(programs) + 1)))
        self.run.events = [event for event in self.run.events if event.kind != kinds.POINT or event.thread == 1]
        self._declare()
        self.edges: dict[int, list[int]] = {}
        self.touches: list[Touch] = []
        self.nodes = 0
        self.last: dict[int, int] = {}
        self.free = dict.fromkeys((*LOCKS, SEMAPHORE), 1)
        self.holder: dict[int, int] = {}
        self.givers: dict[Any, list[int]] = {}
        self.flag = False
        self.waiting: dict[int, list[int] | None] = {}
        self.notified: list[int] = []
        self.sleepers: list[int] = []
        self.here: list[tuple[int, int]] = []
        self.passed: dict[int, list[int]] = {}
        self.items: dict[int, list[tuple[int, int]]] = {queue: [] for queue in QUEUES}
        self.puts = dict.fromkeys(QUEUES, 0)
        self.gets: dict[int, list[int]] = {queue: [] for queue in QUEUES}
        self.unfinished = 0
        self.jobs: list[tuple[int, int]] = []
        self.results: list[int] = []
        self.submitted = 0
        self.ended: dict[int, int] = {}

    def _declare(self) -> None:
        run = self.run.location(1, "plain").location(2, "list")
        run.add(kinds.LOCATION, 1, 3, {"name": "list[0]", "value": "0", "within": 2})
        for lock in LOCKS:
            run.primitive(lock, "Lock", f"lock {lock}", holder=None, depth=0)
        run.primitive(SEMAPHORE, "Semaphore", "semaphore", value=1, initial=1, takers=[])
        run.primitive(EVENT, "Event", "event", flag=False).primitive(CONDITION, "Condition", "condition", lock=1)
        run.primitive(BARRIER, "Barrier", "barrier", parties=2, arrived=[], broken=False)
        for queue, kind in zip(QUEUES, ("Queue", "LifoQueue", "PriorityQueue"), strict=True):
            run.primitive(queue, kind, kind, size=0, maxsize=BOUND[queue], items=[], unfinished=0)
        run.primitive(POOL, "ThreadPoolExecutor", "pool", max_workers=1, workers=[], pending=[], futures=[])

    # Running

    def go(self) -> "Chance":
        """Run until nobody can go on; threads are started by the first one, before its own acts."""
        threads = {1: self._main()}
        guards = {1: next(threads[1])}
        while ready := sorted(number for number, guard in guards.items() if guard()):
            mover = ready[self.choose(len(ready))]
            self.run.step(mover, "line")
            try:
                guards[mover] = next(threads[mover])
            except StopIteration:
                del guards[mover]
                self.ended[mover] = self._node(mover)
                self.run.add(kinds.END, mover, 0, "done")
            if mover == 1 and len(threads) - 1 < self.started:
                number = len(threads) + 1
                threads[number] = self._worker(number)
                guards[number] = next(threads[number])
        return self

    started = 0

    def _main(self) -> Guards:
        for number in range(2, len(self.programs) + 1):
            yield _always
            node = self._node(1)
            self.last[number] = node
            self.run.point(number, "begin", number)
            self.started += 1
        yield from self._worker(1)

    def _worker(self, me: int) -> Guards:
        yield _always
        for line, (op, target) in enumerate(self.programs[me - 1], start=10):
            yield from getattr(self, f"_do_{op}")(me, target, line)

    def _node(self, me: int, *after: int) -> int:
        """One more act of this thread; it comes after its last one, and after these."""
        self.nodes += 1
        before = [self.last[me]] if me in self.last else []
        self.edges[self.nodes] = before + list(after)
        self.last[me] = self.nodes
        return self.nodes

    def _give(self, key: Any, node: int) -> None:
        self.givers.setdefault(key, []).append(node)

    # Acts: yield until it can be done; then do it, draw its edges, record it.

    def _access(self, me: int, kind: str, place: int, line: int, *, method: bool = False) -> None:
        value: Any = "0" if kind == "read" else ["0", "1", "append"] if method else ["0", "1"]
        self.touches.append(Touch(self._node(me), me, kind, place, line, method))
        self.run.add(kind, me, place, value, line)

    def _do_read(self, me: int, place: int, line: int) -> Guards:
        yield _always
        self._access(me, "read", place, line)

    def _do_write(self, me: int, place: int, line: int) -> Guards:
        yield _always
        self._access(me, "write", place, line)

    def _do_add(self, me: int, place: int, line: int) -> Guards:
        yield _always
        self._access(me, "write", place, line, method=True)

    def _do_acquire(self, me: int, lock: int, _line: int) -> Guards:
        yield lambda: self.free[lock] > 0
        self._take_lock(me, lock)

    def _take_lock(self, me: int, lock: int) -> None:
        self.free[lock] -= 1
        self.holder[lock] = me
        self._node(me, *self.givers.get(lock, ()))
        self.run.op("acquire", lock, True)

    def _do_release(self, me: int, lock: int, _line: int) -> Guards:
        yield _always
        if lock == SEMAPHORE or self.holder.get(lock) == me:  # a semaphore may be given what was not taken
            self._let_go(me, lock)

    def _let_go(self, me: int, lock: int) -> None:
        self.free[lock] += 1
        self.holder.pop(lock, None)
        self._give(lock, self._node(me))
        self.run.op("release", lock)

    def _do_set(self, me: int, event: int, _line: int) -> Guards:
        yield _always
        node = self._node(me)
        self._give(event, node)
        self.flag = True
        for thread, seen in self.waiting.items():
            self.waiting[thread] = [*(seen or []), node]
        self.run.op("set", event)

    def _do_clear(self, me: int, event: int, _line: int) -> Guards:
        yield _always
        self._node(me)
        self.flag = False
        self.givers.pop(event, None)
        self.run.op("clear", event)

    def _do_is_set(self, me: int, event: int, _line: int) -> Guards:
        yield _always
        self._node(me, *(self.givers.get(event, ()) if self.flag else ()))
        self.run.op("is_set", event, self.flag)

    def _do_notify(self, me: int, condition: int, _line: int) -> Guards:
        yield _always
        if self.holder.get(1) == me:
            self._node(me)
            if self.sleepers:
                self.notified.append(self.sleepers.pop(0))
            self.run.op("notify", condition)

    def _do_wait(self, me: int, target: int, _line: int) -> Guards:
        yield _always
        if target == EVENT:
            yield from self._wait_for_event(me)
        elif self.holder.get(1) == me:
            self._let_go(me, 1)  # the lock orders the rest
            self.sleepers.append(me)
            self.run.blocked(me, "wait", target, "inside")
            yield lambda: me in self.notified and self.free[1] > 0
            self.notified.remove(me)
            self._take_lock(me, 1)
            self.run.op("wait", target, True)

    def _wait_for_event(self, me: int) -> Guards:
        seen = self.givers.get(EVENT, ())
        if not self.flag:
            self.waiting[me] = None
            self.run.blocked(me, "wait", EVENT, "inside")
            yield lambda: self.waiting[me] is not None
            seen = self.waiting.pop(me) or ()
        self._node(me, *seen)
        self.run.op("wait", EVENT, True)

    def _do_arrive(self, me: int, barrier: int, _line: int) -> Guards:
        yield _always
        self.here.append((me, self._node(me)))
        self.run.update(barrier, arrived=[thread for thread, _ in self.here])
        last = len(self.here) == 2
        if last:
            arrivals = [node for _, node in self.here]
            self.passed |= {thread: arrivals for thread, _ in self.here}
            self.here = []
        else:
            self.run.blocked(me, "arrive", barrier, "inside")
            yield lambda: me in self.passed
        self._node(me, *self.passed.pop(me))
        self.run.op("arrive", barrier, 1 if last else 0)
        if last:
            self.run.update(barrier, arrived=[])

    def _do_put(self, me: int, queue: int, _line: int) -> Guards:
        yield lambda: not BOUND[queue] or len(self.items[queue]) < BOUND[queue]
        self.puts[queue] += 1
        number, gets = self.puts[queue], self.gets[queue]
        freed = gets[number - BOUND[queue] - 1 :][:1] if BOUND[queue] and number > BOUND[queue] else []
        self.items[queue].append((number, self._node(me, *freed)))
        self.unfinished += queue == 7
        self.run.op("put", queue, {"item": "x", "size_before": 0, "size_after": 1})
        self.run.events[-1].value["number"] = number

    def _do_get(self, me: int, queue: int, _line: int) -> Guards:
        yield lambda: bool(self.items[queue])
        waiting = self.items[queue]
        chosen = {7: 0, 8: len(waiting) - 1, 9: self.choose(len(waiting))}[queue]
        number, put = waiting.pop(chosen)
        self.gets[queue].append(self._node(me, put))
        self.run.op("get", queue, {"item": "x", "size_before": 1, "size_after": 0})
        self.run.events[-1].value["number"] = number

    def _do_task_done(self, me: int, queue: int, _line: int) -> Guards:
        yield _always
        if self.unfinished:
            self.unfinished -= 1
            self._give("done", self._node(me))
            self.run.op("task_done", queue)

    def _do_join_queue(self, me: int, queue: int, _line: int) -> Guards:
        yield lambda: not self.unfinished
        self._node(me, *self.givers.get("done", ()))
        self.run.op("join_queue", queue)

    def _do_submit(self, me: int, pool: int, _line: int) -> Guards:
        yield _always
        self.submitted += 1
        self.jobs.append((self.submitted, self._node(me)))
        self.run.op("submit", pool, "work()")
        self.run.events[-1].value["number"] = self.submitted

    def _do_work(self, me: int, pool: int, line: int) -> Guards:
        """Take one up, touch something, and set its result."""
        yield lambda: bool(self.jobs)
        number, submit = self.jobs.pop(0)
        self._node(me, submit)
        self.run.op("work", pool, "work()")
        self.run.events[-1].value["number"] = number
        yield _always
        self._access(me, "write", 1, line)
        self._give(("result", number), self._node(me))
        self.run.add(kinds.ORDER, me, 100 + number, "give")
        self.results.append(number)

    def _do_result(self, me: int, pool: int, _line: int) -> Guards:
        yield lambda: bool(self.results)
        number = self.results[-1]
        self._node(me, *self.givers["result", number])
        self.run.op("result", pool, "None").add(kinds.ORDER, me, 100 + number, "take")

    def _do_give(self, me: int, number: int, _line: int) -> Guards:
        yield _always
        self._give("library", self._node(me))
        self.run.add(kinds.ORDER, me, number, "give")

    def _do_take(self, me: int, number: int, _line: int) -> Guards:
        yield _always
        self._node(me, *self.givers.get("library", ()))
        self.run.add(kinds.ORDER, me, number, "take")

    def _do_join(self, me: int, thread: int, _line: int) -> Guards:
        if thread == me or thread > len(self.programs):
            return
        yield lambda: thread in self.ended
        self._node(me, self.ended[thread])
        self.run.op("join", thread, True)

    def _do_is_alive(self, me: int, thread: int, _line: int) -> Guards:
        yield _always
        if thread <= len(self.programs):
            self._node(me, *([self.ended[thread]] if thread in self.ended else ()))
            self.run.op("is_alive", thread, thread not in self.ended)

    # What it all comes to

    def past(self, node: int) -> set[int]:
        """All that comes before an act."""
        seen: set[int] = set()
        todo = list(self.edges[node])
        while todo:
            found = todo.pop()
            if found not in seen:
                seen.add(found)
                todo += self.edges[found]
        return seen

    def races(self) -> set[tuple[int, frozenset[int]]]:
        """Location and lines of every two accesses that nothing orders."""
        past = {touch.node: self.past(touch.node) for touch in self.touches}
        return {
            (min(one.location, other.location), frozenset((one.line, other.line)))
            for one, other in combinations(self.touches, 2)
            if (one.location == other.location or {one.location, other.location} == {2, 3})
            and one.thread != other.thread
            and "write" in (one.kind, other.kind)
            and not (one.method and other.method)
            and one.node not in past[other.node]
            and other.node not in past[one.node]
        }


def _always() -> bool:
    return True
