"""The point of no return: the step after which every continuation fails, and the choice there that would have saved the run.

Once every continuation fails, it stays so: a binary search finds the step. One continuation that passes proves that a moment can
be saved. That one is lost takes a proof too, all its continuations up to the order of independent steps; where that is
too much work, the step found is the earliest for which no way out is known, and it is said to be not proven.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from threadtui.search.model import Execution, Host, Key, Pending
from threadtui.search.run import Run, replay
from threadtui.search.strategies.dpor import Dpor
from threadtui.search.strategies.random_walk import RandomWalk

OTHERS = 12
"""Other threads that are tried as the next one: with one of them most moments that can be saved are."""

TRIES = 6
"""Random continuations before the systematic search."""

MOST_RUNS = 150
"""Continuations of one moment that are searched systematically."""


class Fate(Enum):
    """What can be said of a moment."""

    SAVED = "saved"
    LOST = "lost"
    UNKNOWN = "unknown"


class NoReturn(NamedTuple):
    """``step`` is from 1; ``thread`` made it. ``instead`` would have saved it ("": unknown); ``saving`` is a run that passes."""

    step: int
    thread: Key
    instead: Key
    proven: bool
    saving: Run | None


class Moment(NamedTuple):
    fate: Fate
    saving: list[Key]


class Prefixed(RandomWalk):
    """A random walk after a fixed beginning."""

    def __init__(self, seed: int, prefix: Sequence[Key]) -> None:
        super().__init__(seed, None)
        self._prefix = prefix

    def pick(self, able: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key:
        made = len(self.past)
        if made < len(self._prefix) and self._prefix[made] in able:
            return self._prefix[made]
        return super().pick(able, standing, last)


def no_return(host: Host, run: Run, max_steps: int, in_time: Callable[[], bool] = lambda: True) -> NoReturn | None:
    """Of a run that failed; None if nothing saves it even before its first step, as far as is known."""
    schedule = run.schedule
    saved, lost = 0, len(schedule)
    first = moment(host, [], max_steps, in_time)
    if first.fate is not Fate.SAVED:
        return None
    saving, proven = first.saving, True
    while lost - saved > 1:
        middle = (saved + lost) // 2
        found = moment(host, schedule[:middle], max_steps, in_time)
        if found.fate is Fate.SAVED:
            saved, saving = middle, found.saving
        elif not in_time():
            proven = False
            break
        else:
            lost, proven = middle, found.fate is Fate.LOST
    instead = saving[saved] if len(saving) > saved else ""
    return NoReturn(lost, schedule[lost - 1], instead, proven, replay(host, saving, max_steps))


def moment(host: Host, prefix: Sequence[Key], max_steps: int, in_time: Callable[[], bool]) -> Moment:
    """Can the run still be saved after this beginning?"""
    for saving in _cheap(host, prefix, max_steps, in_time):
        if saving:
            return Moment(Fate.SAVED, saving)
    return _systematic(host, prefix, max_steps, in_time)


def _cheap(host: Host, prefix: Sequence[Key], max_steps: int, in_time: Callable[[], bool]) -> Iterator[list[Key]]:
    """Each thread going on until it cannot, one after another; then at random. Empty for what does not pass."""
    plain = replay(host, prefix, max_steps)
    yield _passing(plain.execution, plain.schedule)
    for thread in list(dict.fromkeys(plain.schedule[len(prefix) + 1 :]))[:OTHERS]:
        if in_time():
            run = replay(host, [*prefix, thread], max_steps)
            yield _passing(run.execution, run.schedule)
    walk = Prefixed(0, prefix)
    for _ in range(TRIES):
        chooser = walk.begin()
        if chooser is not None and in_time():
            yield _passing(host.execute(chooser, max_steps), list(walk.past.threads))


def _passing(execution: Execution, schedule: list[Key]) -> list[Key]:
    return schedule if execution.verdict == "passed" else []


def _systematic(host: Host, prefix: Sequence[Key], max_steps: int, in_time: Callable[[], bool]) -> Moment:
    strategy = Dpor(prefix)
    for _ in range(MOST_RUNS):
        chooser = strategy.begin()
        if chooser is None:
            return Moment(Fate.LOST if strategy.sound else Fate.UNKNOWN, [])
        if not in_time():
            break
        execution = host.execute(chooser, max_steps)
        if execution.verdict == "passed":
            return Moment(Fate.SAVED, list(strategy.past.threads))
        if execution.cut:
            break
        strategy.end(execution)
    return Moment(Fate.UNKNOWN, [])
