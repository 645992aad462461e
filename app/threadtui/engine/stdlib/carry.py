"""What lies under Thread: starting, carrying, joining and ending the program's threads on OS threads.

``Thread`` stays the standard library's. Its bootstrap runs silently inside the starting thread's step, up to the ``begin`` of
the new one; its end is part of its last step.
"""

import functools
import sys
from types import CodeType
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.locks import Lock, RLock

THREAD = "_threadtui_thread"
"""Where a Thread object keeps what the scheduler knows of it."""


def start_new_thread(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any] | None = None) -> int:
    """Takes the place of ``_thread.start_new_thread``. Raises what the original raises."""
    if not callable(function):
        raise TypeError("first arg must be callable")
    me = ctx.scheduler.me()
    if me is None:
        return raw.start_new_thread(function, args, kwargs or {})
    thread = thread_of(getattr(function, "__self__", None))
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
    if thread_of(obj) is not None:
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
    thread = thread_of(getattr(function, "__self__", None))
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
            me, Operation("join", thread.id, None, functools.partial(has_ended, thread), None, ("thread", thread.id))
        )


def has_ended(thread: ProgramThread) -> bool:
    return thread.ended


def thread_of(obj: Any) -> ProgramThread | None:
    found: ProgramThread | None = getattr(obj, "__dict__", {}).get(THREAD)
    return found
