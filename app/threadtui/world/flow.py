"""Whether what a line writes came from what an earlier line of the same function has read: told from the source, as text.

Claimed is little, so that it is true: a value that is read into a local variable, and from there, by plain assignments to names,
into what is written. A name that is assigned at several places, a value that comes by a call or a container, what is only asked
for in a condition: of these nothing is said.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache

QUESTIONS = 1024
"""So many answers are kept: each frame asks the same ones again, and in a long file one takes up to 4 ms."""

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)

_Scope = tuple[ast.stmt, ...]
"""The statements of a function, or of the module, without those of functions in it."""


@lru_cache(maxsize=QUESTIONS)
def flows(text: str, read: int, write: int) -> bool:
    """Whether the line ``write`` writes what came from a read at the line ``read``."""
    return any(
        _covers(statement, write) and _from(scope, statement.value, read)
        for scope in _scopes(text)
        for statement in scope
        if isinstance(statement, ast.Assign) and not _local(scope, statement)
    )


@lru_cache(maxsize=QUESTIONS)
def apart(text: str, read: int, write: int) -> bool:
    """Whether nothing of a read at the line ``read`` can be in what the line ``write`` writes: what was read was only used there,
    as what is printed is, and what a later line of the same function writes is made of constants and parameters alone.
    """
    return any(
        _covers(used, read) and _covers(wrote, write) and used.end_lineno is not None and used.end_lineno < wrote.lineno
        for scope in _scopes(text)
        for used in scope
        if isinstance(used, ast.Expr) and not _stores(used)
        for wrote in scope
        if isinstance(wrote, ast.Assign) and _given(scope, wrote.value)
    )


@lru_cache(maxsize=QUESTIONS)
def constant(text: str, write: int) -> bool:
    """Whether the line writes what is spelled out there, as True, and so the same each time."""
    wrote = [each for scope in _scopes(text) for each in scope if isinstance(each, ast.Assign) and _covers(each, write)]
    return len(wrote) == 1 and isinstance(wrote[0].value, ast.Constant)


@lru_cache(maxsize=QUESTIONS)
def will_write(text: str, read: int, stands: int) -> bool:
    """Whether who stands at the line ``stands``, below ``read``, still comes to a line that writes back what came from there."""
    for scope in _scopes(text):
        wrote = [each for each in scope if isinstance(each, ast.Assign) and not _local(scope, each)]
        back = (each for each in wrote if (each.end_lineno or 0) >= stands > read and _from(scope, each.value, read))
        if any(_spelled(scope, read) & {ast.unparse(target) for target in each.targets} for each in back):
            return True
    return False


def _given(scope: _Scope, value: ast.expr) -> bool:
    """Whether an expression is made of constants, and of names that the function itself does not bind."""
    nodes = (value, *_inside(value))
    if any(isinstance(node, ast.Call | ast.Attribute | ast.Subscript | ast.Await | ast.NamedExpr) for node in nodes):
        return False
    names = _names(value)
    return not any(names & _bound(each) for each in scope)


def _stores(statement: ast.Expr) -> bool:
    """Whether an expression keeps what it reads under a name (``:=``), or gives it to somebody else who may (``yield``)."""
    return any(isinstance(node, ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await) for node in _inside(statement))


@lru_cache(maxsize=64)
def _scopes(text: str) -> tuple[_Scope, ...]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return ()
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return tuple(tuple(each for each in _inside(node) if isinstance(each, ast.stmt)) for node in (tree, *functions))


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """All below a node that belongs to the same function."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _SCOPES):
            yield child
            yield from _inside(child)


def _covers(statement: ast.stmt, line: int) -> bool:
    return statement.lineno <= line <= (statement.end_lineno or statement.lineno)


def _local(scope: _Scope, statement: ast.Assign) -> bool:
    """Whether it only gives a value to a name that is the function's own."""
    shared = {name for each in scope if isinstance(each, ast.Global | ast.Nonlocal) for name in each.names}
    return all(isinstance(target, ast.Name) and target.id not in shared for target in statement.targets)


def _from(scope: _Scope, value: ast.expr, read: int) -> bool:
    """Whether names in an expression lead back to a statement at this line."""
    todo, seen = _names(value), set[str]()
    while todo - seen:
        name = min(todo - seen)
        seen.add(name)
        source = _only_source(scope, name)
        if source is not None and _covers(source, read):
            return True
        todo |= _names(source.value) if source is not None else set()
    return False


def _names(value: ast.expr) -> set[str]:
    return {node.id for node in (value, *_inside(value)) if isinstance(node, ast.Name)}


def _only_source(scope: _Scope, name: str) -> ast.Assign | None:
    """The one statement that gives a name its value; what is added to it with ``+=`` changes nothing about that."""
    binding = [each for each in scope if not isinstance(each, ast.AugAssign) and name in _bound(each)]
    only = binding[0] if len(binding) == 1 else None
    return only if isinstance(only, ast.Assign) and _local(scope, only) and len(only.targets) == 1 else None


def _bound(statement: ast.stmt) -> set[str]:
    """Names that a statement itself binds, not those in its body."""
    parts = (child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt))
    nodes = (node for part in parts for node in (part, *_inside(part)))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _spelled(scope: _Scope, read: int) -> set[str]:
    """How what is read at a line is written there: ``self.value``, ``total``."""
    values = (
        each.value for each in scope if isinstance(each, ast.Assign) and _local(scope, each) and _covers(each, read)
    )
    loads = (node for value in values for node in (value, *_inside(value)))
    return {ast.unparse(node) for node in loads if isinstance(node, ast.Attribute | ast.Subscript | ast.Name)}
