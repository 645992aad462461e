"""Calls: a method of a container is announced once all its arguments are known, just before it is called."""

import ast

from threadtui.engine.source.build import at
from threadtui.engine.source.expressions import NAMED, Expressions, is_super
from threadtui.engine.source.methods import METHODS, READERS, STEPPERS, WRITERS

ACCESSORS = {"getattr": "read", "setattr": "write", "delattr": "write"}


class Calls(Expressions):
    """Rewrites calls."""

    def call(self, node: ast.Call) -> ast.expr:
        if is_super(node):
            return node
        if isinstance(node.func, ast.Attribute) and not is_super(node.func.value):
            return self._method(node, node.func)
        node.func = (
            node.func if isinstance(node.func, ast.Name) and not self.shared(node.func.id) else self.expr(node.func)
        )
        if isinstance(node.func, ast.Name) and self._is_outside(node.func.id):
            return self._named_call(node, node.func.id)
        self._arguments(node)
        return node

    def _is_outside(self, name: str) -> bool:
        """Whether the name is bound by nobody here but an import: a builtin, or the standard library's."""
        return self.scope.variable(name).count == 0 and name not in self.collected.defined

    def _arguments(self, node: ast.Call) -> None:
        node.args = [self.expr(argument) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self.expr(keyword.value)

    # -- functions

    def _named_call(self, node: ast.Call, name: str) -> ast.expr:
        if name in READERS:
            read = self.steps if name in STEPPERS else self.whole_expr
            node.args = [self.expr(item) if isinstance(item, ast.Starred) else read(item) for item in node.args]
            for keyword in node.keywords:
                keyword.value = self.expr(keyword.value)
            return node
        plain = node.args and not any(isinstance(item, ast.Starred) for item in node.args)
        source = node.args[:2]
        self._arguments(node)
        if plain and name in WRITERS:
            self._writer(node, source[0])
        elif plain and name in ACCESSORS and len(source) == 2 and not node.keywords:
            self._accessor(node, name, source)
        return node

    def _writer(self, node: ast.Call, source: ast.expr) -> None:
        """``heappush(tasks, task)``: the list is known when the last argument is."""
        if len(node.args) == 1 and not node.keywords:
            node.args[0] = self.whole(source, node.args[0], "write")
        elif isinstance(source, NAMED) and not self.kept_private(source):
            container = self.twice(source, node.args[0])
            node.args[0] = container.first
            self._last(node, "argument_write", [container.again, None, container.clear], source)

    def _accessor(self, node: ast.Call, name: str, source: list[ast.expr]) -> None:
        """``setattr(o, name, value)``: the attribute's name is known once it runs."""
        target, attr = self.twice(source[0], node.args[0]), self.twice(source[1], node.args[1])
        node.args[:2] = [target.first, attr.first]
        value = node.args[-1]
        again = attr.again if len(node.args) > 2 else None
        names = [target.again] + ([again] if again else [])
        clears = [clear for clear in (target.clear, attr.clear) if clear is not None]
        kind = f"{ACCESSORS[name]}_by_name" + ("_value" if again else "")
        node.args[-1] = self.point(node, kind, [value, *names, *clears])

    # -- methods

    def _method(self, node: ast.Call, func: ast.Attribute) -> ast.expr:
        source = func.value
        if func.attr in WRITERS and node.args and not isinstance(node.args[0], ast.Starred):
            return self._module_function(node, func)
        visited = self.expr(source)
        if func.attr in self.collected.stored and not self.own(source):
            visited = self.point(source, "read_attribute", [visited], self.mangled(func.attr))
        container = func.attr in METHODS and not self.kept_private(source)
        if not container or isinstance(source, ast.Constant):
            func.value = visited
            self._arguments(node)
        elif not node.args and not node.keywords:
            func.value = self._bare_method(source, visited, func.attr)
        else:
            self._method_with_arguments(node, func, source, visited)
        return node

    def _module_function(self, node: ast.Call, func: ast.Attribute) -> ast.expr:
        """``heapq.heappush(tasks, task)``."""
        source = node.args[0]
        func.value = self.expr(func.value)
        self._arguments(node)
        self._writer(node, source)
        return node

    def _bare_method(self, source: ast.expr, visited: ast.expr, method: str) -> ast.expr:
        label = self.label(source)
        root = [at(ast.Name(label.root.id, ast.Load()), label.root)] if label.root else []
        return self.point(source, "method", [visited, *root], label.kind, label.text, method)

    def _method_with_arguments(self, node: ast.Call, func: ast.Attribute, source: ast.expr, visited: ast.expr) -> None:
        container = self.twice(source, visited)
        func.value = container.first
        label = self.label(source)
        key = node.args[0] if node.args and isinstance(node.args[0], (ast.Constant, ast.Name)) else None
        self._arguments(node)
        root = at(ast.Name(label.root.id, ast.Load()), label.root) if label.root else None
        only = len(node.args) == 1 and not node.keywords
        again = self.twice(key, key).again if key is not None and not only else None
        kind = "argument" if only else "argument_keyed"
        self._last(node, kind, [container.again, root, again, container.clear], source, func.attr)

    def _last(self, node: ast.Call, kind: str, arguments: list[ast.expr | None], source: ast.expr, *more: str) -> None:
        """Put the point around the argument that is evaluated last."""
        label = self.label(source)
        last = node.keywords[-1] if node.keywords else node.args[-1]
        if isinstance(last, ast.expr) and not isinstance(last, ast.Starred):
            node.args[-1] = self._argument(last, kind, arguments, (label.kind, label.text, *more))
        else:
            last.value = self._argument(last.value, kind, arguments, (label.kind, label.text, *more))

    def _argument(
        self, visited: ast.expr, kind: str, arguments: list[ast.expr | None], details: tuple[str, ...]
    ) -> ast.expr:
        while arguments and arguments[-1] is None:
            arguments.pop()
        filled = [item if item is not None else at(ast.Constant(None), visited) for item in arguments]
        return self.point(visited, kind, [filled[0], visited, *filled[1:]], *details)
