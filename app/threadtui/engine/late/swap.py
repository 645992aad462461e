"""Code with points for functions that exist already: both versions of a function's code take the same variables.

A live function's code is looked up by its value among that of its file as Python compiles it. If the file has changed since,
or somebody else has rewritten it, there is no such code, and the function stays as it is.
"""

import contextlib
import gc
import os
import sys
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from threadtui.engine.source.book import Book
from threadtui.engine.source.loader import OwnFiles, joined
from threadtui.engine.source.rewrite import Change, Rewritten, parsed, rewrite

Twins = dict[str, dict[CodeType, CodeType]]
_PROBLEMS = (OSError, SyntaxError, ValueError, RecursionError, MemoryError)
"""Why a file may have no code with points."""

ASSERTS = "AssertionRewritingHook"
"""pytest's loader of test modules: their asserts have been rewritten, and are so again."""


class Prepared(NamedTuple):
    """A file as Python compiles it, and rewritten."""

    plain: CodeType
    rewritten: Rewritten


_prepared: dict[tuple[str, int], Prepared] = {}
"""By path and time of the file's last change. What a process has prepared, its copies need not."""


def warm(own: OwnFiles) -> None:
    """Prepare the files of own modules."""
    for module in own_modules(own):
        with contextlib.suppress(*_PROBLEMS):
            _prepare(vars(module)["__file__"], module)


def own_modules(own: OwnFiles) -> list[ModuleType]:
    """Those that have been loaded, in that order."""
    return [module for module in list(sys.modules.values()) if _is_own(module, own)]


def _is_own(module: object, own: OwnFiles) -> bool:
    if not isinstance(module, ModuleType):
        return False
    path = vars(module).get("__file__")
    return type(path) is str and path.endswith(".py") and own.owns(path, module.__name__)


def swap(modules: Iterable[ModuleType], own: OwnFiles, book: Book) -> Twins:
    """Give every function of own files code with points; returns by file the plain code → the code with points."""
    functions = [each for each in gc.get_objects() if type(each) is FunctionType]
    files: dict[str, ModuleType | None] = {vars(module)["__file__"]: module for module in modules}
    others = {function.__code__.co_filename: function.__module__ for function in functions}
    for path in others.keys() - files.keys():
        if path.endswith(".py") and own.owns(path, others[path] or ""):
            files[path] = None  # its code was run without its module
    twins = {path: _pairs(path, module, book) for path, module in files.items()}
    for function in functions:
        twin = twins.get(function.__code__.co_filename, {}).get(function.__code__)
        if twin is not None:
            function.__code__ = twin
    return twins


def _change(module: ModuleType | None, source: bytes) -> Change | None:
    loader: Any = getattr(module, "__loader__", None)
    if type(loader).__name__ != ASSERTS:
        return None
    rewrite = sys.modules[type(loader).__module__].rewrite_asserts
    path = module.__file__ if module is not None else ""
    return lambda tree: rewrite(tree, source, path, loader.config)


def _pairs(path: str, module: ModuleType | None, book: Book) -> dict[CodeType, CodeType]:
    """Plain code → code with points, of all functions in the file; nothing where there is none to be had."""
    try:
        plain, rewritten = _prepare(path, module)
    except _PROBLEMS as problem:
        book.sink.plain(path, f"{type(problem).__name__}: {problem}")
        return {}
    code = joined(rewritten, plain, path, book)
    return dict(zip(_functions(plain), _in_order(plain, code), strict=True))


def _prepare(path: str, module: ModuleType | None) -> Prepared:
    """Raises one of ``_PROBLEMS``."""
    key = path, os.stat(path).st_mtime_ns
    if key not in _prepared:
        with open(path, "rb") as file:
            source = file.read()
        change = _change(module, source)
        rewritten = rewrite(source, path, change)
        plain = compile(parsed(source, path, change), path, "exec", dont_inherit=True)
        _prepared[key] = Prepared(plain, rewritten)
    return _prepared[key]


def _functions(code: CodeType) -> Iterator[CodeType]:
    """All code inside this one, outer before inner, in the order of the source."""
    for inner in code.co_consts:
        if type(inner) is CodeType:
            yield inner
            yield from _functions(inner)


def _in_order(plain: CodeType, code: CodeType) -> Iterator[CodeType]:
    """The code with points of each of ``_functions(plain)``: by name and line, the first of them first."""
    found: dict[tuple[str, int], list[CodeType]] = {}
    for inner in _functions(code):
        found.setdefault((inner.co_qualname, inner.co_firstlineno), []).append(inner)
    for inner in _functions(plain):
        yield found[inner.co_qualname, inner.co_firstlineno].pop(0)
