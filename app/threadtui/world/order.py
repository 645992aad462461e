"""Which events come after which: happens-before, as a fold over events that keeps a vector clock for each thread.

An order is made where one thread tells another that it may go on, and nowhere else. Each row is one of them:

1. The step that starts a thread, before what the thread does; all that it did, before a join or ``is_alive`` that saw
   its end, and before the end of a pool that waited for it.
2. Each release of a lock or semaphore, before each later acquire of it; a notify, before a wait that was notified.
3. Each ``set`` of an Event, before each wait and ``is_set`` that saw it; ``clear`` makes a new beginning, but not for
   those who were waiting when it was set.
4. All arrivals at a barrier, before its action and before each leave of that generation; who broke it, before those
   who are told so.
5. The put of an item, before its get, whatever the order of the queue; the k-th get of a queue with n places, before
   the put number k + n; ``task_done``, before a join of the queue; a shutdown, before those who are told so.
6. A submit, before its work; the end of the work, before who has its result; a cancel, before the timer that found it.
7. What library code orders by locks and queues of its own, as ``order`` events tell. Not what is inside a primitive that
   somebody looks into: what that orders is told by its own operations, and a look changes no race.

An operation that failed, timed out or raised orders nothing, nor does one on a primitive of another kind, as only a trace
can have that nobody recorded. No world is needed, and no history: the search uses it too.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.engine.operations import TARGETS
from threadtui.world.clocks import Clock, Clocks, join


class Meeting:
    """A barrier's generation: what its members did before they arrived, and who has yet to leave with which clock.

    ``broken``: what those did who broke it, since it was last reset; ``told`` the same for each thread that was in it then.
    """

    __slots__ = ("arrived", "before", "broken", "leaving", "parties", "told")

    def __init__(self, parties: int) -> None:
        self.parties = parties
        self.before: Clock = {}
        self.arrived: list[int] = []
        self.leaving: dict[int, Clock] = {}
        self.broken: Clock = {}
        self.told: dict[int, Clock] = {}


class Traffic:
    """A queue's items and places: clocks of puts by their numbers, and of gets in their order where places are few."""

    __slots__ = ("all_puts", "gets", "maxsize", "put_count", "puts")

    def __init__(self, maxsize: int) -> None:
        self.maxsize = maxsize
        self.puts: dict[int, Clock] = {}
        self.all_puts: Clock = {}
        self.put_count = 0
        self.gets: deque[Clock] = deque()


