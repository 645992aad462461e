"""Runs the program as ``python3`` would: as ``__main__``, with its own ``sys.argv`` and ``sys.path[0]``, to the very end."""

import atexit
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any, Protocol

from threadtui.engine.source.book import Book
from threadtui.engine.source.loader import OwnFiles
from threadtui.engine.stdlib.failures import note_failure, tell_exit, tell_ignored, tell_main
from threadtui.engine.stdlib.handles import note_all_joined

Compile = Callable[[bytes, str], CodeType]


class NotThere(ValueError):
    """The program cannot be found or read; the text says so in one line."""


class Runnable(Protocol):
    """A program, as far as those who run it need it."""

    late: bool
    """Is the process full of what it has loaded when the engine comes?"""
    source: bytes
    path: str
    line: int
    """Where the main thread begins."""
    unseen: str
    """Why not all that it does is seen, so that nothing can be proved; empty if all is."""

    def own_files(self, include: Iterable[str]) -> OwnFiles:
        """Which files are the program's own."""

    def settle(self, own: OwnFiles, book: Book, *, own_locals: bool) -> None:
        """The replacements are in place. ``own_locals``: thread-local data must not go by OS thread."""

    def prepare(self) -> ModuleType:
        """Before each execution; returns the main module."""

    def run(self, module: ModuleType, compile_source: Compile) -> None:
        """The main thread's code. Lets every exception through."""

    def clear(self) -> None:
        """After each execution of a search, when its threads are gone."""

    def told(self) -> dict[str, Any] | None:
        """What is to be told of the exception that ended the main thread, beside what is recorded of it."""


class Program:
    """What is to be run: a script by path, or a module by name. Found and read before anything of it runs."""

    late = False
    line = 1
    unseen = ""

    def __init__(self, path: str | None, module: str | None, args: list[str]) -> None:
        self.args = args
        self.module = module
        self._loader: SourceFileLoader | None = None
        self.spec: ModuleSpec | None = None
        if module is not None:
            self.spec = _locate(module)
            self.path = self.spec.origin or ""
        else:
            self.path = path or ""
        try:
            with open(self.path, "rb") as file:
                self.source = file.read()
        except OSError as error:
            raise NotThere(f"cannot read {self.path or module}: {error.strerror}") from None

    @property
    def folder(self) -> str:
        """What is ``sys.path[0]``: the script's folder, or for ``-m`` the current one."""
        return os.getcwd() if self.spec is not None else os.path.dirname(os.path.realpath(self.path))

    def own_files(self, include: Iterable[str]) -> OwnFiles:
        """The script's folder; for ``-m`` the current one, and the module's package."""
        main_file = self.path if self.module is None else os.path.join(self.folder, "__main__.py")
        return OwnFiles(main_file, self.module, include)

    def settle(self, own: OwnFiles, book: Book, *, own_locals: bool) -> None:
        """Nothing of the program is there yet."""

    def clear(self) -> None:
        """Its modules are let go of by whoever has loaded them."""

    def told(self) -> dict[str, Any] | None:
        """Nothing: it has printed its traceback."""
        return None

    def prepare(self) -> ModuleType:
        """Set ``sys.argv`` and ``__main__``; ``sys.path[0]`` is the caller's."""
        sys.argv = [self.path, *self.args]
        module = ModuleType("__main__")
        module.__dict__.update(__file__=self.path, __builtins__=sys.modules["builtins"], __annotations__={})
        if self.spec is None:
            self._loader = self._loader or SourceFileLoader("__main__", self.path)
            module.__dict__.update(__loader__=self._loader, __package__=None, __cached__=None)
        else:
            module.__spec__, module.__loader__, module.__package__ = self.spec, self.spec.loader, self.spec.parent
        sys.modules["__main__"] = module
        return module

    def run(self, module: ModuleType, compile_source: Compile) -> None:
        """Run the main module's code. Lets every exception through."""
        if self.spec is not None and self.spec.parent:
            importlib.import_module(self.spec.parent)
        exec(compile_source(self.source, self.path), module.__dict__)


def _locate(name: str) -> ModuleSpec:
    """The spec of ``-m name``, without importing any package around it. Raises ``NotThere``."""
    spec, path = None, None
    full = ""
    for part in name.split("."):
        full = f"{full}.{part}" if full else part
        spec = PathFinder.find_spec(full, path)
        if spec is None or (path is not None and not path):
            raise NotThere(f"no module is called {full}")
        path = list(spec.submodule_search_locations or [])
    if path:
        spec = PathFinder.find_spec(f"{name}.__main__", path)
        if spec is None:
            raise NotThere(f"{name} is a package and has no __main__ module")
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        raise NotThere(f"{name} has no Python source")
    return spec


def has_module(name: str) -> bool:
    """Whether there is a module of this name, or the package that it is in; nothing is imported."""
    try:
        return importlib.util.find_spec(name.partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False


def exit_status_of(failure: BaseException | None) -> int:
    """What the interpreter would have exited with after this exception of the main module."""
    if failure is None:
        return 0
    if not isinstance(failure, SystemExit):
        return 1
    if failure.code is None:
        return 0
    return failure.code & 0xFF if isinstance(failure.code, int) else 1


def report(failure: BaseException, main: Any) -> BaseException:
    """Say what an interpreter says of an exception that ends its main module; returns the one that its exit status tells."""
    main.body += 1  # what is printed belongs to this step
    try:
        if isinstance(failure, SystemExit):
            tell_exit(failure)
            return failure
        note_failure(main, failure)
        return tell_main(failure)
    finally:
        main.body -= 1


def wind_up(unbuffered: tuple[Any, Any] | None = None) -> bool:
    """What comes after the main module: threads are waited for, exit functions run, streams are flushed. False if one cannot be.
    ``unbuffered`` are standard streams that keep nothing back."""
    threading = sys.modules["threading"]
    try:
        threading._shutdown()
    except BaseException as interrupt:  # noqa: BLE001 (a signal's handler may raise what it likes)
        tell_ignored(interrupt, threading)
    note_all_joined()
    atexit._run_exitfuncs()
    return (sys.stdout, sys.stderr) == unbuffered or flush_streams()


def flush_streams() -> bool:
    """Whether both standard streams have been flushed."""
    done = _flushed(sys.stdout)
    return _flushed(sys.stderr) and done


def _flushed(stream: Any) -> bool:
    """Whether a standard stream has been flushed; the program may have put anything in its place."""
    try:
        if stream is not None and not getattr(stream, "closed", False):
            stream.flush()
    except Exception as failure:  # noqa: BLE001
        tell_ignored(failure, stream)
        return False
    return True
