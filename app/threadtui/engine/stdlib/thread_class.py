"""The Thread class of the standard library: points before start, join and is_alive; names, and failures that nobody caught."""

import functools
import sys
from types import ModuleType
from typing import Any

from threadtui.engine.pending import Operation, ProgramThread, Unwound
from threadtui.engine.stdlib.carry import THREAD, LimboLock, thread_of
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.failures import note_failure
from threadtui.engine.stdlib.pools import OrderedSet
from threadtui.engine.stdlib.public import Plan, point_before, truth


def install(threading: ModuleType, main: ProgramThread) -> None:
    """Wrap the classes of this ``threading`` module; its main thread is ``main``."""
    threading._active_limbo_lock = LimboLock()  # type: ignore[attr-defined]
    threading._main_thread.__dict__[THREAD] = main
    if "_shutdown_locks" in vars(threading):  # up to 3.12: what the end of the program waits for
        locks = OrderedSet(dict.fromkeys(vars(threading)["_shutdown_locks"]))
        threading._shutdown_locks = locks  # type: ignore[attr-defined]
    _threads(threading)
    _failures(threading)


def _threads(threading: ModuleType) -> None:
    cls = threading.Thread
    original = cls.__init__

    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        if ctx.scheduler.me() is not None and not isinstance(self, threading._DummyThread):
            self.__dict__[THREAD] = ctx.scheduler.new_thread(self._name, self._daemonic)

    cls.__init__ = __init__
    point_before(cls, "start", _start, needs_shadow=False)
    point_before(cls, "join", _join, needs_shadow=False)
    point_before(cls, "is_alive", _is_alive, needs_shadow=False)
    _follow_name(cls)


def _follow_name(cls: Any) -> None:
    """A thread's new name is recorded when it is given."""
    original = cls.name

    def set_name(self: Any, name: str) -> None:
        original.fset(self, name)
        thread = thread_of(self)
        if thread is not None:
            ctx.scheduler.rename(thread, self._name, self._daemonic)

    cls.name = property(original.fget, set_name, None, original.__doc__)


def _start(obj: Any, _shadow: None, _me: ProgramThread) -> Plan | None:
    thread = thread_of(obj)
    if thread is None:
        return None
    return Plan(Operation("start", thread.id), entered=lambda: ctx.scheduler.rename(thread, obj._name, obj._daemonic))


def _join(obj: Any, _shadow: None, me: ProgramThread, timeout: float | None = None) -> Plan | None:
    thread = thread_of(obj)
    if thread is None or (thread.has_ended() and not any(ctx.places.here())):
        return None  # at the end of the program the library joins what has ended already
    waits = thread.started and thread is not me and (timeout is None or timeout > 0)
    guard = thread.has_ended if waits else None
    until = ctx.scheduler.clock.after(timeout) if waits and timeout is not None else None
    op = Operation("join", thread.id, timeout, guard, until, ("thread", thread.id))
    return Plan(op, ((), {"timeout": 0}), done=lambda _none: thread.has_ended())


def _is_alive(obj: Any, _shadow: None, _me: ProgramThread) -> Plan | None:
    thread = thread_of(obj)
    return None if thread is None else Plan(Operation("is_alive", thread.id), done=truth)


def _failures(threading: ModuleType) -> None:
    """Every exception that reaches the top of a thread is recorded, whatever hook the program has for it."""
    make = threading._make_invoke_excepthook

    def make_recording() -> Any:
        invoke = make()

        def invoke_and_record(thread: Any) -> None:
            failure = sys.exc_info()[1]
            me = ctx.scheduler.me()
            if isinstance(failure, Unwound):
                return
            if me is None or failure is None or isinstance(failure, SystemExit):
                invoke(thread)
                return
            note_failure(me, failure)
            me.body += 1  # what the hook prints belongs to this step
            try:
                invoke(thread)
            finally:
                me.body -= 1

        return invoke_and_record

    threading._make_invoke_excepthook = make_recording  # type: ignore[attr-defined]
