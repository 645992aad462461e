"""Selectively uniform random walk (Zhao, Wolff, Mathur and Roychoudhury, ASPLOS 2025).

Every interleaving of the *interesting* steps is to be equally likely. A thread's weight is how many of them it has left; the next
one to make such a step is drawn by weight, and the others are held back at theirs until it has. Which steps are interesting
is drawn anew for each execution: those on one object that several threads have touched. How many each thread makes is known
from the executions before.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from threadtui.search.model import Done, Execution, Key, Pending
from threadtui.search.strategies.base import Sampler


class Surw(Sampler):
    name = "surw"

    def __init__(self, seed: int, max_delay: int | None) -> None:
        super().__init__(seed, max_delay)
        self._counts: dict[Key, Counter[Key]] = {}
        """By object, by thread: steps on it in the latest execution that touched it."""

    def started(self) -> None:
        shared = [key for key, counts in self._counts.items() if len(counts) > 1]
        self._object = shared[int(self.random.random() * len(shared))] if shared else ""
        self._left: Counter[Key] = Counter(self._counts.get(self._object, ()))
        self._intended = self._draw()

    def _draw(self) -> Key:
        """Who makes the next interesting step."""
        point = self.random.random() * self._left.total()
        for thread, weight in self._left.items():
            point -= weight
            if point < 0:
                return thread
        return ""

    def pick(self, able: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key:
        del last
        target = self._object
        free = [thread for thread in able if standing[thread].object != target or thread == self._intended]
        choice = free or able
        return choice[int(self.random.random() * len(choice))]

    def moved(self, thread: Key, pending: Pending, done: Sequence[Done]) -> None:
        del done
        if pending.object == self._object and self._object:
            if self._left[thread] > 0:
                self._left[thread] -= 1
            self._intended = self._draw()

    def end(self, execution: Execution) -> None:
        del execution
        fresh: dict[Key, Counter[Key]] = {}
        for thread, pending in zip(self.past.threads, self.past.pendings, strict=True):
            if pending.object and pending.kind != "Thread":
                fresh.setdefault(pending.object, Counter())[thread] += 1
        self._counts.update(fresh)
