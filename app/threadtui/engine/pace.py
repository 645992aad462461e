"""Virtual time beside the real world: it goes no faster than real time while the program waits for that.

Alone, the program's clock jumps from deadline to deadline. While one of its child processes lives, a thread of it is
outside, or an alarm is set, a jump takes as long as it would in a plain run: else a loop that polls would wait for virtual
hours, and every timeout be over before the real thing has had its time.
"""

import os
from collections.abc import Callable

from threadtui.engine import raw
from threadtui.engine.clock import SECOND

SLICE_SECONDS = 0.005
"""How often it is looked whether the waiting is over: a delay that no program notices beside real I/O."""

_ANY_END = os.WEXITED | os.WNOHANG | os.WNOWAIT

_waitid = os.waitid
_everybody = os.P_ALL


class Pace:
    """``spawned`` says whether there can be a child process."""

    def __init__(self) -> None:
        self.spawned: Callable[[], bool] = lambda: False

    def pause(self) -> None:
        """Let a little real time pass."""
        raw.sleep(SLICE_SECONDS)

    def wait(self, nanoseconds: int, real: bool, over: Callable[[], bool]) -> None:
        """Let so much real time pass, if the real world has a say (``real``, or a child process), or until ``over()``."""
        if not real and not self._has_child():
            return
        until = raw.monotonic() + nanoseconds / SECOND
        while not over() and (left := until - raw.monotonic()) > 0:
            raw.sleep(min(left, SLICE_SECONDS))

    def _has_child(self) -> bool:
        """Is there a child process that has not ended, or that nobody has asked for its end yet?"""
        if not self.spawned():
            return False
        try:
            _waitid(_everybody, 0, _ANY_END)
        except ChildProcessError:
            return False
        return True
