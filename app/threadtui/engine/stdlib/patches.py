"""Puts the replacements in place, before ``threading`` is imported; what differs between Python versions stands here.

What is there to replace is found by looking for it, not by version.
"""

import _thread
import importlib
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from threadtui.engine import raw
from threadtui.engine.pending import ProgramThread
from threadtui.engine.stdlib import (
    carry,
    handles,
    pools,
    primitives,
    queues,
    selecting,
    thread_class,
    timers,
    timing,
    tracers,
)
from threadtui.engine.stdlib.context import Function
from threadtui.engine.stdlib.locks import Lock, RLock, allocate_lock

RELOAD = ("threading", "queue", "logging", "concurrent.futures", "sched", "selectors", "_threading_local")
"""Modules that bind the originals, or are wrapped, when they are imported; dropped where something has imported them too early."""

_FUNCTIONS: dict[str, Any] = {
    "allocate_lock": allocate_lock,
    "allocate": allocate_lock,
    "start_new_thread": carry.start_new_thread,
    "start_new": carry.start_new_thread,
    "_set_sentinel": handles.set_sentinel,
    "start_joinable_thread": handles.start_joinable_thread,
    "_make_thread_handle": handles.make_thread_handle,
    "_count": carry.count,
    "_shutdown": handles.join_all,
}
_CLASSES: dict[str, type] = {
    "lock": Lock,
    "LockType": Lock,
    "RLock": RLock,
    "_ThreadHandle": handles.ThreadHandle,
}


def install(main: ProgramThread, *, late: bool = False) -> None:
    """Replace, everywhere. The context must be set and ``main`` be entered.

    ``late``: the modules stay as they are loaded, since a program lives with them already; they are wrapped in place.
    """
    if not late:
        for name in [name for name in sys.modules if name.split(".")[0] in RELOAD or name in RELOAD]:
            del sys.modules[name]
    originals = [(_thread, vars(_thread) | raw.IDENTS), (time, dict(vars(time)))]
    replaced = _replace_thread_module()
    timing.install()
    tracers.install()
    wrap: dict[str, Callable[[ModuleType], None]] = {
        "_queue": _wrap_simple_queue,
        "threading": lambda module: _wrap_threading(module, main),
        "queue": queues.install,
        "selectors": selecting.install,
        "concurrent.futures.thread": _wrap_pools,
    }
    if late:
        _wrap_loaded(wrap, originals)
        return
    sys.modules.pop("_queue", None)
    sys.meta_path.insert(0, _AfterImport(wrap))
    _replace_leftovers(replaced)
    importlib.import_module("threading")


def _wrap_loaded(wrap: dict[str, Callable[[ModuleType], None]], originals: list[tuple[ModuleType, Any]]) -> None:
    """What the modules hold of the originals is replaced first, so that what their wrappers make is cooperative."""
    _replace_names(originals)
    threading = importlib.import_module("threading")
    vars(threading).get(
        "_shutdown_locks", set()
    ).clear()  # of threads that are none of the program's: nobody waits for them
    threading._main_thread = threading._MainThread()  # type: ignore[attr-defined]
    simple = [(module, dict(vars(module))) for name, module in sys.modules.items() if name == "_queue"]
    sys.meta_path.insert(0, _AfterImport(wrap))
    for name, then in wrap.items():
        if name in sys.modules:
            then(sys.modules[name])
    _replace_names(simple)


def _replace_names(originals: list[tuple[ModuleType, Any]]) -> None:
    """Whatever name a module has for something that has been replaced."""
    replaced = {
        id(value): vars(module)[name]
        for module, names in originals
        for name, value in names.items()
        if vars(module)[name] is not value
    }
    for name, module in list(sys.modules.items()):
        if name.startswith("threadtui.") or not isinstance(module, ModuleType):
            continue
        for key, value in list(vars(module).items()):
            if id(value) in replaced:
                vars(module)[key] = replaced[id(value)]


def _wrap_simple_queue(module: ModuleType) -> None:
    module.SimpleQueue = queues.simple_queue(module.Empty)  # type: ignore[attr-defined]


def _wrap_threading(module: ModuleType, main: ProgramThread) -> None:
    thread_class.install(module, main)
    timers.install(module.Timer)
    primitives.install(module)


def _wrap_pools(module: ModuleType) -> None:
    pools.install(module, importlib.import_module("concurrent.futures._base"))


def _replace_thread_module() -> dict[int, Any]:
    """Replace in ``_thread``; returns id of each original → its replacement."""
    replaced: dict[int, Any] = {}
    for name, function in _FUNCTIONS.items():
        original = getattr(_thread, name, None)
        if original is not None:
            replaced[id(original)] = Function(original, function)
            setattr(_thread, name, replaced[id(original)])
    for name, cls in _CLASSES.items():
        original = getattr(_thread, name, None)
        if original is not None:
            replaced[id(original)] = cls
            setattr(_thread, name, cls)
    return replaced


def _replace_leftovers(replaced: dict[int, Any]) -> None:
    """Modules imported earlier hold originals under names of their own (``functools`` has ``RLock``)."""
    for name, module in list(sys.modules.items()):
        if name.startswith("threadtui") or not isinstance(module, ModuleType) or name == "_thread":
            continue
        for key, value in list(vars(module).items()):
            if id(value) in replaced and value is not replaced[id(value)] and _is_original(value):
                setattr(module, key, replaced[id(value)])


def _is_original(value: Any) -> bool:
    return value in (raw.allocate_lock, raw.LockType, raw.RLock, raw.start_new_thread) or getattr(
        value, "__module__", ""
    ) in ("_thread", "time")


class _AfterImport:
    """A finder that lets the others find these modules, and wraps each once it has been loaded: a fresh copy too."""

    def __init__(self, wrap: dict[str, Callable[[ModuleType], None]]) -> None:
        self._wrap = wrap

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        """What the others find, with a loader that wraps the module afterwards."""
        wrap = self._wrap.get(name)
        if wrap is None:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                spec.loader = _Wrapping(spec.loader, wrap)  # type: ignore[assignment]
                return spec
        return None


class _Wrapping:
    """A loader that does what another does, and then wraps. All else is the other's."""

    def __init__(self, loader: Any, wrap: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._then = wrap

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps the loader that Python would have given it.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._then(module)
