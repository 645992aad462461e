"""One walk over a module before it is rewritten: its scopes, and what the whole module does with names."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from threadtui.engine.source.mangle import mangle
from threadtui.engine.source.scopes import CLASS, COMPREHENSION, FUNCTION, LOOKS_AT_LOCALS, MODULE, Scope

CONSTRUCTORS = frozenset({"__init__", "__post_init__", "__setstate__"})
"""Methods in which the first argument is an object that nobody else has yet."""

SETTERS = frozenset({"setattr", "delattr"})

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Collector:
    """Scopes by node; attributes stored to, those stored after construction; names of functions and classes."""

    def __init__(self, tree: ast.Module) -> None:
        self.scopes: dict[ast.AST, Scope] = {}
        self.stored: set[str] = set()
        self.written: set[str] = set()
        self.class_written: set[str] = set()
        self.defined: set[str] = set()
        self.writes_any = False
        self._uses: list[tuple[str, Scope]] = []
        self._bindings: list[tuple[str, Scope, bool, int]] = []
        self._order = 0
        self._loops = 0
        self._class = ""
        self._constructed = ""
        self._scope = self._open(MODULE, tree, None, "")
        self._all(tree.body)
        self._settle()

    def _open(self, kind: str, node: ast.AST, parent: Scope | None, name: str) -> Scope:
        self._order += 1
        scope = self.scopes[node] = Scope(kind, node, parent, name, self._order)
        return scope

    def _settle(self) -> None:
        """Count bindings and uses, now that every scope knows what it binds."""
        for name, scope, looped, order in self._bindings:
            variable = scope.variable(name)
            variable.count += 1
            variable.looped |= looped
            variable.bound_at = max(variable.bound_at, order)
            variable.bound_in_function |= scope.activation().kind == FUNCTION and scope.owner(name).kind == MODULE
        for name, scope in self._uses:
            user = scope.activation()
            if scope.owner(name).activation() is not user:
                variable = scope.variable(name)
                variable.captured_at = min(variable.captured_at or user.order, user.order)

    # -- walking

    def _all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self._visit(node)

    def _visit(self, node: ast.AST) -> None:
        self._order += 1
        handler = _HANDLERS.get(type(node))
        if handler is not None:
            handler(self, node)
        else:
            self._children(node)

    def _children(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            self._visit(child)

    def _bind(self, name: str, counts: bool = True) -> None:
        name = mangle(self._class, name)
        self._scope.bound.add(name)
        if counts:
            self._bindings.append((name, self._scope, self._loops > 0, self._order))

    def _use(self, name: str) -> None:
        if name in LOOKS_AT_LOCALS:
            self._looks()
        self._uses.append((mangle(self._class, name), self._scope))

    def _looks(self) -> None:
        scope: Scope | None = self._scope
        while scope is not None:
            scope.looks = True
            scope = scope.parent

    # -- handlers

    def _name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id)
        self._use(node.id)

    def _walrus(self, node: ast.NamedExpr) -> None:
        """Binds in the function around the comprehensions it stands in."""
        inner = self._scope
        while self._scope.kind == COMPREHENSION and self._scope.parent is not None:
            self._scope = self._scope.parent
        self._visit(node.target)
        self._scope = inner
        self._visit(node.value)

    def _attribute(self, node: ast.Attribute) -> None:
        if node.attr in LOOKS_AT_LOCALS:
            self._looks()
        if node.attr == "__dict__":
            self.writes_any = True
        if not isinstance(node.ctx, ast.Load):
            attr = mangle(self._class, node.attr)
            self.stored.add(attr)
            own = isinstance(node.value, ast.Name) and node.value.id == self._constructed
            if not own or isinstance(node.ctx, ast.Del):
                self.written.add(attr)
            if _looks_like_class(node.value):
                self.class_written.add(attr)
        self._visit(node.value)

    def _call(self, node: ast.Call) -> None:
        """``setattr`` writes too: a name that is spelled out, or any."""
        if isinstance(node.func, ast.Name) and node.func.id in SETTERS and len(node.args) > 1:
            name = node.args[1]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                self.written.add(name.value)
            else:
                self.writes_any = True
        self._children(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.partition(".")[0], counts=False)

    def _handler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name)
        self._children(node)

    def _capture(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self._bind(node.name)
        self._children(node)

    def _rest(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self._bind(node.rest)
        self._children(node)

    def _global(self, node: ast.Global) -> None:
        self._scope.globals.update(mangle(self._class, name) for name in node.names)

    def _nonlocal(self, node: ast.Nonlocal) -> None:
        self._scope.nonlocals.update(mangle(self._class, name) for name in node.names)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        self._loops += 1
        self._children(node)
        self._loops -= 1

    def _function(self, node: Function) -> None:
        name = "<lambda>"
        if not isinstance(node, ast.Lambda):
            name = node.name
            self.defined.add(name)
            self._bind(name, counts=False)
            self._all(node.decorator_list)
        self._all([*node.args.defaults, *node.args.kw_defaults])
        outer, loops, constructed = self._scope, self._loops, self._constructed
        self._constructed = under_construction(node, outer)
        self._scope, self._loops = self._open(FUNCTION, node, outer, name), 0
        for parameter in parameters(node.args):
            self._bind(parameter)
        self._all([node.body] if isinstance(node, ast.Lambda) else node.body)
        self._scope, self._loops, self._constructed = outer, loops, constructed

    def _class_body(self, node: ast.ClassDef) -> None:
        self.defined.add(node.name)
        self._bind(node.name, counts=False)
        self._all([*node.decorator_list, *node.bases, *node.keywords])
        outer, owner, constructed = self._scope, self._class, self._constructed
        self._scope, self._class, self._constructed = self._open(CLASS, node, outer, node.name), node.name, ""
        self._all(node.body)
        self._scope, self._class, self._constructed = outer, owner, constructed

    def _comprehension(self, node: Comprehension) -> None:
        """The first iterable is the outer scope's; everything else is inside."""
        self._visit(node.generators[0].iter)
        outer = self._scope
        self._scope = self._open(COMPREHENSION, node, outer, outer.name)
        for number, generator in enumerate(node.generators):
            self._all([generator.target, *([generator.iter] if number else []), *generator.ifs])
        self._all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self._scope = outer


