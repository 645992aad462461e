"""What comes before what in a run, plainly: a node for each operation and access, an edge where one lets another go on, and the
transitive closure of all that. It shares nothing with ``world.order`` but the events.

Items of queues and calls of pools are told apart by what they are, not by numbers: each item that is put, and each function that
is submitted, must be another one in the whole run.
"""

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any, NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import Event

Key = tuple[Any, ...]

RaceOf = tuple[str, frozenset[int]]
"""A location's name, and the lines of two accesses."""


class Touch(NamedTuple):
    node: int
    thread: int
    write: bool
    line: int


class Closure:
    """Made of all events of a run, in their order. ``past[n]`` has bit m where node m comes before node n."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.past: list[int] = []
        self.touches: dict[int, list[Touch]] = {}
        self.names: dict[int, str] = {}
        self._last: dict[int, int] = {}
        self._did: dict[Key, list[int]] = {}
        """What was done → the nodes that did it, in their order."""
        self._kinds: dict[int, dict[str, Any]] = {}
        self._inside: dict[int, tuple[str, int]] = {}
        self._here: dict[int, list[int]] = {}
        self._passed: dict[Key, list[int]] = {}
        self._broken: dict[int, list[int]] = {}
        self._flags: dict[int, list[int]] = {}
        self._caught: dict[Key, list[int]] = {}
        self._standing: dict[int, Any] = {}
        self._calls: dict[int, str] = {}
        self._workers: dict[int, set[int]] = {}
        self._mover = 0
        for event in events:
            self._event(event)

    def _node(self, thread: int, *after: list[int]) -> int:
        """One more of this thread: it comes after the thread's last one, and after these."""
        node = len(self.past)
        before = [self._last[thread]] if thread in self._last else []
        past = 0
        for other in (*before, *(number for numbers in after for number in numbers)):
            past |= self.past[other] | 1 << other
        self.past.append(past)
        self._last[thread] = node
        call = self._calls.get(thread)
        if call is not None:
            self._did.setdefault(("call", call), []).append(node)
        return node

    def _do(self, *key: Any, node: int) -> None:
        self._did.setdefault(key, []).append(node)

    def _done(self, *key: Any) -> list[int]:
        return self._did.get(key, [])

    def _event(self, event: Event) -> None:
        thread = event.thread
        if event.kind == kinds.STEP:
            self._mover = thread
        elif event.kind == kinds.POINT:
            self._stand(event)
        elif event.kind == kinds.LOCATION:
            self.names[event.object] = event.value["name"]
        elif event.kind == kinds.PRIMITIVE:
            self._kinds[event.object] = event.value
        elif event.kind == kinds.UPDATE and event.value.get("broken"):
            self._breaks(thread, event.object)
        elif event.kind in (kinds.READ, kinds.WRITE):
            touch = Touch(self._node(thread), thread, event.kind == kinds.WRITE, event.line)
            self.touches.setdefault(event.object, []).append(touch)
        elif event.kind == kinds.END:
            self._do("end", thread, node=self._node(thread))
        elif event.kind == kinds.ORDER:
            self._library(event)
        elif event.kind == kinds.OP:
            self._op(event)

    def _stand(self, event: Event) -> None:
        thread, value = event.thread, event.value
        if thread not in self._last and self._mover:
            self._node(thread, [self._node(self._mover)])  # its starter's step
        if value["op"] == "arrive" and value["value"] == "inside" and not self._is_inside(thread, event.object):
            self._here.setdefault(event.object, []).append(self._node(thread))  # it has arrived, and waits
        self._standing[thread] = value["value"]
        self._inside[thread] = (value["op"], event.object) if value["value"] == "inside" else ("", 0)

    def _is_inside(self, thread: int, number: int) -> bool:
        return self._inside.get(thread, ("", 0))[1] == number

    def _all_inside(self, number: int) -> list[int]:
        return [thread for thread in self._inside if self._is_inside(thread, number)]

    def _library(self, event: Event) -> None:
        if event.value == "give":
            self._do("library", event.object, node=self._node(event.thread))
        elif event.value == "take":
            self._node(event.thread, self._done("library", event.object))
        else:
            self._node(event.thread, self._done("end", event.object))

    def _op(self, event: Event) -> None:
        result = event.value["result"]
        raised = result.get("raised") if isinstance(result, dict) else None
        if raised == "BrokenBarrierError":
            told = self._caught.pop((event.thread, event.object), [])
            self._node(event.thread, told or self._broken.get(event.object, []))
        elif (raised is None and result is not False) or event.value["op"] in ("is_alive", "timer"):
            rule = _RULES.get(event.value["op"])
            if rule is not None:
                rule(self, event.thread, event.object, event.value)

    # A rule for each operation that was done

    def _acquired(self, thread: int, lock: int, _value: Any) -> None:
        self._node(thread, self._done("release", lock))

    def _released(self, thread: int, lock: int, _value: Any) -> None:
        self._do("release", lock, node=self._node(thread))

    def _set(self, thread: int, event: int, _value: Any) -> None:
        node = self._node(thread)
        self._flags.setdefault(event, []).append(node)
        for other in self._all_inside(event):
            self._caught.setdefault((other, event), []).append(node)

    def _cleared(self, _thread: int, event: int, _value: Any) -> None:
        self._flags.pop(event, None)

    def _asked_set(self, thread: int, event: int, _value: Any) -> None:
        self._node(thread, self._flags.get(event, []))

    def _waited(self, thread: int, number: int, _value: Any) -> None:
        if self._kinds[number]["kind"] == "Condition":
            self._node(thread, self._done("notify", number))
        else:
            self._node(thread, self._caught.pop((thread, number), []) or self._flags.get(number, []))

    def _notified(self, thread: int, condition: int, _value: Any) -> None:
        self._do("notify", condition, node=self._node(thread))

    def _put(self, thread: int, queue: int, value: Any) -> None:
        places, gets = self._kinds[queue]["maxsize"], self._done("get", queue)
        number = len(self._done("put", queue))
        node = self._node(thread, [gets[number - places]] if 0 < places <= number else [])
        self._do("put", queue, node=node)
        self._do("item", queue, value["result"]["item"], node=node)

    def _got(self, thread: int, queue: int, value: Any) -> None:
        (put,) = self._done("item", queue, value["result"]["item"])
        self._do("get", queue, node=self._node(thread, [put]))

    def _task_done(self, thread: int, queue: int, _value: Any) -> None:
        self._do("task_done", queue, node=self._node(thread))

    def _all_done(self, thread: int, queue: int, _value: Any) -> None:
        self._node(thread, self._done("task_done", queue))

    def _arrived(self, thread: int, barrier: int, value: Any) -> None:
        """The last one of a generation lets all of them go on; with no action to run, its arrival is its leaving."""
        if value["result"] == self._kinds[barrier]["parties"] - 1:
            all_of_them = [*self._here.pop(barrier, []), self._node(thread)]
            for other in self._all_inside(barrier):
                self._passed[other, barrier] = all_of_them
            self._node(thread, all_of_them)
        else:
            self._node(thread, self._passed.pop((thread, barrier)))

    def _ended(self, thread: int, other: int, value: Any) -> None:
        if value["op"] == "join" or value["result"] is False:
            self._node(thread, self._done("end", other))

    def _cancelled(self, thread: int, timer: int, _value: Any) -> None:
        self._do("cancel", timer, node=self._node(thread))

    def _fires(self, thread: int, timer: int, value: Any) -> None:
        """False: it found that it was cancelled."""
        self._node(thread, self._done("cancel", timer) if value["result"] is False else [])

    def _submitted(self, thread: int, _pool: int, value: Any) -> None:
        self._do("submit", value["result"], node=self._node(thread))

    def _has_result(self, thread: int, _pool: int, _value: Any) -> None:
        """After all that was done in the call whose name it stood before."""
        self._node(thread, self._done("call", self._standing[thread]))

    def _shut_down(self, thread: int, pool: int, _value: Any) -> None:
        """One that waits for its workers' ends: no other is drawn."""
        self._node(thread, *(self._done("end", worker) for worker in self._workers.get(pool, ())))

    def _works(self, thread: int, pool: int, value: Any) -> None:
        self._calls.pop(thread, None)
        self._workers.setdefault(pool, set()).add(thread)
        if value["result"] is not None:
            self._node(thread, self._done("submit", value["result"]))
            self._calls[thread] = value["result"]

    def _breaks(self, thread: int, barrier: int) -> None:
        """All who wait there are told, and who comes while it is broken."""
        node = self._node(thread)
        self._broken.setdefault(barrier, []).append(node)
        self._here.pop(barrier, None)
        for other in self._all_inside(barrier):
            if (other, barrier) not in self._passed:
                self._caught.setdefault((other, barrier), []).append(node)

    def _aborted(self, thread: int, barrier: int, _value: Any) -> None:
        self._breaks(thread, barrier)

    def _reset(self, thread: int, barrier: int, _value: Any) -> None:
        self._breaks(thread, barrier)
        self._broken.pop(barrier)

    # What it comes to

    def races(self) -> set[RaceOf]:
        """Every two accesses of a location, at least one a write, by different threads, that nothing orders."""
        return {
            (self.names[location], frozenset((one.line, other.line)))
            for location, touches in self.touches.items()
            for one, other in combinations(touches, 2)
            if one.thread != other.thread and (one.write or other.write) and not self.past[other.node] >> one.node & 1
        }


_RULES: dict[str, Callable[[Closure, int, int, Any], None]] = {
    "acquire": Closure._acquired, "release": Closure._released, "set": Closure._set, "clear": Closure._cleared,
    "is_set": Closure._asked_set, "wait": Closure._waited, "notify": Closure._notified, "notify_all": Closure._notified,
    "put": Closure._put, "get": Closure._got, "task_done": Closure._task_done, "join_queue": Closure._all_done,
    "arrive": Closure._arrived, "abort": Closure._aborted, "reset": Closure._reset,
    "join": Closure._ended, "is_alive": Closure._ended, "submit": Closure._submitted, "work": Closure._works,
    "cancel": Closure._cancelled, "timer": Closure._fires, "result": Closure._has_result, "shutdown": Closure._shut_down,
}  # fmt: skip
