"""Puts the replacements in place, before ``threading`` is imported; what differs between Python versions stands here.

What is there to replace is found by looking for it, not by version.
"""

import _thread
import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

from threadtui.engine import raw
from threadtui.engine.pending import ProgramThread
from threadtui.engine.stdlib import pools, primitives, queues, threads, timing
from threadtui.engine.stdlib.context import Function
from threadtui.engine.stdlib.locks import Lock, RLock

RELOAD = ("threading", "queue", "logging", "concurrent.futures", "sched", "_threading_local")
"""Modules that bind the originals when they are imported; dropped where something has imported them too early."""

_FUNCTIONS: dict[str, Any] = {
    "start_new_thread": threads.start_new_thread,
    "start_new": threads.start_new_thread,
    "_set_sentinel": threads.set_sentinel,
    "start_joinable_thread": threads.start_joinable_thread,
    "_make_thread_handle": threads.make_thread_handle,
    "_shutdown": threads.join_all,
}
_CLASSES: dict[str, type] = {
    "allocate_lock": Lock,
    "allocate": Lock,
    "lock": Lock,
    "LockType": Lock,
    "RLock": RLock,
    "_ThreadHandle": threads.ThreadHandle,
}


def install(main: ProgramThread) -> None:
    """Replace, everywhere. The context must be set and ``main`` be entered."""
    for name in [name for name in sys.modules if name.split(".")[0] in RELOAD or name in RELOAD]:
        del sys.modules[name]
    replaced = _replace_thread_module()
    timing.install()
    _queue = importlib.import_module("_queue")
    _queue.SimpleQueue = queues.simple_queue(_queue.Empty)  # type: ignore[attr-defined]
    _replace_leftovers(replaced)
    threading = importlib.import_module("threading")
    threads.install(threading, main)
    primitives.install(threading)
    queues.install(importlib.import_module("queue"))
    _when_imported("concurrent.futures.thread", _install_pools)


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


class _After:
    """A finder that lets the others find a module and then calls ``then`` once it has been loaded."""

    def __init__(self, name: str, then: Any) -> None:
        self._name = name
        self._then = then

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> Any:
        if name != self._name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load, then = spec.loader.exec_module, self._then

            def exec_module(module: ModuleType) -> None:
                load(module)
                then(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _when_imported(name: str, then: Any) -> None:
    sys.meta_path.insert(0, _After(name, then))


def _install_pools(module: ModuleType) -> None:
    pools.install(module, importlib.import_module("concurrent.futures._base"))
