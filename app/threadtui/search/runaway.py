"""Executions that go on without end, recognised before the limit of steps: by their length beside the others'.

To run to a million steps takes a minute, as long as the whole search may take, and proves nothing that fewer do not.
"""

SHORTEST = 10_000
"""Steps that any execution may have."""

LENGTHS = 20
"""An execution may be so many times as long as the longest that ended."""

FIRST = 100_000
"""Steps that the first one may have, beside which there is none: some seconds' worth."""


class Lengths:
    """``limit`` is how long the next execution may be, ``most`` at most. Not ``wary``: as long as that."""

    def __init__(self, most: int, wary: bool) -> None:
        self._most = most
        self._wary = wary
        self._longest = 0
        self._first = True

    @property
    def limit(self) -> int:
        if not self._wary:
            return self._most
        likely = FIRST if self._first else max(SHORTEST, LENGTHS * self._longest)
        return min(self._most, likely)

    def made(self, steps: int, ended: bool) -> None:
        """An execution was made."""
        self._first = False
        if ended:
            self._longest = max(self._longest, steps)

    def why(self, limit: int) -> str:
        """What is to be said of one that was cut off there."""
        if limit == self._most:
            return f"{limit} steps were not enough"
        beside = f"; the longest that ended had {self._longest}" if self._longest else ""
        return f"an execution went on and on, and was cut off after {limit} steps{beside}"


def most_steps(steps: int, schedule: int, wary: bool) -> int:
    """How long an execution may be that is to be like one with a schedule of so many."""
    return min(steps, max(SHORTEST, LENGTHS * schedule)) if wary else steps
