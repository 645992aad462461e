"""At which lines of a file a thread may stand, by granularity: what a breakpoint on a line needs.

By ``bytecode`` at each that does something, by ``line`` at each where a statement begins. By ``access`` only where the
rewriter puts the point of an access, or where something is called, since an operation on a lock or queue is a call. By
``sync`` only where something is called. That a thread may stand there is a guess, that it cannot is none.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache

from threadtui.engine.source.rewrite import rewrite
from threadtui.tui.panels import files

GRANULARITIES = ("sync", "access", "line", "bytecode")
LINES = ("line", "line_again")
NO_ACCESS = (*LINES, "module", "note_attribute")
"""Points of the rewriter: those of lines, and all that are no access."""


def needed(path: str, line: int, granularity: str) -> str:
    """The coarsest granularity at which a thread may stand at this line; empty: this one is fine, or nobody knows."""
    if line not in files.done_lines(path):
        return ""  # no granularity stops there
    found = _lines("\n".join(files.plain(path)), path)
    wanted = next((name for name, lines in zip(GRANULARITIES, found, strict=False) if line in lines), GRANULARITIES[-1])
    fine = GRANULARITIES.index(granularity) >= GRANULARITIES.index(wanted)
    return "" if fine or not any(found) else wanted


def never(path: str, line: int, granularity: str) -> str:
    """Why a run to this line would stop nowhere, and the key that mends it; empty if it may stop."""
    finer = needed(path, line, granularity)
    return f"g to {finer} first: by {granularity} no step ends at line {line}." if finer else ""


@lru_cache(maxsize=16)
def _lines(text: str, path: str) -> tuple[frozenset[int], ...]:
    """Lines with a call, with an access, and with a statement; all empty where the file cannot be rewritten."""

    try:
        tree = ast.parse(text, path)
        sites = rewrite(text, path).sites
    except (SyntaxError, ValueError, RecursionError):
        return frozenset(), frozenset(), frozenset()
    called = frozenset(line for node in ast.walk(tree) for line in _called(node))
    accessed = frozenset(site.line for site in sites if site.kind not in NO_ACCESS)
    return called, accessed, frozenset(site.line for site in sites if site.kind in LINES)


def _called(node: ast.AST) -> Iterator[int]:
    """Lines of a node at which a call may be under way, or a new thread begins."""
    if isinstance(node, ast.Call | ast.Await):
        yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)
    elif isinstance(node, ast.With | ast.AsyncWith):
        yield from range(node.lineno, node.body[0].lineno + 1)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from (node.lineno, *(each.lineno for each in node.decorator_list))
    elif isinstance(node, ast.For | ast.AsyncFor):
        yield node.lineno
