"""Each thread in turn, one step at a time."""

from collections.abc import Sequence


class RoundRobin:
    """The enabled thread with the next higher id after the last one, or the lowest."""

    name = "round-robin"

    def choose(self, enabled: Sequence[int], last: int) -> int:
        return next((thread for thread in enabled if thread > last), enabled[0])