def under_construction(node: Function, outer: Scope) -> str:
    """The name by which a constructor knows its object; empty for any other function."""
    if isinstance(node, ast.Lambda) or outer.kind != CLASS or node.name not in CONSTRUCTORS:
        return ""
    named = [*node.args.posonlyargs, *node.args.args]
    return named[0].arg if named else ""


def _looks_like_class(node: ast.expr) -> bool:
    """Whether the expression seems to give a class, by how Python programs are written: ``cls``, ``Name``, ``type(x)``."""
    if isinstance(node, ast.Name):
        return node.id == "cls" or node.id[:1].isupper()
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "type"
    return isinstance(node, ast.Attribute) and (node.attr == "__class__" or node.attr[:1].isupper())


def parameters(arguments: ast.arguments) -> list[str]:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [argument.arg for argument in named if argument is not None]


_HANDLERS: dict[type, Callable[[Collector, Any], None]] = {
    ast.Name: Collector._name,
    ast.NamedExpr: Collector._walrus,
    ast.Attribute: Collector._attribute,
    ast.Call: Collector._call,
    **dict.fromkeys((ast.Import, ast.ImportFrom), Collector._import),
    ast.ExceptHandler: Collector._handler,
    **dict.fromkeys((ast.MatchAs, ast.MatchStar), Collector._capture),
    ast.MatchMapping: Collector._rest,
    ast.Global: Collector._global,
    ast.Nonlocal: Collector._nonlocal,
    **dict.fromkeys((ast.For, ast.AsyncFor, ast.While), Collector._loop),
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda), Collector._function),
    ast.ClassDef: Collector._class_body,
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), Collector._comprehension),
}
