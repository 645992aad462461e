"""Data races: two accesses of a shared location, at least one of them a write, that nothing orders.

In the manner of FastTrack (Flanagan and Freund, 2009): an access is a thread and one of its epochs, and it comes before
another thread's access if that thread's vector clock (``world.order``) has seen the epoch. Where FastTrack keeps the last
write and the reads since, and stops being complete at a location's first race, here each place in the source keeps its
latest access by each thread as well. A place's earlier accesses come before its latest one, so nothing is missed: every
pair of places that race in this run is found, once.

What is no race: two calls of a built-in container's own methods, as two appends, each of which the interpreter does as
one. Reading what another thread appends is one. A container as a whole and an element of it are accesses of the same.
"""

from collections.abc import Iterator
from typing import NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.clocks import Clock, join
from threadtui.world.order import Order


class Access(NamedTuple):
    """A read or write (``kind``). ``held`` are the locks and semaphores that the thread held; ``number`` is the event's.

    ``method``: a call of a built-in container's own method, which is one as far as others can see.
    """

    number: int
    step: int
    thread: int
    kind: str
    file: int
    line: int
    value: str | None
    held: tuple[int, ...]
    method: bool

    @property
    def place(self) -> tuple[int, int]:
        """File and line."""
        return self.file, self.line


class Race(NamedTuple):
    """Nothing orders ``first`` and ``second``, which came in this order; the race was seen at the second."""

    location: int
    first: Access
    second: Access

    @property
    def step(self) -> int:
        """The step at which it was seen."""
        return self.second.step


_Site = tuple[str, int, int, bool]
"""Kind, file, line, whether by a method: what tells a thread's accesses of a location apart."""


class Seen:
    """The accesses of one location, or of all elements of a container.

    ``_writes`` and ``_reads`` hold the epochs that a next access must come after: whoever comes after a write that came
    after all others comes after these too. ``_sites`` holds the latest access of each place, to name those that race.
    """

    __slots__ = ("_reads", "_sites", "_writes")

    def __init__(self) -> None:
        self._writes: Clock = {}
        self._reads: Clock = {}
        self._sites: dict[int, dict[_Site, tuple[int, Access]]] = {}

    def note(self, access: Access, clock: Clock, *, latest: bool) -> None:
        """Keep it; ``latest``: it comes after all that is kept here."""
        thread = access.thread
        epoch = clock[thread]
        if access.kind == kinds.READ:
            self._reads[thread] = epoch
        elif latest:
            self._writes, self._reads = {thread: epoch}, {}
        else:
            self._writes[thread] = epoch
        site = access.kind, access.file, access.line, access.method
        self._sites.setdefault(thread, {})[site] = epoch, access

    def absorb(self, other: "Seen") -> None:
        """Keep what another one has kept as well."""
        join(self._writes, other._writes)
        join(self._reads, other._reads)
        for thread, sites in other._sites.items():
            kept = self._sites.setdefault(thread, {})
            for site, seen in sites.items():
                kept[site] = max(kept.get(site, seen), seen)

    def is_before(self, access: Access, clock: Clock) -> bool:
        """Whether this access comes after all that it depends on here."""
        if _unseen(self._writes, access.thread, clock):
            return False
        return access.kind == kinds.READ or not _unseen(self._reads, access.thread, clock)

    def unordered(self, access: Access, clock: Clock) -> Iterator[Access]:
        """Accesses that race with this one."""
        for thread, sites in self._sites.items():
            seen = clock.get(thread, 0)
            for epoch, other in sites.values():
                if epoch > seen and thread != access.thread and _depend(access, other):
                    yield other


def _unseen(epochs: Clock, thread: int, clock: Clock) -> bool:
    return any(epoch > clock.get(other, 0) for other, epoch in epochs.items() if other != thread)


def _depend(one: Access, other: Access) -> bool:
    return kinds.WRITE in (one.kind, other.kind) and not (one.method and other.method and one.kind == other.kind)


