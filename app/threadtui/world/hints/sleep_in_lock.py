"""A lock held across a sleep, or across real input and output, while another thread waits for it."""

from collections.abc import Iterable

from threadtui.engine.events import Event
from threadtui.world.fold import holds, waiters
from threadtui.world.hints.base import LOCKS, STANDS, Hint, Key, name
from threadtui.world.parts import Pill, join, pills
from threadtui.world.state import Where, World

IDLE = {"sleeping": "sleeps", "outside": "is in real input or output"}


class SleepInLock:
    """Looked at whenever somebody comes to wait, and when somebody falls asleep with others waiting already."""

    kind = "sleep-in-lock"
    events: frozenset[Key] = frozenset({(STANDS, "sleeping"), (STANDS, "outside"), (STANDS, "blocked")})

    def __init__(self) -> None:
        self._told: set[tuple[int, Where | None]] = set()

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        state, waits = event.value["state"], event.value.get("waits_for")
        if state in IDLE:
            for lock in holds(world, event.thread):
                yield from self._told_of(world, event.thread, lock)
        elif state == "blocked" and waits and waits[0] == "primitive":
            primitive = world.primitives.get(waits[1])
            holder = primitive.view.get("holder") if primitive else None
            if holder:
                yield from self._told_of(world, holder, waits[1])

    def _told_of(self, world: World, holder: int, lock: int) -> Iterable[Hint]:
        thread, waiting = world.threads.get(holder), waiters(world, lock)
        if thread is None or thread.state not in IDLE or not waiting or world.primitives[lock].kind not in LOCKS:
            return
        if (lock, thread.where) in self._told:
            return
        self._told.add((lock, thread.where))
        verb = "wait" if len(waiting) > 1 else "waits"
        told = join(
            Pill(holder),
            f" holds {name(world, lock)} while it {IDLE[thread.state]}: ",
            pills(waiting),
            f" {verb} for it",
        )
        yield Hint(self.kind, told, world.step, thread.where, (holder, *waiting))
