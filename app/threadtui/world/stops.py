"""Breakpoints over what is recorded: the next and the last step that meets one. A condition is past telling."""

from collections.abc import Sequence

from threadtui.engine.breakpoints import RACE, Breakpoint, hits
from threadtui.world.history import History


def tellable(breakpoints: Sequence[Breakpoint]) -> list[Breakpoint]:
    """Those that recorded events tell: the values of a frame are not recorded, so no condition."""
    return [one for one in breakpoints if not one.condition]


def next_stop(history: History, breakpoints: Sequence[Breakpoint], step: int) -> int | None:
    """The first step after this one that meets any of them."""
    later = range(step + 1, history.steps + 1)
    races = _races(history, breakpoints)
    return next((number for number in later if number in races or _meets(history, breakpoints, number)), None)


def last_stop(history: History, breakpoints: Sequence[Breakpoint], step: int) -> int | None:
    """The last step before this one that meets any of them."""
    earlier = range(step - 1, 0, -1)
    races = _races(history, breakpoints)
    return next((number for number in earlier if number in races or _meets(history, breakpoints, number)), None)


def _races(history: History, breakpoints: Sequence[Breakpoint]) -> set[int]:
    """Steps at which a race was seen, if that is asked for."""
    return {race.step for race in history.races()} if any(one.kind == RACE for one in breakpoints) else set()


def _meets(history: History, breakpoints: Sequence[Breakpoint], step: int) -> bool:
    mover, files = history.mover(step), history.world.files
    events = history.events_of(step)
    return any(hits(one, event, mover, files.__getitem__) for event in events for one in breakpoints)
