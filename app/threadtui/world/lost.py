"""Lost updates and stale reads: what a race does to the values. Both have three accesses of a location in their order.

*Lost update*: one thread reads, another writes, the first writes: what the second wrote is gone. *Stale read*: one
thread reads, another writes, and the first goes on with what it has read. Where nothing orders the read and the other's write,
they race, and that is enough; but no update is lost where the source shows that nothing of what was read is in what is written.
Where a lock orders them, as when one section reads and another one writes, both are told only if the source shows that what was
read is what is written (``world.flow``).
"""

from collections.abc import Iterator
from typing import NamedTuple

from threadtui.engine import events as kinds
from threadtui.world.flow import apart, constant, flows, will_write
from threadtui.world.history import Access, History
from threadtui.world.state import World

LOOK_BACK = 64
"""Accesses of a location that are looked at: threads that race are seldom further apart."""


_Write = tuple[int, Access, list[Access]]
"""A location, the write of it, and the accesses before that."""


class Lost(NamedTuple):
    """``thread`` read ``value`` before ``other`` wrote ``written``; now it writes ``new``, and the update of ``other`` is lost."""

    location: int
    thread: int
    other: int
    value: str | None
    written: str | None
    new: str | None
    read: int
    """The step at which it read, and the one at which the other wrote."""
    wrote: int


class Stale(NamedTuple):
    """What ``thread`` has read, ``value``, is no longer there."""

    location: int
    thread: int
    value: str | None


def about_to_lose(history: History, world: World, thread: int) -> Lost | None:
    """The update that is lost if this thread makes its next step; ``world`` is one of the history's."""
    known = world.threads.get(thread)
    if known is None or known.pending is None or known.pending.op != "write" or known.state != "ready":
        return None
    location = known.pending.object
    place = (known.pending.where.file, known.pending.where.line) if known.pending.where else (0, 0)
    write = Access(world.step + 1, thread, kinds.WRITE, known.pending.value, place)
    return _lost(history, location, write, history.accesses(location, (0, world.step), LOOK_BACK))


def lost_at(history: History, step: int) -> list[Lost]:
    """The updates that a step's writes have undone."""
    return undone_at(history, step)[0]


def undone_at(history: History, step: int) -> tuple[list[Lost], list[Stale]]:
    """The updates that a step's writes have undone, and the reads that they have made stale."""
    writes = list(_writes(history, step))
    found = (_lost(history, location, write, before) for location, write, before in writes)
    return [lost for lost in found if lost], _stale(history, step, writes)


def _stale(history: History, step: int, writes: list[_Write]) -> list[Stale]:
    """What other threads that are still alive have read, and this step's writes have replaced."""
    return [
        Stale(location, thread, access.value)
        for location, write, before in writes
        for thread, access in sorted({access.thread: access for access in before}.items())
        if thread != write.thread and history.state_at(thread, step) != "absent"
        if access.kind == kinds.READ and access.value != write.value
        if _raced(history, location, access, write) or _goes_on(history, thread, access, step)
    ]


def _writes(history: History, step: int) -> Iterator[_Write]:
    """Each location that a step wrote, the last write of it, and the accesses before that."""
    for location in dict.fromkeys(event.object for event in history.events_of(step) if event.kind == kinds.WRITE):
        accesses = history.accesses(location, (0, step), LOOK_BACK)
        last = max(index for index, access in enumerate(accesses) if access.kind == kinds.WRITE)
        yield location, accesses[last], accesses[:last]


def _lost(history: History, location: int, write: Access, before: list[Access]) -> Lost | None:
    """What a write loses, after these accesses."""
    mine = max((index for index, access in enumerate(before) if access.thread == write.thread), default=None)
    if mine is None or before[mine].kind != kinds.READ:
        return None
    written = next((access for access in reversed(before[mine + 1 :]) if access.kind == kinds.WRITE), None)
    if written is None:
        return None
    read = before[mine]
    if not (_raced(history, location, read, written) or _came_from(history, read, written, write)):
        return None
    if _independent(history, read, written, write):
        return None
    return Lost(location, write.thread, written.thread, read.value, written.value, write.value, read.step, written.step)


def _independent(history: History, read: Access, written: Access, write: Access) -> bool:
    """Whether the source shows that what is written would be the same whatever had been read, or is what was there already."""
    text = history.source(write.place[0])
    if text is None:
        return False
    if write.value is not None and write.value == written.value and constant(text, write.place[1]):
        return True
    return read.place[0] == write.place[0] and apart(text, read.place[1], write.place[1])


def _came_from(history: History, read: Access, written: Access, write: Access) -> bool:
    """Whether the source shows that a write is made of a read; not where the other wrote what had been there."""
    if read.value == written.value or read.place[0] != write.place[0]:
        return False
    text = history.source(read.place[0])
    return text is not None and flows(text, read.place[1], write.place[1])


def _goes_on(history: History, thread: int, read: Access, step: int) -> bool:
    """Whether a thread that has read stands where it still comes to write what it has made of that."""
    stands = history.standing_before(thread, history.end_of(step), kinds.POINT)
    text = history.source(read.place[0])
    if stands is None or text is None or stands.file != read.place[0]:
        return False
    return will_write(text, read.place[1], stands.line)


def _raced(history: History, location: int, one: Access, other: Access) -> bool:
    """Whether nothing orders accesses at these two places."""
    pair = {one.place, other.place}
    return any(race.location == location and {race.first.place, race.second.place} == pair for race in history.races())
