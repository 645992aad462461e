"""A notify with nobody waiting, though somebody came to wait for it afterwards, and in vain."""

from collections.abc import Iterable
from typing import NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.fold import place, waiters
from threadtui.world.hints.base import Hint, Key, kind, name
from threadtui.world.parts import Pill, join
from threadtui.world.state import Where, World


class _Notify(NamedTuple):
    step: int
    thread: int
    where: Where | None


class LostNotify:
    """Notifying when nobody waits is no mistake by itself: only a wait that no later notify ends makes it one."""

    kind = "lost-notify"
    events: frozenset[Key] = frozenset(
        {(kinds.STEP, "notify"), (kinds.STEP, "notify_all"), (kinds.OP, "wait"), kinds.VERDICT}
    )

    def __init__(self) -> None:
        self._unheard: dict[int, _Notify] = {}
        self._waiting: dict[int, bool] = {}

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        if event.kind == kinds.VERDICT:
            for condition in list(self._unheard):
                if waiters(world, condition):
                    yield from self._told(world, condition, waiters(world, condition)[0])
        elif event.kind == kinds.STEP:
            self._note(world, event)
        elif event.value["result"] is False and kind(world, event.object) == "Condition":
            yield from self._told(world, event.object, event.thread)

    def _note(self, world: World, event: Event) -> None:
        """When a step begins, who waits still stands there."""
        pending = world.threads[event.thread].pending
        if pending is None:
            return
        if waiters(world, pending.object):
            self._unheard.pop(pending.object, None)
        else:
            self._unheard[pending.object] = _Notify(world.step, event.thread, place(event) or pending.where)

    def _told(self, world: World, condition: int, waiter: int) -> Iterable[Hint]:
        lost = self._unheard.pop(condition, None)
        if lost is None:
            return
        words = join(
            Pill(lost.thread), f" notified {name(world, condition)} at step {lost.step} when nobody was waiting: ",
            Pill(waiter), " came to wait for it later, in vain",
        )  # fmt: skip
        yield Hint(self.kind, words, world.step, lost.where, (lost.thread, waiter))
