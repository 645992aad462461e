"""What lies under Thread: starting, carrying, joining and ending the program's threads on OS threads.

``Thread`` stays the standard library's. Its bootstrap runs silently inside the starting thread's step, up to the ``begin`` of
the new one; its end is part of its last step. In a process that has been let go, threads are started plainly.
"""

import sys
from types import CodeType
from typing import Any

from threadtui.engine import raw
from threadtui.engine.pending import ProgramThread, Unwound
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.failures import note_failure, tell_thread
from threadtui.engine.stdlib.locks import RLock

THREAD = "_threadtui_thread"
"""Where a Thread object keeps what the scheduler knows of it."""


def start_new_thread(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any] | None = None) -> int:
    """Takes the place of ``_thread.start_new_thread``. Raises what the original raises."""
    if not callable(function):
        raise TypeError("first arg must be callable")
    if not isinstance(args, tuple):
        raise TypeError("2nd arg must be a tuple")
    if kwargs is not None and not isinstance(kwargs, dict):
        raise TypeError("optional 3rd arg must be a dictionary")
    sys.audit("_thread.start_new_thread", function, args, kwargs)
    me = ctx.scheduler.me()
    if me is None:
        return raw.start_new_thread(_carry_plainly, (function, args, kwargs or {}))
    return launch(me, function, args, kwargs or {}, None, True).ident


def launch(
    me: ProgramThread, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], handle: Any, daemon: bool
) -> ProgramThread:
    """Start a thread of the program, and let it come to its ``begin``."""
    thread = thread_of(getattr(function, "__self__", None))
    bootstrapping = thread is not None
    if thread is None:
        thread = ctx.scheduler.new_thread(f"Thread-{len(ctx.scheduler.threads) + 1}", daemon)
    if handle is not None:
        handle.lock._tells_end_of(thread.id)
    thread.bootstrapping = bootstrapping
    ctx.scheduler.carry(_carry, thread, [function, args, kwargs, handle])
    ctx.scheduler.hand_to_new(me, thread)
    return thread


def _carry_plainly(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """A thread that is none of ours: of a process that has been let go."""
    try:
        function(*args, **kwargs)
    finally:
        sentinel = ctx.sentinels.pop(raw.get_ident(), None)
        if sentinel is not None and sentinel.locked():
            sentinel.release()


def count() -> int:
    """Takes the place of ``_thread._count``: threads of the program that run, without the main thread."""
    if ctx.let_go:
        return raw.count()
    return len(ctx.scheduler.alive) - 1


def _carry(thread: ProgramThread, box: list[Any]) -> None:
    """What an OS thread runs: the bootstrap, the program's function, the end. ``box`` is emptied, so that nothing of the
    program's dies after the turn has been handed on."""
    ctx.scheduler.arrive(thread)
    ctx.scheduler.enter(thread)
    handle = box[3]
    if handle is not None:
        handle.ident = thread.ident
    try:
        _call(thread, box)
    except (SystemExit, Unwound):
        failed = False
    except BaseException as failure:  # noqa: BLE001 (the program may raise what it likes)
        note_failure(thread, failure)
        failed = True
        tell_thread(failure, box[0])
    else:
        failed = thread.errors > 0
    box.clear()
    for done in (thread.sentinel, handle.lock if handle is not None else None):
        if done is not None and done.locked():
            done.release()
    if ctx.let_go:
        return  # the program forked in this thread, and this is the child
    ctx.scheduler.finish(thread, "failed" if failed else "done")


def _call(thread: ProgramThread, box: list[Any]) -> None:
    function, args, kwargs, _handle = box
    box[1:3] = [None, None]
    if ctx.shows:
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


class LimboLock(RLock):
    """``threading._active_limbo_lock``: when a new thread lets go of it for the first time, its bootstrap is over.

    It guards the list of threads, and nothing of the program's: two threads are not ordered by having both begun.
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__()
        self._orders_nothing()

    def __exit__(self, *_exc: object) -> None:
        self.release()
        me = ctx.scheduler.me()
        if me is not None and me.bootstrapping:
            me.bootstrapping = False
            ctx.scheduler.bootstrapped(me)


def thread_of(obj: Any) -> ProgramThread | None:
    found: ProgramThread | None = getattr(obj, "__dict__", {}).get(THREAD)
    return found
