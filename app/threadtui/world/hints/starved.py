"""A thread that never gets the turn, or never the lock that it waits for."""

from collections.abc import Iterable
from typing import NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import ALIVE, Event
from threadtui.world.hints.base import STANDS, Hint, Key, name
from threadtui.world.parts import Pill, join
from threadtui.world.state import World

STEPS = 50
"""Steps for each living thread: a strategy that chooses by lot passes one over for so long once in 10^21 times."""

ROUNDS = 20
"""Times, for each living thread, that what it waits for was free, and somebody else was quicker."""


class _Ready(NamedTuple):
    """Ready since this event without a move of its own; first seen so at a step."""

    since: int
    moves: int
    seen: int


class Starved:
    """Looks at all threads every so many steps; counts since each thread's last own step."""

    kind = "starved"
    events: frozenset[Key] = frozenset({kinds.STEP, (STANDS, "blocked")})

    def __init__(self) -> None:
        self._moves: dict[int, int] = {}
        self._ready: dict[int, _Ready] = {}
        self._rounds: dict[int, int] = {}
        self._told: set[int] = set()

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        thread = event.thread
        if event.kind == kinds.STEP:
            self._moves[thread] = self._moves.get(thread, 0) + 1
            self._rounds.pop(thread, None)
            return () if world.step % STEPS else self._passed_over(world)
        if event.kind == kinds.STATE:
            self._rounds[thread] = self._rounds.get(thread, 0) + 1
            if self._rounds[thread] >= ROUNDS * _alive(world) and thread not in self._told:
                return [self._too_slow(world, thread)]
        return ()

    def _too_slow(self, world: World, thread: int) -> Hint:
        self._told.add(thread)
        waits = world.threads[thread].waits_for
        what = name(world, waits.id) if waits and waits.kind == "primitive" else "what it waits for"
        told = f" never gets {what}: {self._rounds[thread]} times it was free, and another one was quicker"
        return Hint(self.kind, join(Pill(thread), told), world.step, world.threads[thread].where, (thread,))

    def _passed_over(self, world: World) -> Iterable[Hint]:
        least = STEPS * _alive(world)
        for thread in world.threads.values():
            old, moves = self._ready.get(thread.id), self._moves.get(thread.id, 0)
            if thread.state != "ready" or old is None or old[:2] != (thread.since, moves):
                self._ready[thread.id] = _Ready(thread.since, moves, world.step)
            elif world.step - old.seen >= least and thread.id not in self._told:
                self._told.add(thread.id)
                told = f" never gets the turn: for {world.step - old.seen} steps it could have gone on"
                yield Hint(self.kind, join(Pill(thread.id), told), world.step, thread.where, (thread.id,))


def _alive(world: World) -> int:
    return sum(thread.state in ALIVE for thread in world.threads.values())
