"""Room on the stack for the engine: an operation is begun only where it can also be ended.

A program that recurses without end comes to the limit anywhere, in the middle of the engine's work too, where an exception
would leave a lock half taken. So the engine asks for room before an operation. The limit that Python knows is higher by as
much than the one that the program has set, so that the program loses nothing by it.
"""

import sys
from typing import Any

from threadtui.engine.stdlib.context import Function

ROOM = 150
"""Frames: the deepest way through the engine is about 40, with the standard library's own body of an operation and what a
traceback's hook needs on top."""

ROOM_TO_END = 75
"""Of these, what only an operation that ends something may use."""

MOST = 2**31 - 1
"""Python's own limit for the limit."""

_set = sys.setrecursionlimit
_get = sys.getrecursionlimit


class Headroom:
    """Knows the program's own limit."""

    def __init__(self) -> None:
        self._know(_get())

    def _know(self, limit: int) -> None:
        """``low``, ``ending`` and ``high`` are the limits that are asked for in ``ensure``."""
        self.low = limit
        self.ending, self.high = min(limit + ROOM_TO_END, MOST), min(limit + ROOM, MOST)

    def install(self) -> None:
        _set(self.high)
        sys.setrecursionlimit = Function(_set, self.set_limit)
        sys.getrecursionlimit = Function(_get, lambda: self.low)

    def set_limit(self, limit: Any) -> None:
        """Takes the place of ``sys.setrecursionlimit``. Raises what the original raises."""
        _set(limit)
        self._know(limit)
        _set(self.high)

    def ensure(self, ending: bool) -> None:
        """Raise ``RecursionError`` where the calling thread has no room left: Python refuses a limit that is reached already.

        What ends something, as a release does, stands a little deeper than what has begun it, and must not fail there.
        """
        try:
            _set(self.ending if ending else self.low)
        except RecursionError:
            raise RecursionError("maximum recursion depth exceeded") from None
        _set(self.high)
