"""Breakpoints over what is recorded: the next and the last step that meets one. A condition is past telling.

Only events that can meet one are looked at, found by columns: a history of a million events is gone back through in a blink.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from threadtui.engine.breakpoints import BLOCKS, LINE, PRIMITIVE, RACE, Breakpoint, hits
from threadtui.world.history import History, Subject


def tellable(breakpoints: Sequence[Breakpoint]) -> list[Breakpoint]:
    """Those that recorded events tell: the values of a frame are not recorded, so no condition."""
    return [one for one in breakpoints if not one.condition]


def next_stop(history: History, breakpoints: Sequence[Breakpoint], step: int) -> int | None:
    """The first step after this one that meets any of them."""
    found = (_first(history, one, step) for one in breakpoints)
    return min((number for number in found if number is not None), default=None)


def last_stop(history: History, breakpoints: Sequence[Breakpoint], step: int) -> int | None:
    """The last step before this one that meets any of them."""
    found = (_last(history, one, step) for one in breakpoints)
    return max((number for number in found if number is not None), default=None)


def met(history: History, breakpoints: Sequence[Breakpoint], step: int) -> list[Breakpoint]:
    """Those that this step meets."""
    return [one for one in breakpoints if _first(history, one, step - 1, step) is not None]


def _first(history: History, one: Breakpoint, step: int, until: int | None = None) -> int | None:
    if one.kind == RACE:
        return next((race for race in _races(history) if step < race <= (until or race)), None)
    numbers = _candidates(history, one)
    end = len(numbers) if until is None else bisect_left(numbers, history.end_of(until))
    return _hit(history, one, numbers[bisect_left(numbers, history.end_of(step)) : end])


def _last(history: History, one: Breakpoint, step: int) -> int | None:
    if one.kind == RACE:
        return next((race for race in reversed(_races(history)) if race < step), None)
    numbers = _candidates(history, one)
    begin = bisect_left(numbers, history.end_of(0))
    return _hit(history, one, reversed(numbers[begin : max(bisect_left(numbers, history.start_of(step)), begin)]))


def _hit(history: History, one: Breakpoint, numbers: Iterable[int]) -> int | None:
    """The step of the first of these events that meets it."""
    path = history.world.files.__getitem__
    for number in numbers:
        step = history.step_of(number)
        if hits(one, history.event(number), history.mover(step), path):
            return step
    return None


def _races(history: History) -> list[int]:
    return sorted(race.step for race in history.races())


def _candidates(history: History, one: Breakpoint) -> Sequence[int]:
    """Numbers of the events that can meet it, in order."""
    if one.kind == LINE:
        return history.points_at(one.path, one.line)
    if one.kind == BLOCKS:
        return history.blocked()
    return history.events_on(Subject("primitive" if one.kind == PRIMITIVE else "location", one.object))
