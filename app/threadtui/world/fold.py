"""The fold: a world and one more event make the next world. Nothing else writes a world.

Rules:
1. Every kind of event has exactly one entry in ``_FOLDS``; a kind without one is an error, never skipped.
2. An entry replaces records in the world's tables and keeps no state of its own, so equal events make equal worlds.
3. An event that cannot be folded raises ``BadEvent`` and leaves the tables as they were.
4. A thread that can go on waits for nothing, whatever its event says it would wait for.
5. Who waits for a primitive is not recorded anywhere: it is derived from the threads that stand blocked there.
"""

from collections.abc import Callable
from typing import Any

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.state import (
    At,
    Code,
    Failure,
    Instruction,
    Location,
    Pending,
    Primitive,
    Thread,
    Verdict,
    WaitsFor,
    Where,
    World,
)


class BadEvent(ValueError):
    """An event that does not fit the world it is applied to: a damaged trace, or a bug of threadtui."""


class UnknownKind(BadEvent):
    """An event of a kind that this version does not know."""


def apply(world: World, event: Event) -> None:
    """Change ``world`` into the world after ``event``. Raises ``BadEvent``; the tables are then unchanged."""
    fold = _FOLDS.get(event[0])
    if fold is None:
        raise UnknownKind(f"event {world.events} is of the unknown kind {event[0]!r}")
    try:
        fold(world, event)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as problem:
        raise BadEvent(f"event {world.events} ({event[0]}) does not fit: {problem!r}") from problem
    world.events += 1
    if event[6] > world.time:
        world.time = event[6]


def place(event: Event) -> Where | None:
    """Where it happened, if that is in a source file."""
    return Where(event.file, event.line) if event.file else None


def _waits(value: dict[str, Any]) -> WaitsFor | None:
    found = value.get("waits_for")
    return WaitsFor(found[0], found[1]) if found and value["state"] == "blocked" else None


def _until(value: dict[str, Any]) -> int | None:
    return value.get("until") if value["state"] in ("blocked", "sleeping") else None


def _file(world: World, event: Event) -> None:
    world.files[event.object] = event.value


def _code(world: World, event: Event) -> None:
    rows = tuple(Instruction(*row) for row in event.value["instructions"])
    calls = dict(event.value.get("calls", ()))
    world.codes[event.object] = Code(event.object, event.value["name"], place(event), rows, calls)


def _thread(world: World, event: Event) -> None:
    name, daemon = event.value["name"], event.value["daemon"]
    world.threads[event.object] = Thread(event.object, name, daemon, event.thread, since=world.events)


def _thread_name(world: World, event: Event) -> None:
    world.threads[event.object] = world.threads[event.object]._replace(name=event.value)


_OWN_FIELDS = frozenset({"kind", "class", "name", "within"})


def _primitive(world: World, event: Event) -> None:
    value = event.value
    view = {field: content for field, content in value.items() if field not in _OWN_FIELDS}
    world.primitives[event.object] = Primitive(
        event.object,
        value["kind"],
        value["class"],
        value["name"],
        place(event),
        view,
        world.step,
        value.get("within", 0),
    )


def _primitive_name(world: World, event: Event) -> None:
    world.primitives[event.object] = world.primitives[event.object]._replace(name=event.value)


def _update(world: World, event: Event) -> None:
    old = world.primitives[event.object]
    world.primitives[event.object] = old._replace(view={**old.view, **event.value}, changed=world.step)


def _location(world: World, event: Event) -> None:
    world.locations[event.object] = Location(event.object, event.value["name"], event.value["value"])


def _location_name(world: World, event: Event) -> None:
    world.locations[event.object] = world.locations[event.object]._replace(name=event.value)


def _step(world: World, event: Event) -> None:
    world.step = event.object
    world.moved = event.thread


def _read(world: World, event: Event) -> None:
    if event.value is not None:  # a read teaches the value of what was unknown so far
        world.locations[event.object] = world.locations[event.object]._replace(value=event.value)


def _write(world: World, event: Event) -> None:
    old = world.locations[event.object]
    new = event.value[1]
    world.locations[event.object] = old._replace(value=new, last_writer=event.thread, changed=world.step)


def _error(world: World, event: Event) -> None:
    failure = Failure(event.thread, event.value["type"], event.value["message"], place(event))
    if event.thread:  # 0: nobody's, as an error in an exit hook
        world.threads[event.thread] = world.threads[event.thread]._replace(error=failure)
    world.errors = (*world.errors, failure)


