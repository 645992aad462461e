"""Locks of library code by which threads come between each other without the search's knowing.

What a library does within one step is no matter of the search's. But some hold a lock while the program's own code runs (a
logging handler's ``emit``, the function of a ``cached_property``, an import), hence from one step to another. What depends on
such a lock is in no table, so orders may be left out, and nothing is proved by an execution in which two threads meet there.
"""

from dataclasses import dataclass

from threadtui.engine.stdlib.cooperative import Cooperative


@dataclass
class _Use:
    """``by``: who acquired it, 0 for several. ``since``: after how many choices it was last taken. ``kept``: over a choice."""

    by: int
    since: int
    kept: bool = False


class Hidden:
    """``met``: two threads met at such a lock in this execution."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new execution."""
        self.met = False
        self._uses: dict[Cooperative, _Use] = {}

    def acquired(self, lock: Cooperative, thread: int, choices: int) -> None:
        """The thread has it, after so many choices."""
        use = self._uses.get(lock)
        if use is None:
            self._uses[lock] = _Use(thread, choices)
            return
        if use.by != thread:
            use.by = 0
        if use.kept and not use.by:
            self.met = True
        use.since = choices

    def released(self, lock: Cooperative, choices: int) -> None:
        """It is free again, after so many choices."""
        use = self._uses.get(lock)
        if use is not None and use.since != choices:
            use.kept = True
            if not use.by:
                self.met = True

    def blocked(self) -> None:
        """Somebody waits for one."""
        self.met = True

    def end(self) -> None:
        """The execution is over: what is still held was kept."""
        for lock, use in self._uses.items():
            if lock._depth and not use.by:
                self.met = True
