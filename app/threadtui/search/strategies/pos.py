"""Partial order sampling (Yuan, Yang and Gu, CAV 2018).

Each pending operation has a random priority, and the highest that can move does. Then the operations that are in a race with it
draw anew: without that, one that lost against many would lose against the next too, and some orders would be rare.
"""

from collections.abc import Mapping, Sequence

from threadtui.search.model import Done, Key, Pending
from threadtui.search.strategies.base import Sampler


class Pos(Sampler):
    name = "pos"

    def started(self) -> None:
        self._priority: dict[Key, float] = {}

    def pick(self, able: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key:
        del standing, last
        return max(able, key=self.priority_of)

    def priority_of(self, thread: Key) -> float:
        found = self._priority.get(thread)
        if found is None:
            found = self._priority[thread] = self.random.random()
        return found

    def moved(self, thread: Key, pending: Pending, done: Sequence[Done]) -> None:
        del done
        priority = self._priority
        priority.pop(thread, None)
        if not pending.object:
            return
        for other in list(priority):
            if other in self.standing and races(pending, self.standing[other]):
                del priority[other]


def races(one: Pending, other: Pending) -> bool:
    """Are both done to the same object, and is one of them more than a read?"""
    return one.object == other.object and not (one.op == "read" and other.op == "read")
