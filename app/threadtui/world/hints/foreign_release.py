"""A lock released by another thread than the one that had taken it."""

from collections.abc import Iterable

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.hints.base import Hint, Key, hint, name
from threadtui.world.parts import Pill
from threadtui.world.state import World


class ForeignRelease:
    """Told once for each lock: whoever does so on purpose does so always."""

    kind = "foreign-release"
    events: frozenset[Key] = frozenset({(kinds.OP, "release")})

    def __init__(self) -> None:
        self._told: set[int] = set()

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        if event.object in self._told:
            return
        primitive = world.primitives.get(event.object)
        holder = primitive.view.get("holder") if primitive and primitive.kind == "Lock" else None
        if holder and holder != event.thread:  # what the release has changed comes with the next event
            self._told.add(event.object)
            words = (Pill(event.thread), f" released {name(world, event.object)}, which ", Pill(holder), " had taken")
            yield hint(self, world, event, *words, threads=(event.thread, holder))
