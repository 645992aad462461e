"""What the executions so far have shown: traces, racing lines and in which order, locks taken while others were held."""

from collections.abc import Sequence
from typing import Any

from threadtui.search.model import Done, Key, Pending
from threadtui.search.past import Past

Line = tuple[str, int, str]
"""File, line, operation."""

Deed = tuple[Key, Line]
"""A thread, and what it did where."""

HELD = frozenset(("Lock", "RLock", "Semaphore", "BoundedSemaphore"))


class Race:
    """Two accesses to one location that nothing but chance put in order, one of them a write."""

    __slots__ = ("first", "location", "second", "threads")

    def __init__(self, location: Key, first: Pending, second: Pending, threads: tuple[Key, Key]) -> None:
        self.location = location
        self.first = first
        self.second = second
        self.threads = threads

    def told(self) -> dict[str, Any]:
        """As plain values."""
        first, second = (
            {"thread": thread, "line": pending.place.line if pending.place else 0, "kind": pending.op}
            for thread, pending in zip(self.threads, (self.first, self.second), strict=True)
        )
        return {"location": self.location, "first": first, "second": second}


class Coverage:
    """``traces`` are the names of partial orders seen; ``orders`` pairs of deeds that raced, in the order in which they came.

    Of a lock it is the acquires that race: who takes it next comes after the release, whoever that is.
    """

    def __init__(self) -> None:
        self.traces: set[int] = set()
        self.orders: set[tuple[Deed, Deed]] = set()
        self.races: dict[tuple[Key, Line, Line], Race] = {}
        self.lock_orders: dict[tuple[Key, Key], tuple[Line, Line]] = {}

    def observe(self, past: Past) -> bool:
        """Take in an execution; False if it was like an earlier one."""
        name = past.name()
        if name in self.traces:
            return False
        self.traces.add(name)
        holds: dict[Key, dict[Key, Line]] = {}
        taken: dict[Key, Deed] = {}
        for number, edges in enumerate(past.edges):
            for other in edges:
                self._pair(past, other, number, taken)
            thread, pending = past.threads[number], past.pendings[number]
            if pending.kind in HELD and pending.op == "acquire":
                taken[pending.object] = thread, line_of(pending)
            self._locks(thread, pending, past.dones[number], holds)
        return True

    def _pair(self, past: Past, one: int, other: int, taken: dict[Key, Deed]) -> None:
        first, second = past.pendings[one], past.pendings[other]
        if first.object != second.object:
            return
        deeds = (past.threads[one], line_of(first)), (past.threads[other], line_of(second))
        if first.op == "release" and first.object in taken:
            deeds = taken[first.object], deeds[1]
        self.orders.add(deeds)
        if first.kind == "location":
            key = (first.object, *sorted((deeds[0][1], deeds[1][1])))
            if key not in self.races:
                self.races[key] = Race(first.object, first, second, (past.threads[one], past.threads[other]))  # type: ignore[index]

    def _locks(self, thread: Key, pending: Pending, done: Sequence[Done], holds: dict[Key, dict[Key, Line]]) -> None:
        held = holds.setdefault(thread, {})
        for each in done:
            if each.kind not in HELD:
                continue
            if each.op == "release":
                held.pop(each.object, None)
            elif each.outcome:
                for other, line in held.items():
                    if other != each.object:
                        self.lock_orders.setdefault((other, each.object), (line, line_of(pending)))
                held[each.object] = line_of(pending)

    def told(self) -> dict[str, Any]:
        """Races and lock orders as plain values."""
        return {
            "races": [race.told() for race in self.races.values()],
            "lock_orders": [
                {"first": list(pair), "lines": [_told_line(*line) for line in lines]}
                for pair, lines in self.lock_orders.items()
            ],
        }

    @property
    def both_orders(self) -> int:
        """Racing pairs seen both ways round."""
        return both_orders(self.orders)

    @property
    def pairs(self) -> int:
        """Racing pairs."""
        return pairs(self.orders)


def both_orders(orders: set[tuple[Deed, Deed]]) -> int:
    """How many of these pairs are there both ways round."""
    return sum(1 for one, other in orders if one < other and (other, one) in orders)


def pairs(orders: set[tuple[Deed, Deed]]) -> int:
    """How many pairs these are, whichever way round."""
    return len({(min(pair), max(pair)) for pair in orders})


def _told_line(file: str, number: int, op: str) -> dict[str, Any]:
    return {"file": file, "line": number, "kind": op}


def line_of(pending: Pending) -> Line:
    place = pending.place
    return (place.file, place.line, pending.op) if place else ("", 0, pending.op)
