"""Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010).

Threads have random priorities, and the highest that can move does. At ``depth - 1`` random steps the mover falls below all
others. A bug that needs ``depth`` ordered steps is found with probability 1/(n k^(depth-1)) at least, n threads, k steps.
"""

from collections.abc import Mapping, Sequence

from threadtui.search.model import Done, Execution, Key, Pending
from threadtui.search.strategies.base import Sampler

DEPTH = 3
"""Ordering constraints that a bug needs: two are most bugs, three the hard ones."""

FIRST_GUESS = 50
"""Steps that the first execution is taken to have; later ones as many as the longest so far."""


class Pct(Sampler):
    name = "pct"

    def __init__(self, seed: int, max_delay: int | None, depth: int = DEPTH) -> None:
        super().__init__(seed, max_delay)
        self._depth = depth
        self._length = 0

    def started(self) -> None:
        length = self._length or FIRST_GUESS
        self._priority: dict[Key, float] = {}
        self._changes = {int(self.random.random() * length): number for number in range(1, self._depth)}

    def pick(self, able: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key:
        del standing
        priority = self._priority
        for thread in able:
            if thread not in priority:
                priority[thread] = 1 + self.random.random()
        change = self._changes.get(len(self.past))
        if change is not None and last in able:
            priority[last] = -change
        return max(able, key=priority.__getitem__)

    def moved(self, thread: Key, pending: Pending, done: Sequence[Done]) -> None:
        """Nothing changes by a step."""

    def end(self, execution: Execution) -> None:
        self._length = max(self._length, execution.steps)
