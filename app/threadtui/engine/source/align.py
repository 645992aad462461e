"""Which instruction of the code with points is which of the plain code.

1. An instruction of the program's own has its line and columns in both: those that agree are anchors, in order.
2. Between two anchors, jumps, tests and loops may have lost their columns to a point that was put around what they work
   on, and a load to one that was put in before it and joined with it. Points come first, so these are matched by name,
   from the right.
3. What stands right beside a match, and has the same name and argument, belongs to it.
"""

from collections.abc import Container
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

Position = tuple[int | None, int | None, int | None, int | None]
"""First line, last line, first column, column after the last; None for what has none."""

NOWHERE: Position = (None, None, None, None)

MOVED = frozenset({"TO_BOOL", "JUMP_BACKWARD", "JUMP_FORWARD", "GET_ITER", "FOR_ITER", "END_FOR", "RETURN_VALUE",
                   "RETURN_CONST", "RERAISE", "POP_JUMP_IF_TRUE", "POP_JUMP_IF_FALSE", "POP_JUMP_IF_NONE",
                   "POP_JUMP_IF_NOT_NONE"})  # fmt: skip
"""Instructions that take their columns from what they work on, or from the statement before."""


class Part(NamedTuple):
    """What an instruction does, or one of two that the compiler has joined (``first`` is False for the second)."""

    name: str
    argument: object
    position: Position
    offset: int
    first: bool

    @property
    def key(self) -> tuple[str, object, Position]:
        return self.name, self.argument, self.position

    @property
    def own(self) -> bool:
        """Not put in."""
        return self.position[2] is not None


def align(code: list[Part], plain: list[Part]) -> list[tuple[int, int]]:
    """Pairs of numbers: of a part of the code with points, and of the plain code's part that it is; in order."""
    anchors = _anchors(code, plain)
    found = list(anchors)
    for (mine, other), (mine_after, other_after) in pairwise([(-1, -1), *anchors, (len(code), len(plain))]):
        found += _between(code, plain, range(mine + 1, mine_after), range(other + 1, other_after))
    return _with_neighbours(code, plain, sorted(found))


def _anchors(code: list[Part], plain: list[Part]) -> list[tuple[int, int]]:
    own = [number for number, part in enumerate(code) if part.own]
    matcher = SequenceMatcher(None, [code[n].key for n in own], [part.key for part in plain], autojunk=False)
    return [
        (own[mine + step], other + step)
        for mine, other, length in matcher.get_matching_blocks()
        for step in range(length)
    ]


def _between(code: list[Part], plain: list[Part], mine: range, others: range) -> list[tuple[int, int]]:
    found = []
    free = list(mine)
    for other in reversed(others):
        place = next((n for n in range(len(free) - 1, -1, -1) if _moved(code[free[n]], plain[other])), None)
        if place is not None:
            found.append((free[place], other))
            free = free[:place]
    return found


def _moved(part: Part, plain: Part) -> bool:
    return _alike(part, plain) and (part.name in MOVED or not part.first)


def _with_neighbours(code: list[Part], plain: list[Part], pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found = dict(pairs)
    taken = set(found.values())
    for step in (1, -1):
        for one, other in sorted(found.items(), reverse=step < 0):
            mine, twin = one + step, other + step
            while _free(code, found, mine) and _free(plain, taken, twin) and _alike(code[mine], plain[twin]):
                found[mine] = twin
                taken.add(twin)
                mine, twin = mine + step, twin + step
    return sorted(found.items())


def _free(parts: list[Part], taken: Container[int], number: int) -> bool:
    return 0 <= number < len(parts) and number not in taken


def _alike(one: Part, other: Part) -> bool:
    return (one.name, one.argument) == (other.name, other.argument)
