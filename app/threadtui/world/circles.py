"""Who waits for whom, from one world: circles of waits.

A thread is in a circle if it waits, without a deadline, for the one thread that could let it go on, and so round until
itself. Where several threads could help (a semaphore's takers, an event that anybody may set) there is no circle.
"""

from typing import Any

from threadtui.world.fold import holders
from threadtui.world.state import Thread, World


def circles(world: World) -> list[list[int]]:
    """Every circle, its lowest thread first; each thread waits for the next one, the last for the first."""
    found: list[list[int]] = []
    seen: set[int] = set()
    for start in sorted(world.threads):
        path: list[int] = []
        thread: int | None = start
        while thread is not None and thread not in seen:
            seen.add(thread)
            path.append(thread)
            thread = blocker(world, thread)
        if thread in path:
            found.append(_lowest_first(path[path.index(thread) :]))
    return found


def _lowest_first(circle: list[int]) -> list[int]:
    at = circle.index(min(circle))
    return circle[at:] + circle[:at]


def waiting_circle(world: World) -> list[int]:
    """The circle of the lowest thread that is in one; empty where there is none."""
    return next(iter(circles(world)), [])


def firm_circles(world: World) -> list[list[int]]:
    """Circles that stay although other threads go on: of joins, of calls, and of several locks.

    A semaphore may be released by anybody, and a thread that waits for a Lock that it has taken itself uses it as a signal,
    more likely than not: such a wait is none as long as others go on.
    """
    return [circle for circle in circles(world) if all(_firm(world, thread, len(circle)) for thread in circle)]


def _firm(world: World, thread_id: int, size: int) -> bool:
    waits = world.threads[thread_id].waits_for
    kind = world.primitives[waits.id].kind if waits and waits.kind == "primitive" else ""
    return not kind.endswith("Semaphore") and (size > 1 or kind != "Lock")


def blocker(world: World, thread_id: int) -> int | None:
    """The one thread that this one waits for without a deadline; None where there are several, or none."""
    thread = world.threads.get(thread_id)
    if thread is None or thread.state != "blocked" or thread.waits_for is None or thread.until is not None:
        return None
    if thread.waits_for.kind == "thread":
        return thread.waits_for.id
    if thread.pending is not None and thread.pending.op == "result":
        return _computing(world, thread)
    primitive = world.primitives.get(thread.waits_for.id)
    held = set(holders(primitive)) if primitive else set()
    return held.pop() if len(held) == 1 else None


def _computing(world: World, thread: Thread) -> int | None:
    """The worker that computes what this thread waits for; None where no worker has taken it up, and where another call has the
    same name."""
    calls = waited_calls(world, thread)
    running = [call["thread"] for call in calls if call["state"] == "running"]
    return running[0] if len(calls) == 1 and running else None


def waited_calls(world: World, thread: Thread) -> list[dict[str, Any]]:
    """What a pool shows of the calls that are not over yet and have the name of the one that this thread waits for."""
    pool = world.primitives.get(thread.waits_for.id) if thread.waits_for else None
    if pool is None or thread.pending is None:
        return []
    calls = (call for call in pool.view.get("futures") or () if call["name"] == thread.pending.value)
    return [call for call in calls if call["state"] in ("pending", "running")]
