"""A run and a world as JSON values, for scripts: the fields of the command line's ``--format json``.

All times are seconds of virtual time. Threads and primitives are told by their ids.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from threadtui.engine.events import Event
from threadtui.engine.operations import TARGETS
from threadtui.world.fold import getters, holds, putters, waiters
from threadtui.world.history import History
from threadtui.world.parts import spoken
from threadtui.world.printed import STREAMS
from threadtui.world.races import Access, Race
from threadtui.world.state import Failure, Location, Pending, Primitive, Thread, Where, World


@dataclass(frozen=True, slots=True)
class Facts:
    """What was run and how; ``schedule`` is the token that repeats it, None where there is none."""

    target: str
    python: str
    seed: int
    strategy: str
    granularity: str
    schedule: str | None


def run_report(history: History, facts: Facts) -> dict[str, Any]:
    """The JSON of ``run``: the run as a whole, and its last world."""
    world = history.world
    verdict = world.verdict
    return {
        "target": facts.target,
        "python": facts.python,
        "verdict": verdict.verdict if verdict else None,
        "message": verdict.message if verdict else "",
        "exit_status": verdict.exit_status if verdict else None,
        "errors": [_failure(world, failure) for failure in world.errors],
        "steps": history.steps,
        "virtual_time": seconds(world.time),
        "seed": facts.seed,
        "strategy": facts.strategy,
        "granularity": facts.granularity,
        **_tables(world, history.races()),
        "schedule": facts.schedule,
        "output": history.output(),
        "output_lines": [line._asdict() for line in history.output_lines()],
        "hints": _hints(history, world),
    }


def show_report(history: History, step: int) -> dict[str, Any]:
    """The JSON of ``show``: one world of a run. Raises ``IndexError`` for a step that is not there."""
    world = history.world_at(step)
    number = history.end_of(step) - 1
    return {
        "step": step,
        "steps": history.steps,
        "virtual_time": seconds(world.time),
        "last_event": _event(world, number, history.event(number)) if number >= 0 else None,
        **_tables(world, history.races(step)),
        "output": history.output(step),
        "hints": _hints(history, world),
    }


def seconds(nanoseconds: int) -> float:
    """Virtual time for people and scripts."""
    return nanoseconds / 1e9


def _tables(world: World, races: list[Race]) -> dict[str, Any]:
    return {
        "threads": [_thread(world, thread) for thread in world.threads.values()],
        "primitives": [_primitive(world, primitive) for primitive in world.primitives.values()],
        "shared": [_location(location) for location in world.locations.values()],
        "races": [_race(world, race) for race in races],
    }


def _hints(history: History, world: World) -> list[dict[str, Any]]:
    names = {thread.id: thread.name for thread in world.threads.values()}
    return [
        {
            "kind": hint.kind,
            "text": spoken(hint.sentence, names),
            "step": hint.step,
            "where": _where(world, hint.where),
            "threads": list(hint.threads),
        }
        for hint in history.hints.upto(world)
    ]


def _race(world: World, race: Race) -> dict[str, Any]:
    location = world.locations[race.location].name
    return {"location": location, "first": _access(race.first), "second": _access(race.second)}


def _access(access: Access) -> dict[str, Any]:
    return {"thread": access.thread, "line": access.line, "kind": access.kind}


def _event(world: World, number: int, event: Event) -> dict[str, Any]:
    where = Where(event.file, event.line) if event.file else None
    return {
        "number": number,
        "kind": event.kind,
        "thread": event.thread or None,
        "object": event.object or None,
        "value": event.value,
        "where": _where(world, where),
        "time": seconds(event.time),
    }


def _thread(world: World, thread: Thread) -> dict[str, Any]:
    return {
        "id": thread.id,
        "name": thread.name,
        "state": thread.state,
        "turn": world.turn == thread.id,
        "daemon": thread.daemon,
        "where": _where(world, thread.where),
        "pending": _pending(world, thread.pending),
        "holds": holds(world, thread.id),
        "waits_for": thread.waits_for.id if thread.waits_for else None,
        "until": _maybe_seconds(thread.until),
        "error": _failure(world, thread.error) if thread.error else None,
    }


def _pending(world: World, pending: Pending | None) -> dict[str, Any] | None:
    if pending is None:
        return None
    line = pending.where.line if pending.where else None
    return {"op": pending.op, "object": _object(world, pending), "value": pending.value, "line": line}


def _object(world: World, pending: Pending) -> int | str | None:
    """A thread's or primitive's id, a location's or stream's name, as these are told by elsewhere in the report."""
    target = TARGETS.get(pending.op, "")
    if target == "location":
        known = world.locations.get(pending.object)
        return known.name if known else None
    if target == "stream":
        return STREAMS.get(pending.object)
    return pending.object or None if target else None


def _failure(world: World, failure: Failure) -> dict[str, Any]:
    where = _where(world, failure.where)
    return {"thread": failure.thread or None, "type": failure.type, "message": failure.message, "where": where}


def _where(world: World, where: Where | None) -> dict[str, Any] | None:
    return {"file": world.files.get(where.file), "line": where.line} if where else None


def _location(location: Location) -> dict[str, Any]:
    return {"name": location.name, "value": location.value, "last_writer": location.last_writer}


def _maybe_seconds(nanoseconds: int | None) -> float | None:
    return None if nanoseconds is None else seconds(nanoseconds)


def _primitive(world: World, primitive: Primitive) -> dict[str, Any]:
    told = {
        "id": primitive.id,
        "kind": primitive.kind,
        "class": primitive.class_name,
        "name": primitive.name,
        "where": _where(world, primitive.where),
    }
    return told | {field: _field(world, primitive, field) for field in _FIELDS.get(primitive.kind, ())}


def _field(world: World, primitive: Primitive, field: str) -> Any:
    derived = _DERIVED.get(field)
    if derived is not None:
        return derived(world, primitive.id)
    value = primitive.view.get(field)
    return _maybe_seconds(value) if field == "due" else value


_DERIVED: dict[str, Callable[[World, int], list[int]]] = {
    "waiters": waiters,
    "putters": putters,
    "getters": getters,
}

_LOCK = ("holder", "depth", "waiters")
_SEMAPHORE = ("value", "initial", "takers", "waiters")
_QUEUE = ("size", "maxsize", "items", "putters", "getters")

_FIELDS: dict[str, tuple[str, ...]] = {
    "Lock": _LOCK,
    "RLock": _LOCK,
    "Condition": ("lock", "waiters"),
    "Semaphore": _SEMAPHORE,
    "BoundedSemaphore": _SEMAPHORE,
    "Event": ("flag", "waiters"),
    "Barrier": ("parties", "arrived", "broken"),
    "Queue": _QUEUE,
    "LifoQueue": _QUEUE,
    "PriorityQueue": _QUEUE,
    "SimpleQueue": _QUEUE,
    "Timer": ("due", "state"),
    "ThreadPoolExecutor": ("max_workers", "workers", "pending", "futures"),
}
