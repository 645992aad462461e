"""One or two random preemptions: each thread goes on until it cannot, but for one or two random steps."""

from collections.abc import Mapping, Sequence

from threadtui.search.model import Execution, Key, Pending
from threadtui.search.strategies.base import Sampler

MOST = 2
"""Preemptions: most bugs need no more."""

FIRST_GUESS = 50
"""Steps that the first execution is taken to have."""


class Preempt(Sampler):
    name = "preempt"

    def __init__(self, seed: int, max_delay: int | None) -> None:
        super().__init__(seed, max_delay)
        self._length = FIRST_GUESS

    def started(self) -> None:
        many = 1 + int(self.random.random() * MOST)
        self._at = {int(self.random.random() * self._length) for _ in range(many)}

    def pick(self, able: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key:
        del standing
        if last in able and len(self.past) not in self._at:
            return last
        others = [thread for thread in able if thread != last]
        return others[int(self.random.random() * len(others))]

    def end(self, execution: Execution) -> None:
        self._length = max(execution.steps, 1)
