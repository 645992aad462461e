"""All that happened so far: any earlier world, and what the panels look up by step.

Invariants: the live world is the fold of all events; a snapshot is the world as it was before one ``step`` event; there
are never more than ``MOST_SNAPSHOTS`` of them, nor more than ``MOST_RECORDS`` in all, so old worlds cost so much memory and
no more, however long the history.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.engine.operations import TARGETS
from threadtui.world.columns import Columns
from threadtui.world.fold import BadEvent, apply
from threadtui.world.hints import Hints
from threadtui.world.lanes import Lane, Run, runs
from threadtui.world.marks import Mark, mark
from threadtui.world.printed import Line, Printed
from threadtui.world.races import Race, Races
from threadtui.world.state import World

SNAPSHOT_EVERY = 2_048
"""Events between two snapshots at first: folding so many takes about 5 ms."""

MOST_SNAPSHOTS = 512
"""When there are more, every other one is dropped and the distance doubles."""

MOST_RECORDS = 1_000_000
"""The same when all their tables together have more entries, of about 60 bytes: a program may have thousands of locations."""

Window = tuple[int, int]
"""First and last step, both included."""


class Subject(NamedTuple):
    """What one follows through a history: ``kind`` is ``thread``, ``primitive`` or ``location``."""

    kind: str
    id: int


def _records(world: World) -> int:
    """How many entries a copy of its tables has."""
    return len(world.threads) + len(world.primitives) + len(world.locations) + len(world.files) + len(world.codes)


class Access(NamedTuple):
    """A read or write of a location; ``kind`` is ``read`` or ``write``, ``value`` what was read or written.

    ``place`` is file and line.
    """

    step: int
    thread: int
    kind: str
    value: str | None
    place: tuple[int, int] = (0, 0)


class Fate(NamedTuple):
    """What a search has shown of a run: when ``thread`` has made ``step``, every way on fails."""

    step: int
    thread: int


class History:
    """The events of a run, appended as they come. Step 0 is what comes before the first step.

    ``races``: whether data races are looked for.
    """

    def __init__(self, events: Iterable[Event] = (), *, races: bool = True) -> None:
        self.world = World()
        """The live world, after all events; look, do not keep: it changes with the next batch."""
        self._events = Columns()
        self._starts = array("I", [0])
        self._movers = array("I", [0])
        self._switches = array("I")
        self._snapshots: list[World] = [World()]
        self._distance = SNAPSHOT_EVERY
        self._lanes: dict[int, Lane] = {}
        self._accesses: dict[int, array[int]] = {}
        self._views: dict[int, array[int]] = {}
        self._acts: dict[int, array[int]] = {}
        self._printed = Printed()
        self._races = Races() if races else None
        self.hints = Hints()
        self.fate: Fate | None = None
        """Of the schedule that this run goes along; told by whoever searched, since no single run shows it."""
        self.granularities: list[tuple[int, str]] = []
        """Where steps became of another size: the step before, and the granularity; first the one it started with."""
        self.looks: list[tuple[int, int, bool]] = []
        """Where somebody began to look inside a primitive, or no longer did: the step before, the primitive, and which."""
        self.append(events)

    def append(self, events: Iterable[Event]) -> None:
        """Take the next events, in order. Raises ``fold.BadEvent`` at the first that does not fit; it is not kept."""
        for event in events:
            if event[0] == kinds.STEP and self.world.events - self._snapshots[-1].events >= self._distance:
                self._snapshot()
            apply(self.world, event)
            if self._races is not None:
                self._races.feed(event)
            self._look_for_hints(event)
            self._index(event)
            self._events.append(event)

    def _look_for_hints(self, event: Event) -> None:
        try:
            self.hints.feed(self.world, event)
        except (
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
        ) as problem:  # a damaged trace, beyond what the fold needs
            raise BadEvent(f"event {len(self)} ({event.kind}) does not fit: {problem!r}") from problem

    def __len__(self) -> int:
        return len(self._events)

    @property
    def steps(self) -> int:
        """Number of the last step."""
        return len(self._starts) - 1

    # Worlds

    def world_at(self, step: int) -> World:
        """The world after the last event of a step, 0 to ``steps``; the caller's own. Raises ``IndexError``."""
        end = self.end_of(step)
        if end == len(self._events):
            return self.world.copy()
        before = bisect_right(self._snapshots, end, key=lambda snapshot: snapshot.events)
        world = self._snapshots[before - 1].copy()
        for number in range(world.events, end):
            apply(world, self._events[number])
        return world

    def _snapshot(self) -> None:
        self._snapshots.append(self.world.copy())
        if len(self._snapshots) > MOST_SNAPSHOTS or sum(map(_records, self._snapshots)) > MOST_RECORDS:
            del self._snapshots[1::2]
            self._distance *= 2

    # Events

    def start_of(self, step: int) -> int:
        """Number of a step's first event. Raises ``IndexError`` for a step that is not there."""
        if step < 0:
            raise IndexError(f"step {step}")
        return self._starts[step]

    def end_of(self, step: int) -> int:
        """Number of the event after a step's last one."""
        self.start_of(step)
        return self._starts[step + 1] if step < self.steps else len(self._events)

    def event(self, number: int) -> Event:
        """An event by its number in the trace."""
        return self._events[number]

    def events_of(self, step: int) -> list[Event]:
        """A step's events, its ``step`` event first."""
        return [self._events[number] for number in range(self.start_of(step), self.end_of(step))]

    def step_of(self, number: int) -> int:
        """The step to which an event belongs, by the event's number."""
        return bisect_right(self._starts, number, lo=1) - 1

    # Who moved

    def mover(self, step: int) -> int:
        """The thread that made a step; 0 at step 0."""
        return self._movers[step]

    def first_other_mover(self, other: "History") -> int | None:
        """The first step that both have and that another thread made in the other history."""
        mine, theirs = self._movers, other._movers
        end = min(len(mine), len(theirs))
        if mine[:end] == theirs[:end]:
            return None
        begin = 0
        while end - begin > 1:  # up to ``begin`` they are equal, up to ``end`` they are not
            middle = (begin + end) // 2
            begin, end = (middle, end) if mine[begin:middle] == theirs[begin:middle] else (begin, middle)
        return begin

    def previous_switch(self, step: int) -> int | None:
        """The last step before this one that another thread made than the one before it."""
        found = bisect_left(self._switches, step)
        return self._switches[found - 1] if found else None

    def next_switch(self, step: int) -> int | None:
        """The first step after this one that another thread made than the one before it."""
        found = bisect_right(self._switches, step)
        return self._switches[found] if found < len(self._switches) else None

    # Threads over time

    @property
    def sealed(self) -> int | None:
        """The step after which every way on fails, where a search has shown it and the run has come along there."""
        fate = self.fate
        if fate is None or fate.step > self.steps or self._movers[fate.step] != fate.thread:
            return None
        return fate.step

    def lane(self, thread: int, window: Window | None = None) -> list[Run]:
        """What a thread was, step by step, as runs; of the whole history, or of a window (cut to what is there)."""
        first, last = self._clip(window)
        return runs(self._lanes.get(thread) or Lane(), thread, self._movers, first, last) if first <= last else []

    def state_at(self, thread: int, step: int) -> str:
        """State after a step: ``ready blocked sleeping outside absent``."""
        lane = self._lanes.get(thread)
        return lane.state(step) if lane else "absent"

    def standing_before(self, thread: int, number: int, kind: str | None = None) -> Event | None:
        """The last ``point``, ``state`` or ``end`` of a thread (or of these the last of one kind) before an event."""
        found = self.standing_number(thread, number, kind)
        return None if found is None else self._events[found]

    def standing_number(self, thread: int, number: int, kind: str | None = None) -> int | None:
        """The same event's number."""
        standings: Sequence[int] = self._lanes[thread].standings if thread in self._lanes else ()
        for index in range(bisect_left(standings, number) - 1, -1, -1):
            if kind in (None, self._events[standings[index]].kind):
                return standings[index]
        return None

    def stands_since(self, thread: int) -> int:
        """The step after which a thread stood where it stands now; 0 for one that never stood."""
        found = self.standing_number(thread, len(self._events), kinds.POINT)
        return self.step_of(found) if found is not None else 0

    def marks(self, thread: int, window: Window | None = None) -> list[Mark]:
        """One mark for each step that this thread made."""
        first, last = self._clip(window)
        made = (step for step in range(max(first, 1), last + 1) if self._movers[step] == thread)
        return [mark(step, self.events_of(step)) for step in made]

    def _clip(self, window: Window | None) -> Window:
        first, last = window or (0, self.steps)
        return max(first, 0), min(last, self.steps)

    # Shared values, primitives' views, output

    def accesses(self, location: int, window: Window | None = None, most: int | None = None) -> list[Access]:
        """Reads and writes of a location, in order; of these the last ``most``."""
        numbers = self._accesses.get(location, array("I"))
        first, last = self._clip(window)
        if first > last:
            return []
        begin, end = bisect_left(numbers, self.start_of(first)), bisect_left(numbers, self.end_of(last))
        if most is not None:
            begin = max(begin, end - most)
        return [self._access(number) for number in numbers[begin:end]]

    def _access(self, number: int) -> Access:
        event = self._events[number]
        value = event.value[1] if event.kind == kinds.WRITE else event.value
        return Access(self.step_of(number), event.thread, event.kind, value, (event.file, event.line))

    # Where something happened to a thread, a primitive, a shared value

    def next_event(self, what: Subject, step: int) -> int | None:
        """The first step after this one in which a thread moved, or something was done to a primitive or a location."""
        if what.kind == "thread":
            return next((later for later in range(step + 1, self.steps + 1) if self._movers[later] == what.id), None)
        end = self.end_of(step)
        found = ((numbers, bisect_left(numbers, end)) for numbers in self._events_on(what))
        return min((self.step_of(numbers[at]) for numbers, at in found if at < len(numbers)), default=None)

    def previous_event(self, what: Subject, step: int) -> int | None:
        """The last such step before this one."""
        if what.kind == "thread":
            return next((earlier for earlier in range(step - 1, 0, -1) if self._movers[earlier] == what.id), None)
        start = self.start_of(step)
        found = ((numbers, bisect_left(numbers, start)) for numbers in self._events_on(what))
        return max((self.step_of(numbers[at - 1]) for numbers, at in found if at), default=None)

    def _events_on(self, what: Subject) -> list[Sequence[int]]:
        tables = (self._accesses,) if what.kind == "location" else (self._views, self._acts)
        return [table[what.id] for table in tables if what.id in table]

    def events_on(self, what: Subject) -> Sequence[int]:
        """Numbers of the events in which a primitive or a shared value had a part, in order."""
        return sorted(number for table in self._events_on(what) for number in table)

    def points_at(self, path: str, line: int) -> Sequence[int]:
        """Numbers of the events that tell that a thread stands at this line."""
        files = {file for file, known in self.world.files.items() if known == path}
        return self._events.at_line(kinds.POINT, files, line)

    def blocked(self) -> Sequence[int]:
        """Numbers of the events that can tell that a thread is blocked."""
        return self._events.saying(b"blocked")

    def field_before(self, primitive: int, field: str, number: int) -> Any:
        """A field of a primitive's view as it stood before the event of this number; None where it has none."""
        numbers: Sequence[int] = self._views.get(primitive, ())
        for index in range(bisect_left(numbers, number) - 1, -1, -1):
            value = self._events[numbers[index]].value
            if field in value:
                return value[field]
        return None

    def acts(self, primitive: int) -> Sequence[int]:
        """Numbers of the ``op`` events in which something was done to a primitive, in order."""
        return self._acts.get(primitive, ())

    def races(self, upto: int | None = None) -> list[Race]:
        """Data races in the order in which they were seen, up to and including a step."""
        if self._races is None:
            return []
        return self._races.found if upto is None else self._races.upto(upto)

    def races_ahead(self, world: World, thread: int) -> list[Race]:
        """The races that a thread's next step would close; known of the live world alone, empty for an earlier one."""
        known = world.threads.get(thread)
        if self._races is None or known is None or known.pending is None or world.events != len(self):
            return []
        op, target, _, where, _ = known.pending
        if op not in (kinds.READ, kinds.WRITE) or known.state != "ready":
            return []
        return self._races.ahead(thread, op, target, *(where or (0, 0)))

    def source(self, file: int) -> str | None:
        """The text of a file of the program, where whoever watches has it."""
        path = self.world.files.get(file)
        return self.hints.sources(path) if path and self.hints.sources else None

    def output(self, upto: int | None = None) -> str:
        """All that was printed, both streams, up to and including a step."""
        return self._printed.text(self.steps if upto is None else upto)

    def output_lines(self, upto: int | None = None, tail: int | None = None) -> list[Line]:
        """The same as lines with their threads; only the last ``tail`` of them, if given."""
        return self._printed.lines(self.steps if upto is None else upto, tail)

    # Looking up by step needs an entry per step and per change, made as the events come.

    def _index(self, event: Event) -> None:
        index = _INDEXES.get(event[0])
        if index is not None:
            index(self, event)

    def _index_step(self, event: Event) -> None:
        if event.thread != self._movers[-1] and self.steps:
            self._switches.append(event.object)
        self._starts.append(len(self._events))
        self._movers.append(event.thread)

    def _index_state(self, event: Event) -> None:
        state = event.value if event[0] == kinds.END else event.value["state"]
        lane = self._lanes.get(event.thread)
        if lane is None:
            lane = self._lanes[event.thread] = Lane()
        lane.note(self.steps, state)
        lane.standings.append(len(self._events))

    def _index_granularity(self, event: Event) -> None:
        self.granularities.append((self.steps, event.value))

    def _index_look(self, event: Event) -> None:
        self.looks.append((self.steps, event.object, event.value))

    def _index_access(self, event: Event) -> None:
        self._accesses.setdefault(event.object, array("I")).append(len(self._events))

    def _index_view(self, event: Event) -> None:
        self._views.setdefault(event.object, array("I")).append(len(self._events))

    def _index_act(self, event: Event) -> None:
        if TARGETS.get(event.value["op"]) == "primitive":
            self._acts.setdefault(event.object, array("I")).append(len(self._events))

    def _index_output(self, event: Event) -> None:
        self._printed.add(self.steps, event.thread, event.object, event.value)


_INDEXES = {
    kinds.STEP: History._index_step,
    kinds.POINT: History._index_state,
    kinds.STATE: History._index_state,
    kinds.END: History._index_state,
    kinds.GRANULARITY: History._index_granularity,
    kinds.INSIDE: History._index_look,
    kinds.READ: History._index_access,
    kinds.WRITE: History._index_access,
    kinds.PRIMITIVE: History._index_view,
    kinds.UPDATE: History._index_view,
    kinds.OP: History._index_act,
    kinds.OUTPUT: History._index_output,
}
