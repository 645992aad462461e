"""The short way of locks while searching: most of what a library does with its own is nobody's business.

To start, end and join one thread takes some twenty operations on locks of ``threading``'s own, none of which is a point, is
recorded or waits. The long way, through ``stdlib.locks``, comes to the same by a dozen calls for each. One of the program's
own has a point before each operation, and nothing else to it either where it is simply taken and given back. That a lock
tells a thread's end is of interest to those alone who listen.
"""

import sys
from collections.abc import Callable
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.headroom import Headroom
from threadtui.engine.pending import Operation
from threadtui.engine.scheduler import SILENT_LIMIT
from threadtui.engine.searching.quiet import NamedShadow
from threadtui.engine.searching.search_thread import SearchThread
from threadtui.engine.searching.turns import Turns
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.locks import Lock, RLock

_set = sys.setrecursionlimit

LAST = SILENT_LIMIT - 1
"""With so many operations in a step that are no points, the next one has to be one."""


Passes = Callable[[SearchThread], bool]


def install(turns: Turns) -> None:
    """Put it before the long way, which is gone wherever there is anything to it."""
    passes = _counter(turns, turns.room)
    _shorten_lock(Lock, turns, passes)
    _shorten_rlock(RLock, turns, passes)


def _counter(turns: Turns, room: Headroom) -> Passes:
    def passes(me: SearchThread) -> bool:
        """Count an operation that is no point, as ``Turns.silent`` does; False where that has to do more."""
        if me.silent >= LAST or me.late or turns.unwinding:
            return False
        try:
            _set(room.low)
        except RecursionError:
            return False
        _set(room.high)
        me.silent += 1
        return True

    return passes


def _shorten_lock(kind: Any, turns: Turns, passes: Passes) -> None:
    long_acquire, long_release = kind.acquire, kind.release

    def acquire(self: Any, blocking: bool = True, timeout: float = -1) -> Any:
        me = turns.current
        if me is None or timeout != -1 or self._real is not None:
            return long_acquire(self, blocking, timeout)
        if self._own and blocking is True and not (me.body or me.late):
            shadow = self._shadow
            turns.stand(me, shadow.acquiring or _acquiring(self, shadow))
        elif self._depth and self._silent and blocking is False and turns.blind and passes(me):
            return False  # so a condition asks whether its lock is held
        elif self._depth or not (self._silent or (self._thread and turns.blind)) or not passes(me):
            return long_acquire(self, blocking, timeout)
        self._holder, self._depth = me.id, 1
        if not turns.blind:
            _tell(self, me, "acquire", True)
        return True

    def release(self: Any) -> None:
        me = turns.current
        if me is None or not self._depth or self._real is not None:
            long_release(self)
            return
        if self._own and not me.body:
            shadow = self._shadow
            turns.stand(me, shadow.releasing or _releasing(shadow))
            if not self._depth:
                raise RuntimeError("release unlocked lock")
        elif not (self._silent or (self._thread and turns.blind)) or not passes(me):
            long_release(self)
            return
        self._holder = self._depth = 0
        if not turns.blind:
            _tell(self, me, "release", None)

    kind.acquire = kind.__enter__ = acquire
    kind.release = release


def _acquiring(lock: Any, shadow: NamedShadow) -> Operation:
    """The point of a lock that the program made and uses itself."""
    number = shadow.id
    shadow.acquiring = op = Operation("acquire", number, None, lock._free, None, ("primitive", number))
    return op


def _releasing(shadow: NamedShadow) -> Operation:
    shadow.releasing = op = Operation("release", shadow.id, None, None, None, ("primitive", shadow.id))
    return op


def _tell(lock: Any, me: SearchThread, op: str, result: Any) -> None:
    if lock._own:
        ctx.recorder.emit(ev.OP, me.id, lock._shadow.id, {"op": op, "result": result})
    else:
        ctx.recorder.hidden(me, lock, op)


def _shorten_rlock(kind: Any, turns: Turns, passes: Passes) -> None:
    long_acquire, long_release = kind.acquire, kind.release

    def acquire(self: Any, blocking: bool = True, timeout: float = -1) -> Any:
        me = turns.current
        if not self._silent or timeout != -1 or me is None or self._holder not in (0, me.id) or not passes(me):
            return long_acquire(self, blocking, timeout)
        self._holder = me.id
        self._depth += 1
        if not turns.blind:
            ctx.recorder.hidden(me, self, "acquire")
        return True

    def release(self: Any) -> None:
        me = turns.current
        if not self._silent or me is None or self._holder != me.id or not passes(me):
            long_release(self)
            return
        self._depth -= 1
        if not self._depth:
            self._holder = 0
        if not turns.blind:
            ctx.recorder.hidden(me, self, "release")

    kind.acquire = kind.__enter__ = acquire
    kind.release = release
