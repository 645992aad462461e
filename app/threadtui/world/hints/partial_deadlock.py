"""Some threads wait for one another in a circle, while others go on."""

from collections.abc import Iterable

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.circles import firm_circles
from threadtui.world.hints.base import STANDS, Hint, Key
from threadtui.world.parts import join, pills
from threadtui.world.state import World


class PartialDeadlock:
    """A circle is looked for when somebody came to wait without a deadline, and told once the turn has gone on."""

    kind = "partial-deadlock"
    events: frozenset[Key] = frozenset({(STANDS, "blocked"), kinds.TURN})

    def __init__(self) -> None:
        self._waited = False
        self._told: set[tuple[int, ...]] = set()

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        if event.kind != kinds.TURN:
            self._waited |= event.value["until"] is None
            return ()
        if not self._waited or not event.thread:
            return ()  # with no turn at all it is no part of the program that stands still: that is the verdict's
        self._waited = False
        return self._new(world)

    def _new(self, world: World) -> Iterable[Hint]:
        for circle in firm_circles(world):
            if tuple(circle) not in self._told:
                self._told.add(tuple(circle))
                yield self._hint(world, circle)

    def _hint(self, world: World, circle: list[int]) -> Hint:
        where = world.threads[circle[0]].where
        told = join(pills(circle), " wait for one another: they cannot go on any more, while others do")
        return Hint(self.kind, told, world.step, where, tuple(circle))
