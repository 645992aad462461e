"""Which files are the program's own, and how they come to have points: at import, and as the main script."""

import _frozen_importlib_external as frozen
import os
import sys
from _thread import get_ident
from collections.abc import Iterable, Sequence
from types import CodeType, ModuleType
from typing import Any

from threadtui.engine.source import points
from threadtui.engine.source.book import Book
from threadtui.engine.source.rewrite import Rewritten, patch, rewrite
from threadtui.engine.source.sink import Sink

INSTALLED = frozenset({"site-packages", "dist-packages"})
"""Folders with other people's packages, also when they lie in the script's folder as those of a ``.venv`` do."""

_ENGINE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_LIBRARY = os.path.dirname(os.path.realpath(os.__file__))


class OwnFiles:
    """Which files are the program's own: they are rewritten, all others run as they are."""

    def __init__(self, script: str | None = None, package: str | None = None, include: Iterable[str] = ()) -> None:
        """``script``: path of the main file; for ``-m``, of any in the current folder. ``package``: the ``-m`` module.

        ``include``: paths of files or folders (they contain a separator, end in ``.py`` or exist), or names of modules.
        """
        self._script = os.path.realpath(script) if script else ""
        self._folder = os.path.dirname(self._script) if script else None
        self._chosen = "" if package else self._folder_of_its_own()
        self._packages = (package.partition(".")[0],) if package else ()
        self._paths: list[str] = []
        self._modules: list[str] = []
        for entry in include:
            by_path = is_path(entry)
            (self._paths if by_path else self._modules).append(os.path.realpath(entry) if by_path else entry)

    def owns(self, path: str, module: str = "") -> bool:
        """Whether the file, imported under the name ``module``, is the program's own."""
        real = os.path.realpath(path)
        if _belongs(module, self._modules) or any(_inside(real, folder) for folder in self._paths):
            return True
        if self._is_others(real):
            return not self._packages and real == self._script
        return _belongs(module, self._packages) or (self._folder is not None and _inside(real, self._folder))

    def _folder_of_its_own(self) -> str:
        """The script's folder, which a person has chosen with it wherever it lies; "" where it is all that is installed."""
        folder = self._folder or ""
        return "" if folder == _LIBRARY or os.path.basename(folder) in INSTALLED else folder

    def _is_others(self, real: str) -> bool:
        chosen = self._chosen if self._chosen and _inside(real, self._chosen) else ""
        roots = [root for root in (_LIBRARY, _ENGINE) if not (chosen and _inside(chosen, root))]
        return any(_inside(real, root) for root in roots) or not INSTALLED.isdisjoint(real[len(chosen) :].split(os.sep))


def is_path(entry: str) -> bool:
    """Whether an entry of ``include`` names a file or folder rather than a module."""
    return os.sep in entry or entry.endswith(".py") or os.path.exists(entry)


def _belongs(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


_latest: list[tuple[Sink, Book]] = []


def use(book: Book) -> None:
    """Let this be the book of its sink."""
    _latest[:] = [(book.sink, book)]


def book_of(sink: Sink) -> Book:
    """The sink's book of locations: the main script and its modules share one."""
    if not _latest or _latest[0][0] is not sink:
        _latest[:] = [(sink, Book(sink))]
    return _latest[0][1]


def compile_source(source: bytes, path: str, sink: Sink, *, instrument: bool = True) -> CodeType:
    """Compile a file's bytes as Python does, with points in it if ``instrument``. Raises what ``compile`` raises.

    Where rewriting fails, the plain code is given, and the sink is told.
    """
    plain = compile(source, path, "exec", dont_inherit=True)
    return with_points(plain, source, path, book_of(sink)) if instrument else plain


def with_points(plain: CodeType, source: bytes, path: str, book: Book) -> CodeType:
    """The code of the same source with points; ``plain`` itself if that cannot be done."""
    try:
        rewritten = rewrite(source, path)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        book.sink.plain(path, f"{type(problem).__name__}: {problem}")
        book.sink.compiled(path, plain, plain)
        return plain
    return joined(rewritten, plain, path, book)


def joined(rewritten: Rewritten, plain: CodeType, path: str, book: Book) -> CodeType:
    """The rewritten code with this book's points in it."""
    found = rewritten.found
    book.learn(path, found.written, found.class_written, found.writes_any)
    code = patch(rewritten.code, lambda number: points.make(book, path, rewritten.sites[number]))
    book.sink.compiled(path, plain, code)
    return code


class Hook:
    """Stands first in ``sys.meta_path`` and lets the other finders find; then own modules get code with points."""

    def __init__(self, own: OwnFiles, sink: Sink) -> None:
        self._own = own
        self._book = book_of(sink)
        self._asking: set[tuple[int, str]] = set()

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        """What the other finders give, its loader prepared if the file is the program's own."""
        asked = (get_ident(), name)
        if asked in self._asking:
            return None  # another hook, which asks all others likewise, has come back to this one
        self._asking.add(asked)
        try:
            spec = self._ask(name, path, target)
        finally:
            self._asking.discard(asked)
        if spec is not None:
            self._prepare(spec)
        return spec

    def _ask(self, name: str, path: Sequence[str] | None, target: ModuleType | None) -> Any:
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find is not None and finder is not self else None
            if spec is not None:
                return spec
        return None

    def _prepare(self, spec: Any) -> None:
        origin, loader = spec.origin, spec.loader
        if type(origin) is not str or not spec.has_location or not self._own.owns(origin, spec.name):
            return
        if type(loader) is frozen.SourceFileLoader:
            _give_points(loader, self._book)
        elif not isinstance(loader, frozen.ExtensionFileLoader):
            self._book.sink.plain(origin, f"loaded by {type(loader).__name__}")


def _give_points(loader: Any, book: Book) -> None:
    """Let this one loader give code with points; it stays the object, of the class, that Python made."""
    plain_code = loader.get_code

    def get_code(name: str) -> CodeType:
        known = book.known(loader.path)
        if known is not None:
            return known
        plain = plain_code(name)
        return with_points(plain, loader.get_data(loader.path), loader.path, book)

    # Python leaves the import system's own frames out of tracebacks, and knows them by this name.
    get_code.__code__ = get_code.__code__.replace(co_filename="<frozen importlib._bootstrap_external>")
    loader.get_code = get_code


def install(own: OwnFiles, sink: Sink) -> Hook:
    """Rewrite own modules on import from now on."""
    hook = Hook(own, sink)
    sys.meta_path.insert(0, hook)
    return hook


def uninstall(hook: Hook) -> None:
    """Stop it."""
    sys.meta_path.remove(hook)
