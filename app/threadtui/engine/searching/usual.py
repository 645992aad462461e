"""Which threads are like any other: the program has left alone what the short way of threads passes over.

The code that is passed over is known by the names that it uses. Another version's ``threading`` is not known, and has no short way.
"""

import functools
import sys
from builtins import type  # the program may put others in their place
from operator import itemgetter
from typing import Any

from threadtui.engine.stdlib.context import Function, ctx

BODIES = {
    "start": "_initialized RuntimeError _started is_set _active_limbo_lock _limbo _start_new_thread _bootstrap Exception wait",
    "_bootstrap": "_bootstrap_inner _daemonic _sys",
    "_bootstrap_inner": "_set_ident _set_tstate_lock _HAVE_THREAD_NATIVE_ID _set_native_id _started set _active_limbo_lock "
    "_active _ident _limbo _trace_hook _sys settrace _profile_hook setprofile run _invoke_excepthook _delete",
    "_set_ident": "get_ident _ident",
    "_set_native_id": "get_native_id _native_id",
    "_set_tstate_lock": "_set_sentinel _tstate_lock acquire daemon _shutdown_locks_lock _maintain_shutdown_locks "
    "_shutdown_locks add",
    "_delete": "_active_limbo_lock _active get_ident",
    "join": "_initialized RuntimeError _started is_set current_thread _wait_for_tstate_lock max",
    "_wait_for_tstate_lock": "_tstate_lock _is_stopped acquire release _stop locked",
    "_stop": "_tstate_lock locked _is_stopped daemon _shutdown_locks_lock _maintain_shutdown_locks",
}
"""Methods of ``Thread`` that are passed over, and the names that each uses: so they are known. Up to 3.12."""

BODIES_WITH_HANDLE = {
    **BODIES,
    "start": "_initialized RuntimeError _started is_set _active_limbo_lock _limbo _start_joinable_thread _bootstrap _handle "
    "daemon Exception wait",
    "_bootstrap_inner": BODIES["_bootstrap_inner"].replace("_set_tstate_lock ", ""),
    "join": "_initialized RuntimeError _started is_set current_thread max _handle join",
}
"""The same from 3.13 on, where a handle stands for the sentinel."""
for gone in ("_set_tstate_lock", "_wait_for_tstate_lock", "_stop"):
    del BODIES_WITH_HANDLE[gone]

ATTRIBUTES = (
    "__getattribute__", "__getattr__", "__setattr__", "__hash__", "__eq__", "_initialized", "_started", "_ident",
    "_native_id", "_tstate_lock", "_handle", "_is_stopped", "_daemonic", "_name", "_invoke_excepthook", "daemon", "ident",
)  # fmt: skip
"""What a subclass must not have of its own to go the short way; beside the methods."""

NAMES = ("Event", "current_thread", "get_ident", "get_native_id", "_active_limbo_lock")
NAMES_BY_VERSION = (
    "_start_new_thread",
    "_start_joinable_thread",
    "_set_sentinel",
    "_shutdown_locks_lock",
    "_shutdown_locks",
)
"""Of the module: what the program must not have replaced."""


def known(threading: Any) -> "Usual | None":
    """What is usual in this ``threading``; None if it is not known."""
    with_handle = "_handle" in vars(threading._main_thread)
    bodies = BODIES_WITH_HANDLE if with_handle else BODIES
    if any(_names_in(threading.Thread, method) != names.split() for method, names in bodies.items()):
        return None
    return Usual(threading, frozenset(bodies), with_handle)


def _names_in(cls: type, method: str) -> list[str]:
    function = vars(cls).get(method)
    function = getattr(function, "__wrapped__", function)
    return list(function.__code__.co_names) if function is not None else []


class Usual:
    """Has the program left alone what is passed over? ``classes`` are those whose threads are like any other, but for their
    ``run`` and ``__init__``. ``with_handle``: a handle stands for the sentinel."""

    def __init__(self, threading: Any, methods: frozenset[str], with_handle: bool) -> None:
        self.with_handle = with_handle
        self._cls: Any = threading.Thread
        self._others = (threading._DummyThread, threading._MainThread)
        self._methods = methods
        self._own = self._methods | frozenset(ATTRIBUTES)
        self.classes: set[type] = set()
        names = [*NAMES, *(name for name in NAMES_BY_VERSION if name in vars(threading))]
        self._read_module = itemgetter(*names)
        self._read_class = itemgetter(*sorted(self._methods - {"start", "join"}))
        self._module = vars(threading)
        self._dict = vars(self._cls)
        self._stop, self._wait = self._dict.get("_stop"), self._dict.get("_wait_for_tstate_lock")
        self._current_thread = threading.current_thread
        self._audited = False
        sys.addaudithook = Function(sys.addaudithook, functools.partial(self._add_audit_hook, sys.addaudithook))
        self._as_in_module, self._as_in_class = self._read_module(self._module), self._read_class(self._dict)

    def class_is(self, cls: type) -> bool:
        """Is a thread of this class, which is not known yet, one like any other?"""
        usual = not issubclass(cls, self._others) and all(
            self._own.isdisjoint(vars(base)) for base in cls.__mro__[: cls.__mro__.index(self._cls)]
        )
        if usual:
            self.classes.add(cls)
        return usual

    def all_is(self, thread: Any) -> bool:
        """Is ``threading`` what it was, has the thread no methods of its own, and does nobody look on? A thread's own ``_stop`` is
        a well-known mistake."""
        return (
            not self._audited
            and self._methods.isdisjoint(vars(thread))
            and self._read_module(self._module) == self._as_in_module
            and self._read_class(self._dict) == self._as_in_class
            and not ctx.let_go
        )

    def end_is(self, thread: Any) -> bool:
        """The same for what ends a thread."""
        cls, own = self._cls, vars(thread)
        return (
            "_stop" not in own
            and "_wait_for_tstate_lock" not in own
            and (self.with_handle or (cls._stop is self._stop and cls._wait_for_tstate_lock is self._wait))
            and self._module["current_thread"] is self._current_thread
            and not ctx.let_go
        )

    def _add_audit_hook(self, add: Any, *args: Any, **kwargs: Any) -> None:
        """A hook of the program's sees the middle of a start."""
        add(*args, **kwargs)
        self._audited = True

    def forget(self) -> None:
        """Classes of an execution that is over."""
        self.classes.clear()
