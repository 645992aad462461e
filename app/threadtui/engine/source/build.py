"""What every part of the rewriter stands on: making points, hidden locals, and the names that points carry."""

import ast
from typing import NamedTuple, TypeVar

from threadtui.engine.source.collect import Collector
from threadtui.engine.source.mangle import mangle
from threadtui.engine.source.scopes import CELL, COMPREHENSION, FUNCTION, GLOBAL, Scope

MARK = "\x00threadtui point "
"""Start of the string constants that stand for points until they are patched in; no program has such strings."""

NO_COLUMN = -1
"""``co_positions`` gives None for it."""

Node = TypeVar("Node", bound=ast.AST)


class Site(NamedTuple):
    """One point in the source: which closure it gets, and what that closure is made with."""

    kind: str
    line: int
    details: tuple[str, ...]


class Label(NamedTuple):
    """How an expression names what it gives: by a text, by a global's name, or by a path from ``root``."""

    kind: str
    text: str
    root: ast.Name | None = None


class Twice(NamedTuple):
    """An expression to be used twice: where it is evaluated, its value used again, and what clears the copy."""

    first: ast.expr
    again: ast.expr
    clear: ast.expr | None


NO_LABEL = Label("", "")


def at(node: Node, like: ast.AST) -> Node:
    """The new node, placed in the source where ``like`` stands.

    It gets no column: so the instructions that were put in can be told from the program's own ones.
    """
    ast.copy_location(node, like)
    if "col_offset" in node._attributes:
        node.col_offset = node.end_col_offset = NO_COLUMN  # type: ignore[attr-defined]
    return node


def load(name: str, like: ast.AST) -> ast.Name:
    return at(ast.Name(name, ast.Load()), like)


def nothing(like: ast.AST) -> ast.Constant:
    return at(ast.Constant(None), like)


class Builder:
    """The state of one rewriting."""

    def __init__(self, collector: Collector) -> None:
        self.sites: list[Site] = []
        self.collected = collector
        self.scope: Scope
        self.owner = ""
        self.constructed = ""
        self.private: set[str] = set()
        self.iterable = 0
        self._hidden = 0
        self._labels: dict[ast.AST, Label] = {}

    # -- points

    def point(self, like: ast.AST, kind: str, arguments: list[ast.expr], *details: str) -> ast.Call:
        """A call of the point, at the place of ``like``."""
        line = getattr(like, "lineno", 0)
        mark = at(ast.Constant(f"{MARK}{len(self.sites)}"), like)
        self.sites.append(Site(kind, line, details))
        return at(ast.Call(mark, arguments, []), like)

    def bare(self, like: ast.AST, kind: str, arguments: list[ast.expr], *details: str) -> ast.Expr:
        """The same as a statement."""
        return at(ast.Expr(self.point(like, kind, arguments, *details)), like)

    # -- names

    def mangled(self, name: str) -> str:
        return mangle(self.owner, name)

    def shared(self, name: str) -> str:
        return self.scope.shared(self.mangled(name))

    def cell_name(self, name: str) -> str:
        """A shared cell as the reader knows it: ``outer.name``."""
        owner = self.scope.owner(self.mangled(name))
        return f"{owner.name}.{name}"

    def own(self, node: ast.expr) -> bool:
        """Whether the expression is the object under construction: the first argument of ``__init__``."""
        return bool(self.constructed) and isinstance(node, ast.Name) and node.id == self.constructed

    def kept_private(self, node: ast.expr) -> bool:
        """Whether the expression is a local container that never leaves its function."""
        return isinstance(node, ast.Name) and node.id in self.private

    def label(self, node: ast.expr) -> Label:
        """How to call what ``node`` gives, asked before or after the node is rewritten."""
        if isinstance(node, ast.Attribute):
            return self._labels.get(node) or self._labels.setdefault(node, self._label(node))
        return self._label(node)

    def _label(self, node: ast.expr) -> Label:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return NO_LABEL
        if parts:
            root = node if self.rereadable(node) else None
            return Label("path", ".".join(reversed(parts)), root) if root else NO_LABEL
        place = self.scope.place(self.mangled(node.id))
        if place == CELL:
            return Label("text", self.cell_name(node.id))
        return Label("global" if place == GLOBAL else "text", node.id)

    # -- using a value twice

    def hides(self) -> bool:
        """Whether a hidden local may be used here: in a class it would be seen, in a comprehension it is no syntax."""
        return self.scope.kind == FUNCTION and not self.scope.looks and not self.iterable

    def hidden(self) -> str:
        """A new name for a local that no program can spell; whoever shows locals leaves out those with an ``@``."""
        self._hidden += 1
        return f"@{self._hidden}"

    def rereadable(self, node: ast.expr) -> bool:
        """Whether reading the name a second time gives the same and does nothing else."""
        if not isinstance(node, ast.Name):
            return False
        return self.scope.kind in (FUNCTION, COMPREHENSION) or self.scope.parent is None

    def twice(self, source: ast.expr, visited: ast.expr) -> Twice:
        """The visited form of ``source``, and a way to have its value again without evaluating it again."""
        if isinstance(source, ast.Constant):
            return Twice(visited, at(ast.Constant(source.value), source), None)
        if isinstance(source, ast.Name) and self.rereadable(source):
            return Twice(visited, load(source.id, source), None)
        if not self.hides():
            return self._kept_aside(source, visited)
        name = self.hidden()
        kept = at(ast.NamedExpr(at(ast.Name(name, ast.Store()), source), visited), source)
        return Twice(kept, load(name, source), self.clearing(name, source))

    def _kept_aside(self, source: ast.expr, visited: ast.expr) -> Twice:
        """Where no hidden local can be: three points that keep the value, give it again, and let go of it."""
        self._hidden += 1
        pair = str(-self._hidden)
        keep = self.point(source, "keep", [visited], pair)
        return Twice(keep, self.point(source, "kept", [], pair), self.point(source, "drop", [], pair))

    def clearing(self, name: str, like: ast.AST) -> ast.expr:
        """Lets go of a hidden local, so that nothing lives longer than in the plain program."""
        return at(ast.NamedExpr(at(ast.Name(name, ast.Store()), like), nothing(like)), like)

    def forget(self, name: str, like: ast.AST) -> ast.Assign:
        """The same as a statement."""
        return at(ast.Assign([at(ast.Name(name, ast.Store()), like)], nothing(like)), like)
