"""One execution as a partial order: its steps, what each touched, and which of them each depends on.

Sets of steps are integers, a bit per step. ``before[k]`` is step k and all that happened before it: its thread's earlier steps,
the start of its thread, and whatever it conflicts with. Steps that are not ordered by it could have changed places.
``edges[k]`` are the steps of others right before it: those it conflicts with, and which no other step it depends on comes after.

Time is causal (``model``, "Time is a choice"): a step's time is the latest of those it depends on, and later if it slept or timed
out. So every order of the same partial order reads the same clock.
"""

from collections.abc import Sequence

from threadtui.search import objects
from threadtui.search.model import RAISED, Done, Key, Pending
from threadtui.search.objects.base import Accesses, Logged

READING = 1_000_000
"""What a look at the clock costs (1 ms), so that a loop on it comes to an end."""

LARGEST_NAME = (1 << 63) - 1
"""Names travel between processes as whole numbers that every reader of JSON has."""


class Past:
    """The steps of an execution so far; ``cut`` goes back to an earlier moment."""

    __slots__ = ("accesses", "base", "before", "dones", "edges", "own", "pendings", "space", "threads", "times")

    def __init__(self) -> None:
        self.threads: list[Key] = []
        self.space = objects.space(self.threads)
        self.pendings: list[Pending] = []
        self.dones: list[Sequence[Done]] = []
        self.accesses: list[Accesses] = []
        self.base: list[int] = []
        self.before: list[int] = []
        self.times: list[int] = []
        self.edges: list[tuple[int, ...]] = []
        self.own: dict[Key, int] = {}

    def __len__(self) -> int:
        return len(self.threads)

    def add(self, thread: Key, pending: Pending, done: Sequence[Done]) -> None:
        """Append a step: the operation the thread stood before, as it was when chosen, and what it did."""
        number = len(self.threads)
        if pending.lock:
            self.space.knows_lock(pending)
        touched = self.touched(thread, done)
        base = self.own.get(thread, 0)
        before, time, edges = self._causes(touched, base)
        before |= 1 << number
        self.threads.append(thread)
        self.pendings.append(pending)
        self.dones.append(done)
        self.accesses.append(touched)
        self.base.append(base)
        self.before.append(before)
        if pending.timed is not None or pending.op == "time":
            time = self._waited(time, base, pending)
        self.times.append(time)
        self.edges.append(edges)
        self.own[thread] = before
        self._record(number, thread, touched, done)

    def touched(self, thread: Key, done: Sequence[Done]) -> Accesses:
        """What a step touches if it is done now."""
        track = self.space.track
        if len(done) == 1:
            first = done[0]
            return track(first.kind, first.object, first.size).touched(-1, thread, first) if first.kind else ()
        touched: Accesses = ()
        for each in done:
            if each.kind:
                touched += track(each.kind, each.object, each.size).touched(-1, thread, each)
        return touched

    def conflicting(self, touched: Accesses) -> int:
        """The steps that conflict with such a touch."""
        found = 0
        for track, mode, _bits in touched:
            masks = track.masks
            for other in track.TABLE.conflicts[mode]:
                found |= masks[other]
        return found

    def _causes(self, touched: Accesses, base: int) -> tuple[int, int, tuple[int, ...]]:
        """All that happened before a step that touches this, the latest time among it, and its edges."""
        known, time, times = base, self.times[base.bit_length() - 1] if base else 0, self.times
        left = self.conflicting(touched) & ~known
        edges: tuple[int, ...] = ()
        while left:
            latest = left.bit_length() - 1
            edges += (latest,)
            known |= self.before[latest]
            left &= ~known
            if times[latest] > time:
                time = times[latest]
        return known, time, edges

    def _waited(self, time: int, base: int, pending: Pending) -> int:
        """The time of a step whose operation reads the clock, or waited for a deadline."""
        if pending.op == "time":
            return time + READING
        stood = self.times[base.bit_length() - 1] if base else 0
        assert pending.timed is not None
        return max(time, stood + pending.timed) if pending.op == "sleep" or not pending.ready else time

    def _record(self, number: int, thread: Key, touched: Accesses, done: Sequence[Done]) -> None:
        bit = 1 << number
        for track, mode, _bits in touched:
            track.masks[mode] |= bit
        for each in done:
            if not each.kind:
                continue
            track = self.space.tracks[each.object]
            if track.LOGS:
                track.log.append(Logged(number, thread, each.op, each.outcome, each.value))
            if starts(each):
                self.own[each.object] = self.before[number]

    def again(self, number: int) -> None:
        """Step ``number``, kept by ``cut``, has been done once more."""
        before = self.before[number]
        self.own[self.threads[number]] = before
        for each in self.dones[number]:
            if starts(each):
                self.own[each.object] = before

    def cut(self, keep: int) -> None:
        """Keep the first ``keep`` steps; ``again`` tells about each of them as it is repeated."""
        for column in (self.threads, self.pendings, self.dones, self.accesses, self.base, self.before, self.times):
            del column[keep:]
        del self.edges[keep:]
        self.space.cut_to((1 << keep) - 1)
        self.own = {}

    def now(self, thread: Key) -> int:
        """A thread's own time."""
        own = self.own.get(thread, 0)
        return self.times[own.bit_length() - 1] if own else 0

    def name(self) -> int:
        """A number that executions have in common which differ only in the order of independent steps.

        A step is named by its thread, the step before it (the start, for a thread's first) and its other causes. The names are
        not added up: hashes of tuples that differ in their last part alone differ by sums that may cancel each other out.
        """
        names: list[int] = []
        latest: dict[Key, int] = {}
        for thread, base, edges in zip(self.threads, self.base, self.edges, strict=True):
            causes = tuple(sorted(names[k] for k in edges)) if len(edges) > 1 else names[edges[0]] if edges else 0
            before = latest.get(thread)
            if before is None:
                before = names[base.bit_length() - 1] if base else 0
            latest[thread] = name = hash((thread, before, causes))
            names.append(name)
        return hash(tuple(sorted(names))) & LARGEST_NAME

    def without(self, first: int, *, other: int = -1) -> tuple[list[int], int]:
        """The steps after ``first`` that do not depend on it (nor on ``other``), and with all before it as a set."""
        before, bits = self.before, 1 << first | (1 << other if other >= 0 else 0)
        after = [k for k in range(first + 1, len(before)) if not before[k] & bits]
        return after, (1 << first) - 1 | sum(1 << k for k in after)


def starts(done: Done) -> bool:
    """Did this start a thread?"""
    return done.op == "start" and done.kind == "Thread" and done.outcome != RAISED
