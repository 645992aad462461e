"""A module's syntax tree with points in it, and the code compiled from that.

The rewritten code keeps every line, column and the order of evaluation. Points are reached through constants, not
names: a point is compiled as a call of a string, and the string is replaced by the point's closure afterwards, so that
no name look-up of the program ever meets them.
"""

import ast
import gc
import sys
import warnings
from collections.abc import Callable
from contextlib import contextmanager
from types import CodeType
from typing import TYPE_CHECKING, Any, NamedTuple

from threadtui.engine.source.build import MARK, Site
from threadtui.engine.source.collect import Collector
from threadtui.engine.source.statements import Statements

if TYPE_CHECKING:
    from collections.abc import Iterator

RECURSION_LIMIT = 20_000
"""Python frames while rewriting: a chain of a thousand ``elif`` is as deep as that many nested blocks."""


class Rewritten(NamedTuple):
    """The compiled module with its points still to be patched in, and what was found on the way."""

    code: CodeType
    sites: list[Site]
    found: Collector


Change = Callable[[ast.Module], None]
"""What somebody else does to a module's tree before it is compiled."""


def rewrite(source: bytes | str, path: str, change: Change | None = None) -> Rewritten:
    """Rewrite and compile a module. Raises what compiling raises, or ``RecursionError`` for a tree too deep."""
    with _room():
        tree = parsed(source, path, change)
        collector = Collector(tree)
        statements = Statements(collector)
        statements.module(tree)
        code = compile(tree, path, "exec", dont_inherit=True)
    return Rewritten(code, statements.sites, collector)


def parsed(source: bytes | str, path: str, change: Change | None) -> ast.Module:
    """The module's tree as it is compiled. Raises what parsing raises."""
    tree = ast.parse(source, path)
    if change is not None:
        change(tree)
    return tree


def patch(code: CodeType, make: Callable[[int], object]) -> CodeType:
    """The code with ``make(n)`` in place of the n-th point's mark, in all functions inside it too."""
    constants: list[Any] = list(code.co_consts)
    for place, value in enumerate(constants):
        if type(value) is str and value.startswith(MARK):
            constants[place] = make(int(value[len(MARK) :]))
        elif type(value) is CodeType:
            constants[place] = patch(value, make)
    return code.replace(co_consts=tuple(constants))


@contextmanager
def _room() -> "Iterator[None]":
    """Deep trees, no collections (a tree has no garbage), no warnings (the plain compilation has given them)."""
    limit, collecting = sys.getrecursionlimit(), gc.isenabled()
    gc.disable()
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()
