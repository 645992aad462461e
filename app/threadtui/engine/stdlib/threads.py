"""Starting, carrying, joining and ending the program's threads.

``Thread`` stays the standard library's. Its bootstrap runs silently inside the starting thread's step, up to the ``begin`` of
the new one; its end is part of its last step.
"""

import functools
import sys
from types import CodeType, ModuleType
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.locks import Lock, RLock
from threadtui.engine.stdlib.public import Plan, plan_op, point_before, shown, truth
from threadtui.engine.stdlib.shadows import ATTRIBUTE, Shadow, View

THREAD = "_threadtui_thread"
"""Where a Thread object keeps what the scheduler knows of it."""


# -- what lies under Thread -------------------------------------------------------------------------------------------


def start_new_thread(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any] | None = None) -> int:
    """Takes the place of ``_thread.start_new_thread``. Raises what the original raises."""
    if not callable(function):
        raise TypeError("first arg must be callable")
    me = ctx.scheduler.me()
    if me is None:
        return raw.start_new_thread(function, args, kwargs or {})
    thread = _thread_of(getattr(function, "__self__", None))
    bootstrapping = thread is not None
    if thread is None:
        thread = ctx.scheduler.new_thread(f"Thread-{len(ctx.scheduler.threads) + 1}", True)
    _launch(me, thread, [function, args, kwargs or {}, None], bootstrapping)
    return thread.ident


def _launch(me: ProgramThread, thread: ProgramThread, box: list[Any], bootstrapping: bool) -> None:
    thread.bootstrapping = bootstrapping
    raw.start_new_thread(_carry, (thread, box))
    ctx.scheduler.hand_to_new(me, thread)


def _carry(thread: ProgramThread, box: list[Any]) -> None:
    """What an OS thread runs: the bootstrap, the program's function, the end. ``box`` is emptied, so that nothing of the
    program's dies after the turn has been handed on."""
    while ctx.scheduler.current is not thread:
        thread.baton.acquire()
    ctx.scheduler.enter(thread)
    handle = box[3]
    if handle is not None:
        handle.ident = thread.ident
    try:
        _call(thread, box)
    except SystemExit:
        failed = False
    except BaseException as failure:  # noqa: BLE001 (the program may raise what it likes)
        note_failure(thread, failure)
        failed = True
        sys.unraisablehook(_Unraisable(failure, box))  # type: ignore[arg-type]
    else:
        failed = thread.errors > 0
    box.clear()
    for done in (thread.sentinel, handle.lock if handle is not None else None):
        if done is not None and done.locked():
            done.release()
    ctx.scheduler.finish(thread, "failed" if failed else "done")


def _call(thread: ProgramThread, box: list[Any]) -> None:
    function, args, kwargs, _handle = box
    box[:3] = [None, None, None]
    thread.file, thread.line = _first_line(function)
    if not thread.bootstrapping:
        ctx.scheduler.bootstrapped(thread)
    function(*args, **kwargs)


def _first_line(function: Any) -> tuple[int, int]:
    """File id and line where the thread's own code begins: its target's, or its ``run``'s; ``(0, 0)`` where that is no own code."""
    obj: Any = getattr(function, "__self__", None)
    if _thread_of(obj) is not None:
        function = obj._target or type(obj).run
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType) or not ctx.places.is_own_code(code, function.__module__ or ""):
        return 0, 0
    return ctx.places.file(code.co_filename), code.co_firstlineno


class _Unraisable:
    """What ``sys.unraisablehook`` is given for a function started without the threading module."""

    def __init__(self, failure: BaseException, box: list[Any]) -> None:
        self.exc_type, self.exc_value, self.exc_traceback = type(failure), failure, failure.__traceback__
        self.err_msg = "Exception ignored in thread started by"
        self.object = box[0] if box else None


