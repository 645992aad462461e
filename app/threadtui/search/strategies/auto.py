"""Auto: exhaust the program if it is small, and else a portfolio, since no one strategy finds everything.

Optimal DPOR begins, with the execution without preemptions, which is what a program usually does. As long as it says that it will
soon be through it goes on alone. If not, its slices take turns with samples of a portfolio. While the end is within reach the
slices grow; where it is not, DPOR keeps a small share, for the bugs that need many switches at exact places, which only it
finds.
"""

from collections.abc import Iterator
from itertools import repeat

from threadtui.search.model import Chooser, Execution
from threadtui.search.strategies.base import Composed, Strategy
from threadtui.search.strategies.dpor import Dpor
from threadtui.search.strategies.portfolio import Portfolio

SLICE = 8
"""Executions of DPOR's first slice; small programs are done with it."""

SAMPLES = 16
"""Executions that the samplers have between two slices, at most; after a short slice as many as that had, but ``FEWEST``."""

FEWEST = 8
"""The least: each of the other samplers has its turn, and as many are directed."""

GROWTH = 2
"""By how much a slice grows while the end is in sight."""

SMALLEST = 2
"""Executions of DPOR in a slice where the end is not in sight."""

ALONE = 40
"""Up to so many executions in all, estimated, DPOR needs no company. Beyond, a sample finds most bugs sooner."""

IN_SIGHT = 20
"""The end is in sight if what is left is estimated to be at most so many times what was done."""


class Auto(Composed):
    name = "auto"

    def __init__(self, seed: int, max_delay: int | None, dpor: Dpor | None = None) -> None:
        self.dpor = dpor or Dpor()
        self._portfolio = Portfolio(seed, max_delay)
        self._slice = SLICE
        self._turns: Iterator[Strategy] = self._order()
        self._repeats = True
        self.under_way: Strategy = self.dpor

    def _order(self) -> Iterator[Strategy]:
        done = 0
        while True:
            for _ in range(self._slice):
                yield self.dpor
            before, done = done, done + self._slice
            self._resize()
            if done > self.dpor.explored() * ALONE or self.dpor.postponed:
                for _ in range(max(FEWEST, min(done - before, SAMPLES)) // 2 * 2):
                    yield self._portfolio

    def _resize(self) -> None:
        share = self.dpor.explored()
        near = share * (1 + IN_SIGHT) >= 1 and not self.dpor.postponed
        self._slice = self._slice * GROWTH if near else SMALLEST

    @property
    def exhausted(self) -> bool:
        return self._repeats and self.dpor.exhausted

    @property
    def sound(self) -> bool:
        return self._repeats and self.dpor.sound

    def begin(self) -> Chooser | None:
        if self.exhausted:
            return None
        self.under_way = next(self._turns)
        return self.under_way.begin()

    def end(self, execution: Execution) -> None:
        self.under_way.end(execution)
        if self.under_way is self.dpor:
            self._portfolio.learn(self.dpor.past)

    def again(self) -> bool:
        return self._repeats and self.dpor.again()

    def without_tree(self) -> bool:
        """Samples go on alone."""
        self._repeats = False
        self._turns = repeat(self._portfolio)
        return True

    def explored(self) -> float:
        return self.dpor.explored() if self._repeats else 0.0
