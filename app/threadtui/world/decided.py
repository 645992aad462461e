"""Where a deadlock was decided, from the history of its run, and the steps that led to it.

Where a search has shown after which step every way on fails, it is that one. Else this is what the run tells, not a proof
that no other way led out:

- a circle of locks: the acquire that closed it, after which each thread had what the next one came to want;
- a lost wake-up: the notify that nobody heard;
- a queue that is joined: when the first of those who got a message and never marked it done turned away from it;
- another wait that nobody is left to end, not one that only follows from another: when it began, or when the
  last one who had done what it waits for turned to leave, whichever came later: the step at which it raised, or its last
  one that has to do with others at all.
"""

from collections.abc import Iterator

from threadtui.engine import events as kinds
from threadtui.world.circles import waiting_circle
from threadtui.world.history import History
from threadtui.world.lonely import Lonely, lonely, roots
from threadtui.world.marks import operation
from threadtui.world.raised import end_of, raised_at, steps_back
from threadtui.world.state import World
from threadtui.world.unmarked import Debt
from threadtui.world.waits import Link, acts_before, chain, last_act

ALONE = frozenset({"print", "line", "bytecode", "time", "sleep", "wake", "exit"})
"""Operations by which a thread neither tells others anything nor learns from them."""


def decided(history: History, world: World) -> int | None:
    """The step that decided the deadlock of this world; None where there is none."""
    if history.sealed is not None:
        return history.sealed
    circle = chain(history, world, waiting_circle(world))
    if circle:
        return _closed(circle)
    return max((_sealed(history, wait) for wait in roots(world, lonely(history, world))), default=None)


def deciding_steps(history: History, world: World) -> list[int]:
    """The steps to look at, in order: what was taken, what was done last, since when each one waits, who left."""
    return sorted({step for step in _steps(history, world) if step > 0})


def _steps(history: History, world: World) -> Iterator[int]:
    if history.sealed is not None:
        yield history.sealed
    circle = chain(history, world, waiting_circle(world))
    for link in circle:
        yield link.since
        if link.taken:
            yield link.taken.step
    if circle:
        return
    for wait in roots(world, lonely(history, world)):
        yield wait.since
        yield from _seals(history, wait)


def _closed(circle: list[Link]) -> int:
    """When the last part of the circle was taken; one of joins alone is closed by its last wait."""
    taken = [link.taken.step for link in circle if link.taken]
    return max(taken) if taken else max(link.since for link in circle)


def _sealed(history: History, wait: Lonely) -> int:
    if wait.unheard:
        return wait.unheard.step
    if wait.debts:
        return min(_turned(history, wait.wants.id, debt) for debt in wait.debts)
    return max([wait.since, *(step for leaving in _leavings(history, wait) for step in leaving[:1])])


def _turned(history: History, queue: int, debt: Debt) -> int:
    """When a thread turned away from a message that it had not marked done: it raised, left, got the next one, or waits."""
    for number in acts_before(history, queue, len(history)):
        event = history.event(number)
        if event.thread == debt.thread and event.value["op"] == "get" and history.step_of(number) > debt.got.step:
            return history.step_of(number)
    leaving = _leaving(history, debt.thread)
    return leaving[0] if leaving else history.step_of(history.world.threads[debt.thread].since)


def _seals(history: History, wait: Lonely) -> Iterator[int]:
    if wait.debts:
        for debt in wait.debts:
            yield from (debt.got.step, _turned(history, wait.wants.id, debt))
        return
    yield from (act.step for act in (wait.unheard, wait.last, wait.taken) if act)
    for leaving in _leavings(history, wait):
        yield from leaving


def _leavings(history: History, wait: Lonely) -> Iterator[list[int]]:
    """Of each thread that could have been expected to end the wait, and has ended, the steps of its leaving."""
    found = (_leaving(history, act.thread) for act in dict.fromkeys((wait.last, wait.taken)) if act)
    yield from (leaving for leaving in found if leaving)


def _leaving(history: History, thread: int) -> list[int]:
    """Of a thread that has ended: the step with which it turned to leave, who had told it to by an event, and its end."""
    end, error = end_of(history, thread), history.world.threads[thread].error
    if end is None:
        return []
    turn = raised_at(history, thread, error.where) if error else _last_shared(history, thread, end)
    return [turn or end, *_told_to(history, turn or end), end]


def _last_shared(history: History, thread: int, end: int) -> int:
    """The last step of a thread, up to its end, that has to do with others."""
    steps = steps_back(history, thread, end)
    return next((step for step in steps if operation(history.events_of(step)) not in ALONE), end)


def _told_to(history: History, step: int) -> Iterator[int]:
    """Who had set the event that a thread found set at this step."""
    for event in history.events_of(step):
        if event.kind == kinds.OP and event.value["op"] == "is_set" and event.value["result"]:
            told = last_act(history, event.object, ("set",), history.start_of(step))
            yield from () if told is None else (told.step,)
