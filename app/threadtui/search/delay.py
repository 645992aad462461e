"""The needed delay: how long some thread that could go on is kept waiting while the clock moves, at most.

What a schedule asks of the machine. A failure that needs none happens on any machine; one that needs 5 s happens where a thread
is held up for 5 s. It belongs to the partial order, not to the sequence: a step's time is that of the latest it depends
on (``past``), and from its own past alone follows since when its operation could have gone on.
"""

from collections.abc import Mapping

from threadtui.search.model import Key, Pending
from threadtui.search.objects.base import BLOCKED
from threadtui.search.past import Past
from threadtui.search.patience import WAITS_ALWAYS


def needed_delay(past: Past, standing: Mapping[Key, Pending]) -> int:
    """In ns, of an execution; ``standing`` are the threads that had not ended, and what they stood before."""
    end = max(past.times, default=0)
    if not end:
        return 0
    waits = [_wait(past, past.pendings[k], past.base[k], past.times[k], _past_of(past, k)) for k in range(len(past))]
    everything = (1 << len(past)) - 1
    waits += [
        _wait(past, pending, past.own.get(thread, 0), end, everything)
        for thread, pending in standing.items()
        if pending.kind
    ]
    return max(waits, default=0)


def _past_of(past: Past, number: int) -> int:
    """What happened before a step, without itself."""
    return past.before[number] & ~(1 << number)


def _wait(past: Past, pending: Pending, base: int, until: int, within: int) -> int:
    """The longest time for which the operation could have gone on and did not, up to ``until``."""
    stood = past.times[base.bit_length() - 1] if base else 0
    if until <= stood:
        return 0
    longest, since = 0, None
    thread = past.threads[base.bit_length() - 1] if base else ""
    for moment in _moments(past, pending, stood, until, within):
        able = _able(past, pending, thread, stood, moment, within)
        if since is not None:
            longest = max(longest, moment - since)
        since = (moment if since is None else since) if able else None
    return longest


def _moments(past: Past, pending: Pending, stood: int, until: int, within: int) -> list[int]:
    """When anything changed for it, in order: from when it came to stand there to the end of its waiting."""
    times = {past.times[k] for k in range(len(past)) if within >> k & 1} | {stood + (pending.timed or 0)}
    return sorted({stood, until, *(time for time in times if stood < time < until)})


def _able(past: Past, pending: Pending, thread: Key, stood: int, moment: int, within: int) -> bool:
    """Could the operation go on at this moment?"""
    if pending.timed is not None and moment >= stood + pending.timed:
        return True
    if pending.op in WAITS_ALWAYS:
        return False
    if not pending.kind:
        return True
    track = past.space.track(pending.kind, pending.object, pending.size)
    so_far = within & sum(1 << k for k in range(len(past)) if past.times[k] <= moment)
    if pending.op == "timer":  # before its time it goes on if it has been cancelled
        return track.outcome(so_far, thread, pending) is False
    return track.STEADY or track.outcome(so_far, thread, pending._replace(timed=None)) is not BLOCKED
