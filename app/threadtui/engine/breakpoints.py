"""Where a run stops: what a person names, and which events are meant. Used while it runs and over what is recorded."""

from collections.abc import Callable
from typing import Any, NamedTuple

from threadtui.engine import events as ev
from threadtui.engine.operations import TARGETS

LINE, READ, WRITE, CHANGE, PRIMITIVE, BLOCKS = "line", "read", "write", "change", "primitive", "blocks"
RACE = "race"
"""A race is seen: races are found by whoever watches, so no event of a run says it."""


class Breakpoint(NamedTuple):
    """``object`` is a location's or a primitive's id; ``path`` and ``line`` a place; ``condition`` Python over the frame there."""

    kind: str
    object: int = 0
    path: str = ""
    line: int = 0
    condition: str = ""


def hits(one: Breakpoint, event: tuple[Any, ...], mover: int, path: Callable[[int], str]) -> bool:
    """Does an event of a step of ``mover`` meet it? Whether a condition holds is another question."""
    kind, thread, target, value, file, line = event[:6]
    match one.kind:
        case "line":
            return bool(kind == ev.POINT and thread == mover and line == one.line and file and path(file) == one.path)
        case "read":
            return bool(kind == ev.READ and target == one.object)
        case "write":
            return bool(kind == ev.WRITE and target == one.object)
        case "change":
            return bool(kind == ev.WRITE and target == one.object and value[0] != value[1])
        case "race":
            return False
        case "primitive":
            return bool(kind == ev.OP and target == one.object and TARGETS.get(value["op"]) == "primitive")
    return bool(kind in (ev.POINT, ev.STATE) and value["state"] == "blocked")
