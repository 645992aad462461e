"""A function of the program as it runs, with points, and as a person reads it, plain: the way from one to the other."""

from bisect import bisect_right
from functools import cached_property
from types import CodeType

from threadtui.engine.source.bytecode import Instruction, listing, twins
from threadtui.engine.source.effects import FAR, JUMPS, Walk


class Body:
    """``code`` runs, ``plain`` is shown. Worked out when it is first asked for."""

    def __init__(self, path: str, code: CodeType, plain: CodeType) -> None:
        self.path = path
        self.code = code
        self.plain = plain
        self.number = 0
        """Its id in the events, 0 until it has been declared."""

    @cached_property
    def listing(self) -> list[Instruction]:
        return listing(self.plain)

    @cached_property
    def steps(self) -> dict[int, int]:
        """Offset of each instruction that is a step → its number in the listing."""
        return twins(self.code, self.plain)

    @cached_property
    def _offsets(self) -> list[int]:
        return sorted(self.steps)

    def at(self, offset: int) -> Instruction | None:
        """The instruction that is carried out there, or the next one where that is none of the plain code's."""
        walk = self.walk(offset - 1, 1)
        return walk[0][1] if walk else None

    def before(self, offset: int) -> Instruction | None:
        """The instruction that was carried out last, as the text goes."""
        place = bisect_right(self._offsets, offset) - 1
        return self.listing[self.steps[self._offsets[place]]] if place >= 0 else None

    def walk(self, offset: int, most: int = FAR) -> Walk:
        """What will be carried out from behind this offset on, up to a branch at the latest."""
        found: Walk = []
        place = bisect_right(self._offsets, offset)
        while place < len(self._offsets) and len(found) < most:
            here = self._offsets[place]
            instruction = self.listing[self.steps[here]]
            found.append((here, instruction))
            if instruction.name in JUMPS:
                place = self._place_of(instruction.leads)
            elif "JUMP" in instruction.name or instruction.name.startswith(("RETURN", "RAISE", "FOR_ITER")):
                break
            else:
                place += 1
        return found

    def _place_of(self, plain: int) -> int:
        """Where to go on for a jump to an offset of the plain code."""
        numbers = [self.steps[offset] for offset in self._offsets]
        return next(
            (place for place, number in enumerate(numbers) if self.listing[number].offset >= plain), len(numbers)
        )
