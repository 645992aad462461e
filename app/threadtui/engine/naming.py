"""Names of primitives, taken from the source that makes them.

``self._lock = threading.Lock()`` in class ``FakeDatabase`` makes ``FakeDatabase._lock``; ``ready = Event()`` makes ``ready``;
``Worker(lock=Lock())`` makes ``lock``. What no name can be found for is called after its kind.
"""

import ast
import linecache
from collections.abc import Iterator
from itertools import islice
from types import FrameType

Position = tuple[int, int]
"""Line and column, as the syntax tree counts them."""


class Names:
    """Finds and numbers names. The first of a name is plain; when a second comes, both get a number: ``forks#1``."""

    def __init__(self) -> None:
        self._by_file: dict[str, list[tuple[Position, Position, str]]] = {}
        self._count: dict[str, int] = {}

    def base(self, frame: FrameType, kind: str) -> str:
        """The name that the statement which this frame is at gives to what it makes; ``kind`` where it gives none."""
        return self.at(frame.f_code.co_filename, position(frame), kind)

    def at(self, path: str, here: Position, kind: str) -> str:
        """The same, of the statement at this place of a file."""
        spans = self._by_file.get(path)
        if spans is None:
            spans = self._by_file[path] = list(_assigned(path))
        inside = [(end[0] - start[0], end[1] - start[1], name) for start, end, name in spans if start <= here < end]
        return min(inside)[2] if inside else kind

    def number(self, base: str) -> int:
        """1 for the first of this name, 2 for the second, …"""
        self._count[base] = self._count.get(base, 0) + 1
        return self._count[base]


def position(frame: FrameType) -> Position:
    """Where the expression begins that the frame is evaluating."""
    instruction = frame.f_lasti // 2
    line, _, column, _ = next(islice(frame.f_code.co_positions(), instruction, None))
    return line or frame.f_lineno or 0, column or 0


def _assigned(path: str) -> Iterator[tuple[Position, Position, str]]:
    """Beginning, end and name of every assigned value."""
    try:
        tree = ast.parse("".join(linecache.getlines(path)))
    except (SyntaxError, ValueError, RecursionError):
        return
    for target, value, owner in _bindings(tree, ""):
        name = _spell(target, owner)
        if name:
            end = value.end_lineno or value.lineno, value.end_col_offset or 0
            yield (value.lineno, value.col_offset), end, name


def _bindings(node: ast.AST, owner: str) -> Iterator[tuple[ast.AST | str, ast.expr, str]]:
    """Every (target, value) of the tree with the class around it; outer ones first."""
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.ClassDef) else owner
        if isinstance(child, ast.Assign):
            yield from _unpacked(child.targets[0], child.value, owner)
        elif isinstance(child, ast.AnnAssign | ast.NamedExpr) and child.value is not None:
            yield child.target, child.value, owner
        elif isinstance(child, ast.withitem) and child.optional_vars is not None:
            yield child.optional_vars, child.context_expr, owner
        elif isinstance(child, ast.keyword) and child.arg and isinstance(child.value, ast.Call):
            yield child.arg, child.value, ""
        yield from _bindings(child, inner)


def _unpacked(target: ast.expr, value: ast.expr, owner: str) -> Iterator[tuple[ast.AST | str, ast.expr, str]]:
    """``a, b = Lock(), Lock()`` gives each its own."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield one, other, owner
    else:
        yield target, value, owner


def _spell(target: ast.AST | str, owner: str) -> str:
    if isinstance(target, str):
        return target
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        inside = isinstance(target.value, ast.Name) and target.value.id in ("self", "cls")
        return f"{owner}.{target.attr}" if inside and owner else target.attr
    if isinstance(target, ast.Subscript):
        return ast.unparse(target)
    return ""
