"""Who goes next. A strategy is given the enabled threads and names one of them; one file each."""

from collections.abc import Sequence
from typing import Protocol

from threadtui.engine.strategies.random_walk import RandomWalk
from threadtui.engine.strategies.round_robin import RoundRobin


class Strategy(Protocol):
    """``choose`` is called once before every step; same calls, same answers."""

    name: str

    def choose(self, enabled: Sequence[int], last: int) -> int:
        """One of ``enabled`` (thread ids, ascending, not empty). ``last`` made the previous step, 0 at the start."""


NAMES = ("random", "round-robin")


def by_name(name: str, seed: int) -> Strategy:
    """A fresh strategy. Raises ``ValueError`` for a name that is none."""
    if name == RandomWalk.name:
        return RandomWalk(seed)
    if name == RoundRobin.name:
        return RoundRobin()
    raise ValueError(f"no strategy is called {name!r}; there are {', '.join(NAMES)}")
