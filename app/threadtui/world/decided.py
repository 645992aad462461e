"""Where a deadlock was decided, from the history of its run, and the steps that led to it.

This is what the run tells, not a proof that no other way led out:

- a circle of locks: the acquire that closed it, after which each thread had what the next one came to want;
- a lost wake-up: the notify that nobody heard;
- another wait that nobody is left to end: when it began, or when the last one who had done what it waits for ended,
  whichever came later.
"""

from collections.abc import Iterator

from threadtui.engine import events as kinds
from threadtui.world.circles import waiting_circle
from threadtui.world.history import History
from threadtui.world.lonely import Lonely, lonely
from threadtui.world.state import World
from threadtui.world.waits import Link, chain


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
    return max([wait.since, *_ends(history, wait)])


def _seals(history: History, wait: Lonely) -> Iterator[int]:
    yield from (act.step for act in (wait.unheard, wait.last, wait.taken) if act)
    yield from _ends(history, wait)


def _ends(history: History, wait: Lonely) -> list[int]:
    """When the threads ended that could have been expected to end the wait."""
    helpers = {act.thread for act in (wait.last, wait.taken) if act}
    found = (history.standing_number(thread, len(history), kinds.END) for thread in helpers)
    return [history.step_of(number) for number in found if number is not None]
