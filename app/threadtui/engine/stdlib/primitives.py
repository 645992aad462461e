"""Points, guards and views of Condition, Semaphore, Event and Barrier. Their code stays the standard library's."""

from types import ModuleType
from typing import Any

from threadtui.engine.pending import ProgramThread
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.public import Plan, plan_op, point_before, shown, truth
from threadtui.engine.stdlib.shadows import Shadow, View


def install(threading: ModuleType) -> None:
    """Wrap the classes of this ``threading`` module."""
    _conditions(threading.Condition)
    _semaphores(threading.Semaphore, threading.BoundedSemaphore)
    _events(threading.Event)
    _barriers(threading.Barrier)


def plain(name: str, done: Any = None) -> Any:
    """``prepare`` for an operation that never blocks and takes no arguments worth showing."""

    def prepare(_obj: Any, shadow: Shadow, _me: ProgramThread, *_args: Any, **_kwargs: Any) -> Plan:
        return Plan(plan_op(shadow, name), done=done)

    return prepare


# -- Condition --------------------------------------------------------------------------------------------------------


def _conditions(condition: type) -> None:
    shown(condition, condition_view, _show_lock)
    # wait has no guard: it is entered, lets go of the lock, and parks inside.
    point_before(condition, "wait", _condition_wait)
    point_before(condition, "notify", lambda _c, shadow, _me, n=1: Plan(plan_op(shadow, "notify", n)))
    point_before(condition, "notify_all", plain("notify_all"))


def _condition_wait(condition: Any, shadow: Shadow, _me: ProgramThread, timeout: float | None = None) -> Plan:
    op = plan_op(shadow, "wait", timeout)
    op.subject = condition
    return Plan(op, done=truth)


def condition_view(condition: Any, _shadow: Shadow) -> View:
    shadow = getattr(condition._lock, "_shadow", None)
    return {"lock": shadow.id if shadow is not None else None}


def _show_lock(condition: Any, shadow: Shadow) -> None:
    """A condition that made its own lock: the program acquires it, so it is shown too."""
    lock = condition._lock
    if getattr(lock, "_shadow", 0) is None:
        lock._show_as_own(f"{shadow.name}.lock")
        ctx.shadows.refresh(condition, shadow)


# -- Semaphore --------------------------------------------------------------------------------------------------------


def _semaphores(semaphore: type, bounded: type) -> None:
    shown(semaphore, _semaphore_view)
    shown(bounded, _semaphore_view)
    point_before(semaphore, "acquire", _semaphore_acquire)
    semaphore.__enter__ = semaphore.acquire  # type: ignore[attr-defined]
    point_before(semaphore, "release", _semaphore_release)
    point_before(bounded, "release", _semaphore_release)


def _semaphore_view(semaphore: Any, shadow: Shadow) -> View:
    if shadow.extra is None:
        shadow.extra = semaphore._value
    return {"value": semaphore._value, "initial": shadow.extra, "takers": list(shadow.people)}


def _semaphore_acquire(
    semaphore: Any, shadow: Shadow, me: ProgramThread, blocking: bool = True, timeout: float | None = None
) -> Plan:
    def done(taken: Any) -> bool:
        if taken:
            shadow.people.append(me.id)
        return bool(taken)

    guard = (lambda: semaphore._value > 0) if blocking and (timeout is None or timeout > 0) else None
    return Plan(plan_op(shadow, "acquire", None, guard, timeout), ((), {"blocking": False}), done)


def _semaphore_release(_semaphore: Any, shadow: Shadow, me: ProgramThread, n: int = 1) -> Plan:
    def done(_none: Any) -> None:
        # A permit given back by somebody who took none is counted for the one who took first.
        for _ in range(min(n, len(shadow.people))):
            shadow.people.remove(me.id if me.id in shadow.people else shadow.people[0])

    return Plan(plan_op(shadow, "release", n), done=done)


# -- Event ------------------------------------------------------------------------------------------------------------


def _events(event: type) -> None:
    shown(event, lambda event, _shadow: {"flag": event._flag})
    point_before(event, "wait", _event_wait)
    point_before(event, "set", plain("set"))
    point_before(event, "clear", _event_clear)
    point_before(event, "is_set", plain("is_set", truth))
    if "isSet" in event.__dict__:
        point_before(event, "isSet", plain("is_set", truth))


def _event_clear(_event: Any, shadow: Shadow, _me: ProgramThread) -> Plan:
    ctx.scheduler.clears_event()
    return Plan(plan_op(shadow, "clear"))


def _event_wait(event: Any, shadow: Shadow, _me: ProgramThread, timeout: float | None = None) -> Plan:
    # No guard where somebody clears events: whoever waits when one is set is let go, even if it is cleared again before
    # the thread moves.
    guard = (lambda: event._flag) if timeout is None and ctx.scheduler.events_stay else None
    return Plan(plan_op(shadow, "wait", timeout, guard), done=truth)


# -- Barrier ----------------------------------------------------------------------------------------------------------


def _barriers(barrier: type) -> None:
    shown(barrier, _barrier_view)
    point_before(barrier, "wait", _barrier_wait)
    point_before(barrier, "reset", plain("reset"))
    point_before(barrier, "abort", plain("abort"))


def _barrier_view(barrier: Any, shadow: Shadow) -> View:
    return {"parties": barrier._parties, "arrived": list(shadow.people), "broken": barrier._state == -2}


def _barrier_wait(barrier: Any, shadow: Shadow, me: ProgramThread, timeout: float | None = None) -> Plan:
    # Like a condition's wait it has no guard: arriving is an act of its own, and the waiting is inside.
    def entered() -> None:
        shadow.people.append(me.id)
        ctx.shadows.refresh(barrier, shadow)

    def done(index: Any) -> Any:
        if index == barrier._parties - 1:  # the last one to arrive: the others are let go with it
            del shadow.people[: barrier._parties]  # where somebody looks inside, the next ones may have come already
        return index

    def left() -> None:
        if me.id in shadow.people:
            shadow.people.remove(me.id)

    return Plan(plan_op(shadow, "arrive", timeout), done=done, entered=entered, left=left)
