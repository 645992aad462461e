"""What an instruction does, in words: ``loads counter``, ``calls print``, as far as its name and argument tell it."""

import re
from typing import NamedTuple

from threadtui.world.state import At, Instruction, World


class Words(NamedTuple):
    """A verb, the same in the past, and what it is about."""

    verb: str
    past: str
    rest: str


def of_instruction(world: World, at: At | None, text: str) -> Words:
    """Of the one that stands there; its bare text where it is not known, or is like no other."""
    bare = Words("run", "ran", text)
    code = world.codes.get(at.code) if at is not None else None
    if code is None or at is None:
        return bare
    found = next((one for one in code.instructions if one.offset == at.offset), None)
    return bare if found is None else _told(found, code.calls.get(at.offset, "")) or bare


def _told(one: Instruction, callee: str) -> Words | None:
    told = _FIXED.get(one.name)
    if told is not None:
        return told
    argument = _DECORATION.sub("", one.argument)
    if one.name.startswith("CALL"):
        return Words("call", "called", callee) if callee else Words("make", "made", "a call")
    if "JUMP" in one.name:
        return Words("ask", "asked", f"whether to jump {argument}") if "IF" in one.name else _jump(argument)
    found = _BY_ARGUMENT.get(one.name) or _by_beginning(one.name)
    return Words(found.verb, found.past, found.rest + argument) if found is not None and argument else None


def _jump(where: str) -> Words:
    return Words("jump", "jumped", where)


def _by_beginning(name: str) -> Words | None:
    """Of instructions that come in many kinds: one for each sort of variable."""
    beginning, _, kind = name.partition("_")
    return _ON_NAMES.get(beginning) if kind in _VARIABLES else None


_DECORATION = re.compile(r"NULL(\|self)? \+ | \+ NULL(\|self)?|^bool\((?=.*\)$)|(?<=[=<>])\)$")
"""What ``dis`` adds to an argument: what else is put on the stack, what a comparison becomes."""

_VARIABLES = frozenset({
    "FAST", "FAST_CHECK", "FAST_AND_CLEAR", "FAST_LOAD_FAST", "FAST_STORE_FAST", "GLOBAL", "NAME", "DEREF", "CLASSDEREF",
    "FROM_DICT_OR_GLOBALS", "FROM_DICT_OR_DEREF", "CLOSURE", "CONST",
})  # fmt: skip

_ON_NAMES = {
    "LOAD": Words("load", "loaded", ""),
    "STORE": Words("store", "stored", ""),
    "DELETE": Words("delete", "deleted", ""),
    "RETURN": Words("return", "returned", ""),
}

_BY_ARGUMENT = {
    "LOAD_ATTR": Words("load", "loaded", "."),
    "LOAD_METHOD": Words("load", "loaded", "."),
    "STORE_ATTR": Words("store", "stored", "."),
    "DELETE_ATTR": Words("delete", "deleted", "."),
    "BINARY_OP": Words("work out", "worked out", ""),
    "COMPARE_OP": Words("compare", "compared", "by "),
    "IMPORT_NAME": Words("import", "imported", ""),
    "IMPORT_FROM": Words("import", "imported", ""),
}

_FIXED = {
    "FOR_ITER": Words("ask", "asked", "for the next item"),
    "GET_ITER": Words("begin", "began", "to iterate"),
    "BINARY_SUBSCR": Words("load", "loaded", "an item"),
    "STORE_SUBSCR": Words("store", "stored", "an item"),
    "DELETE_SUBSCR": Words("delete", "deleted", "an item"),
    "RETURN_VALUE": Words("return", "returned", ""),
    "YIELD_VALUE": Words("yield", "yielded", ""),
    "POP_TOP": Words("drop", "dropped", "a result"),
    "CONTAINS_OP": Words("ask", "asked", "whether it is in there"),
    "IS_OP": Words("ask", "asked", "whether they are the same"),
    "RAISE_VARARGS": Words("raise", "raised", "an exception"),
    "MAKE_FUNCTION": Words("make", "made", "a function"),
    "BUILD_LIST": Words("build", "built", "a list"),
    "BUILD_TUPLE": Words("build", "built", "a tuple"),
    "BUILD_MAP": Words("build", "built", "a dict"),
    "BUILD_SET": Words("build", "built", "a set"),
    "BUILD_STRING": Words("build", "built", "a string"),
}