def _point(world: World, event: Event) -> None:
    world.threads[event.thread] = _standing(world, event)._replace(where=place(event), pending=pending(event))


def pending(point: Event) -> Pending:
    """The operation that a ``point`` stands before."""
    value = point.value
    at = At(value["code"], value["offset"]) if "code" in value else None
    return Pending(value["op"], point.object, value.get("value"), place(point), at)


def _state(world: World, event: Event) -> None:
    world.threads[event.thread] = _standing(world, event)


def _standing(world: World, event: Event) -> Thread:
    value, old = event.value, world.threads[event.thread]
    state, waits_for = value["state"], _waits(value)
    # Who keeps waiting for the same thing keeps its place in the order of the waiters.
    since = old.since if (state, waits_for) == (old.state, old.waits_for) else world.events
    return old._replace(state=state, waits_for=waits_for, until=_until(value), since=since)


def _end(world: World, event: Event) -> None:
    old = world.threads[event.thread]
    where = old.where if event.value == "killed" else None  # a killed daemon thread still stands where it stood
    world.threads[event.thread] = old._replace(
        state=event.value, where=where, pending=None, waits_for=None, until=None, since=world.events
    )


def _turn(world: World, event: Event) -> None:
    world.turn = event.thread


def _granularity(world: World, event: Event) -> None:
    world.granularity = event.value


def _inside(world: World, event: Event) -> None:
    world.primitives[event.object] = world.primitives[event.object]._replace(inside=event.value)


def _verdict(world: World, event: Event) -> None:
    value = event.value
    world.verdict = Verdict(value["verdict"], value["message"], value["exit_status"])


def _nothing(_world: World, _event: Event) -> None:
    """What was done or printed is told by its effects, or kept by the history."""


_FOLDS: dict[str, Callable[[World, Event], None]] = {
    kinds.FILE: _file,
    kinds.CODE: _code,
    kinds.THREAD: _thread,
    kinds.THREAD_NAME: _thread_name,
    kinds.PRIMITIVE: _primitive,
    kinds.PRIMITIVE_NAME: _primitive_name,
    kinds.LOCATION: _location,
    kinds.LOCATION_NAME: _location_name,
    kinds.STEP: _step,
    kinds.OP: _nothing,
    kinds.ORDER: _nothing,
    kinds.UPDATE: _update,
    kinds.READ: _read,
    kinds.WRITE: _write,
    kinds.OUTPUT: _nothing,
    kinds.ERROR: _error,
    kinds.POINT: _point,
    kinds.STATE: _state,
    kinds.END: _end,
    kinds.TURN: _turn,
    kinds.GRANULARITY: _granularity,
    kinds.INSIDE: _inside,
    kinds.VERDICT: _verdict,
}


def waiters(world: World, primitive_id: int) -> list[int]:
    """Threads blocked at this primitive, the one that waits longest first."""
    blocked = [thread for thread in world.threads.values() if _waits_at(thread, primitive_id)]
    return [thread.id for thread in sorted(blocked, key=lambda thread: thread.since)]


def putters(world: World, primitive_id: int) -> list[int]:
    """Of a queue's waiters those who want to put."""
    return _waiters_who(world, primitive_id, "put")


def getters(world: World, primitive_id: int) -> list[int]:
    """Of a queue's waiters those who want to get."""
    return _waiters_who(world, primitive_id, "get")


def holds(world: World, thread_id: int) -> list[int]:
    """Primitives of which this thread has something: locks it holds, semaphores it took a permit of; by id."""
    return [primitive.id for primitive in world.primitives.values() if thread_id in holders(primitive)]


def holders(primitive: Primitive) -> list[int]:
    """Threads that have a part of it: a lock's holder, a semaphore's takers (twice for two permits)."""
    holder = primitive.view.get("holder")
    return [holder] if holder else list(primitive.view.get("takers") or ())


def _waits_at(thread: Thread, primitive_id: int) -> bool:
    return thread.state == "blocked" and thread.waits_for == ("primitive", primitive_id)


def _waiters_who(world: World, primitive_id: int, op: str) -> list[int]:
    waiting = (world.threads[thread] for thread in waiters(world, primitive_id))
    return [thread.id for thread in waiting if thread.pending and thread.pending.op == op]
