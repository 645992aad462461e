"""Where a deadlock was decided, from the history of its run, and the steps that led to it.

This is what the run tells, not a proof that no other way led out:

- a circle of locks: the acquire that closed it, after which each thread had what the next one came to want;
- a lost wake-up: the notify that nobody heard;
- another wait that nobody is left to end: when it began, or when the last one who had done what it waits for turned to
  leave, whichever came later: the step at which it raised, or its last one that has to do with others at all.
"""

from collections.abc import Iterator

from threadtui.engine import events as kinds
from threadtui.world.circles import waiting_circle
from threadtui.world.history import History
from threadtui.world.lonely import Lonely, lonely
from threadtui.world.marks import operation
from threadtui.world.state import World
from threadtui.world.waits import Link, chain, last_act

ALONE = frozenset({"print", "line", "bytecode", "time", "sleep", "wake", "exit"})
"""Operations by which a thread neither tells others anything nor learns from them."""

LOOK_BACK = 1_000
"""Steps before a thread's end that are looked at: by lines, many have to do with nobody."""


def decided(history: History, world: World) -> int | None:
    """The step that decided the deadlock of this world; None where there is none."""
    circle = chain(history, world, waiting_circle(world))
    if circle:
        return _closed(circle)
    waits = [wait for wait in lonely(history, world) if wait.wants.kind == "primitive"]
    return max((_sealed(history, wait) for wait in waits), default=None)


def deciding_steps(history: History, world: World) -> list[int]:
    """The steps to look at, in order: what was taken, what was done last, since when each one waits, who left."""
    return sorted({step for step in _steps(history, world) if step > 0})


def _steps(history: History, world: World) -> Iterator[int]:
    circle = chain(history, world, waiting_circle(world))
    for link in circle:
        yield link.since
        if link.taken:
            yield link.taken.step
    if circle:
        return
    for wait in lonely(history, world):
        if wait.wants.kind == "primitive":
            yield wait.since
            yield from _seals(history, wait)


def _closed(circle: list[Link]) -> int:
    """When the last part of the circle was taken; one of joins alone is closed by its last wait."""
    taken = [link.taken.step for link in circle if link.taken]
    return max(taken) if taken else max(link.since for link in circle)


def _sealed(history: History, wait: Lonely) -> int:
    if wait.unheard:
        return wait.unheard.step
    return max([wait.since, *(step for leaving in _leavings(history, wait) for step in leaving[:1])])


def _seals(history: History, wait: Lonely) -> Iterator[int]:
    yield from (act.step for act in (wait.unheard, wait.last, wait.taken) if act)
    for leaving in _leavings(history, wait):
        yield from leaving


def _leavings(history: History, wait: Lonely) -> Iterator[list[int]]:
    """Of each thread that could have been expected to end the wait, and has ended: the step with which it turned to leave,
    who had told it to by an event, and its end."""
    for thread in {act.thread for act in (wait.last, wait.taken) if act}:
        number = history.standing_number(thread, len(history), kinds.END)
        if number is not None:
            end = history.step_of(number)
            turn = end if history.world.threads[thread].state == "failed" else _last_shared(history, thread, end)
            yield [turn, *_told_to(history, turn), end]


def _last_shared(history: History, thread: int, end: int) -> int:
    """The last step of a thread, up to its end, that has to do with others."""
    for step in range(end, max(end - LOOK_BACK, 0), -1):
        if history.mover(step) == thread and operation(history.events_of(step)) not in ALONE:
            return step
    return end


def _told_to(history: History, step: int) -> Iterator[int]:
    """Who had set the event that a thread found set at this step."""
    for event in history.events_of(step):
        if event.kind == kinds.OP and event.value["op"] == "is_set" and event.value["result"]:
            told = last_act(history, event.object, ("set",), history.start_of(step))
            yield from () if told is None else (told.step,)