def note_failure(thread: ProgramThread, failure: BaseException) -> None:
    """Record an exception that nobody caught, at the innermost line of the program's own."""
    thread.errors += 1
    file = line = 0
    traceback = failure.__traceback__
    while traceback is not None:
        if ctx.places.is_own(traceback.tb_frame):
            file, line = ctx.places.file(traceback.tb_frame.f_code.co_filename), traceback.tb_lineno
        traceback = traceback.tb_next
    name, message = type(failure).__name__, message_of(failure)
    text = f"{name}: {message}" if message else name
    thread.failure = f"{text} in {thread.name} at {ctx.places.text(file, line)}"
    ctx.recorder.emit(ev.ERROR, thread.id, 0, {"type": name, "message": message}, file, line)


def message_of(failure: BaseException) -> str:
    """``str(failure)``, which is the program's code and may fail itself."""
    try:
        return str(failure)
    except Exception as second:  # noqa: BLE001 (the program may raise what it likes)
        return f"<its text cannot be made: {type(second).__name__}>"


class LimboLock(RLock):
    """``threading._active_limbo_lock``: when a new thread lets go of it for the first time, its bootstrap is over."""

    __slots__ = ()

    def __exit__(self, *exc: object) -> None:
        super().__exit__(*exc)
        me = ctx.scheduler.me()
        if me is not None and me.bootstrapping:
            me.bootstrapping = False
            ctx.scheduler.bootstrapped(me)


def set_sentinel() -> Lock:
    """Takes the place of ``_thread._set_sentinel`` (3.11, 3.12): a lock that is released when the calling thread ends."""
    lock = Lock()
    me = ctx.scheduler.me()
    if me is not None:
        me.sentinel = lock
        lock._thread = me.id
    return lock


class ThreadHandle:
    """Takes the place of ``_thread._ThreadHandle`` (3.13)."""

    __slots__ = ("__weakref__", "ident", "lock")

    def __init__(self) -> None:
        self.ident: int | None = None
        self.lock = Lock()

    def is_done(self) -> bool:
        return self.ident is not None and not self.lock.locked()

    def _set_done(self) -> None:
        if self.lock.locked():
            self.lock.release()
        self.ident = self.ident or 0

    def join(self, timeout: float | None = None) -> None:
        if self.ident is None:
            raise RuntimeError("thread not started")
        if self.ident == raw.get_ident() and self.lock.locked():
            raise RuntimeError("Cannot join current thread")
        if self.lock.acquire(True, -1 if timeout is None or timeout < 0 else timeout):
            self.lock.release()

    def __repr__(self) -> str:
        return f"<_ThreadHandle object: ident={self.ident}>"


def make_thread_handle(ident: int) -> ThreadHandle:
    """Takes the place of ``_thread._make_thread_handle``: the handle of a thread that runs already."""
    handle = ThreadHandle()
    handle.ident = ident
    handle.lock.acquire()
    me = ctx.scheduler.by_ident.get(ident)
    if me is not None:
        handle.lock._thread = me.id
        me.sentinel = handle.lock
    return handle


def start_joinable_thread(function: Any, handle: ThreadHandle | None = None, daemon: bool = True) -> ThreadHandle:
    """Takes the place of ``_thread.start_joinable_thread`` (3.13)."""
    if not callable(function):
        raise TypeError("thread function must be callable")
    handle = handle if handle is not None else ThreadHandle()
    if handle.ident is not None:
        raise RuntimeError("thread already started")
    me = ctx.scheduler.me()
    if me is None:
        raise RuntimeError("a thread that the engine does not control cannot start one of the program's")
    thread = _thread_of(getattr(function, "__self__", None))
    bootstrapping = thread is not None
    if thread is None:
        thread = ctx.scheduler.new_thread(f"Thread-{len(ctx.scheduler.threads) + 1}", daemon)
    handle.lock.acquire()
    handle.lock._thread = thread.id
    try:
        _launch(me, thread, [function, (), {}, handle], bootstrapping)
    except BaseException:
        handle.lock.release()
        raise
    return handle


def join_all() -> None:
    """Takes the place of ``_thread._shutdown`` (3.13): wait for all threads that are no daemons."""
    me = ctx.scheduler.me()
    while me is not None:
        others = [t for t in ctx.scheduler.alive if t is not me and not t.daemon]
        if not others:
            return
        thread = others[0]
        ctx.scheduler.stand(
            me, Operation("join", thread.id, None, functools.partial(_has_ended, thread), None, ("thread", thread.id))
        )


