"""Circles of waits in a history: since when each thread of one waits, and where and when each lock was taken."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.circles import blocker
from threadtui.world.fold import place
from threadtui.world.history import History
from threadtui.world.state import Thread, WaitsFor, Where, World


class Act(NamedTuple):
    """Something that was done to a primitive: by whom, at which step, and where."""

    step: int
    thread: int
    op: str
    where: Where | None


class Link(NamedTuple):
    """One wait of a circle: ``thread`` stands at ``where``, since step ``since``, and wants what ``holder`` has.

    ``taken`` is how the holder came to it; None for a thread that is joined, and for a call that is waited for.
    """

    thread: int
    wants: WaitsFor
    holder: int
    where: Where | None
    since: int
    taken: Act | None


def chain(history: History, world: World, circle: Iterable[int]) -> list[Link]:
    """The waits of a circle in its order. ``world`` is one of the history's, in which the circle stands."""
    threads = (world.threads[thread] for thread in circle)
    return [link for thread in threads if (link := _link(history, world, thread))]


def _link(history: History, world: World, thread: Thread) -> Link | None:
    holder, wants = blocker(world, thread.id), thread.waits_for
    if holder is None or wants is None:
        return None
    taken = taken_by(history, world, wants.id, holder) if wants.kind == "primitive" else None
    return Link(thread.id, wants, holder, thread.where, history.step_of(thread.since), taken)


def taken_by(history: History, world: World, primitive_id: int, holder: int) -> Act | None:
    """How a thread came to have a lock that it has in this world: the outermost acquire; for a semaphore the last one."""
    primitive = world.primitives.get(primitive_id)
    depth = primitive.view.get("depth", 1) if primitive else 1
    for number in reversed(acts_before(history, primitive_id, world.events)):
        event = history.event(number)
        if event.thread != holder:
            continue
        if event.value["op"] == "acquire" and event.value["result"] is not False:
            depth -= 1
            if depth <= 0:
                return act(history, number, event)
        elif event.value["op"] == "release":
            depth += 1
    return None


def acts_before(history: History, primitive: int, event: int) -> Sequence[int]:
    """Numbers of what was done to a primitive before an event."""
    numbers = history.acts(primitive)
    return numbers[: bisect_left(numbers, event)]


def act(history: History, number: int, event: Event) -> Act:
    """An ``op`` event as an act."""
    return Act(history.step_of(number), event.thread, event.value["op"], place(event))


def last_act(history: History, primitive: int, ops: Iterable[str], before: int) -> Act | None:
    """Who last did one of these operations, with success, before an event; None where nobody did."""
    wanted = frozenset(ops)
    for number in reversed(acts_before(history, primitive, before)):
        event = history.event(number)
        if event.value["op"] in wanted and not failed(event):
            return act(history, number, event)
    return None


def failed(event: Event) -> bool:
    """Whether an ``op`` event tells of a try in vain."""
    result = event.value.get("result")
    return event.kind == kinds.OP and (result is False or (isinstance(result, dict) and "raised" in result))
