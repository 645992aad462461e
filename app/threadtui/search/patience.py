"""Which deadlines may pass now, if no thread that could go on is to be kept waiting longer than so.

Sampling strategies use it, so that they do not spend their schedules on a machine that stands still for seconds. Its clock is the
plain one: it stands still but where a deadline passes. Any order in which nobody waits too long is allowed by it.
"""

from collections.abc import Mapping, Sequence

from threadtui.search.model import Key, Pending

WAITS_ALWAYS = ("sleep",)
"""Operations that only their deadline lets go on; a timer's delay is over too when somebody cancels it."""


def passes(pending: Pending) -> bool:
    """Would this thread's move let a deadline pass?"""
    return pending.timed is not None and (not pending.ready or pending.op in WAITS_ALWAYS)


class Patience:
    """``limit`` in ns; None for no limit."""

    __slots__ = ("_limit", "_now", "_since", "_stood")

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self.reset()

    def reset(self) -> None:
        """A new execution begins."""
        self._now = 0
        self._stood: dict[Key, int] = {}
        self._since: dict[Key, int] = {}

    def able(self, enabled: Sequence[Key], standing: Mapping[Key, Pending]) -> Sequence[Key]:
        """Of these threads, those that may move now. Never empty."""
        if self._limit is None or not (self._now or getattr(standing, "timed", True)):
            return enabled
        if self._now:
            self._notice(enabled, standing)
        late = [thread for thread in enabled if (one := standing[thread]).timed is not None and passes(one)]
        if not late:
            return enabled
        since = {thread: self._could(thread, standing[thread]) for thread in enabled}
        return [thread for thread in enabled if thread not in late or self._bearable(thread, since)]

    def _notice(self, enabled: Sequence[Key], standing: Mapping[Key, Pending]) -> None:
        for thread in standing:
            self._stood.setdefault(thread, self._now)
        ready = {thread for thread in enabled if not passes(standing[thread])}
        for thread in ready:
            self._since.setdefault(thread, self._now)
        for thread in [thread for thread in self._since if thread not in ready]:
            del self._since[thread]

    def _could(self, thread: Key, pending: Pending) -> int:
        """Since when the thread could have moved; its deadline, if it waits for that."""
        if not passes(pending):
            return self._since.get(thread, 0)
        assert pending.timed is not None
        return self._stood.get(thread, 0) + pending.timed

    def _bearable(self, thread: Key, since: Mapping[Key, int]) -> bool:
        then = since[thread]
        assert self._limit is not None
        return then <= self._now or then - min(since.values()) <= self._limit

    def moved(self, thread: Key, pending: Pending, standing: Mapping[Key, Pending]) -> None:
        """The thread made a step from ``pending``; ``standing`` is as it was before."""
        if passes(pending):
            if not self._now:
                self._stood = dict.fromkeys(standing, 0)
                self._since = {key: 0 for key, other in standing.items() if other.ready and not passes(other)}
            self._now = max(self._now, self._could(thread, pending))
        self._stood.pop(thread, None)
        self._since.pop(thread, None)
