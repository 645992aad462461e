"""A fresh start: what a new process would find in the interpreter and in the standard library, put back before each execution.

The program's own modules are forgotten and loaded again, from code that is prepared once. Library modules stay loaded; what
they keep at module level is put back where a program is likely to have changed it.
"""

import _warnings
import atexit
import itertools
import os
import stat
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from threadtui.engine.searching.chance import Chance
from threadtui.engine.searching.search_thread import SearchThread
from threadtui.engine.stdlib.carry import THREAD
from threadtui.engine.stdlib.context import Function


class ExitFunctions:
    """Takes the place of ``atexit``'s list: what library modules register stays, what the program registers goes."""

    def __init__(self, is_own: Callable[[Any], bool]) -> None:
        self._is_own = is_own
        self._functions: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = []
        self._kept: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = []
        atexit.register = self.register  # type: ignore[assignment]
        atexit.unregister = self.unregister
        atexit._run_exitfuncs = self.run
        atexit._clear = self._functions.clear
        atexit._ncallbacks = self._functions.__len__

    def register(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        if not callable(function):
            raise TypeError("the first argument must be callable")
        self._functions.append((function, args, kwargs))
        if not self._is_own(function):
            self._kept.append((function, args, kwargs))
        return function

    def unregister(self, function: Any) -> None:
        self._functions[:] = [entry for entry in self._functions if entry[0] != function]

    def run(self) -> None:
        """Last in, first out; an exception is told and does not keep the others from being called."""
        while self._functions:
            function, args, kwargs = self._functions.pop()
            try:
                function(*args, **kwargs)
            except Exception:  # noqa: BLE001 (the program may raise what it likes)
                sys.excepthook(*sys.exc_info())

    def begin(self) -> None:
        self._functions[:] = self._kept


class Interpreter:
    """Streams, hooks, path, environment, warnings' filters, the current folder, limits."""

    def __init__(self) -> None:
        self._names = {
            name: getattr(sys, name)
            for name in (
                "stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__", "excepthook", "unraisablehook",
                "displayhook",
            )
        }  # fmt: skip
        self._path = list(sys.path)
        self._finders = list(sys.meta_path)
        self._environment = dict(os.environ._data)  # type: ignore[attr-defined]
        self._folder = os.getcwd()
        self._moved = False
        for name in ("chdir", "fchdir"):
            self._watch(name)
        self._filters = list(_warnings.filters)
        self._limit = sys.getrecursionlimit()
        self._input = stat.S_ISREG(os.fstat(0).st_mode)

    def _watch(self, name: str) -> None:
        """To ask the system for the current folder takes longer than to be told by those that change it."""
        change = getattr(os, name)

        def changed(*args: Any, **kwargs: Any) -> None:
            self._moved = True
            change(*args, **kwargs)

        watched = Function(change, changed)
        setattr(os, name, watched)
        setattr(sys.modules["posix"], name, watched)
        if change in os.supports_fd:
            os.supports_fd.add(watched)

    def begin(self) -> None:
        if self._input:
            os.lseek(0, 0, os.SEEK_SET)
            self._names["stdin"] = self._names["__stdin__"] = open(0, closefd=False)  # noqa: SIM115
        vars(sys).update(self._names)
        if sys.path != self._path:
            sys.path[:] = self._path
        if sys.meta_path != self._finders:
            sys.meta_path[:] = self._finders
        if os.environ._data != self._environment:  # type: ignore[attr-defined]
            os.environ._data.clear()  # type: ignore[attr-defined]
            os.environ._data.update(self._environment)  # type: ignore[attr-defined]
        if self._moved:
            os.chdir(self._folder)
            self._moved = False
        if _warnings.filters != self._filters:
            _warnings.filters[:] = self._filters
            tell = getattr(_warnings, "_filters_mutated", None) or _warnings._filters_mutated_lock_held  # type: ignore[attr-defined]
            tell()
        if sys.getrecursionlimit() != self._limit:
            sys.setrecursionlimit(self._limit)


class Threading:
    """``threading``'s own records of threads, its hooks, and the main thread's."""

    KEPT = ("excepthook", "_profile_hook", "_trace_hook", "_main_thread", "_SHUTTING_DOWN", "_active_limbo_lock")

    def __init__(self, module: Any, is_own: Callable[[Any], bool]) -> None:
        self._module = module
        self._is_own = is_own
        self._main = module._main_thread
        self._names = {name: vars(module)[name] for name in self.KEPT if name in vars(module)}
        self._state = dict(vars(self._main))
        self._calls: list[Any] = []
        self._locks = [
            lock for lock in (vars(module).get("_shutdown_locks_lock"), module._active_limbo_lock) if lock is not None
        ]

    def begin(self, main: SearchThread) -> None:
        names, module = vars(self._module), self._module
        names.update(self._names)
        names["_counter"] = itertools.count(1).__next__
        module._limbo.clear()
        module._active.clear()
        vars(self._main).clear()
        vars(self._main).update(self._state)
        vars(self._main)[THREAD] = main
        module._active[self._main._ident] = self._main
        self._hold(main)
        for lock in self._locks:
            lock._depth = lock._holder = 0
        if "_shutdown_locks" in names:
            module._shutdown_locks.clear()
            module._shutdown_locks.add(self._main._tstate_lock)
        calls = module._threading_atexits
        if calls != self._calls:
            self._calls = calls[:] = [call for call in calls if not self._is_own(_wrapped(call))]

    def _hold(self, main: SearchThread) -> None:
        """The main thread runs: what others join is locked."""
        handle = getattr(self._main, "_handle", None)
        lock = handle.lock if handle is not None else self._main._tstate_lock
        lock._depth = 1
        lock._tells_end_of(main.id)
        main.sentinel = lock


def _wrapped(call: Any) -> Any:
    """What a registered exit function calls: a ``partial``'s function up to 3.12, a variable of a closure since."""
    if not hasattr(call, "__closure__"):
        return call.func
    names = dict(zip(call.__code__.co_freevars, call.__closure__ or (), strict=True))
    return names["func"].cell_contents


def _pools(module: Any) -> None:
    module._shutdown = False
    module._threads_queues.clear()
    module._global_shutdown_lock._depth = 0


class Logging:
    """Handlers, levels and loggers that the program has added; what was there before the engine stays."""

    def __init__(self, module: Any) -> None:
        loggers = [] if module is None else [module.root, *module.Logger.manager.loggerDict.values()]
        self._disable = 0 if module is None else module.Logger.manager.disable
        self._known = {
            id(logger): (list(logger.handlers), list(logger.filters), logger.level, logger.disabled, logger.propagate)
            for logger in loggers
            if isinstance(logger, module.Logger)
        }

    def begin(self, module: Any) -> None:
        root, manager = module.root, module.Logger.manager
        for logger in (root, *manager.loggerDict.values()):
            if isinstance(logger, module.Logger):
                new: tuple[Any, ...] = [], [], module.WARNING if logger is root else module.NOTSET, False, True
                handlers, filters, level, logger.disabled, logger.propagate = self._known.get(id(logger), new)
                logger.handlers[:], logger.filters[:] = handlers, filters
                logger.setLevel(level)
        manager.disable = self._disable


class Loaded:
    """Which modules have come since an execution began; those of a library stay, and are there when the next one begins."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._mark: tuple[int, str] = (0, "")

    def begin(self) -> None:
        if self._now() != self._mark:
            self._names, self._mark = set(sys.modules), self._now()

    def since(self) -> set[str]:
        """Their names. To go through all modules takes longer than to start a thread, so that is done only where some came."""
        return set(sys.modules) - self._names if self._now() != self._mark else set()

    @staticmethod
    def _now() -> tuple[int, str]:
        """How many there are, and the latest: what has come stands last."""
        return len(sys.modules), next(reversed(sys.modules))


class Afresh:
    """All of it. ``begin`` before each execution; ``imported`` is told of library modules as they come."""

    def __init__(self, threading: ModuleType, seed: int, is_own: Callable[[Any], bool], *, late: bool) -> None:
        self._interpreter = Interpreter()
        self._exits = ExitFunctions(is_own)
        self._threading = Threading(threading, is_own)
        self._modules: dict[str, Callable[[Any], None]] = {
            "concurrent.futures.thread": _pools,
            "logging": Logging(sys.modules.get("logging")).begin,
            "random": Chance(seed, late=late).begin,
        }

    def begin(self, main: SearchThread) -> None:
        self._interpreter.begin()
        self._exits.begin()
        self._threading.begin(main)
        for name, put_back in self._modules.items():
            module = sys.modules.get(name)
            if module is not None:
                put_back(module)
