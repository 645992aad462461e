"""Which stretches of threads can be at the same time, as far as start and join order them: vector clocks of these alone."""

from typing import NamedTuple

from threadtui.engine.events import Event
from threadtui.world.hints.base import succeeded


class Stamp(NamedTuple):
    """A moment of a thread: how often it has started others, and what it knew of the others."""

    thread: int
    ticks: int
    known: tuple[tuple[int, int], ...]


class Lifetimes:
    """Fed with ``op`` events."""

    def __init__(self) -> None:
        self._clocks: dict[int, dict[int, int]] = {}

    def see(self, event: Event) -> None:
        """A start hands on what the starter knows, a join what the ended thread knew."""
        op, other = event.value["op"], event.object
        if op == "start":
            clock = self._clock(event.thread)
            self._clocks[other] = {**clock, other: 1}
            clock[event.thread] += 1
        elif op == "join" and succeeded(event):
            clock = self._clock(event.thread)
            for thread, count in self._clock(other).items():
                clock[thread] = max(clock.get(thread, 0), count)

    def _clock(self, thread: int) -> dict[int, int]:
        return self._clocks.setdefault(thread, {thread: 1})

    def ticks(self, thread: int) -> int:
        """How often a thread has started others."""
        return self._clock(thread)[thread]

    def stamp(self, thread: int) -> Stamp:
        """Where a thread is now."""
        clock = self._clock(thread)
        return Stamp(thread, clock[thread], tuple(sorted(clock.items())))

    def overlap(self, one: Stamp, other: Stamp) -> bool:
        """Whether neither is over before the other begins."""
        return not _before(one, other) and not _before(other, one)


def _before(one: Stamp, other: Stamp) -> bool:
    return one.thread != other.thread and dict(other.known).get(one.thread, 0) >= one.ticks