def _has_ended(thread: ProgramThread) -> bool:
    return thread.ended


# -- Thread and Timer -------------------------------------------------------------------------------------------------


def install(threading: ModuleType, main: ProgramThread) -> None:
    """Wrap the classes of this ``threading`` module; its main thread is ``main``."""
    threading._active_limbo_lock = LimboLock()  # type: ignore[attr-defined]
    threading._main_thread.__dict__[THREAD] = main
    _threads(threading)
    _timers(threading.Timer)
    _failures(threading)


def _thread_of(obj: Any) -> ProgramThread | None:
    found: ProgramThread | None = getattr(obj, "__dict__", {}).get(THREAD)
    return found


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
        thread = _thread_of(self)
        if thread is not None:
            ctx.scheduler.rename(thread, self._name, self._daemonic)

    cls.name = property(original.fget, set_name, None, original.__doc__)


def _start(obj: Any, _shadow: None, _me: ProgramThread) -> Plan | None:
    thread = _thread_of(obj)
    if thread is None:
        return None
    return Plan(Operation("start", thread.id), entered=lambda: ctx.scheduler.rename(thread, obj._name, obj._daemonic))


def _join(obj: Any, _shadow: None, me: ProgramThread, timeout: float | None = None) -> Plan | None:
    thread = _thread_of(obj)
    if thread is None or (thread.ended and not any(ctx.places.here())):
        return None  # at the end of the program the library joins what has ended already
    waits = thread.started and thread is not me and (timeout is None or timeout > 0)
    guard = functools.partial(_has_ended, thread) if waits else None
    until = ctx.scheduler.clock.after(timeout) if waits and timeout is not None else None
    op = Operation("join", thread.id, timeout, guard, until, ("thread", thread.id))
    return Plan(op, ((), {"timeout": 0}), done=lambda _none: thread.ended)


def _is_alive(obj: Any, _shadow: None, _me: ProgramThread) -> Plan | None:
    thread = _thread_of(obj)
    return None if thread is None else Plan(Operation("is_alive", thread.id), done=truth)


def _failures(threading: ModuleType) -> None:
    """Every exception that reaches the top of a thread is recorded, whatever hook the program has for it."""
    make = threading._make_invoke_excepthook

    def make_recording() -> Any:
        invoke = make()

        def invoke_and_record(thread: Any) -> None:
            failure = sys.exc_info()[1]
            me = ctx.scheduler.me()
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


def _timers(timer: Any) -> None:
    shown(timer, _timer_view)
    point_before(timer, "cancel", _cancel)
    original = timer.run

    @functools.wraps(original)
    def run(self: Any) -> None:
        shadow = getattr(self, ATTRIBUTE, None)
        me = ctx.scheduler.me()
        if shadow is None or me is None:
            original(self)
            return
        me.public = op = Operation("timer", shadow.id, self.interval)
        op.resumed = functools.partial(_resumed, self, shadow, me)
        shadow.extra = ["waiting", ctx.scheduler.clock.after(self.interval)]
        ctx.shadows.refresh(self, shadow)
        try:
            original(self)
        finally:
            me.public = None

    timer.run = run


def _resumed(timer: Any, shadow: Shadow, me: ProgramThread, _timely: bool) -> None:
    fired = not timer.finished._flag
    shadow.extra = ["fired" if fired else "cancelled", None]
    ctx.recorder.emit(ev.OP, me.id, shadow.id, {"op": "timer", "result": fired}, me.file, me.line)
    ctx.shadows.refresh(timer, shadow)
    me.public = None


def _timer_view(timer: Any, shadow: Shadow) -> View:
    state, due = shadow.extra or ["new", None]
    thread = _thread_of(timer)
    return {"due": due, "state": state, "thread": thread.id if thread else None, "interval": timer.interval}


def _cancel(_timer: Any, shadow: Shadow, _me: ProgramThread) -> Plan:
    def done(_none: Any) -> None:
        if (shadow.extra or ["new"])[0] in ("new", "waiting"):
            shadow.extra = ["cancelled", None]

    return Plan(plan_op(shadow, "cancel"), done=done)
