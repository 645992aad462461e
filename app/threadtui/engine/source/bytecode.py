"""A function's plain bytecode as a person reads it, and where in it the code with points is.

The code with points is what runs, at every granularity; a person sees the plain code. Both were compiled from the same
text, and what was put in has no column (``build.at``): so what is left is the plain code's instructions in their order.
Where the compiler has joined or split some differently, the alignment leaves them out: an instruction of the code with
points that has no twin is no step of its own, and a plain one without a twin is never pointed at.
"""

import dis
import sys
from collections.abc import Iterator
from types import CodeType
from typing import NamedTuple

from threadtui.engine.source.align import NOWHERE, Part, Position, align
from threadtui.engine.values import safe_repr

TOLD_AT_PREFIX = sys.version_info < (3, 12)
"""A trace function is called at the prefix that lengthens an instruction's argument, a monitor at the instruction."""

NO_STEPS = frozenset({"RESUME", "MAKE_CELL", "COPY_FREE_VARS", "RETURN_GENERATOR", "CACHE", "NOP", "EXTENDED_ARG"})
"""Instructions that set a frame up, or do nothing: they are listed, but a stop there would only be in the way."""


class Instruction(NamedTuple):
    """An instruction as ``dis`` shows it: where in the code, source line (0: none), name, and what it works on.

    ``subject`` is the bare name of the variable or attribute, if it works on one by name; ``leads`` is where a jump goes.
    """

    offset: int
    line: int
    name: str
    argument: str
    subject: str = ""
    leads: int = -1

    @property
    def text(self) -> str:
        """``LOAD_GLOBAL counter``"""
        return f"{self.name} {self.argument}" if self.argument else self.name


def listing(code: CodeType) -> list[Instruction]:
    """The code's instructions, but for those that only lengthen an argument."""
    return [
        Instruction(found.offset, _line(found), found.opname, _argument(found, code), _subject(found), _leads(found))
        for found in dis.get_instructions(code)
        if found.opname != "EXTENDED_ARG"
    ]


def twins(code: CodeType, plain: CodeType) -> dict[int, int]:
    """Offset in the code with points → number in the plain code's listing, for each instruction that is a step."""
    numbers = {offset: number for number, offset in enumerate(dict.fromkeys(part.offset for part in _parts(plain)))}
    own, theirs = list(_parts(code)), list(_parts(plain))
    found: dict[int, int] = {}
    for mine, other in align(own, theirs):
        if theirs[other].first and own[mine].offset not in found and own[mine].name not in NO_STEPS:
            found[own[mine].offset] = numbers[theirs[other].offset]
    return found


def inner(code: CodeType, plain: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The code with points of each function, class or comprehension in this one, and its plain code; and so on inside."""
    yield code, plain
    candidates, start = _nested(code), 0
    for twin in _nested(plain):
        place = next((n for n in range(start, len(candidates)) if _same_place(candidates[n], twin)), None)
        if place is not None:
            yield from inner(candidates[place], twin)
            start = place + 1


def _nested(code: CodeType) -> list[CodeType]:
    return [value for value in code.co_consts if type(value) is CodeType]


def _same_place(code: CodeType, plain: CodeType) -> bool:
    """A function that was put in has no instruction with a column; all others come in the same order."""
    return code.co_qualname == plain.co_qualname and code.co_firstlineno == plain.co_firstlineno and _is_own(code)


def _is_own(code: CodeType) -> bool:
    return any(end for *_, end in code.co_positions())


def _parts(code: CodeType) -> Iterator[Part]:
    start = None
    for found in dis.get_instructions(code):
        if found.opname == "EXTENDED_ARG":
            start = found.offset if start is None else start
            continue
        place: Position = found.positions or NOWHERE
        offset = start if start is not None and TOLD_AT_PREFIX else found.offset
        start = None
        for number, (name, argument) in enumerate(_split(found)):
            yield Part(name, argument, place, offset, number == 0)


def _split(found: dis.Instruction) -> list[tuple[str, object]]:
    """Name and argument, such that they are the same in both codes."""
    name = found.opname
    if name in _JOINED and isinstance(found.argval, tuple):
        return list(zip(_JOINED[name], found.argval, strict=True))
    return [(_SAME.get(name, name), _same_argument(found))]


def _same_argument(found: dis.Instruction) -> object:
    if found.opcode in _JUMPS:
        return None
    if found.opcode in dis.hasconst:
        value = found.argval
        return value.co_qualname if isinstance(value, CodeType) else (type(value).__name__, repr(value))
    named = found.opcode in dis.hasname or found.opcode in dis.haslocal or found.opcode in dis.hasfree
    return found.argval if named else found.arg


_JOINED = {
    f"{one}_FAST_{other}_FAST": (f"{one}_FAST", f"{other}_FAST")
    for one, other in (("LOAD", "LOAD"), ("STORE", "LOAD"), ("STORE", "STORE"))
}
"""Instructions of 3.13 that are two in one."""

_JUMPS = frozenset((*dis.hasjrel, *dis.hasjabs))
_SAME = {
    "LOAD_FAST_CHECK": "LOAD_FAST",
    **{name: name.replace("_FORWARD", "").replace("_BACKWARD", "") for name in dis.opmap if "POP_JUMP" in name},
}
"""Instructions between which the compiler chooses by what stands around them."""


def _line(found: dis.Instruction) -> int:
    return (found.positions.lineno or 0) if found.positions is not None else 0


def _argument(found: dis.Instruction, code: CodeType) -> str:
    """As ``dis`` has it, but for what differs from run to run or has no end."""
    if found.opcode in _JUMPS:
        return f"to {found.argval}"
    if isinstance(found.argval, CodeType):
        return f"<code {found.argval.co_name}>"
    if found.opcode in dis.hasconst and found.arg is not None:
        return safe_repr(code.co_consts[found.arg])  # dis does not know that of KW_NAMES
    return found.argrepr or ("" if found.arg is None else str(found.arg))


def _subject(found: dis.Instruction) -> str:
    return str(found.argval) if found.opcode in dis.hasname or found.opcode in dis.hasfree else ""


def _leads(found: dis.Instruction) -> int:
    return int(found.argval) if found.opcode in _JUMPS else -1
