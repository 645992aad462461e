"""The same partial order with few switches: independent steps change places, so nothing needs to be tried but the result."""

from threadtui.search.minimise.shrinker import Shrinker
from threadtui.search.model import Key
from threadtui.search.past import Past

FIRSTS = 6
"""Threads that are tried as the first one. Where there are more, it is soon done without most of them."""


def relinearise(shrinker: Shrinker) -> None:
    """From each thread that could begin, go on with one thread as long as its next step depends on nothing that is left."""
    past, moves = shrinker.best.past, shrinker.moves
    for first in list(dict.fromkeys(moves))[:FIRSTS]:
        shrinker.try_moves(linearised(past, moves, first))


def linearised(past: Past, moves: list[Key], first: Key) -> list[Key]:
    """An order of these first steps of the past, greedy for long runs of one thread."""
    left: dict[Key, list[int]] = {}
    for number, thread in enumerate(moves):
        left.setdefault(thread, []).append(number)
    for steps in left.values():
        steps.reverse()
    order: list[Key] = []
    done, last = 0, first
    while left:
        last = _longest(past, left, done, last)
        while last in left and _ready(past, left[last][-1], done):
            done |= 1 << left[last].pop()
            order.append(last)
            if not left[last]:
                del left[last]
    return order


def _ready(past: Past, number: int, done: int) -> bool:
    return not past.before[number] & ~done & ~(1 << number)


def _longest(past: Past, left: dict[Key, list[int]], done: int, last: Key) -> Key:
    """Who can go on: the last mover if possible, else who can go on for longest."""
    lengths = {thread: _length(past, steps, done) for thread, steps in left.items()}
    return last if lengths.get(last) else max(lengths, key=lengths.__getitem__)


def _length(past: Past, steps: list[int], done: int) -> int:
    length = 0
    for number in reversed(steps):
        if not _ready(past, number, done):
            break
        done |= 1 << number
        length += 1
    return length
