"""An Event that was set and cleared again before those whom the set let go on have run."""

from collections.abc import Iterable

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.fold import waiters
from threadtui.world.hints.base import Hint, Key, hint, kind, name
from threadtui.world.parts import Pill, pills
from threadtui.world.state import World


class EventPulse:
    """They go on all the same, but find it clear; who only asks ``is_set`` misses it."""

    kind = "event-pulse"
    events: frozenset[Key] = frozenset({kinds.STEP, (kinds.OP, "set"), (kinds.OP, "clear")})

    def __init__(self) -> None:
        self._freed: dict[int, list[int]] = {}
        self._about: dict[int, list[int]] = {}

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        if event.kind == kinds.STEP:
            self._moves(world, event)
            return ()
        return self._changed(world, event)

    def _changed(self, world: World, event: Event) -> Iterable[Hint]:
        if event.value["op"] == "set" and kind(world, event.object) == "Event":
            self._freed[event.object] = self._about.pop(event.object, [])
        elif event.value["op"] == "clear" and (late := self._freed.pop(event.object, None)):
            words = (Pill(event.thread), f" cleared {name(world, event.object)} before ", pills(late),
                     ", whom its set had let go on, ran")  # fmt: skip
            yield hint(self, world, event, *words, threads=(event.thread, *late))

    def _moves(self, world: World, event: Event) -> None:
        """Who moves has run; before a set, those who wait stand there still."""
        for freed in self._freed.values():
            if event.thread in freed:
                freed.remove(event.thread)
        pending = world.threads[event.thread].pending
        if event.value == "set" and pending is not None:
            self._about[pending.object] = waiters(world, pending.object)
