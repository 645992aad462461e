"""Wake-up trees: what is still to be tried after a prefix (Abdulla, Aronsson, Jonsson and Sagonas, POPL 2014).

A branch is a step to try first, and under it what must come next. Branches are tried from the left; new ones come last.
A sequence is put in only if no branch leads to it already, which is what makes no execution redundant.

Of a step that was planned but never made it is only foreseen what it will touch: with another outcome the thread may, in the same
step, do more, such as end. So the sequences that were found to lead through such a branch are kept with it until it is made.
"""

from threadtui.search.model import Key
from threadtui.search.objects.base import Accesses, conflict

Steps = list[tuple[Key, Accesses]]
"""Steps to come: who moves, and what the step touches."""


class Branch:
    """A step to try, and what to try after it. ``passed``: what was found to lead through here while ``touched`` is foreseen."""

    __slots__ = ("after", "passed", "thread", "touched")

    def __init__(self, thread: Key, touched: Accesses, *, foreseen: bool = False) -> None:
        self.thread = thread
        self.touched = touched
        self.after: list[Branch] = []
        self.passed: list[Steps] | None = [] if foreseen else None

    def astray(self, touched: Accesses) -> list[Steps]:
        """The step was made, and touched this: the sequences that do not lead through here after all."""
        passed, self.passed = self.passed or (), None
        return [sequence for sequence in passed if first_of(self.thread, touched, sequence) is None]


def first_of(thread: Key, touched: Accesses, sequence: Steps) -> int | None:
    """Where ``thread``'s step is in a sequence that may as well begin with it.

    ``len(sequence)`` if it is not in there, but nothing in there depends on it. None if the sequence cannot begin with it.
    """
    for position, (mover, other) in enumerate(sequence):
        if mover == thread:
            return position
        if touched and other and conflict(touched, other):
            return None
    return len(sequence)


def begins(thread: Key, touched: Accesses, sequence: Steps) -> bool:
    """May the sequence as well begin with ``thread``'s step, which is one of its own?"""
    place = first_of(thread, touched, sequence)
    return place is not None and place < len(sequence)


def insert(branches: list[Branch], sequence: Steps, skip: int) -> bool:
    """Put a sequence into a tree whose first ``skip`` branches do not count; False if it leads there already."""
    found = _follow(branches, sequence, skip)
    while found is not None:
        branches, sequence = found.after, _rest(found, sequence)
        if not branches or not sequence:
            return False
        found = _follow(branches, sequence, 0)
    branches.append(_chain(sequence))
    return True


def _follow(branches: list[Branch], sequence: Steps, skip: int) -> Branch | None:
    for branch in branches[skip:] if skip else branches:
        if first_of(branch.thread, branch.touched, sequence) is not None:
            if branch.passed is not None:
                branch.passed.append(sequence)
            return branch
    return None


def _rest(branch: Branch, sequence: Steps) -> Steps:
    position = first_of(branch.thread, branch.touched, sequence)
    assert position is not None
    return sequence[:position] + sequence[position + 1 :]


def _chain(sequence: Steps) -> Branch:
    """One branch for a whole sequence, whose last step is the foreseen one."""
    below: list[Branch] = []
    for number, (thread, touched) in enumerate(reversed(sequence)):
        branch = Branch(thread, touched, foreseen=not number)
        branch.after, below = below, [branch]
    return below[0]
