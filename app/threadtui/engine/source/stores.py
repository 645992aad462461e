"""Assignments: the write's point comes last before the write, and knows the new value where it can."""

import ast

from threadtui.engine.source.build import at, load
from threadtui.engine.source.calls import Calls
from threadtui.engine.source.expressions import sliced_tuple
from threadtui.engine.source.scopes import FUNCTION

DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


class Stores(Calls):
    """Rewrites the targets of assignments; statements to go before or after are left in ``before`` and ``after``."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self._pairs = 0
        self.before: list[ast.stmt] = []
        self.after: list[ast.stmt] = []

    # -- plain assignment

    def assign(self, node: ast.Assign) -> ast.stmt:
        value = self.expr(node.value)
        if len(node.targets) == 1:
            node.targets[0], node.value = self.single(node.targets[0], node.value, value)
            return node
        node.value = value
        for target in node.targets:
            if isinstance(target, ast.Name) and self.shared(target.id):
                node.value = self.variable_point("write", target.id, target, node.value)
        node.targets = [target if isinstance(target, ast.Name) else self.target(target) for target in node.targets]
        return node

    def annotated(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is None:
            return node
        node.target, node.value = self.single(node.target, node.value, self.expr(node.value))  # type: ignore[assignment]
        return node

    def single(self, target: ast.expr, source: ast.expr, value: ast.expr) -> tuple[ast.expr, ast.expr]:
        """The target and the value of ``target = value``."""
        if isinstance(target, ast.Name):
            if self.shared(target.id):
                value = self.variable_point("write", target.id, target, value)
            return target, value
        if isinstance(target, ast.Attribute):
            return self._attribute_store(target, source, value)
        if isinstance(target, ast.Subscript):
            kept = self.twice(source, value)
            again = kept.again
            self.element(target, "write", again)
            if kept.clear is None:
                return target, kept.first
            target.slice = self._cleared(target, kept.clear)
            return target, kept.first
        return self.target(target), self.whole(source, value)

    def _cleared(self, target: ast.Subscript, clear: ast.expr) -> ast.expr:
        """The key, its point letting go of the hidden value as well."""
        key = target.slice
        if isinstance(key, ast.Call) and isinstance(key.func, ast.Constant):
            key.args.append(clear)
        else:
            self.after.append(at(ast.Expr(clear), target))
        return key

    def _attribute_store(self, target: ast.Attribute, source: ast.expr, value: ast.expr) -> tuple[ast.expr, ast.expr]:
        attr = self.mangled(target.attr)
        kind = "note_attribute" if self.own(target.value) else "write_attribute"
        if isinstance(target.value, ast.Name) and self.rereadable(target.value) and not self.shared(target.value.id):
            again = load(target.value.id, target.value)
            return target, self.point(target, kind, [value, again], attr)
        kept = self.twice(source, value)
        holder = self.expr(target.value)
        rest = [item for item in (kept.again, kept.clear) if item is not None]
        target.value = self.point(target.value, "write_attribute_of", [holder, *rest], attr)
        return target, kept.first

    # -- any target

    def target(self, node: ast.expr) -> ast.expr:
        """A target whose new value is not known before: of an unpacking, a loop, a ``with``, a ``del``."""
        if isinstance(node, ast.Attribute):
            node.value = self.point(node.value, "write_attribute_of", [self.expr(node.value)], self.mangled(node.attr))
        elif isinstance(node, ast.Subscript):
            self.element(node, "write")
        elif isinstance(node, (ast.Tuple, ast.List)):
            node.elts = [self.target(item) for item in node.elts]
        elif isinstance(node, ast.Starred):
            node.value = self.target(node.value)
        elif isinstance(node, ast.Name) and self.shared(node.id) and isinstance(node.ctx, ast.Store):
            return self._late(node)
        return node

    def _late(self, node: ast.Name) -> ast.expr:
        """A shared variable that is bound by more than an assignment: first to a hidden local, where that is possible.

        Elsewhere the write is announced right after it was done.
        """
        if self.scope.kind != FUNCTION or self.scope.looks:
            self.after.append(at(ast.Expr(self.variable_point("write", node.id, node)), node))
            return node
        name = self.hidden()
        value = self.variable_point("write", node.id, node, load(name, node))
        self.after += [at(ast.Assign([node], value), node), self.forget(name, node)]
        return at(ast.Name(name, ast.Store()), node)

    # -- augmented assignment

    def augmented(self, node: ast.AugAssign) -> ast.stmt:
        """The read's point before the read, the write's between the operation's right side and the operation."""
        if isinstance(node.target, ast.Name):
            self._augmented_name(node, node.target)
        elif isinstance(node.target, ast.Attribute):
            self._augmented_attribute(node, node.target)
        else:
            self._augmented_element(node, node.target)
        return node

    def pair(self, node: ast.AugAssign) -> tuple[str, str]:
        """The operation's name, and a number by which the points of its read and its write find each other."""
        self._pairs += 1
        return type(node.op).__name__, str(self._pairs)

    def _augmented_name(self, node: ast.AugAssign, target: ast.Name) -> None:
        in_place = isinstance(node.value, DISPLAYS) and target.id not in self.private
        node.value = self.expr(node.value)
        if self.shared(target.id):
            pair = self.pair(node)
            read = self.variable_point("augment_read", target.id, target, more=pair[1:])
            self.before.append(at(ast.Expr(read), target))
            node.value = self.variable_point("augment_write", target.id, target, node.value, more=pair)
        elif in_place and self.rereadable(target):
            label = self.label(target)
            node.value = self.point(target, "argument_write", [load(target.id, target), node.value], *label[:2])

    def _augmented_attribute(self, node: ast.AugAssign, target: ast.Attribute) -> None:
        attr, (op, pair) = self.mangled(target.attr), self.pair(node)
        kind = "augment_own" if self.own(target.value) else "augment"
        holder = self.twice(target.value, self.expr(target.value))
        target.value = self.point(target.value, f"{kind}_read_attribute", [holder.first], attr, pair)
        node.value = self.expr(node.value)
        rest = [holder.clear] if holder.clear else []
        node.value = self.point(target, f"{kind}_write_attribute", [node.value, holder.again, *rest], attr, op, pair)

    def _augmented_element(self, node: ast.AugAssign, target: ast.Subscript) -> None:
        source, key = target.value, target.slice
        if self.kept_private(source) or isinstance(key, ast.Slice) or sliced_tuple(key):
            self.element(target, "write")
            node.value = self.expr(node.value)
            return
        label = self.label(source)
        root = load(label.root.id, label.root) if label.root else None
        container, chosen = self.twice(source, self.expr(source)), self.twice(key, self.expr(key))
        target.value, target.slice = container.first, chosen.first
        node.value = self.expr(node.value)
        op, pair = self.pair(node)
        target.slice = self.keyed(chosen.first, key, "augment_read_element", [container.again, root], label, pair)
        clears = [clear for clear in (container.clear, chosen.clear) if clear is not None]
        again = self.twice(source, source).again if container.clear is None else container.again
        arguments = [again, chosen.again, root, *clears]
        details = (label.kind, label.text, op, pair)
        node.value = self._argument(node.value, "augment_write_element", list(arguments), details)
