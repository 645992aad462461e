"""Random, with a tendency to stay, so that a person can follow."""

from _random import Random
from collections.abc import Sequence

STAY = 0.75
"""Chance to go on with the running thread: runs of about four steps, long enough to read, short enough to interleave."""


class RandomWalk:
    """Stays with the last thread with probability ``STAY``, else takes any enabled one, each equally likely."""

    name = "random"

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def choose(self, enabled: Sequence[int], last: int) -> int:
        stay = self._random.random() < STAY
        pick = self._random.random()
        if stay and last in enabled:
            return last
        return enabled[int(pick * len(enabled))]
