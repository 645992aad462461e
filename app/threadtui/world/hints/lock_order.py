"""Locks that some threads take in one order and others in another one: a deadlock that only did not happen.

A lock graph in the manner of Goodlock (Havelund, 2000; with gate locks and threads' order, Bensalem and Havelund, 2005): an
edge leads from each lock that a thread holds to the one that it takes. A circle of edges is an alarm if they are by as
many threads, no lock was held around two of them (a gate, behind which only one of them can be at a time), and none of
them was over, by start and join, before another one could begin. A try that does not wait makes no edge.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.fold import place
from threadtui.world.hints.base import LOCKS, Hint, Key, kind, name, succeeded
from threadtui.world.hints.lifetimes import Lifetimes, Stamp
from threadtui.world.parts import Parts, Pill, join, pills
from threadtui.world.state import Where, World

LONGEST = 6
"""Threads in a circle at most: the search grows with each, and longer ones are hardly ever real."""

EDGES_OF_A_PAIR = 16
"""Different ways to take the same two locks in the same order that are kept."""

AGAIN = "again"


class Edge(NamedTuple):
    """``thread`` held ``first`` (taken at ``had``) and wanted ``second`` at ``where``; ``gates``: what else it held."""

    first: int
    second: int
    thread: int
    gates: frozenset[int]
    stamp: Stamp
    had: Where | None
    where: Where | None


class LockOrder:
    """Keeps what each thread holds, and the graph."""

    kind = "lock-order"
    events: frozenset[Key] = frozenset(
        {(kinds.POINT, "acquire"), (kinds.OP, "acquire"), (kinds.OP, "start"), (kinds.OP, "join"), kinds.UPDATE}
    )

    def __init__(self) -> None:
        self._held: dict[int, dict[int, Where | None]] = {}
        self._edges: dict[int, dict[int, list[Edge]]] = {}
        self._lifetimes = Lifetimes()
        self._seen: set[tuple[object, ...]] = set()
        self._told: set[frozenset[int]] = set()

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        if event.kind == kinds.UPDATE:
            self._let_go(world, event)
        elif event.kind == kinds.POINT:
            return self._wants(world, event)
        elif event.value["op"] == "acquire":
            if succeeded(event) and kind(world, event.object) in LOCKS:
                self._held.setdefault(event.thread, {}).setdefault(event.object, place(event))
        else:
            self._lifetimes.see(event)
        return ()

    def _let_go(self, world: World, event: Event) -> None:
        if event.value.get("holder", 0) is None and kind(world, event.object) in LOCKS:
            for held in self._held.values():
                held.pop(event.object, None)

    def _wants(self, world: World, event: Event) -> Iterable[Hint]:
        held = self._held.get(event.thread)
        if not held or event.object in held or not _waits_without_end(event) or kind(world, event.object) not in LOCKS:
            return ()
        seen = (event.thread, event.object, event.line, self._lifetimes.ticks(event.thread), tuple(held))
        if seen in self._seen:
            return ()
        self._seen.add(seen)
        return self._edges_to(world, event, held)

    def _edges_to(self, world: World, event: Event, held: dict[int, Where | None]) -> Iterator[Hint]:
        stamp = self._lifetimes.stamp(event.thread)
        for first, had in held.items():
            edge = Edge(first, event.object, event.thread, frozenset(held) - {first}, stamp, had, place(event))
            if self._new(edge):
                yield from self._circles(world, edge)

    def _new(self, edge: Edge) -> bool:
        known = self._edges.setdefault(edge.first, {}).setdefault(edge.second, [])
        same = any(old[:5] == edge[:5] for old in known)
        if same or len(known) >= EDGES_OF_A_PAIR:
            return False
        known.append(edge)
        return True

    def _long(self, world: World, circle: list[Edge]) -> Hint:
        threads = tuple(edge.thread for edge in circle)
        names = ", ".join(name(world, edge.first) for edge in circle)
        order = f" each take one of {names} and then the next one, in a circle{_sites(circle)}"
        told = join(pills(threads), order, ": with another schedule they wait for one another for ever")
        return Hint(self.kind, told, world.step, circle[-1].where, threads)

    def _circles(self, world: World, edge: Edge) -> Iterator[Hint]:
        for circle in self._closed([edge]):
            locks = frozenset(each.first for each in circle)
            if locks not in self._told:
                self._told.add(locks)
                yield self._hint(world, circle)

    def _closed(self, path: list[Edge]) -> Iterator[list[Edge]]:
        """Every way on from this path of edges back to its first lock."""
        last = path[-1]
        for second, edges in self._edges.get(last.second, {}).items():
            fitting = [edge for edge in edges if self._fits(path, edge)]
            if second == path[0].first:
                yield from ([*path, edge] for edge in fitting)
            elif len(path) + 1 < LONGEST and all(second != edge.first for edge in path):
                for edge in fitting:
                    yield from self._closed([*path, edge])

    def _fits(self, path: list[Edge], edge: Edge) -> bool:
        """Whether all of these edges can come to be held and wanted at the same time."""
        return all(
            old.thread != edge.thread
            and not (old.gates | {old.first}) & (edge.gates | {edge.first})
            and self._lifetimes.overlap(old.stamp, edge.stamp)
            for old in path
        )

    def _hint(self, world: World, circle: list[Edge]) -> Hint:
        if len(circle) > 2:
            return self._long(world, circle)
        parts: list[Parts] = []
        for edge in circle:
            order = f" takes {name(world, edge.first)} before {name(world, edge.second)}{_lines(edge)}"
            parts += [", " if parts else "", Pill(edge.thread), order]
        told = join(parts, ": with another schedule they wait for one another for ever")
        return Hint(self.kind, told, world.step, circle[-1].where, tuple(edge.thread for edge in circle))


def _sites(circle: list[Edge]) -> str:
    """The lines of all edges, each once; empty where none is known."""
    lines = dict.fromkeys(str(where.line) for edge in circle for where in (edge.had, edge.where) if where)
    return f" (lines {', '.join(lines)})" if lines else ""


def _waits_without_end(event: Event) -> bool:
    """Whether a thread stands before an acquire that would wait for as long as it takes: neither a try nor a timed one."""
    return event.value.get("value") in (None, AGAIN)


def _lines(edge: Edge) -> str:
    lines = [str(where.line) for where in (edge.had, edge.where) if where]
    return f" (lines {', '.join(lines)})" if lines else ""
