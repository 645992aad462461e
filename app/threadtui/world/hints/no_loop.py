"""A Condition's wait that stands in no loop: who is woken does not look again whether it was for what it waits for.

Another thread may have been quicker, and a wake-up may come for another reason (notify_all, or none at all).
"""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.hints.base import Hint, Key, Sources, hint, kind, name
from threadtui.world.parts import Pill
from threadtui.world.state import World

_LOOPS = (ast.While, ast.For, ast.AsyncFor)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class NoLoop:
    """Decides from the source as text; without any it says nothing. ``wait_for`` has its loop inside."""

    kind = "wait-without-loop"
    events: frozenset[Key] = frozenset({(kinds.STEP, "wait")})

    def __init__(self, sources: Sources | None = None) -> None:
        self.sources = sources
        self._seen: set[tuple[int, int]] = set()

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        pending = world.threads[event.thread].pending
        if self.sources is None or pending is None or pending.where is None:
            return
        if pending.where in self._seen or kind(world, pending.object) != "Condition":
            return
        if world.primitives[pending.object].within:  # in the body of an Event, a queue …: not the program's code
            return
        self._seen.add(pending.where)
        text = self.sources(world.files.get(pending.where.file, ""))
        if text is not None and pending.where.line in waits_without_loop(text):
            words = (Pill(event.thread), f" waits for {name(world, pending.object)} outside of any loop: once woken, it does",
                     " not look again whether it may go on")  # fmt: skip
            yield hint(self, world, event, *words)._replace(where=pending.where)


@lru_cache(maxsize=64)
def waits_without_loop(text: str) -> frozenset[int]:
    """Lines of calls ``….wait(…)`` with no loop around them in their own function; none in what cannot be parsed."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    lines = dict(_waits(tree, looped=False))
    return frozenset(line for line, looped in lines.items() if not looped)


def _waits(node: ast.AST, looped: bool) -> Iterator[tuple[int, bool]]:
    for child in ast.iter_child_nodes(node):
        inside = not isinstance(child, _SCOPES) and (looped or isinstance(child, _LOOPS))
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr == "wait":
            yield from ((line, inside) for line in range(child.lineno, (child.end_lineno or child.lineno) + 1))
        yield from _waits(child, inside)
