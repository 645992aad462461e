"""What one object of the program went through, as far as the search needs it.

A *track* keeps, for each mode of its kind's table, the set of steps of the current execution that touched it so: a bit per step.
Sets of steps are integers, so that "which of these steps, without what depends on that one" is one ``&``. ``within``
is always such a set: the steps that count, ``EVERYTHING`` for all so far. From it a track recomputes what an operation would
come to if only these had happened, in their order.
"""

from typing import Any, ClassVar, Final

from threadtui.search.dependence import SLOT, WHOLE, Table
from threadtui.search.model import Done, Key, Pending

EVERYTHING: Final = -1
"""The set of all steps so far."""


class Blocked:
    """Outcome of an operation that cannot go on."""


BLOCKED: Final = Blocked()

Access = tuple["Track", int, int]
"""A touch: which object, in which mode, and the set of modes that conflict with it."""

Accesses = tuple[Access, ...]


def conflict(one: Accesses, other: Accesses) -> bool:
    """Do two steps depend on each other?"""
    for track, _mode, bits in one:
        for track_too, mode, _bits in other:
            if track is track_too and bits >> mode & 1:
                return True
    return False


class Logged:
    """One operation in a track's log: what its kind needs beyond the sets of steps."""

    __slots__ = ("op", "outcome", "step", "thread", "value")

    def __init__(self, step: int, thread: Key, op: str, outcome: Any, value: Any) -> None:
        self.step = step
        self.thread = thread
        self.op = op
        self.outcome = outcome
        self.value = value


class Track:
    """An object of which nothing is known but its name: each operation depends on each, and any may go on."""

    __slots__ = ("as_mode", "key", "lock", "log", "masks", "size", "space")

    TABLE: ClassVar[Table] = WHOLE
    CERTAIN: ClassVar[bool] = False
    """Does ``outcome`` know when an operation would block? Where it does not, the search tries and sees."""
    STEADY: ClassVar[bool] = False
    """Does an operation touch the same in the same mode, whatever came before, and never block?"""
    LOGS: ClassVar[bool] = False

    def __init__(self, space: "Space", key: Any, size: int) -> None:
        self.space = space
        self.key = key
        self.size = size
        self.lock: Key = ""
        self.masks = [0] * len(self.TABLE.modes)
        self.as_mode: tuple[Accesses, ...] = tuple(((self, mode, bits),) for mode, bits in enumerate(self.TABLE.bits))
        self.log: list[Logged] = []

    def touched(self, within: int, thread: Key, done: Done) -> Accesses:
        """What this operation touches, with this outcome, after the steps ``within``."""
        del within, thread, done
        return self.as_mode[0]

    def widest(self, thread: Key, pending: Pending) -> Accesses:
        """What this operation touches with one outcome or another."""
        del thread, pending
        return self.as_mode[0]

    def outcome(self, within: int, thread: Key, pending: Pending) -> Any:
        """What the operation would come to after the steps ``within``; ``BLOCKED`` if it could not go on."""
        del within, thread, pending
        return None

    def would_touch(self, within: int, thread: Key, pending: Pending, outcome: Any) -> Accesses:
        """What the operation would touch after the steps ``within``, with this outcome."""
        return self.touched(within, thread, as_done(pending, outcome))

    def settled(self, done: Done) -> bool:
        """Would this operation have come to the same, and touched the same, in any order?"""
        del done
        return self.STEADY

    def count(self, mode: int, within: int) -> int:
        return (self.masks[mode] & within).bit_count()

    def latest(self, mode: int, within: int) -> int:
        """A number that is the greater the later the last step in this mode is; 0: none."""
        mask = self.masks[mode]
        return (mask if within == EVERYTHING else mask & within).bit_length()

    def logged(self, within: int) -> list[Logged]:
        if within == EVERYTHING:
            return self.log
        return [entry for entry in self.log if within >> entry.step & 1]

    def cut_to(self, keep: int) -> None:
        """Forget the steps that are not in ``keep``."""
        self.masks = [mask & keep for mask in self.masks]
        log = self.log
        while log and not keep >> log[-1].step & 1:
            log.pop()


def as_done(pending: Pending, outcome: Any) -> Done:
    return Done(pending.op, pending.kind, pending.object, outcome, pending.value, pending.size)


def may_fail(pending: Pending) -> bool:
    """Does the operation end, with False, where another one would wait?"""
    return pending.timed is not None or pending.value is False


class Slot(Track):
    """A part of an object that counts by itself."""

    TABLE = SLOT
    CERTAIN = True
    STEADY = True
    __slots__ = ()


class Space:
    """All tracks of an exploration, by key; they live as long as it does, what they remember as long as an execution.

    ``movers`` are the threads that made the steps so far.
    """

    def __init__(self, kinds: dict[str, type[Track]], movers: list[Key]) -> None:
        self.movers = movers
        self._kinds = kinds
        self.tracks: dict[Any, Track] = {}

    def track(self, kind: str, key: Key, size: int) -> Track:
        found = self.tracks.get(key)
        if found is None:
            found = self.tracks[key] = self._kinds.get(kind, Track)(self, key, size)
        return found

    def knows_lock(self, pending: Pending) -> None:
        """A condition's operations name its lock."""
        self.track(pending.kind, pending.object, pending.size).lock = pending.lock

    def slot(self, *key: Any) -> Access:
        found = self.tracks.get(key)
        if found is None:
            found = self.tracks[key] = Slot(self, key, 0)
        return found.as_mode[0][0]

    def cut_to(self, keep: int) -> None:
        """Forget all steps that are not in ``keep``."""
        for track in self.tracks.values():
            track.cut_to(keep)
