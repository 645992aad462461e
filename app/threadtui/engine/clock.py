"""Virtual time: the program's clock, which only the engine moves.

Each operation costs one tick. When nobody can go on, the clock jumps to the next deadline. Everything is in integer
nanoseconds, so that the same schedule gives the same times on every machine.
"""

import operator
from typing import Any

from threadtui.engine import raw

TICK = 1_000_000
"""What an operation costs: 1 ms, so that a loop that polls makes the clock move."""

EPOCH = 1_735_689_600_000_000_000
"""What ``time.time()`` reads at virtual time 0 (2025-01-01 00:00:00 UTC): fixed, since a run must repeat."""

SECOND = 1_000_000_000


def in_seconds(number: Any) -> float:
    """A number of seconds as C functions take it. Raises ``TypeError`` and ``ValueError`` where they do."""
    seconds: float = number if isinstance(number, float) else operator.index(number)
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if abs(seconds) > raw.TIMEOUT_MAX:
        raise OverflowError("timestamp out of range for platform time_t")
    return seconds


class Clock:
    """``now`` is virtual nanoseconds since the program began."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        self.now = 0

    def tick(self) -> None:
        self.now += TICK

    def jump(self, deadline: int) -> None:
        """Go to a deadline; the clock never goes back."""
        self.now = max(self.now, deadline)

    def after(self, seconds: float) -> int:
        """The deadline that lies so many seconds ahead."""
        return self.now + round(seconds * SECOND)


class RunningClock(Clock):
    """Goes on by itself from ``start``, in real time: for a forked child, which the engine does not control."""

    __slots__ = ("_began", "_start")

    def __init__(self, start: int) -> None:
        self._start, self._began = start, raw.monotonic()

    @property
    def now(self) -> int:  # type: ignore[override]
        return self._start + round((raw.monotonic() - self._began) * SECOND)
