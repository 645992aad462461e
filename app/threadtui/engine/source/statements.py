"""Statements: a point before each, and the headers that run again and again."""

import ast
from collections.abc import Callable
from typing import Any

from threadtui.engine.source.build import at
from threadtui.engine.source.collect import parameters, under_construction
from threadtui.engine.source.escape import private_names
from threadtui.engine.source.stores import Stores

SILENT = (ast.Global, ast.Nonlocal, ast.Try, getattr(ast, "TryStar", ast.Try))
"""Statements that do nothing themselves: a stop there would only be in the way."""

LEAVES = (ast.Return, ast.Raise, ast.Break, ast.Continue)


class Statements(Stores):
    """Rewrites statements; each gives a list of what takes its place."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self._loops: list[Callable[[], list[ast.stmt]]] = []

    def module(self, tree: ast.Module) -> None:
        """Rewrite a whole module in place."""
        self.scope = self.collected.scopes[tree]
        if not self.scope.looks:
            self.private = private_names(tree.body, (), self.scope)
        tree.body = self.block(tree.body, documented=True, future=True)
        place = next((i for i, node in enumerate(tree.body) if _is_point(node)), None)
        if place is not None:
            tree.body.insert(place, self.bare(tree.body[place], "module", []))

    def block(self, body: list[ast.stmt], documented: bool = False, future: bool = False) -> list[ast.stmt]:
        """The statements with their points; a docstring and ``from __future__`` stay first."""
        new: list[ast.stmt] = []
        for number, node in enumerate(body):
            docstring = documented and number == 0 and _is_text(node)
            from_future = future and isinstance(node, ast.ImportFrom) and node.module == "__future__"
            new += [node] if docstring or from_future else self._statement(node)
        return new

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        outer = self.before, self.after
        self.before, self.after = [], []
        handler = _HANDLERS.get(type(node))
        line = [] if isinstance(node, SILENT) or _has_header(node) else [self._line(node)]
        if handler is None:
            self.fields(node)
            changed = [node]
        else:
            given = handler(self, node)
            changed = given if isinstance(given, list) else [given]
        new = [*line, *self.before, *changed, *self.after]
        self.before, self.after = outer
        return new

    def _line(self, node: ast.stmt) -> ast.stmt:
        decorators = getattr(node, "decorator_list", None)
        return self.bare(decorators[0] if decorators else node, "line", [])

    # -- definitions

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        node.decorator_list = [self.expr(decorator) for decorator in node.decorator_list]
        self.defaults(node.args)
        constructed = under_construction(node, self.scope)
        outer, loops = self.enter(node), self._loops
        self._loops = []
        self.constructed = constructed
        if not self.scope.looks:
            self.private = private_names(node.body, parameters(node.args), self.scope)
        node.body = self.block(node.body, documented=True)
        self.leave(outer)
        self._loops = loops
        return node

    def _class(self, node: ast.ClassDef) -> ast.stmt:
        node.decorator_list = [self.expr(decorator) for decorator in node.decorator_list]
        outer, loops = self.enter(node), self._loops
        self.owner, self._loops = node.name, []
        node.body = self.block(node.body, documented=True)
        self.leave(outer)
        self._loops = loops
        return node

    # -- branches and loops

    def _if(self, node: ast.If) -> ast.stmt:
        node.test = self.test(node.test)
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        return node

    def _assert(self, node: ast.Assert) -> ast.stmt:
        node.test = self.test(node.test)
        node.msg = node.msg and self.expr(node.msg)
        return node

    def _while(self, node: ast.While) -> ast.stmt:
        """The header has a point each time round; an endless loop keeps its constant, and has it at the body's end."""
        endless = not _has_header(node)
        again = (lambda: [self._line(node)]) if endless else list
        test = self.test(node.test)
        node.body = self._body(node.body, again)
        node.orelse = self.block(node.orelse)
        if not endless:
            test = at(ast.BoolOp(ast.Or(), [self.point(node, "line_again", []), test]), node.test)
        node.test = test
        return node

    def _for(self, node: ast.For | ast.AsyncFor) -> ast.stmt:
        """Each step reads the container again; the header's line has its point each time round."""
        node.iter = self.expr(node.iter) if isinstance(node, ast.AsyncFor) else self.steps(node.iter)
        bound = self._targets(node)
        node.body = [*bound, *self._body(node.body, lambda: [self._line(node)])]
        node.orelse = self.block(node.orelse)
        return node

    def _targets(self, node: ast.For | ast.AsyncFor) -> list[ast.stmt]:
        """Rewrite the loop's target; returns what the body must start with."""
        after, self.after = self.after, []
        node.target = self.target(node.target)
        bound, self.after = self.after, after
        return bound

    def _body(self, body: list[ast.stmt], again: Callable[[], list[ast.stmt]]) -> list[ast.stmt]:
        self._loops.append(again)
        new = self.block(body)
        self._loops.pop()
        return new if isinstance(body[-1], LEAVES) else [*new, *again()]

    def _continue(self, node: ast.Continue) -> list[ast.stmt]:
        return [*(self._loops[-1]() if self._loops else []), node]

    # -- blocks

    def _with(self, node: ast.With | ast.AsyncWith) -> ast.stmt:
        after, self.after = self.after, []
        for item in node.items:
            item.context_expr = self.expr(item.context_expr)
            item.optional_vars = item.optional_vars and self.target(item.optional_vars)
        bound, self.after = self.after, after
        node.body = [*bound, *self.block(node.body)]
        return node

    def _try(self, node: ast.Try) -> ast.stmt:
        node.body = self.block(node.body)
        for handler in node.handlers:
            handler.type = handler.type and self.expr(handler.type)
            handler.body = self.block(handler.body)
        node.orelse, node.finalbody = self.block(node.orelse), self.block(node.finalbody)
        return node

    def _match(self, node: ast.Match) -> ast.stmt:
        node.subject = self.expr(node.subject)
        for case in node.cases:
            case.guard = case.guard and self.expr(case.guard)
            case.body = self.block(case.body)
        return node

    def _delete(self, node: ast.Delete) -> ast.stmt:
        for target in node.targets:
            if isinstance(target, ast.Name) and self.shared(target.id):
                self.before.append(at(ast.Expr(self.variable_point("write", target.id, target)), target))
        node.targets = [self.target(target) for target in node.targets]
        return node

    def _unchanged(self, node: ast.stmt) -> ast.stmt:
        return node


def _has_header(node: ast.stmt) -> bool:
    """Whether the statement has its point inside, because it is reached each time round."""
    return isinstance(node, ast.While) and not isinstance(node.test, ast.Constant)


def _is_point(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Constant)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


_HANDLERS: dict[type, Callable[[Statements, Any], ast.stmt | list[ast.stmt]]] = {
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef), Statements._function),
    ast.ClassDef: Statements._class,
    ast.Assign: Statements.assign,
    ast.AnnAssign: Statements.annotated,
    ast.AugAssign: Statements.augmented,
    ast.If: Statements._if,
    ast.Assert: Statements._assert,
    ast.While: Statements._while,
    **dict.fromkeys((ast.For, ast.AsyncFor), Statements._for),
    ast.Continue: Statements._continue,
    **dict.fromkeys((ast.With, ast.AsyncWith), Statements._with),
    **dict.fromkeys((ast.Try, getattr(ast, "TryStar", ast.Try)), Statements._try),
    ast.Match: Statements._match,
    ast.Delete: Statements._delete,
    **dict.fromkeys((ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Pass), Statements._unchanged),
}
if hasattr(ast, "TypeAlias"):
    _HANDLERS[ast.TypeAlias] = Statements._unchanged
