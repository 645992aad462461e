"""Waits that nobody is left to end, where there is no circle: who waits for which notify, set, put, release, join.

``Lonely`` names the last one who did what is waited for, and, for a lost wake-up, the notify that nobody heard. A wait is a
*root* unless it only follows from another: an idle daemon thread's, or one for somebody who waits as well.
"""

from typing import NamedTuple

from threadtui.world.circles import waiting_circle
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
    waiting yet. ``holder`` and ``taken``: who has the lock that it wants, and how it came to it. ``debts``: of a queue that it
    joins, who got messages and did not mark them done.
    """

    thread: int
    op: str
    wants: WaitsFor
    where: Where | None
    since: int
    last: Act | None = None
    unheard: Act | None = None
    holder: int | None = None
    taken: Act | None = None
    debts: tuple[Debt, ...] = ()


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
    if wait.unheard or wait.holder:
        return False
    helpers = {debt.thread for debt in wait.debts} or {wait.last.thread if wait.last else wait.thread}
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
    owed = debts(history, world, wants.id) if op == "join_queue" else ()
    return told._replace(last=last, unheard=unheard, holder=holder, taken=taken, debts=owed)


def _nobody_heard(history: History, act: Act) -> bool:
    """Whether a notify let nobody go on."""
    if act.op not in ("notify", "notify_all"):
        return False
    step = Moment(history, act.step)
    return not any(step.freed("primitive", event.object) for event in step.all_of("op") if event.value["op"] == act.op)


def _holder(world: World, primitive: int) -> int | None:
    known = world.primitives.get(primitive)
    return known.view.get("holder") if known else None
