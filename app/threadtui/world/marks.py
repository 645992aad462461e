"""What a step is on the timeline: a sign, and a word where there is room for one."""

from collections.abc import Sequence
from typing import NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import Event

SIGNS = {
    "read": "r", "write": "w", "put": "+", "get": "-", "acquire": "[", "release": "]",
    "set": "!", "notify": "!", "notify_all": "!",
}  # fmt: skip
"""Operation → its ink on the thread's colour. A try that failed gets none."""


class Mark(NamedTuple):
    """``sign`` is one of ``r w + - [ ] !`` or a blank; ``word`` as ``read 0``, ``print``, ``acquire``."""

    step: int
    sign: str
    word: str


def mark(step: int, events: Sequence[Event]) -> Mark:
    """The mark of a step, from its events."""
    for event in events:
        if event.kind == kinds.READ:
            return Mark(step, SIGNS["read"], _told("read", event.value))
        if event.kind == kinds.WRITE:
            return Mark(step, SIGNS["write"], _told("write", event.value[1]))
    op = operation(events)
    results = (event.value.get("result") for event in events if event.kind == kinds.OP and event.value["op"] == op)
    failed = next(results, None) is False
    return Mark(step, " " if failed else SIGNS.get(op, " "), _word(op, events))


def operation(events: Sequence[Event]) -> str:
    """The operation that a step stood before; empty for the events before the first step."""
    return next((str(event.value) for event in events if event.kind == kinds.STEP), "")


def _told(word: str, value: str | None) -> str:
    return word if value is None else f"{word} {value}"


def _word(op: str, events: Sequence[Event]) -> str:
    if op == "line":
        line = next((event.line for event in events if event.kind == kinds.STEP and event.line), None)
        return f"line {line}" if line else op
    return op.replace("_", " ")
