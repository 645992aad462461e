"""Random walk: at every step, each thread that can move is as likely as any other."""

from collections.abc import Mapping, Sequence

from threadtui.search.model import Key, Pending
from threadtui.search.strategies.base import Sampler


class RandomWalk(Sampler):
    name = "random"

    def pick(self, able: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key:
        del standing, last
        return able[int(self.random.random() * len(able))]
