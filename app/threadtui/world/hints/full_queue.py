"""A queue that is full most of the time: who gets is slower than who puts."""

from collections.abc import Iterable
from dataclasses import dataclass

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.hints.base import Hint, Key, name, succeeded
from threadtui.world.parts import join, pills
from threadtui.world.state import World

LEAST_SIZE = 2
"""A queue of one place is full whenever there is anything in it."""

LEAST_PUTS = 8
SHARE = 0.5
"""Of the time between its first and its last put."""


@dataclass(slots=True)
class _Use:
    first: int
    last: int = 0
    puts: int = 0
    full: int = 0
    """Virtual time that it was full, up to the last put."""
    full_since: int | None = None
    putters: tuple[int, ...] = ()


class FullQueue:
    """The last word, at the end of the run: before that nobody knows."""

    kind = "full-queue"
    events: frozenset[Key] = frozenset({(kinds.OP, "put"), kinds.UPDATE, kinds.VERDICT})

    def __init__(self) -> None:
        self._uses: dict[int, _Use] = {}

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        if event.kind == kinds.VERDICT:
            return [self._hint(world, queue, use) for queue, use in self._uses.items() if _mostly_full(use)]
        if event.kind == kinds.UPDATE:
            if "size" in event.value:
                self._resized(world, event)
        elif succeeded(event):
            self._put(event)
        return ()

    def _put(self, event: Event) -> None:
        use = self._uses.setdefault(event.object, _Use(event.time))
        use.puts += 1
        use.last = event.time
        if event.thread not in use.putters:
            use.putters = (*use.putters, event.thread)
        if use.full_since is not None:
            use.full, use.full_since = use.full + event.time - use.full_since, event.time

    def _resized(self, world: World, event: Event) -> None:
        use, view = self._uses.get(event.object), world.primitives[event.object].view
        if use is None or view.get("maxsize", 0) < LEAST_SIZE:
            return
        is_full = view["size"] >= view["maxsize"]
        if is_full and use.full_since is None:
            use.full_since = event.time
        elif not is_full and use.full_since is not None:
            use.full, use.full_since = use.full + event.time - use.full_since, None

    def _hint(self, world: World, queue: int, use: _Use) -> Hint:
        share = 100 * use.full // (use.last - use.first)
        told = join(
            f"{name(world, queue)} was full {share} % of the time: ", pills(use.putters), " put faster than others get"
        )
        return Hint(self.kind, told, world.step, world.primitives[queue].where, use.putters)


def _mostly_full(use: _Use) -> bool:
    return use.puts >= LEAST_PUTS and use.full > SHARE * (use.last - use.first)
