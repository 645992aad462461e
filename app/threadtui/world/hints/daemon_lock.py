"""A daemon thread that was killed, at the program's end, while it held a lock."""

from collections.abc import Iterable

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.fold import holds
from threadtui.world.hints.base import LOCKS, Hint, Key, name
from threadtui.world.parts import Pill, join
from threadtui.world.state import World


class DaemonLock:
    """What it was about to do under the lock is left half done."""

    kind = "daemon-lock"
    events: frozenset[Key] = frozenset({kinds.END})

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        if event.value != "killed":
            return
        for lock in holds(world, event.thread):
            if world.primitives[lock].kind in LOCKS:
                words = join(Pill(event.thread), f" was killed with the program while it held {name(world, lock)}")
                where = world.threads[event.thread].where
                yield Hint(self.kind, words, world.step, where, (event.thread,))
