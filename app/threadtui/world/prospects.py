"""What a thread's next step will bring about, where one world alone tells it."""

from collections.abc import Callable
from typing import Any

from threadtui.world.fold import waiters
from threadtui.world.parts import Part, Pill, Sentence, join, pills
from threadtui.world.state import Primitive, Thread, World


def consequence(world: World, thread_id: int) -> Sentence:
    """What the step will bring about, where the world alone tells it; else nothing."""
    thread = world.threads[thread_id]
    if thread.pending is None or thread.state != "ready":
        return ()
    told = _CONSEQUENCES.get(thread.pending.op)
    return told(world, thread) if told else ()


def _take(world: World, thread: Thread) -> Sentence:
    primitive = world.primitives.get(thread.pending.object) if thread.pending else None
    if primitive is None:
        return ()
    if primitive.kind in ("Lock", "RLock"):
        return _take_lock(primitive, thread)
    value = primitive.view.get("value")
    return _count(value, "permit is free", "permits are free") if value else join("No permit is free: it gets none.")


def _take_lock(primitive: Primitive, thread: Thread) -> Sentence:
    holder = primitive.view.get("holder")
    if holder is None:
        return join("The lock is free.")
    if primitive.kind == "RLock" and holder == thread.id:
        return join(f"It holds this lock already: depth {primitive.view.get('depth', 0) + 1}.")
    return join(Pill(holder), " holds the lock: it will not get it.")


def _count(number: int, one: str, many: str) -> Sentence:
    return join(f"{number} {one if number == 1 else many}: it will not block.")


def _fill(world: World, thread: Thread) -> Sentence:
    view = _view(world, thread)
    free = view.get("maxsize", 0) - view.get("size", 0)
    if view.get("maxsize", 0) <= 0:
        return _for_waiters(world, thread) or join("The queue has no limit: it will not block.")
    if free <= 0:
        return join("The queue is full: it gives up.")
    return join(f"The queue has {free} free place{'' if free == 1 else 's'}: it will not block.")


def _empty(world: World, thread: Thread) -> Sentence:
    return _for_waiters(world, thread) if _view(world, thread).get("size") else join("The queue is empty: it gives up.")


def _view(world: World, thread: Thread) -> dict[str, Any]:
    primitive = world.primitives.get(thread.pending.object) if thread.pending else None
    return primitive.view if primitive else {}


def _for_waiters(world: World, thread: Thread) -> Sentence:
    waiting = waiters(world, thread.pending.object) if thread.pending else []
    return _waits_for_this(waiting)


def _for_joiners(world: World, thread: Thread) -> Sentence:
    return _waits_for_this([other.id for other in world.threads.values() if other.waits_for == ("thread", thread.id)])


def _notifies(world: World, thread: Thread) -> Sentence:
    return _for_waiters(world, thread) or join("Nobody waits there: it will change nothing.")


def _waits_for_this(waiting: list[int]) -> Sentence:
    found: list[Part] = [*pills(waiting)]
    return join(found, " waits for this." if len(waiting) == 1 else " wait for this.") if waiting else ()


_CONSEQUENCES: dict[str, Callable[[World, Thread], Sentence]] = {
    "acquire": _take, "release": _for_waiters, "set": _for_waiters, "put": _fill, "get": _empty,
    "task_done": _for_waiters, "notify": _notifies, "notify_all": _notifies, "arrive": _for_waiters,
    "abort": _for_waiters, "reset": _for_waiters, "exit": _for_joiners,
}  # fmt: skip
