"""Which variable a name means, and which of them two threads may both reach.

A *global* is shared if it is bound in a loop, bound more than once, or declared ``global`` and bound in a function,
and some function uses it. A variable of a function (a *cell*) is shared if an inner function uses it and it is bound
more than once, in a loop, or after the inner function was made. Definitions and imports do not count as binding again:
programs choose between two of them at import, before there are threads.
"""

import ast
from typing import Final

MODULE: Final = "module"
CLASS: Final = "class"
FUNCTION: Final = "function"
COMPREHENSION: Final = "comprehension"

GLOBAL: Final = "global"
CELL: Final = "cell"
LOCAL: Final = "local"

LOOKS_AT_LOCALS = frozenset({"locals", "vars", "dir", "eval", "exec", "_getframe", "currentframe", "f_locals"})
"""Names by whose use a function might see a hidden local variable."""


class Variable:
    """One variable: how often it is bound, and by whom it is used."""

    __slots__ = ("bound_at", "bound_in_function", "captured_at", "count", "looped")

    def __init__(self) -> None:
        self.count = 0
        self.looped = False
        self.bound_at = 0
        self.bound_in_function = False
        self.captured_at = 0

    def shared_global(self) -> bool:
        """Whether the global changes after its first binding, in sight of some function."""
        return bool(self.captured_at) and (self.count > 1 or self.looped or self.bound_in_function)

    def shared_cell(self) -> bool:
        """Whether the cell changes after some inner function has it."""
        return bool(self.captured_at) and (self.count > 1 or self.looped or self.bound_at > self.captured_at)


class Scope:
    """A module, class, function or comprehension, and the names it binds."""

    __slots__ = ("bound", "globals", "kind", "looks", "name", "node", "nonlocals", "order", "parent", "variables")

    def __init__(self, kind: str, node: ast.AST, parent: "Scope | None", name: str, order: int) -> None:
        self.kind = kind
        self.node = node
        self.parent = parent
        self.name = name
        self.order = order
        self.bound: set[str] = set()
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.variables: dict[str, Variable] = {}
        self.looks = False

    def owner(self, name: str) -> "Scope":
        """The scope whose variable the name means here; the module's for globals and builtins."""
        scope: Scope = self
        while scope.parent is not None:
            if name in scope.globals:
                return scope.module()
            visible = scope.kind != CLASS or scope is self
            if visible and name in scope.bound and name not in scope.nonlocals:
                return scope
            scope = scope.parent
        return scope

    def module(self) -> "Scope":
        """The outermost scope."""
        scope: Scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def activation(self) -> "Scope":
        """The function (or module) whose run this scope is part of: comprehensions and class bodies run inside it."""
        scope: Scope = self
        while scope.parent is not None and scope.kind != FUNCTION:
            scope = scope.parent
        return scope

    def variable(self, name: str) -> Variable:
        """The variable the name means here."""
        return self.owner(name).variables.setdefault(name, Variable())

    def place(self, name: str) -> str:
        """Where the variable lives: ``global``, ``cell`` (of this or an outer function), or ``local``."""
        owner = self.owner(name)
        if owner.kind == MODULE:
            return GLOBAL
        if owner.kind == FUNCTION and (
            owner.activation() is not self.activation() or owner.variables.get(name, _UNUSED).captured_at
        ):
            return CELL
        return LOCAL

    def shared(self, name: str) -> str:
        """``global`` or ``cell`` where the variable is shared, else the empty string."""
        place = self.place(name)
        if place == GLOBAL and self.variable(name).shared_global():
            return GLOBAL
        if place == CELL and self.variable(name).shared_cell():
            return CELL
        return ""


_UNUSED = Variable()