class Place:
    """A location: its own accesses, and where it is a container or an element of one, those of the other side."""

    __slots__ = ("elements", "number", "own", "whole")

    def __init__(self, number: int) -> None:
        self.number = number
        self.own = Seen()
        self.elements = Seen()
        """Of a container: the accesses of all its elements."""
        self.whole: Place | None = None
        """Of an element: its container as a whole."""


class Races:
    """Feed it every event of a run, in order; ``found`` grows."""

    def __init__(self) -> None:
        self.found: list[Race] = []
        self._order = Order()
        self._step = 0
        self._number = 0
        self._places: dict[int, Place] = {}
        self._held: dict[int, tuple[int, ...]] = {}
        self._holders: dict[int, tuple[int, ...]] = {}
        self._reported: set[tuple[int, frozenset[tuple[int, int]]]] = set()

    def feed(self, event: Event) -> None:
        """One more event; the next one of its trace."""
        kind = event[0]
        if kind in (kinds.READ, kinds.WRITE):
            self._access(event)
        else:
            self._order.feed(event)
            if kind == kinds.STEP:
                self._step = event.object
            elif kind == kinds.LOCATION:
                self._location(event)
            elif kind in (kinds.UPDATE, kinds.PRIMITIVE):
                self._hold(event)
        self._number += 1

    def upto(self, step: int) -> list[Race]:
        """Those seen up to and including a step."""
        return [race for race in self.found if race.step <= step]

    def ahead(self, thread: int, kind: str, location: int, file: int, line: int) -> list[Race]:
        """The races that this access would close if it came next."""
        place = self._places.get(location)
        if place is None:
            return []
        held = self._held.get(thread, ())
        access = Access(self._number, self._step + 1, thread, kind, file, line, None, held, False)
        clock = self._order.clocks.of(thread)
        others = [*place.own.unordered(access, clock), *place.elements.unordered(access, clock)]
        if place.whole is not None:
            others += place.whole.own.unordered(access, clock)
        # Whether this one is a container's method too is not known before: then the two would be no race.
        return [Race(location, other, access) for other in sorted(others) if kind == kinds.READ or not other.method]

    # Locations

    def _location(self, event: Event) -> None:
        """A container may be accessed as a whole before or after its elements are."""
        place = self._place(event.object)
        place.whole = self._places.get(event.value.get("within") or 0)
        for element in map(self._place, event.value.get("elements", ())):
            element.whole = place
            place.elements.absorb(element.own)

    def _place(self, number: int) -> Place:
        place = self._places.get(number)
        if place is None:
            place = self._places[number] = Place(number)
        return place

    # Locks

    def _hold(self, event: Event) -> None:
        value = event.value
        if "holder" in value:
            now: tuple[int, ...] = (value["holder"],) if value["holder"] else ()
        elif "takers" in value:
            now = tuple(value["takers"])
        else:
            return
        number = event.object
        for thread in self._holders.get(number, ()):
            self._held[thread] = tuple(held for held in self._held.get(thread, ()) if held != number)
        for thread in dict.fromkeys(now):
            self._held[thread] = (*self._held.get(thread, ()), number)
        self._holders[number] = now

    # Accesses

    def _access(self, event: Event) -> None:
        thread, value = event.thread, event.value
        written = event.kind == kinds.WRITE
        shown, method = (value[1], len(value) > 2) if written else (value, False)
        held = self._held.get(thread, ())
        access = Access(self._number, self._step, thread, event.kind, event.file, event.line, shown, held, method)
        clock, place = self._order.clocks.of(thread), self._place(event.object)
        latest = self._check(place.number, place.own, access, clock)
        place.own.note(access, clock, latest=latest)
        if place.whole is not None:
            self._check(place.whole.number, place.whole.own, access, clock)
            place.whole.elements.note(access, clock, latest=False)
        else:
            self._check(place.number, place.elements, access, clock)

    def _check(self, location: int, seen: Seen, access: Access, clock: Clock) -> bool:
        if seen.is_before(access, clock):
            return True
        for other in sorted(seen.unordered(access, clock)):
            pair = location, frozenset((other.place, access.place))
            if pair not in self._reported:
                self._reported.add(pair)
                self.found.append(Race(location, other, access))
        return False
