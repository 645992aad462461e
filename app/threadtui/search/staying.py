"""Where any choice will do, a thread goes on as long as it can: but not for ever, since others may have to come to its help.

A loop that waits for somebody (``while not ready: pass``) would else go round until the limit of steps.
"""

from threadtui.search.awaits import only_looks
from threadtui.search.past import Past

STEPS = 200
"""Steps in a row after which a thread makes room for others."""

LOOKS = 4
"""Steps in a row that only look at things, after which it does."""


class Staying:
    """Counts the steps in a row of the thread that moves."""

    __slots__ = ("_looks", "_steps")

    def __init__(self) -> None:
        self._steps = self._looks = 0

    def may(self, past: Past) -> bool:
        """May the thread that made the latest step go on?"""
        if not len(past):
            return True
        if len(past) > 1 and past.threads[-1] != past.threads[-2]:
            self._steps = self._looks = 0
        self._steps += 1
        self._looks = self._looks + 1 if only_looks(past.pendings[-1], past.accesses[-1]) else 0
        if self._steps < STEPS and self._looks < LOOKS:
            return True
        self._steps = self._looks = 0
        return False
