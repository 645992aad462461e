"""Which name a call's instruction calls: ``CALL 1`` does not say, but what has been put on the stack before it does.

From a call back: below its arguments lies what an instruction has put there, and the latest one after which the stack was so
high is that one. Where the way to the call has branches, or what is called has no name, nothing is said.
"""

import dis
from types import CodeType

CALLS = {"PRECALL": 1, "CALL": 1, "CALL_KW": 2}
"""How far below the arguments the place is that what is called fills last; one of the names of arguments lies above it."""

OWNED = frozenset({"LOAD_ATTR", "LOAD_METHOD"})
BY_NAME = frozenset((*dis.hasname, *dis.haslocal, *dis.hasfree))


def callees(code: CodeType) -> dict[int, str]:
    """Offset of a call → ``print``, ``items.append``; none where that is not sure."""
    found = [one for one in dis.get_instructions(code) if one.opname not in ("EXTENDED_ARG", "CACHE")]
    named = {
        one.offset: _name(found, _loaded(found, number))
        for number, one in enumerate(found)
        if one.opname in CALLS and one.arg is not None
    }
    return {offset: name for offset, name in named.items() if name}


def _loaded(found: list[dis.Instruction], call: int) -> int:
    """Number of the instruction that has put there what is called; -1 where that is not sure."""
    if found[call - 1].opname == "PRECALL":
        call -= 1  # on 3.11, where it has the arguments already
    high, wanted = 0, -(found[call].arg or 0) - CALLS[found[call].opname] + 1
    for number in range(call - 1, -1, -1):
        one = found[number]
        if high == wanted:
            return number if one.opname != "PUSH_NULL" else -1 if one.is_jump_target else number - 1
        if one.is_jump_target or one.opcode in dis.hasjrel or one.opcode in dis.hasjabs:
            return -1
        high -= dis.stack_effect(one.opcode, one.arg)
    return -1


def _name(found: list[dis.Instruction], number: int) -> str:
    """What the instruction loads, with its owner where that has a name."""
    if number < 0 or not found[number].opname.startswith("LOAD_") or not isinstance(found[number].argval, str):
        return ""
    one = found[number]
    if one.opname in OWNED:
        owner = "" if one.is_jump_target else _name(found, number - 1)
        return f"{owner}.{one.argval}" if owner else ""
    return str(one.argval) if one.opcode in BY_NAME else ""
