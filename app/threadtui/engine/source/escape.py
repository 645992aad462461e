"""Local containers that nobody else can reach, so that their uses need no points.

A name counts if it is only ever bound to a container made on the spot, and if every use of it either works on the
container in place or hands it to a builtin that does not keep it. Returning it is fine: nobody else has it before that.
An inner function that uses the name, or any other use, gives it away. A module's own containers count likewise, if no
function uses them: such as the list of threads that a script starts and joins.
"""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from threadtui.engine.source.methods import METHODS, READERS
from threadtui.engine.source.scopes import CELL, GLOBAL, MODULE, Scope

MAKERS = frozenset({"list", "dict", "set", "bytearray", "deque", "defaultdict", "OrderedDict", "Counter", "sorted"})
"""Constructors of containers, by the name they usually have."""

DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def private_names(body: list[ast.stmt], parameters: Iterable[str], scope: Scope) -> set[str]:
    """The names in the function's body whose containers never leave it."""
    walk = _Walk()
    walk.all(body)
    given_away = walk.given_away.union(parameters)
    return {name for name in walk.made - given_away if _only_here(name, scope)}


def _only_here(name: str, scope: Scope) -> bool:
    """Whether no function but this one, or where this is a module no function at all, uses the name."""
    if scope.kind == MODULE:
        return not scope.variable(name).captured_at
    return scope.place(name) not in (GLOBAL, CELL)


def _fresh(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in MAKERS
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, (ast.Add, ast.Mult)) and (_fresh(value.left) or _fresh(value.right))
    return isinstance(value, DISPLAYS)


class _Walk:
    """The names bound to fresh containers, and the names given away."""

    def __init__(self) -> None:
        self.made: set[str] = set()
        self.given_away: set[str] = set()

    def all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self._visit(node)

    def _visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Del):
                self.given_away.add(node.id)
            return
        handler = _HANDLERS.get(type(node))
        self.all(ast.iter_child_nodes(node) if handler is None else handler(self, node))

    def _used(self, nodes: Iterable[ast.expr | None]) -> list[ast.expr]:
        """What is left to look at when the containers named by ``nodes`` are only worked on."""
        return [node for node in nodes if node is not None and not isinstance(node, ast.Name)]

    def _assign(self, node: ast.Assign) -> list[ast.expr]:
        if not _fresh(node.value) or len(node.targets) > 1 or not isinstance(node.targets[0], ast.Name):
            return [*node.targets, node.value]
        self.made.add(node.targets[0].id)
        return [node.value]

    def _annotated(self, node: ast.AnnAssign) -> list[ast.expr | None]:
        if node.value is None or not _fresh(node.value) or not isinstance(node.target, ast.Name):
            return [node.target, node.value]
        self.made.add(node.target.id)
        return [node.value]

    def _augmented(self, node: ast.AugAssign) -> list[ast.expr]:
        return [*self._used([node.target]), *self._used([node.value])]

    def _subscript(self, node: ast.Subscript) -> list[ast.expr]:
        return [*self._used([node.value]), node.slice]

    def _loop(self, node: ast.For | ast.AsyncFor) -> list[ast.AST]:
        return [node.target, *self._used([node.iter]), *node.body, *node.orelse]

    def _generator(self, node: ast.comprehension) -> list[ast.expr]:
        return [node.target, *self._used([node.iter]), *self._used(node.ifs)]

    def _call(self, node: ast.Call) -> list[ast.AST]:
        callee = node.func
        if isinstance(callee, ast.Attribute) and callee.attr in METHODS:
            return [*self._used([callee.value]), *node.args, *node.keywords]
        if isinstance(callee, ast.Name) and callee.id in READERS:
            return [*self._used(node.args), *node.keywords]
        return [callee, *node.args, *node.keywords]

    def _compare(self, node: ast.Compare) -> list[ast.expr]:
        return self._used([node.left, *node.comparators])

    def _test(self, node: ast.If | ast.While) -> list[ast.AST]:
        return [*self._used([node.test]), *node.body, *node.orelse]

    def _unary(self, node: ast.UnaryOp) -> list[ast.expr]:
        return self._used([node.operand])

    def _value(self, node: ast.Return | ast.Starred | ast.FormattedValue | ast.Expr) -> list[ast.expr]:
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            return self._used(node.value.elts)
        return self._used([node.value])


_HANDLERS: dict[type, Callable[[_Walk, Any], Iterable[ast.AST | None]]] = {
    ast.Assign: _Walk._assign,
    ast.AnnAssign: _Walk._annotated,
    ast.AugAssign: _Walk._augmented,
    ast.Subscript: _Walk._subscript,
    **dict.fromkeys((ast.For, ast.AsyncFor), _Walk._loop),
    ast.comprehension: _Walk._generator,
    ast.Call: _Walk._call,
    ast.Compare: _Walk._compare,
    **dict.fromkeys((ast.If, ast.While), _Walk._test),
    ast.UnaryOp: _Walk._unary,
    **dict.fromkeys((ast.Return, ast.Starred, ast.FormattedValue, ast.Expr), _Walk._value),
}
