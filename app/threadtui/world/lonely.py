"""Waits that nobody is left to end, where there is no circle: who waits for which notify, set, put, release, join.

``Lonely`` names the last one who did what is waited for, and, for a lost wake-up, the notify that nobody heard. A wait is a
*root* unless it only follows from another: an idle daemon thread's, or one for somebody who waits as well.
"""

from typing import NamedTuple

from threadtui.world.circles import blocker, waited_calls, waiting_circle
from threadtui.world.history import History
from threadtui.world.moment import Moment
from threadtui.world.state import Thread, WaitsFor, Where, World
from threadtui.world.unmarked import Debt, debts
from threadtui.world.waits import Act, last_act, taken_by

ENDED_BY: dict[str, tuple[str, ...]] = {
    "Condition wait": ("notify", "notify_all"),
    "Event wait": ("set",),
    "get": ("put",),
    "put": ("get",),
    "acquire": ("release",),
    "join_queue": ("task_done",),
    "arrive": ("arrive",),
    "result": ("work",),
    "work": ("submit", "shutdown"),
}
"""What a thread waits in → the operations that would let it go on. ``wait`` is told apart by the primitive's kind."""


class Lonely(NamedTuple):
    """``thread`` waits in ``op`` for ``wants``, at ``where``, since step ``since``.

    ``last`` is who last did, in this run, what would let it go on. ``unheard`` is a notify that came when nobody was
    waiting yet; ``woke`` are those whom it woke while this one waited as well; ``cleared`` is the clear of an event that had
    been set. ``holder`` and ``taken``: who has the lock that it wants, and how it came to it; ``permits`` the same of a
    semaphore's. ``debts``: of a queue that it joins, who got messages and did not mark them done. ``worker`` computes the call
    that it waits for; ``workers`` are all of the pool where nobody has taken it up.
    """

    thread: int
    op: str
    wants: WaitsFor
    where: Where | None
    since: int
    last: Act | None = None
    unheard: Act | None = None
    woke: tuple[int, ...] = ()
    cleared: Act | None = None
    holder: int | None = None
    taken: Act | None = None
    permits: tuple[Act, ...] = ()
    debts: tuple[Debt, ...] = ()
    worker: int | None = None
    workers: tuple[int, ...] = ()


def lonely(history: History, world: World) -> list[Lonely]:
    """Threads that wait for ever, outside of any circle: roots first, those who only join last."""
    circle = set(waiting_circle(world))
    stuck = [thread for thread in world.threads.values() if thread.state == "blocked" and thread.until is None]
    found = [_told(history, world, thread) for thread in stuck if thread.id not in circle and thread.waits_for]
    first = roots(world, found)
    return sorted(found, key=lambda wait: (wait.wants.kind == "thread", wait not in first))


def roots(world: World, waits: list[Lonely]) -> list[Lonely]:
    """Of these waits those that the others follow from; joins never are."""
    found = [wait for wait in waits if wait.wants.kind == "primitive"]
    found = [wait for wait in found if not world.threads[wait.thread].daemon] or found
    return [wait for wait in found if not _follows(world, wait)] or found


def _follows(world: World, wait: Lonely) -> bool:
    """Whether all who could be expected to end it wait themselves, and not for a next message of the queue that it joins."""
    if wait.unheard or wait.holder or wait.workers:
        return False
    last = wait.last.thread if wait.last else wait.thread
    helpers = {debt.thread for debt in wait.debts} or {wait.worker or last}
    stuck = [world.threads[helper] for helper in helpers if world.threads[helper].state == "blocked"]
    elsewhere = [thread for thread in stuck if not wait.debts or thread.waits_for != wait.wants]
    return wait.thread not in helpers and len(elsewhere) == len(helpers)


def kind_of_wait(world: World, op: str, primitive: int) -> str:
    """The key of ``ENDED_BY`` for an operation on a primitive."""
    known = world.primitives.get(primitive)
    return f"{known.kind} wait" if op == "wait" and known is not None else op


def _told(history: History, world: World, thread: Thread) -> Lonely:
    assert thread.waits_for is not None
    op = thread.pending.op if thread.pending else ""
    wants, since = thread.waits_for, history.step_of(thread.since)
    told = Lonely(thread.id, op, wants, thread.where, since)
    if wants.kind == "thread":
        return told._replace(holder=wants.id)
    enders = ENDED_BY.get(kind_of_wait(world, op, wants.id), ())
    last = last_act(history, wants.id, enders, world.events)
    unheard = last if last is not None and op == "wait" and _nobody_heard(history, last) else None
    holder = _holder(world, wants.id)
    taken = taken_by(history, world, wants.id, holder) if holder else None
    told = told._replace(last=last, unheard=unheard, holder=holder, taken=taken)
    if op == "join_queue":
        return told._replace(debts=debts(history, world, wants.id))
    if op == "result":
        return _of_a_call(world, thread, told)
    if op == "acquire":
        return told._replace(permits=_permits(history, world, wants.id))
    if op == "wait" and last is not None:
        woke = tuple(_woken(history, last)) if last.op == "notify" and last.step > since else ()
        return told._replace(woke=woke, cleared=_cleared(history, world, wants.id, last))
    return told


def _of_a_call(world: World, thread: Thread, told: Lonely) -> Lonely:
    worker, calls = blocker(world, thread.id), waited_calls(world, thread)
    if worker is None and calls and all(call["state"] == "pending" for call in calls):
        return told._replace(workers=tuple(world.primitives[told.wants.id].view.get("workers") or ()))
    return told._replace(worker=worker)


def _permits(history: History, world: World, semaphore: int) -> tuple[Act, ...]:
    """How each thread that has a permit came to it, as far as that is known."""
    takers = dict.fromkeys(world.primitives[semaphore].view.get("takers") or ())
    found = (taken_by(history, world, semaphore, taker) for taker in takers)
    return tuple(act for act in found if act)


def _cleared(history: History, world: World, event: int, last_set: Act) -> Act | None:
    """The clear that came after the last set."""
    clear = last_act(history, event, ("clear",), world.events) if last_set.op == "set" else None
    return clear if clear and clear.step > last_set.step else None


def _woken(history: History, act: Act) -> list[int]:
    """Whom a notify let go on."""
    step = Moment(history, act.step)
    events = (event for event in step.all_of("op") if event.value["op"] == act.op)
    return [thread for event in events for thread in step.freed("primitive", event.object)]


def _nobody_heard(history: History, act: Act) -> bool:
    return act.op in ("notify", "notify_all") and not _woken(history, act)


def _holder(world: World, primitive: int) -> int | None:
    known = world.primitives.get(primitive)
    return known.view.get("holder") if known else None
