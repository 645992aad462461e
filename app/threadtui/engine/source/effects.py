"""Which instruction carries out an access that a point has announced.

The point stands before the access, but at times some instructions earlier: ``o.x = v`` announces the write around ``v``,
and ``STORE_ATTR`` comes after ``o`` has been loaded. Rules, from the point on:
1. A read is done by the load of that name, or else by the first instruction that is more than a load or a jump.
2. A write is done by the store to that name or to an element, by a call, or by an operator that works in place.
"""

from collections.abc import Callable

from threadtui.engine.source.bytecode import Instruction

LOADS = frozenset({"LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_GLOBALS",
                   "LOAD_FROM_DICT_OR_DEREF", "LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"})  # fmt: skip
STORES = frozenset({"STORE_GLOBAL", "STORE_NAME", "STORE_DEREF", "STORE_ATTR", "DELETE_GLOBAL", "DELETE_NAME",
                    "DELETE_DEREF", "DELETE_ATTR"})  # fmt: skip
ELEMENTS = frozenset({"STORE_SUBSCR", "DELETE_SUBSCR", "STORE_SLICE"})
MOVES = ("LOAD_FAST", "LOAD_CONST", "LOAD_CLOSURE", "PUSH_NULL", "COPY", "SWAP", "KW_NAMES", "PRECALL")
"""Beginnings of the names of instructions that touch nothing but the frame's own stack."""

JUMPS = frozenset({"JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"})

FAR = 40
"""Instructions that are looked at: more than lie between any point and its access."""

Walk = list[tuple[int, Instruction]]
"""Instructions as they will be carried out, each with its offset in the code with points."""


def carrier(walk: Walk, op: str, name: str) -> int | None:
    """Number in ``walk`` of the instruction that does the access of the location called ``name``; None if none does."""
    does: Callable[[Walk, int, str], bool] = _reads if op == "read" else _writes
    return next((number for number in range(len(walk)) if does(walk, number, name)), None)


def just_done(before: Instruction | None, after: Instruction | None, op: str, name: str) -> bool:
    """Whether the point comes right after its write, as that of a module's loop variable does; ``after`` is next."""
    if op != "write" or before is None or before.name not in STORES or not _names(before, name):
        return False
    return after is None or not (after.name in STORES and _names(after, name))


def _reads(walk: Walk, number: int, name: str) -> bool:
    instruction = walk[number][1]
    if instruction.name in LOADS:
        return _names(instruction, name)
    return not is_move(instruction)


def _writes(walk: Walk, number: int, name: str) -> bool:
    instruction = walk[number][1]
    if instruction.name in STORES:
        return _names(instruction, name)
    if instruction.name == "BINARY_OP":
        after = next((found for _, found in walk[number + 1 :] if not is_move(found)), None)
        stored = after is not None and (after.name in ELEMENTS or (after.name in STORES and _names(after, name)))
        return instruction.argument.endswith("=") and not stored
    return instruction.name in ELEMENTS or instruction.name.startswith("CALL")


def is_move(instruction: Instruction) -> bool:
    """Whether it does nothing that another thread could notice, and goes on to the next or jumps."""
    return instruction.name.startswith(MOVES) or instruction.name in JUMPS


def _names(instruction: Instruction, name: str) -> bool:
    return name == instruction.subject or name.endswith("." + instruction.subject)
