"""What the methods of the built-in containers do to them, and which builtins read a container handed to them.

``read`` and ``write`` concern the whole container, ``read_element`` and ``write_element`` the element whose key is the
first argument.
"""

from typing import Final

READ: Final = "read"
WRITE: Final = "write"

_TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    "list": {
        "read": ("copy", "count", "index"),
        "write": ("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"),
    },
    "dict": {
        "read": ("copy", "items", "keys", "values", "elements", "most_common", "total"),
        "write": ("clear", "popitem", "update", "move_to_end", "subtract"),
        "read_element": ("get",),
        "write_element": ("pop", "setdefault"),
    },
    "set": {
        "read": (
            "copy", "difference", "intersection", "isdisjoint", "issubset", "issuperset", "symmetric_difference",
            "union",
        ),
        "write": (
            "add", "clear", "difference_update", "discard", "intersection_update", "pop", "remove",
            "symmetric_difference_update", "update",
        ),
    },
    "deque": {
        "read": ("copy", "count", "index"),
        "write": (
            "append", "appendleft", "clear", "extend", "extendleft", "insert", "pop", "popleft", "remove", "reverse",
            "rotate",
        ),
    },
    "bytearray": {
        "read": ("copy", "count", "find", "index", "decode", "startswith", "endswith"),
        "write": ("append", "clear", "extend", "insert", "pop", "remove", "reverse"),
    },
}  # fmt: skip

EFFECTS: dict[tuple[str, str], str] = {
    (container, method): effect
    for container, effects in _TABLE.items()
    for effect, methods in effects.items()
    for method in methods
}
"""(container, method) → effect."""

METHODS = frozenset(method for _, method in EFFECTS)
"""Every method that is worth a look at its object."""

READERS = frozenset(
    {
        "all", "any", "bytes", "dict", "enumerate", "filter", "format", "frozenset", "iter", "len", "list", "map",
        "max", "min", "next", "print", "repr", "reversed", "set", "sorted", "str", "sum", "tuple", "zip",
    }
)  # fmt: skip
"""Builtins that read the containers they are given."""

STEPPERS = frozenset({"enumerate", "filter", "map", "zip"})
"""Those of them that go through it step by step, while the program goes on."""

WRITERS = frozenset(
    {"heappush", "heappop", "heapify", "heapreplace", "heappushpop", "insort", "insort_left", "insort_right", "shuffle"}
)
"""Functions of the standard library that change the list in their first argument."""
