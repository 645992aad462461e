"""Vector clocks: of each thread, how much of every other thread's past it comes after.

Mattern (1989), Fidge (1988). A thread's own entry counts the times that it has told others where it is: what it does
between two of these has the same number, its *epoch*. A missing entry is 0.
"""

Clock = dict[int, int]
"""Thread → the last of its epochs that lies in the past. Shared once it has been handed out: not to be changed."""


def join(into: Clock, other: Clock) -> None:
    """What has seen both."""
    for thread, epoch in other.items():
        if into.get(thread, 0) < epoch:
            into[thread] = epoch


class Clocks:
    """The clock of each thread, made at its first mention."""

    def __init__(self) -> None:
        self._clocks: dict[int, Clock] = {}

    def of(self, thread: int) -> Clock:
        """To look at; it changes with what the thread does."""
        clock = self._clocks.get(thread)
        if clock is None:
            clock = self._clocks[thread] = {thread: 1}
        return clock

    def give(self, thread: int) -> Clock:
        """All that the thread has done so far, for others to come after; what it does from now on is a new epoch."""
        clock = self.of(thread)
        given = clock.copy()
        clock[thread] += 1
        return given

    def take(self, thread: int, given: Clock | None) -> None:
        """What the thread does from now on comes after all this."""
        if given:
            join(self.of(thread), given)
