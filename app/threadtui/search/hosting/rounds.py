"""Spin loops: is a thread where it stood before, and would it do the same again?

That is said (``Pending.state``) only where nothing can be hidden: within one call of a function, in a ``while`` that is in no other
loop and does nothing but look at things. What is on no variable, such as how far an iterator has come, could else make a
loop end that looks as if it went round for ever. What the thread writes to things of its own counts as a change.
"""

import ast
import sys
from collections.abc import Hashable, Iterator
from types import CodeType, FrameType
from typing import Any

from threadtui.engine.searching.search_thread import SearchThread

SIMPLE = (int, float, str, bytes, bool, type(None))
"""Types of variables that are compared by value; others by identity, since a change in them is a write."""

LOOKS = frozenset({"is_set", "is_alive", "empty", "full", "qsize", "sleep", "len"})
"""What a loop may call: operations that a search is told of."""

PLAIN = (
    ast.Pass, ast.Continue, ast.Break, ast.Return, ast.If, ast.Expr, ast.While, ast.Name, ast.Constant, ast.Attribute, ast.Compare,
    ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Assign, ast.Call, ast.expr_context, ast.boolop, ast.unaryop, ast.operator, ast.cmpop,
)  # fmt: skip
"""What a loop may be made of, beside the calls that look."""

LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
GENERATOR = 0x20 | 0x80 | 0x200
"""Flags of code that is left and entered again in the middle."""


class Rounds:
    """By file, the lines of such loops."""

    def __init__(self) -> None:
        self._lines: dict[str, frozenset[int]] = {}

    def within(self, path: str, line: int) -> bool:
        """Is this line in a loop that only looks?"""
        lines = self._lines.get(path)
        if lines is None:
            lines = self._lines[path] = frozenset(_lines(path))
        return line in lines

    def state(self, thread: SearchThread, frame: FrameType) -> Hashable:
        """Equal where the thread would do the same again; None when it comes to this call's loop for the first time.

        Python keeps ``f_trace_lines`` for who traces; where nobody does it marks a call that has been seen.
        """
        code: CodeType = frame.f_code
        if sys.gettrace() is not None or frame.f_trace is not None or code.co_flags & GENERATOR:
            return None
        if frame.f_trace_lines:
            frame.f_trace_lines = False
            return None
        names: dict[str, Any] = {} if frame.f_locals is frame.f_globals else dict(frame.f_locals)
        values = tuple((name, type(value).__name__, _by(value)) for name, value in names.items())
        return frame.f_lasti, thread.changes, values


def _by(value: object) -> Hashable:
    return value if type(value) in SIMPLE else id(value)


def _lines(path: str) -> Iterator[int]:
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    todo: list[tuple[ast.AST, bool]] = [(tree, False)]
    while todo:
        node, looped = todo.pop()
        if isinstance(node, ast.While) and not looped and all(map(_harmless, ast.walk(node))):
            assert node.end_lineno is not None
            yield from range(node.lineno, node.end_lineno + 1)
        inner = not isinstance(node, FUNCTIONS) and (looped or isinstance(node, LOOPS))
        todo += [(child, inner) for child in ast.iter_child_nodes(node)]


def _harmless(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in LOOKS
    if isinstance(node, ast.While):
        return not node.orelse
    return isinstance(node, (*PLAIN, ast.keyword))
