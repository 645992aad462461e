"""The two lines whose order decides: in the failing run one came before the other, in the run that was saved it did not."""

from typing import NamedTuple

from threadtui.search.fate import NoReturn
from threadtui.search.model import Key, Pending
from threadtui.search.objects.base import Accesses, conflict
from threadtui.search.past import Past
from threadtui.search.run import Run


class Deed(NamedTuple):
    """A step, named as in any order of the run: the how-manieth of its thread."""

    thread: Key
    nth: int
    pending: Pending


def decisive(run: Run, point: NoReturn) -> tuple[Deed, Deed] | None:
    """The point of no return and what the saved run does before it; else the nearest pair in a race that comes out otherwise."""
    saved = _order(point.saving.past) if point.saving is not None else {}
    pairs = _with(run, point.step - 1)
    pairs.sort(key=lambda pair: pair[1].thread != point.instead)
    pairs += sorted(_pairs(run), key=lambda pair: abs(pair[2] + 1 - point.step))
    turned = [pair for pair in pairs if _reversed(pair[0], pair[1], saved)]
    return (turned or pairs)[0][:2] if pairs else None


Pair = tuple[Deed, Deed, int]
"""Two deeds that depend on each other, and the number of the first's step."""


def _with(run: Run, number: int) -> list[Pair]:
    """A step, and each later one of another thread that depends on it directly."""
    past, deeds = run.past, _deeds(run.past)
    touched, thread = past.accesses[number], past.threads[number]
    later = [
        (deeds[number], deeds[k], number)
        for k in range(number + 1, len(past))
        if past.threads[k] != thread and conflict(touched, past.accesses[k])
    ]
    return later + [
        (deeds[number], deed, number)
        for deed, wide in _never_done(run)
        if deed.thread != thread and conflict(touched, wide)
    ]


def _never_done(run: Run) -> list[tuple[Deed, Accesses]]:
    """What threads stood before at the end."""
    past = run.past
    made = {deed.thread: deed.nth for deed in _deeds(past)}
    return [
        (
            Deed(thread, made.get(thread, 0) + 1, pending),
            past.space.track(pending.kind, pending.object, pending.size).widest(thread, pending),
        )
        for thread, pending in run.standing.items()
        if pending.kind
    ]


def _pairs(run: Run) -> list[Pair]:
    """What raced: step by step, and each step with what threads stood before at the end."""
    past, found = run.past, []
    deeds = _deeds(past)
    for number, edges in enumerate(past.edges):
        found += [(deeds[other], deeds[number], other) for other in edges if deeds[other].pending.object]
    for deed, wide in _never_done(run):
        touching = past.conflicting(wide) & ~past.own.get(deed.thread, 0)
        if touching:
            latest = touching.bit_length() - 1
            found.append((deeds[latest], deed, latest))
    return found


def _deeds(past: Past) -> list[Deed]:
    counts: dict[Key, int] = {}
    deeds = []
    for thread, pending in zip(past.threads, past.pendings, strict=True):
        counts[thread] = counts.get(thread, 0) + 1
        deeds.append(Deed(thread, counts[thread], pending))
    return deeds


def _order(past: Past) -> dict[tuple[Key, int], int]:
    return {(deed.thread, deed.nth): number for number, deed in enumerate(_deeds(past))}


def _reversed(deed: Deed, other: Deed, saved: dict[tuple[Key, int], int]) -> bool:
    one, two = saved.get((deed.thread, deed.nth)), saved.get((other.thread, other.nth))
    return two is not None and (one is None or two < one)
