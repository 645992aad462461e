"""Expressions: each read of a shared location gets its point, and keeps its place in the order of evaluation."""

import ast
from collections.abc import Callable
from typing import Any

from threadtui.engine.source.build import Builder, Label, at, nothing
from threadtui.engine.source.collect import Comprehension
from threadtui.engine.source.scopes import GLOBAL

NAMED = (ast.Name, ast.Attribute, ast.Subscript)
"""Expressions that can give a container that somebody else has too; others give a new value."""


VIEWS = ("items", "keys", "values")
"""Methods that give a view: going through it reads the dictionary at each step."""


def is_super(node: ast.expr) -> bool:
    """``super()``: the compiler looks for exactly this form, so it stays as it is."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


class Expressions(Builder):
    """Rewrites expressions in place; ``expr`` gives what takes the node's place."""

    def expr(self, node: ast.expr) -> ast.expr:
        handler = _HANDLERS.get(type(node))
        if handler is not None:
            return handler(self, node)
        self.fields(node)
        return node

    def fields(self, node: ast.AST) -> None:
        """Rewrite all expressions directly inside the node."""
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.expr):
                setattr(node, name, self.expr(value))
            elif isinstance(value, list):
                value[:] = [self.expr(item) if isinstance(item, ast.expr) else self._other(item) for item in value]
            elif isinstance(value, ast.AST):
                self._other(value)

    def _other(self, item: Any) -> Any:
        if isinstance(item, (ast.keyword, ast.Starred)):
            item.value = self.expr(item.value)
        return item

    # -- variables and attributes

    def _name(self, node: ast.Name) -> ast.expr:
        place = self.shared(node.id) if isinstance(node.ctx, ast.Load) else ""
        if not place:
            return node
        return at(ast.BoolOp(ast.Or(), [self.variable_point("read", node.id, node), node]), node)

    def variable_point(
        self, op: str, name: str, like: ast.AST, *arguments: ast.expr, more: tuple[str, ...] = ()
    ) -> ast.Call:
        """The point before a read or write of a shared global or cell; with an argument, it returns that."""
        if self.shared(name) == GLOBAL:
            return self.point(like, f"{op}_global", list(arguments), self.mangled(name), *more)
        return self.point(like, f"{op}_cell", [self._peeker(name, like), *arguments], self.cell_name(name), *more)

    def _peeker(self, name: str, like: ast.AST) -> ast.Lambda:
        """A function that has the variable's cell in its closure; it is never called."""
        no_arguments = ast.arguments([], [], None, [], [], None, [])
        return at(ast.Lambda(no_arguments, at(ast.Name(name, ast.Load()), like)), like)

    def _attribute(self, node: ast.Attribute) -> ast.expr:
        if is_super(node.value):
            return node
        self.label(node)
        silent = self.own(node.value) or not isinstance(node.ctx, ast.Load)
        value = self.expr(node.value)
        node.value = value if silent else self.point(node.value, "read_attribute", [value], self.mangled(node.attr))
        return node

    # -- elements

    def _subscript(self, node: ast.Subscript) -> ast.expr:
        self.element(node, "read")
        return node

    def element(self, node: ast.Subscript, op: str, value: ast.expr | None = None) -> None:
        """Put the point into the key of ``node``, which is evaluated last."""
        source, key = node.value, node.slice
        visited = self.expr(source)
        if self.kept_private(source) or sliced_tuple(key):
            node.value, node.slice = visited, self.expr(key)
            return
        label = self.label(source)
        if isinstance(key, ast.Slice) and not (key.lower or key.upper or key.step):
            node.value = self.whole(source, visited, op)
            return
        container = self.twice(source, visited)
        node.value = container.first
        arguments = [container.again, label.root and _again(label.root), value, container.clear]
        known = "_known" if value is not None else ""
        node.slice = self._key(key, f"{op}_element{known}", arguments, label)

    def _key(self, key: ast.expr, kind: str, arguments: list[ast.expr | None], label: Label) -> ast.expr:
        if not isinstance(key, ast.Slice):
            return self.keyed(self.expr(key), key, kind, arguments, label)
        for field in ("lower", "upper", "step"):
            bound = getattr(key, field)
            if bound is not None:
                last, like = field, bound
                setattr(key, field, self.expr(bound))
        kind = kind.removesuffix("_known").replace("_element", "_slice")
        setattr(key, last, self.keyed(getattr(key, last), like, kind, arguments, label))
        return key

    def keyed(
        self,
        visited: ast.expr,
        like: ast.expr,
        kind: str,
        arguments: list[ast.expr | None],
        label: Label,
        *more: str,
    ) -> ast.expr:
        """A point that gets (container, ``visited``, the label's root, further arguments) and returns ``visited``."""
        container, *rest = arguments
        while rest and rest[-1] is None:
            rest.pop()
        filled = [argument if argument is not None else nothing(like) for argument in (container, *rest)]
        return self.point(like, kind, [filled[0], visited, *filled[1:]], label.kind, label.text, *more)

    def whole(self, source: ast.expr, visited: ast.expr, op: str = "read") -> ast.expr:
        """A point around an expression whose value, where it is a container, is read or changed as a whole."""
        if not isinstance(source, NAMED) or self.kept_private(source) or _is_copy(source):
            return visited
        label = self.label(source)
        root = [_again(label.root)] if label.root else []
        return self.point(source, f"{op}_whole", [visited, *root], label.kind, label.text)

    def steps(self, source: ast.expr) -> ast.expr:
        """What a loop goes through: each step reads the container again, where that can be somebody else's too."""
        visited = self.expr(source)
        if self.kept_private(source) or _is_copy(source) or not (isinstance(source, NAMED) or _is_view(source)):
            return visited
        label = self.label(source)
        root = [_again(label.root)] if label.root else []
        # Where the iterable stands, the interpreter's own GET_ITER does too (3.13): its column is in tracebacks.
        return ast.copy_location(self.point(source, "read_steps", [visited, *root], label.kind, label.text), source)

    def whole_expr(self, node: ast.expr) -> ast.expr:
        """The rewritten expression, read as a whole."""
        return self.whole(node, self.expr(node))

    # -- places where containers are read

    def _compare(self, node: ast.Compare) -> ast.expr:
        """``k in d`` reads the element, where the key can be had again; nothing is done in chains."""
        if len(node.ops) > 1 or not isinstance(node.ops[0], (ast.In, ast.NotIn)):
            node.left = self.expr(node.left)
            node.comparators = [self.expr(item) for item in node.comparators]
            return node
        source = node.comparators[0]
        key, visited = self.twice(node.left, self.expr(node.left)), self.expr(source)
        if not isinstance(source, NAMED) or self.kept_private(source):
            node.left = key.first
            node.comparators = [visited]
            return node
        label = self.label(source)
        node.left = key.first
        rest = [visited, key.again, label.root and _again(label.root), key.clear]
        node.comparators = [self._membership(rest, source, label)]
        return node

    def _membership(self, arguments: list[ast.expr | None], like: ast.expr, label: Label) -> ast.expr:
        filled = [nothing(like) if argument is None else argument for argument in arguments]
        return self.point(like, "membership", filled, label.kind, label.text)

    def test(self, node: ast.expr) -> ast.expr:
        """A condition: the truth of a container is whether it is empty."""
        return self.whole_expr(node)

    def _bool(self, node: ast.BoolOp) -> ast.expr:
        node.values = [self.whole_expr(value) for value in node.values[:-1]] + [self.expr(node.values[-1])]
        return node

    def _unary(self, node: ast.UnaryOp) -> ast.expr:
        node.operand = self.test(node.operand) if isinstance(node.op, ast.Not) else self.expr(node.operand)
        return node

    def _conditional(self, node: ast.IfExp) -> ast.expr:
        node.test, node.body, node.orelse = self.test(node.test), self.expr(node.body), self.expr(node.orelse)
        return node

    def _starred(self, node: ast.Starred) -> ast.expr:
        node.value = self.whole_expr(node.value) if isinstance(node.ctx, ast.Load) else self.expr(node.value)
        return node

    def _formatted(self, node: ast.FormattedValue) -> ast.expr:
        node.value = self.whole_expr(node.value)
        if node.format_spec is not None:
            node.format_spec = self.expr(node.format_spec)
        return node

    def _walrus(self, node: ast.NamedExpr) -> ast.expr:
        node.value = self.expr(node.value)
        if self.shared(node.target.id):
            node.value = self.variable_point("write", node.target.id, node.target, node.value)
        return node

    # -- scopes inside expressions

    def _lambda(self, node: ast.Lambda) -> ast.expr:
        self.defaults(node.args)
        outer = self.enter(node)
        iterable, self.iterable = self.iterable, 0
        node.body = self.expr(node.body)
        self.iterable = iterable
        self.leave(outer)
        return node

    def _comprehension(self, node: Comprehension) -> ast.expr:
        first = node.generators[0]
        self.iterable += 1
        first.iter = self._source(first)
        self.iterable -= 1
        outer, self.scope = self.scope, self.collected.scopes[node]
        for number, generator in enumerate(node.generators):
            if number:
                generator.iter = self._source(generator)
            generator.ifs = [self.test(condition) for condition in generator.ifs]
            generator.target = self.expr(generator.target)
        for field in ("elt", "key", "value"):
            if hasattr(node, field):
                setattr(node, field, self.expr(getattr(node, field)))
        self.scope = outer
        return node

    def _source(self, generator: ast.comprehension) -> ast.expr:
        return self.expr(generator.iter) if generator.is_async else self.steps(generator.iter)

    def defaults(self, arguments: ast.arguments) -> None:
        """Defaults are evaluated outside of the function."""
        arguments.defaults = [self.expr(value) for value in arguments.defaults]
        arguments.kw_defaults = [value and self.expr(value) for value in arguments.kw_defaults]

    def enter(self, node: ast.AST) -> tuple[Any, ...]:
        """Go into a function or class; returns what ``leave`` wants back."""
        outer = (self.scope, self.owner, self.constructed, self.private)
        self.scope = self.collected.scopes[node]
        self.constructed, self.private = "", set()
        return outer

    def leave(self, outer: tuple[Any, ...]) -> None:
        """Go back out."""
        self.scope, self.owner, self.constructed, self.private = outer

    def call(self, node: ast.Call) -> ast.expr:
        raise NotImplementedError


def _again(node: ast.Name) -> ast.Name:
    return at(ast.Name(node.id, ast.Load()), node)


def _is_copy(node: ast.expr) -> bool:
    """Whether it is a slice, which of a list is a new list."""
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)


def _is_view(node: ast.expr) -> bool:
    """Whether it looks like a view of a dictionary."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in VIEWS


def sliced_tuple(key: ast.expr) -> bool:
    return isinstance(key, ast.Tuple) and any(isinstance(item, (ast.Slice, ast.Starred)) for item in key.elts)


_HANDLERS: dict[type, Callable[[Expressions, Any], ast.expr]] = {
    ast.Name: Expressions._name,
    ast.Attribute: Expressions._attribute,
    ast.Subscript: Expressions._subscript,
    ast.Compare: Expressions._compare,
    ast.BoolOp: Expressions._bool,
    ast.UnaryOp: Expressions._unary,
    ast.IfExp: Expressions._conditional,
    ast.Starred: Expressions._starred,
    ast.FormattedValue: Expressions._formatted,
    ast.NamedExpr: Expressions._walrus,
    ast.Lambda: Expressions._lambda,
    ast.Call: lambda self, node: self.call(node),
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), Expressions._comprehension),
}
