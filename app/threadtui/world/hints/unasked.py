"""An exception that a Future keeps, and that nobody has asked it for."""

from collections import Counter
from collections.abc import Iterable

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.hints.base import Hint, Key, name
from threadtui.world.parts import Pill, join
from threadtui.world.state import Where, World

Call = tuple[int, str]
"""A pool, and a call as its futures are named."""


class Unasked:
    """A last word: at the end of the run nobody can ask any more. Calls of the same name count together."""

    kind = "unasked-exception"
    events: frozenset[Key] = frozenset({kinds.UPDATE, (kinds.STEP, "result"), kinds.VERDICT})

    def __init__(self) -> None:
        self._running: dict[tuple[int, int], str] = {}
        self._failed: dict[Call, list[tuple[int, int, Where | None]]] = {}
        self._asked: Counter[Call] = Counter()

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        if event.kind == kinds.UPDATE:
            if "futures" in event.value:
                self._changed(world, event)
        elif event.kind == kinds.STEP:
            pending = world.threads[event.thread].pending
            if pending is not None:
                self._asked[pending.object, str(pending.value)] += 1
        else:
            return self._left(world)
        return ()

    def _left(self, world: World) -> Iterable[Hint]:
        for call, failures in self._failed.items():
            yield from (self._hint(world, call, *failure) for failure in failures[self._asked[call] :])

    def _changed(self, world: World, event: Event) -> None:
        """Which call this worker has just ended with an exception: it ran before, and no longer."""
        pool, worker = event.object, event.thread
        running = {
            future["thread"]: future["name"] for future in event.value["futures"] if future["state"] == "running"
        }
        ended = self._running.pop((pool, worker), None)
        if worker in running:
            self._running[pool, worker] = running[worker]
        elif ended is not None and self._failures(event, ended) > len(self._failed.get((pool, ended), ())):
            where = world.threads[worker].where
            self._failed.setdefault((pool, ended), []).append((world.step, worker, where))

    def _failures(self, event: Event, call: str) -> int:
        return sum(future["name"] == call and future["state"] == "failed" for future in event.value["futures"])

    def _hint(self, world: World, call: Call, step: int, worker: int, where: Where | None) -> Hint:
        told = join(
            f"{call[1]} raised an exception in ", Pill(worker), f" at step {step}: {name(world, call[0])} keeps it in a",
            " Future, and nobody has asked for its result",
        )  # fmt: skip
        return Hint(self.kind, told, world.step, where, (worker,))
