"""What each thread was at each step, kept as the steps at which that changed."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

_WORDS = ("absent", "ready", "blocked", "sleeping", "outside")
_CODES = {"ready": 1, "blocked": 2, "sleeping": 3, "outside": 4}
"""All other states (new, done, failed, killed) are ``absent``: the thread is not alive."""

RAN = "ran"


class Run(NamedTuple):
    """From step ``first`` to step ``last``, both included, a thread was this: ``ran`` for steps that it made itself,
    else its state after the step: ``ready blocked sleeping outside``, or ``absent`` while it was not alive."""

    first: int
    last: int
    state: str


class Lane:
    """One thread's states, and the numbers of the events that told where and how it stands."""

    def __init__(self) -> None:
        self.standings = array("I")
        self._steps = array("I", [0])
        self._states = array("B", [0])

    def note(self, step: int, state: str) -> None:
        """From this step on, until noted otherwise, it is in this state. Steps do not go back."""
        code = _CODES.get(state, 0)
        if self._steps[-1] == step:
            self._states[-1] = code
        elif self._states[-1] != code:
            self._steps.append(step)
            self._states.append(code)

    def state(self, step: int) -> str:
        """State after this step."""
        return _WORDS[self._states[bisect_right(self._steps, step) - 1]]

    def changes(self, first: int, last: int) -> list[tuple[int, str]]:
        """``(step, state)``: the state at ``first``, then each change up to ``last``."""
        begin = bisect_right(self._steps, first)
        end = bisect_right(self._steps, last)
        later = zip(self._steps[begin:end], self._states[begin:end], strict=True)
        return [(first, self.state(first)), *((step, _WORDS[code]) for step, code in later)]


def runs(lane: Lane, thread: int, movers: Sequence[int], first: int, last: int) -> list[Run]:
    """The lane from step ``first`` to ``last``; ``movers[step]`` is who made a step."""
    changes = lane.changes(first, last)
    ends = [*(step - 1 for step, _ in changes[1:]), last]
    spans = ((range(begin, end + 1), state) for (begin, state), end in zip(changes, ends, strict=True))
    told = ((step, RAN if movers[step] == thread else state) for steps, state in spans for step in steps)
    found: list[Run] = []
    for state, group in groupby(told, key=lambda pair: pair[1]):
        steps = [step for step, _ in group]
        found.append(Run(steps[0], steps[-1], state))
    return found
