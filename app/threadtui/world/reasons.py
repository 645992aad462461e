"""Why a blocked or sleeping thread cannot go on, from one world alone; in a row's short form or as a sentence's end."""

from collections.abc import Callable

from threadtui.engine.operations import TARGETS
from threadtui.world.fold import holders
from threadtui.world.parts import Pill, Sentence, join, moment, pills
from threadtui.world.state import Pending, Primitive, Thread, World


def reason(world: World, thread: Thread, otherwise: Sentence, sentence: bool = False) -> Sentence:
    """``acquire guard held by ▐2▌``; with ``sentence`` after "it": ``wants guard, held by ▐2▌``.

    ``otherwise`` is said of an operation without words of its own here.
    """
    pending = thread.pending
    told = _REASONS.get(pending.op) if pending else None
    if told is None:
        return otherwise
    return told(world, thread, sentence)


def primitive_name(world: World, primitive_id: int) -> str:
    """A primitive's name."""
    known = world.primitives.get(primitive_id)
    return known.name if known else f"#{primitive_id}"


def location_name(world: World, location_id: int) -> str:
    """A location's name."""
    known = world.locations.get(location_id)
    return known.name if known else f"#{location_id}"


def target_primitive(pending: Pending) -> bool:
    """Whether a pending operation is done to a primitive."""
    return TARGETS.get(pending.op) == "primitive"


def _primitive(world: World, thread: Thread) -> Primitive | None:
    return world.primitives.get(thread.pending.object) if thread.pending else None


def _acquire(world: World, thread: Thread, sentence: bool) -> Sentence:
    primitive = _primitive(world, thread)
    name = primitive.name if primitive else "a lock"
    held = holders(primitive) if primitive else []
    if primitive is not None and primitive.kind.endswith("Semaphore"):
        wants = "wants a permit of" if sentence else "acquire"
        return join(f"{wants} {name}", ", all are taken" if sentence else " held by ", "" if sentence else pills(held))
    if held == [thread.id] and sentence:
        return join(f"wants {name}, which it holds itself")
    wants, comma = ("wants", ",") if sentence else ("acquire", "")
    return join(f"{wants} {name}", (f"{comma} held by ", pills(held)) if held else "")


def _join(_world: World, thread: Thread, sentence: bool) -> Sentence:
    target = thread.waits_for.id if thread.waits_for else thread.pending.object if thread.pending else 0
    return join("joins " if sentence else "join ", Pill(target), (", which has not ended") if sentence else "")


def _wait(world: World, thread: Thread, sentence: bool) -> Sentence:
    primitive = _primitive(world, thread)
    waits, name = ("waits" if sentence else "wait"), primitive.name if primitive else "an event"
    if primitive is not None and primitive.kind == "Condition":
        return join(f"{waits} for notify on {name}", _at_most(thread))
    return join(f"{waits} until {name} is set", _at_most(thread))


def _arrive(world: World, thread: Thread, sentence: bool) -> Sentence:
    primitive = _primitive(world, thread)
    if primitive is None:
        return join("waits at a barrier" if sentence else "barrier")
    missing = primitive.view.get("parties", 0) - len(primitive.view.get("arrived") or ())
    told = f"waits at the barrier {primitive.name}" if sentence else f"barrier {primitive.name}"
    return join(f"{told}{', ' if sentence else ': '}{missing} missing")


def _put(world: World, thread: Thread, sentence: bool) -> Sentence:
    primitive, pending = _primitive(world, thread), thread.pending
    name = primitive.name if primitive else "a queue"
    shown = f"message {pending.value}" if pending and pending.value is not None else "a message"
    if sentence:
        return join(f"wants to put {shown} into {name}, which is full")
    return join(f"put {shown} into {name}: full")


def _get(world: World, thread: Thread, sentence: bool) -> Sentence:
    primitive = _primitive(world, thread)
    name = primitive.name if primitive else "a queue"
    if sentence:
        return join(f"wants a message from {name}, which is empty")
    return join(f"get from {name}: empty")


def _join_queue(world: World, thread: Thread, sentence: bool) -> Sentence:
    primitive = _primitive(world, thread)
    name = primitive.name if primitive else "a queue"
    left = primitive.view.get("unfinished") if primitive else None
    told = f"waits until all messages of {name} are done" if sentence else f"join {name}"
    return join(told, f"{', ' if sentence else ': '}{left} unfinished" if left is not None else "")


def _asleep(_world: World, thread: Thread, sentence: bool) -> Sentence:
    when = f" until {moment(thread.until)}" if thread.until is not None else ""
    return join("sleeps" if sentence else "sleep", when)


def _fires(world: World, thread: Thread, sentence: bool) -> Sentence:
    if thread.until is None:
        return join("waits for its time")
    told = "fires" if not sentence else "is a timer that fires"
    return join(f"{told} in {moment(max(0, thread.until - world.time))}")


def _work(_world: World, _thread: Thread, sentence: bool) -> Sentence:
    return join("waits for work" if sentence else "wait for work")


def _result(_world: World, thread: Thread, sentence: bool) -> Sentence:
    call = (thread.pending.value if thread.pending else None) or "a future"
    return join("waits" if sentence else "wait", f" for the result of {call}")


def _shutdown(world: World, thread: Thread, sentence: bool) -> Sentence:
    """A pool's end joins its workers: those who are still alive are what it waits for."""
    primitive = _primitive(world, thread)
    workers = primitive.view.get("workers", ()) if primitive else ()
    alive = [worker for worker in workers if worker in world.threads and world.threads[worker].state not in _OVER]
    return join("joins " if sentence else "join ", pills(alive) or "the pool")


_OVER = frozenset({"done", "failed", "killed"})


def _at_most(thread: Thread) -> str:
    return f", until {moment(thread.until)} at most" if thread.until is not None else ""


_REASONS: dict[str, Callable[[World, Thread, bool], Sentence]] = {
    "acquire": _acquire, "join": _join, "wait": _wait, "arrive": _arrive, "put": _put, "get": _get,
    "join_queue": _join_queue, "sleep": _asleep, "wake": _asleep, "timer": _fires, "work": _work,
    "result": _result, "shutdown": _shutdown,
}  # fmt: skip
