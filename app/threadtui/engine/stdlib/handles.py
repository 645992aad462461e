"""What the threading module waits on for a thread's end: a sentinel lock up to 3.12, a handle from 3.13 on."""

from typing import Any

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.pending import Operation
from threadtui.engine.stdlib.carry import launch
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.locks import allocate_lock


def set_sentinel() -> Any:
    """Takes the place of ``_thread._set_sentinel`` (3.11, 3.12): a lock that is released when the calling thread ends."""
    lock = allocate_lock()
    me = ctx.scheduler.me()
    if me is not None:
        me.sentinel = lock
        lock._tells_end_of(me.id)
    else:
        ctx.sentinels[raw.get_ident()] = lock
    return lock


class ThreadHandle:
    """Takes the place of ``_thread._ThreadHandle`` (3.13)."""

    __slots__ = ("__weakref__", "ident", "lock")

    def __init__(self) -> None:
        self.ident: int | None = None
        self.lock = allocate_lock()

    def is_done(self) -> bool:
        return self.ident is not None and not self.lock.locked()

    def _set_done(self) -> None:
        if self.ident is None:
            raise RuntimeError("thread not started")
        if self.lock.locked():
            self.lock.release()

    def vanish(self) -> None:
        """After a fork, in the child: only the thread that forked is still there."""
        if self.ident is not None and self.ident != raw.get_ident():
            self._set_done()

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
        handle.lock._tells_end_of(me.id)
        me.sentinel = handle.lock
    return handle


def start_joinable_thread(function: Any, handle: ThreadHandle | None = None, daemon: bool = True) -> ThreadHandle:
    """Takes the place of ``_thread.start_joinable_thread`` (3.13)."""
    if not callable(function):
        raise TypeError("thread function must be callable")
    handle = handle if handle is not None else ThreadHandle()
    if handle.ident is not None:
        raise RuntimeError("thread already started")
    handle.lock.acquire()
    me = ctx.scheduler.me()
    try:
        if me is None:
            _start_plainly(function, handle, daemon)
        else:
            launch(me, function, (), {}, handle, daemon)
    except BaseException:
        handle.lock.release()
        raise
    return handle


_plain: list[ThreadHandle] = []
"""In a process that has been let go: threads that its end waits for."""


def _start_plainly(function: Any, handle: ThreadHandle, daemon: bool) -> None:
    """In a process that has been let go: a thread that is none of ours."""
    if not daemon:
        _plain.append(handle)
    known = raw.allocate_lock()
    known.acquire()

    def carry() -> None:
        handle.ident = raw.get_ident()
        known.release()
        try:
            function()
        finally:
            handle._set_done()

    raw.start_new_thread(carry, ())
    known.acquire()


def join_all() -> None:
    """Takes the place of ``_thread._shutdown`` (3.13): wait for all threads that are no daemons."""
    for handle in _plain:
        handle.join()
    me = ctx.scheduler.me()
    if me is None:
        return
    joined = {me.id}
    while True:  # a thread may start others while it is waited for
        threads = ctx.scheduler.threads.values()
        thread = next((t for t in threads if t.started and not t.daemon and t.id not in joined), None)
        if thread is None:
            return
        joined.add(thread.id)
        if thread.has_ended():
            ctx.recorder.joins(me, thread.id, ended=True)
        else:
            ctx.scheduler.stand(me, Operation("join", thread.id, None, thread.has_ended, None, ("thread", thread.id)))


def note_all_joined() -> None:
    """The program's end has waited for its threads, one way or the other: what comes now, comes after all of them."""
    me = ctx.scheduler.me()
    if me is not None and ctx.shows:
        for thread in ctx.scheduler.threads.values():
            if thread.has_ended() and not thread.daemon:
                ctx.recorder.emit(ev.ORDER, me.id, thread.id, "join")
