"""The cooperative Lock and RLock, in place of ``_thread``'s: what all of the standard library's own classes stand on."""

from typing import Any, NoReturn

from threadtui.engine import raw
from threadtui.engine.clock import in_seconds
from threadtui.engine.pending import ProgramThread
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.cooperative import Cooperative

CREATABLE = hasattr(raw.thread_module, "lock")
"""From 3.13 on a lock's class can be called; before, only ``allocate_lock`` makes one."""


def _seconds(blocking: bool, timeout: float) -> float | None:
    """How long an acquire may wait: None for ever, 0 for a try. Raises what the C lock raises."""
    if timeout == -1:
        return None if blocking else 0.0
    timeout = in_seconds(timeout)
    if not blocking:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    return timeout


class Lock(Cooperative):
    """Takes the place of ``_thread.lock``."""

    __slots__ = ()

    def __new__(cls, *args: Any, **kwargs: Any) -> "Lock":
        if not CREATABLE:
            raise TypeError("cannot create '_thread.lock' instances")
        if args or kwargs:
            raise TypeError("lock expected 0 arguments, got " + str(len(args) + len(kwargs)))
        return object.__new__(cls)

    def __init_subclass__(cls, **_kwargs: Any) -> NoReturn:
        raise TypeError("type '_thread.lock' is not an acceptable base type")

    def _new_real(self) -> Any:
        return raw.allocate_lock()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if self._real is not None:
            return bool(self._real.acquire(blocking, timeout))
        seconds = _seconds(blocking, timeout)
        me = ctx.scheduler.me()
        if me is not None and self._is_point(me):
            self._stand(me, "acquire", seconds, guard=seconds != 0)
            seconds = 0
        else:
            self._count_silent(me)
        if self._thread and (seconds is None or not self._depth):
            ctx.recorder.joins(me, self._thread, ended=not self._depth)
        taken = self._obtain(me, seconds)
        if taken:
            self._holder, self._depth = (me.id if me is not None else 0), 1
        self._changed(me, "acquire", taken)
        return taken

    acquire_lock = acquire
    __enter__ = acquire

    def release(self) -> None:
        if self._real is not None:
            self._real.release()
            return
        me = ctx.scheduler.me()
        if me is not None and self._is_point(me):
            self._stand(me, "release")
        else:
            self._count_silent(me, ending=True)
        if not self._depth:
            raise RuntimeError("release unlocked lock")
        self._holder = self._depth = 0
        self._changed(me, "release", None)

    release_lock = release
    locked = locked_lock = Cooperative._locked


Lock.__module__, Lock.__name__, Lock.__qualname__ = "_thread", "lock", "lock"


def allocate_lock() -> Lock:
    """Takes the place of ``_thread.allocate_lock``."""
    lock = object.__new__(Lock)
    lock.__init__()  # type: ignore[misc]
    return lock


class RLock(Cooperative):
    """Takes the place of ``_thread.RLock``. A thread is told by its id in the program, else by its OS identity."""

    __slots__ = ()

    _KIND = "RLock"

    if hasattr(raw.RLock, "locked"):  # from 3.14 on
        locked = Cooperative._locked

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        super().__init__()  # the original takes any arguments, and minds none

    def _new_real(self) -> Any:
        return raw.RLock()

    def _key(self, me: ProgramThread | None) -> int:
        return me.id if me is not None else -raw.get_ident()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if self._real is not None:
            return bool(self._real.acquire(blocking, timeout))
        seconds = _seconds(blocking, timeout)
        me = ctx.scheduler.me()
        mine = self._holder == self._key(me)
        if me is not None and self._is_point(me):
            self._stand(me, "acquire", seconds, guard=seconds != 0 and not mine)
            seconds = 0
        else:
            self._count_silent(me)
        taken = mine or self._obtain(me, seconds)
        if taken:
            self._holder = self._key(me)
            self._depth += 1
        self._changed(me, "acquire", taken)
        return taken

    __enter__ = acquire

    def release(self) -> None:
        if self._real is not None:
            self._real.release()
            return
        me = ctx.scheduler.me()
        if me is not None and self._is_point(me):
            self._stand(me, "release")
        else:
            self._count_silent(me, ending=True)
        if self._holder != self._key(me):
            raise RuntimeError("cannot release un-acquired lock")
        self._depth -= 1
        if not self._depth:
            self._holder = 0
        self._changed(me, "release", None)

    # What Condition asks of its lock.

    def _is_owned(self) -> bool:
        if self._real is not None:
            return bool(self._real._is_owned())
        return self._depth > 0 and self._holder == self._key(ctx.scheduler.me())

    def _recursion_count(self) -> int:
        if self._real is not None:
            return int(self._real._recursion_count())
        return self._depth if self._is_owned() else 0

    def _release_save(self) -> Any:
        if self._real is not None:
            return self._real._release_save()
        if not self._depth:
            raise RuntimeError("cannot release un-acquired lock")
        saved = self._depth, self._holder
        self._depth = self._holder = 0
        self._changed(ctx.scheduler.me(), "release", None)
        return saved

    def _acquire_restore(self, saved: Any) -> None:
        if self._real is not None:
            self._real._acquire_restore(saved)
            return
        me = ctx.scheduler.me()
        self._obtain(me, None)
        self._depth, self._holder = saved
        self._changed(me, "acquire", True)

    def __repr__(self) -> str:
        if self._real is not None:
            return repr(self._real)
        state = "locked" if self._depth else "unlocked"
        return f"<{state} _thread.RLock object owner={self._holder} count={self._depth} at {id(self):#x}>"


RLock.__module__ = "_thread"
