"""What depends on what: two steps are dependent if they touch the same object in modes that conflict.

Each kind of object has a table of modes. A mode says in which way a step touched the object, outcome included: a try that
failed is another mode than one that succeeded. Two adjacent steps whose modes do not conflict may change places: neither
notices, and what comes after is the same. The tables are as small as that allows; each line was held against a brute force
over all interleavings of random programs.

Where an object's parts matter one by one, each is an object of its own, a *slot*: the k-th item of a queue is touched by the put
that brings it, by the get that takes it, and by the put that needs its room; a waiter of a condition by the notify that
reaches it and by its waking.
"""

from typing import NamedTuple


class Table(NamedTuple):
    """Modes of one kind of object. ``conflicts[m]`` are those that conflict with ``m``; ``bits[m]`` the same as a set of bits."""

    modes: tuple[str, ...]
    conflicts: tuple[tuple[int, ...], ...]
    bits: tuple[int, ...]

    def mode(self, name: str) -> int:
        return self.modes.index(name)


def table(modes: str, pairs: str) -> Table:
    """A table from the names of its modes and the conflicting pairs, ``a-b``; ``a-*`` is ``a`` with every mode."""
    names = tuple(modes.split())
    found: list[set[int]] = [set() for _ in names]
    for pair in pairs.split():
        one, other = pair.split("-")
        for name in names if other == "*" else (other,):
            found[names.index(one)].add(names.index(name))
            found[names.index(name)].add(names.index(one))
    conflicts = tuple(tuple(sorted(modes)) for modes in found)
    return Table(names, conflicts, tuple(sum(1 << mode for mode in modes) for modes in conflicts))


LOCATION = table("read write", "read-write write-write")

LOCK = table(
    "acquire release look",
    "acquire-acquire acquire-release release-release look-acquire look-release",
)
"""``look``: a try that failed, an operation that needs to know whether it is held. A nested acquire touches nothing."""

SEMAPHORE = table("acquire release look", "acquire-acquire acquire-release look-acquire look-release")
BOUNDED = table("acquire release look", "acquire-acquire acquire-release release-release look-acquire look-release")
"""Two releases of a bounded one: the second may be one too many."""

EVENT = table("set clear look wake", "set-clear set-look clear-look set-wake")
"""Who has parked is let go by any ``set`` since, whatever was cleared."""

QUEUE = table(
    "put get look done bare join all",
    "put-put get-get look-put look-get join-put join-done bare-put bare-done bare-bare bare-join all-*",
)
"""First in, first out. ``done``: a ``task_done`` by a thread that got at least as many items; no other order makes it fail.
``bare``: any other."""

STACK = table(QUEUE.modes[0] + " get look done bare join all", " ".join(("put-get", "put-put get-get look-put look-get"))
    + " join-put join-done bare-put bare-done bare-bare bare-join all-*")  # fmt: skip
"""Last in first out, and by priority: which item a get brings depends on every put."""

SLOT = table("use", "use-use")

CONDITION = table(
    "wait notify reenter",
    "wait-wait wait-notify notify-notify reenter-wait reenter-notify reenter-reenter",
)
"""First come first served: a notify reaches whoever waits longest. The waking touches the waiter's slot, and the lock."""

BARRIER = table("arrive leave all", "arrive-arrive arrive-leave all-*")
"""Arrivals return an index; who leaves does so after the last arrival, and the next generation comes after the last to leave."""

THREAD = table("start end look", "start-start start-end start-look end-look")
TIMER = table("timer cancel", "timer-cancel")
FUTURE = table("look finish", "look-finish finish-finish")

WHOLE = table("all", "all-all")
"""What no table says more of: each operation on the object depends on each."""