class Order:
    """Feed it every event, in order; ``clocks`` then says what the next event of each thread comes after."""

    def __init__(self) -> None:
        self.clocks = Clocks()
        self._mover = 0
        self._told: dict[tuple[str, int], Clock] = {}
        self._ends: dict[int, Clock] = {}
        self._begun: set[int] = set()
        self._standing: dict[int, Event] = {}
        self._caught: dict[tuple[int, int], Clock] = {}
        self._kinds: dict[int, str] = {}
        self._meetings: dict[int, Meeting] = {}
        self._traffic: dict[int, Traffic] = {}
        self._workers: dict[int, list[int]] = {}
        self._parts: set[int] = set()

    def feed(self, event: Event) -> None:
        """One more event; the next one of its trace."""
        found = _EVENTS.get(event[0])
        if found is not None:
            found(self, event)

    # What all have in common: telling, and coming after what was told

    def _tell(self, what: str, number: int, thread: int) -> None:
        given = self.clocks.give(thread)
        told = self._told.get((what, number))
        if told is None:
            self._told[what, number] = given
        else:
            join(told, given)

    def _hear(self, what: str, number: int, thread: int) -> None:
        self.clocks.take(thread, self._told.get((what, number)))

    # Events

    def _step(self, event: Event) -> None:
        self._mover = event.thread

    def _point(self, event: Event) -> None:
        thread = event.thread
        self._standing[thread] = event
        if thread not in self._begun:
            self._begun.add(thread)
            if self._mover:  # the thread came to its first point within the step of the one that started it
                self.clocks.take(thread, self.clocks.give(self._mover))

    def _end(self, event: Event) -> None:
        self._ends[event.thread] = self.clocks.give(event.thread)

    def _ended(self, thread: int, other: int) -> None:
        self.clocks.take(thread, self._ends.get(other))

    def _primitive(self, event: Event) -> None:
        value = event.value
        self._kinds[event.object] = value["kind"]
        if "parties" in value:
            self._meetings[event.object] = Meeting(value["parties"])
        elif "maxsize" in value:
            self._traffic[event.object] = Traffic(value["maxsize"])
        elif "within" in value:
            self._parts.add(event.object)
        self._update(event)

    def _update(self, event: Event) -> None:
        value = event.value
        meeting = self._meetings.get(event.object)
        if meeting is not None:
            if "arrived" in value:
                self._gather(meeting, value["arrived"])
            if value.get("broken"):
                self._breaks(meeting, event.thread)
        elif "workers" in value:
            self._workers[event.object] = value["workers"]
        elif value.get("flag") and ("set", event.object) not in self._told:  # seen while its ``set`` is not over yet
            self._tell("set", event.object, event.thread)

    def _order(self, event: Event) -> None:
        if event.value == "give":
            self._tell("library", event.object, event.thread)
        elif event.value == "take":
            self._hear("library", event.object, event.thread)
        else:
            self._ended(event.thread, event.object)

    def _op(self, event: Event) -> None:
        value = event.value
        result = value.get("result")
        if isinstance(result, dict) and "raised" in result:
            if result["raised"] in _TOLD_BY_RAISING:
                self._told_so(event)
            return
        found = _OPS.get(value["op"])
        if found is not None and not (event.object in self._parts and TARGETS.get(value["op"]) == "primitive"):
            found(self, event, result)

    # Threads

    def _joined(self, event: Event, result: Any) -> None:
        if result is not False:
            self._ended(event.thread, event.object)

    def _asked_alive(self, event: Event, result: Any) -> None:
        if result is False:
            self._ended(event.thread, event.object)

    # Locks, semaphores, conditions, events

    def _acquired(self, event: Event, result: Any) -> None:
        if result is not False:
            self._hear("release", event.object, event.thread)

    def _released(self, event: Event, _result: Any) -> None:
        self._tell("release", event.object, event.thread)

    def _notified(self, event: Event, _result: Any) -> None:
        self._tell("notify", event.object, event.thread)

    def _set(self, event: Event, _result: Any) -> None:
        number = event.object
        given = self.clocks.give(event.thread)
        told = self._told.setdefault(("set", number), {})
        join(told, given)
        for thread, standing in self._standing.items():
            inside = (
                standing.object == number and standing.value["op"] == "wait" and standing.value["value"] == "inside"
            )
            if inside and thread != event.thread:
                join(self._caught.setdefault((thread, number), {}), given)

    def _cleared(self, event: Event, _result: Any) -> None:
        self._told.pop(("set", event.object), None)

    def _waited(self, event: Event, result: Any) -> None:
        thread, number = event.thread, event.object
        if self._kinds.get(number) == "Condition":
            if result is not False:
                self._hear("notify", number, thread)
            return
        caught = self._caught.pop((thread, number), None)
        if result is not False:
            self.clocks.take(thread, caught or self._told.get(("set", number)))

    def _asked_set(self, event: Event, result: Any) -> None:
        if result:
            self._hear("set", event.object, event.thread)

    # Barriers

    def _gather(self, meeting: Meeting, arrived: list[int]) -> None:
        for thread in arrived:
            if thread not in meeting.arrived:
                join(meeting.before, self.clocks.give(thread))
        meeting.arrived = arrived
        here = [thread for thread in arrived if thread not in meeting.told]  # those who were told are on their way out
        if len(here) == meeting.parties:
            self.clocks.take(here[-1], meeting.before)  # it runs the action, if there is one
            meeting.leaving |= dict.fromkeys(here, meeting.before)
        if not arrived:
            meeting.before = {}

    def _arrived(self, event: Event, result: Any) -> None:
        meeting, thread = self._meetings.get(event.object), event.thread
        if meeting is None:
            return
        mine = meeting.leaving.pop(thread, None)
        self.clocks.take(thread, mine)
        if result == meeting.parties - 1:  # it ran the action
            given = self.clocks.give(thread)
            for other, clock in meeting.leaving.items():
                if clock is mine:
                    meeting.leaving[other] = given

    def _aborted(self, event: Event, _result: Any) -> None:
        meeting = self._meetings.get(event.object)
        if meeting is not None:
            self._breaks(meeting, event.thread)

    def _was_reset(self, event: Event, _result: Any) -> None:
        """Who is in it is told so; who comes later is not."""
        self._aborted(event, None)
        meeting = self._meetings.get(event.object)
        if meeting is not None:
            meeting.before, meeting.broken = {}, {}

    def _breaks(self, meeting: Meeting, thread: int) -> None:
        given = self.clocks.give(thread)
        join(meeting.broken, given)
        for other in meeting.arrived:
            join(meeting.told.setdefault(other, {}), given)

    # Queues

    def _put(self, event: Event, result: Any) -> None:
        traffic, thread = self._traffic.get(event.object), event.thread
        if traffic is None or result is False:
            return
        traffic.put_count += 1
        if 0 < traffic.maxsize < traffic.put_count and traffic.gets:
            self.clocks.take(thread, traffic.gets.popleft())
        given = self.clocks.give(thread)
        number = event.value.get("number")
        if number is not None:
            traffic.puts[number] = given
        join(traffic.all_puts, given)

    def _got(self, event: Event, result: Any) -> None:
        traffic, thread = self._traffic.get(event.object), event.thread
        if traffic is None or result is False:
            return
        # Where a subclass keeps its items in its own way, nobody knows which put it was: then after all of them.
        self.clocks.take(thread, traffic.puts.pop(event.value.get("number", 0), traffic.all_puts))
        if traffic.maxsize > 0:
            traffic.gets.append(self.clocks.give(thread))

    def _done(self, event: Event, _result: Any) -> None:
        self._tell("task_done", event.object, event.thread)

    def _saw_all_done(self, event: Event, _result: Any) -> None:
        self._hear("task_done", event.object, event.thread)

    def _told_so(self, event: Event) -> None:
        """Raised to say that another thread has broken the barrier or shut the queue."""
        meeting = self._meetings.get(event.object)
        if meeting is None:
            self._hear("shutdown", event.object, event.thread)
            return
        meeting.leaving.pop(event.thread, None)
        self.clocks.take(event.thread, meeting.told.pop(event.thread, meeting.broken))

    # Pools, timers

    def _shut_down(self, event: Event, _result: Any) -> None:
        number, thread = event.object, event.thread
        standing = self._standing.get(thread)
        if number in self._traffic:
            self._tell("shutdown", number, thread)
        elif standing is None or standing.value["value"] is not False:
            for worker in self._workers.get(number, ()):
                self._ended(thread, worker)

    def _submitted(self, event: Event, _result: Any) -> None:
        self._tell(f"submit {event.value.get('number')}", event.object, event.thread)

    def _took_work(self, event: Event, _result: Any) -> None:
        self._hear(f"submit {event.value.get('number')}", event.object, event.thread)

    def _cancelled(self, event: Event, _result: Any) -> None:
        self._tell("cancel", event.object, event.thread)

    def _fired(self, event: Event, result: Any) -> None:
        if result is False:
            self._hear("cancel", event.object, event.thread)


_TOLD_BY_RAISING = ("BrokenBarrierError", "ShutDown")

_EVENTS: dict[str, Callable[[Order, Event], None]] = {
    kinds.STEP: Order._step,
    kinds.POINT: Order._point,
    kinds.END: Order._end,
    kinds.PRIMITIVE: Order._primitive,
    kinds.UPDATE: Order._update,
    kinds.OP: Order._op,
    kinds.ORDER: Order._order,
}

_OPS: dict[str, Callable[[Order, Event, Any], None]] = {
    "join": Order._joined, "is_alive": Order._asked_alive, "acquire": Order._acquired, "release": Order._released,
    "notify": Order._notified, "notify_all": Order._notified, "set": Order._set, "clear": Order._cleared,
    "wait": Order._waited, "is_set": Order._asked_set, "arrive": Order._arrived, "abort": Order._aborted,
    "reset": Order._was_reset, "put": Order._put, "get": Order._got, "task_done": Order._done,
    "join_queue": Order._saw_all_done, "shutdown": Order._shut_down, "submit": Order._submitted,
    "work": Order._took_work, "cancel": Order._cancelled, "timer": Order._fired,
}  # fmt: skip
