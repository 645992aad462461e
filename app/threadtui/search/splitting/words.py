"""What a search's tree is made of, as plain values: touches by their objects' keys, branches with all that is under them."""

from typing import Any

from threadtui.search.model import Key
from threadtui.search.objects import KINDS
from threadtui.search.objects.base import Accesses, Slot, Space
from threadtui.search.waking import Branch, Steps

Words = list[Any]

SLOT = "slot"
_KIND_OF = {track: kind for kind, track in KINDS.items()}
"""One of the kinds that have such a track: any of them makes the same."""


def told(touched: Accesses) -> Words:
    """A touch: for each object its kind, key and size, and the mode."""
    words = []
    for track, mode, _bits in touched:
        slot = isinstance(track, Slot)
        words.append([SLOT if slot else _KIND_OF.get(type(track), ""), track.key, track.size, mode])
    return words


def touch(words: Words, space: Space) -> Accesses:
    """The same among the tracks of another exploration."""
    touched: Accesses = ()
    for kind, key, size, mode in words:
        if kind == SLOT:
            touched += (space.slot(*key),)
        else:
            touched += space.track(kind, key, size).as_mode[mode]
    return touched


def told_asleep(asleep: dict[Key, Accesses]) -> Words:
    return [[thread, told(touched)] for thread, touched in asleep.items()]


def asleep_from(words: Words, space: Space) -> dict[Key, Accesses]:
    return {thread: touch(touched, space) for thread, touched in words}


def told_steps(sequence: Steps) -> Words:
    return [[thread, told(touched)] for thread, touched in sequence]


def steps_from(words: Words, space: Space) -> Steps:
    return [(thread, touch(touched, space)) for thread, touched in words]


def told_branch(branch: Branch) -> Words:
    """Thread, touch, what was found to lead through here while that is only foreseen (else None), the branches under it."""
    passed = None if branch.passed is None else [told_steps(sequence) for sequence in branch.passed]
    return [branch.thread, told(branch.touched), passed, [told_branch(each) for each in branch.after]]


def branch_from(words: Words, space: Space) -> Branch:
    thread, touched, passed, after = words
    branch = Branch(thread, touch(touched, space))
    branch.passed = None if passed is None else [steps_from(sequence, space) for sequence in passed]
    branch.after = [branch_from(each, space) for each in after]
    return branch
