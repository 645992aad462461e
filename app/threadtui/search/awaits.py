"""The await rule: a thread that spins is held back until somebody changes what it looks at.

A loop such as ``while not ready: pass`` has schedules of every length, none of which the search would get to the end of. A thread
that stands where it stood before, in the same state, and has only looked at things in between, would look again and find the
same: until another thread's step conflicts with one of its looks, it may as well not move. If nobody is left who could, it
spins for ever.

It needs a host that says when a thread is in the same state (``Pending.state``).
"""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from threadtui.search.model import Key, Pending
from threadtui.search.objects.base import Accesses
from threadtui.search.past import Past

HARMLESS = ("sleep", "print", "line")
"""Operations that touch nothing and bring a thread nothing new; reading the clock does bring something."""

LOOKS = ("read", "look")
"""Modes that change nothing."""


class Spin(NamedTuple):
    """A thread goes round: what it looked at, and the step after which a change of that would have mattered."""

    looks: Accesses
    since: int

    def goes_on(self, past: Past, within: int = -1) -> bool:
        """Has anybody changed what it looks at?"""
        return bool((past.conflicting(self.looks) & within) >> (self.since + 1))


class Awaits:
    """Which threads spin, in the execution under way."""

    __slots__ = ("_looks", "_seen", "_spins")

    def __init__(self) -> None:
        self._seen: dict[Key, dict[Hashable, tuple[int, int]]] = {}
        self._looks: dict[Key, list[Accesses]] = {}
        self._spins: dict[Key, Spin] = {}

    def reset(self) -> None:
        """A new execution begins."""
        if self._seen:
            self.__init__()  # type: ignore[misc]

    def moved(self, thread: Key, pending: Pending, touched: Accesses, stands: Pending | None, step: int) -> None:
        """``thread`` did step number ``step``, and now stands before ``stands`` (None: it has ended)."""
        if stands is None or (stands.state is None and thread not in self._seen):
            return
        looks = self._looks.setdefault(thread, [])
        if not only_looks(pending, touched):
            self._seen.pop(thread, None)
            looks.clear()
        else:
            looks.append(touched)
        self._spins.pop(thread, None)
        if stands.state is not None:
            self._stands(thread, stands.state, step)

    def _stands(self, thread: Key, state: Hashable, step: int) -> None:
        seen = self._seen.setdefault(thread, {})
        looks = self._looks[thread]
        if state in seen:
            since, position = seen[state]
            around = tuple(touch for touched in looks[position:] for touch in touched)
            self._spins[thread] = Spin(around, since)
        seen[state] = step, len(looks)

    def spin(self, thread: Key) -> Spin | None:
        """What the thread goes round for, if it does."""
        return self._spins.get(thread)

    def able(self, enabled: Sequence[Key], past: Past) -> Sequence[Key]:
        """Of these threads, those for whom it makes sense to move."""
        spins = self._spins
        if not spins:
            return enabled
        return [thread for thread in enabled if thread not in spins or spins[thread].goes_on(past)]


def only_looks(pending: Pending, touched: Accesses) -> bool:
    """Did a step change nothing, and bring its thread nothing new but what it looked at?"""
    if not touched:
        return pending.op in HARMLESS
    return all(track.TABLE.modes[mode] in LOOKS for track, mode, _bits in touched)
