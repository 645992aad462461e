"""What the cooperative Lock and RLock share: standing before an operation, waiting until the lock is free, telling of it.

Only one program thread runs at a time, so a lock is a plain record of who holds it; a thread that cannot have it stands at
a scheduling point until it can. A lock that the program made is shown, and each operation of the program on it is a point.
One that library code made for itself is silent unless it blocks; from then on it is shown, but is a point only where it
blocks again.
"""

from types import FrameType
from typing import Any, NoReturn

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.places import caller_outside
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.library_order import NO_ORDER, LibraryOrder
from threadtui.engine.stdlib.shadows import Shadow, View

FOREIGN_POLL_SECONDS = 0.001
"""How often a thread that the engine does not control looks whether a lock is free."""

INSIDE = "inside"
"""Value of a pending wait or arrival that has begun: what is pending is its second half, going on."""


def lock_view(lock: "Cooperative", _shadow: Shadow) -> View:
    """Holder and depth, as events show them. Of a library's lock only while somebody waits for it."""
    if not lock._own and not lock._waiters:
        return {"holder": None, "depth": 0}
    return {"holder": lock._holder or None, "depth": lock._depth}


def _maker() -> FrameType | None:
    """What makes this lock, outside of the engine. ``threading.RLock``, a function in Python, is looked through."""
    frame = caller_outside(2)
    while frame is not None and frame.f_code.co_name == "RLock" and frame.f_globals.get("__name__") == "threading":
        frame = frame.f_back
    return frame


class Wake(Operation):
    """The second half of a condition's wait, where deadlines are choices: it goes on when it has been notified and the lock is
    free, and its time can be up only before it is notified. After that it has a point of its own before it takes the lock:
    a notify may come in between, and be lost.
    """

    __slots__ = ("_deadline", "_waiter")

    def __init__(self, waiter: "Cooperative", public: Operation, until: int | None) -> None:
        lock = public.subject._lock
        self._waiter = waiter

        def guard() -> bool:
            return not waiter._depth and not getattr(lock, "_depth", 0)

        super().__init__(public.name, public.target, INSIDE, guard, until, ("primitive", public.target))
        self.subject = public.subject

    def may_go_on(self) -> bool:
        return self._waiter._depth > 0 or bool(self.guard and self.guard())

    @property
    def until(self) -> int | None:
        return self._deadline if self._waiter._depth else None

    @until.setter
    def until(self, deadline: int | None) -> None:
        self._deadline = deadline


class Cooperative:
    """What Lock and RLock share."""

    __slots__ = (
        "__weakref__", "_depth", "_holder", "_order", "_own", "_owner_module", "_real", "_shadow", "_silent", "_thread",
        "_waiters",
    )  # fmt: skip

    _KIND = "Lock"

    def __init__(self) -> None:
        self._order: LibraryOrder | None = None
        self._holder = self._depth = self._thread = self._waiters = 0
        self._shadow: Shadow | None = None
        self._real: Any = self._new_real() if ctx.let_go else None
        maker = _maker()
        self._own = not ctx.let_go and ctx.places.is_own_or_its_text(maker)
        self._silent = not self._own and not ctx.let_go
        """A library's, of which nobody need know: not shown, and no thread's end."""
        self._owner_module = ""
        if self._own:
            self._show()
        elif maker is not None:
            self._owner_module = maker.f_globals.get("__name__", "?")

    def _tells_end_of(self, thread: int) -> None:
        """Whoever takes it learns that this thread has ended."""
        self._thread = thread
        self._silent = False

    def _show_as_own(self, name: str) -> None:
        """Part of a primitive that the program made, and used by the program itself: a Condition's own lock."""
        self._own = True
        self._show(name)

    def _show_as_part(self, name: str, outer: Shadow) -> Shadow:
        """Part of a primitive that somebody looks into."""
        if self._shadow is None:
            self._silent = False
            self._shadow = ctx.shadows.declare(self, self._KIND, lock_view, name, place=outer.place, within=outer.id)
        return self._shadow

    def _show_own(self, own: bool) -> None:
        """From here on its operations are shown like those of the program's own locks, or not any more."""
        self._own = own
        if self._shadow is not None:
            ctx.shadows.refresh(self, self._shadow)

    def _show(self, name: str = "") -> Shadow:
        shadow = self._shadow
        if (
            shadow is None or ctx.shadows.by_id.get(shadow.id) is not shadow
        ):  # a library's lives longer than an execution
            self._silent = False
            shadow = self._shadow = ctx.shadows.declare(self, self._KIND, lock_view, name)
        return shadow

    def _free(self) -> bool:
        return not self._depth

    def _is_point(self, me: ProgramThread) -> bool:
        """Is this an operation of the program, as against a library's inside one of its own?"""
        return self._own and (not me.body or ctx.places.own_caller(2))

    def _stand(self, me: ProgramThread, name: str, seconds: float | None = None, *, guard: bool = False) -> None:
        shadow = self._shadow
        assert shadow is not None
        if me.looked is not None:
            ctx.shadows.refresh(*me.looked)
        until = ctx.scheduler.clock.after(seconds) if guard and seconds is not None else None
        blocks = self._free if guard else None
        value = "try" if seconds == 0 else seconds
        ctx.scheduler.stand(me, Operation(name, shadow.id, value, blocks, until, ("primitive", shadow.id)))

    def _wait(self, me: ProgramThread, seconds: float | None) -> bool:
        """Park inside an operation until the lock is free or the time is up; True if it is free."""
        until = None if seconds is None else ctx.scheduler.clock.after(seconds)
        op = self._describe(me, until)
        shadow = self._shadow
        inside = op.value == INSIDE
        if inside:
            ctx.recorder.parks(me, op)
        self._waiters += 1
        if not self._own and not self._thread and (self._holder != me.id or me.public is None):
            ctx.recorder.hidden(me, self, "block")
        try:
            if shadow is not None and not self._own:
                ctx.shadows.refresh_later(self, shadow)
            timely = ctx.scheduler.stand(me, op)
        finally:
            self._waiters -= 1
        if shadow is not None and not self._own:
            ctx.recorder.emit(ev.OP, me.id, shadow.id, {"op": op.name, "result": timely}, me.file, me.line)
            ctx.shadows.refresh_later(self, shadow)
        if inside:
            ctx.recorder.resumes(me, op, timely)
            me.late = not timely and isinstance(op, Wake) and ctx.scheduler.deadlines_choose
        if me.public is not None and me.public.resumed is not None:
            me.public.resumed(timely)
        return timely

    def _describe(self, me: ProgramThread, until: int | None) -> Operation:
        """What the thread is waiting for, in the program's terms."""
        public = me.public
        if self._thread:
            waits = ("thread", self._thread)
            if public is None:
                return Operation("join", self._thread, None, self._free, until, waits)
            return Operation(public.name, public.target, public.value, self._free, until, waits)
        if self._shadow is None and public is not None:
            waits = ("primitive", public.target)
            timer = public.name == "timer"
            value = INSIDE if public.name in ("wait", "arrive") else public.value
            if public.subject is not None and ctx.scheduler.deadlines_choose:
                return Wake(self, public, until)
            return Operation(
                public.name, public.target, value, self._free, until, waits, sleeping=timer, ticks=not timer
            )
        shadow = self._show(f"{self._owner_module}'s lock")
        again = "again" if public is not None else None
        return Operation("acquire", shadow.id, again, self._free, until, ("primitive", shadow.id))

    def _wait_foreign(self, seconds: float | None) -> bool:
        """A thread that is none of the program's waits in real time; it takes part in no turn."""
        deadline = None if seconds is None else raw.monotonic() + seconds
        while not self._free():
            ctx.scheduler.foreign_waits()
            if deadline is not None and raw.monotonic() >= deadline:
                return False
            raw.sleep(FOREIGN_POLL_SECONDS)
        return True

    def _obtain(self, me: ProgramThread | None, seconds: float | None) -> bool:
        """Wait, silently, until the lock can be taken; False when the time is up."""
        if me is not None and me.late:
            me.late = False
            return self._wait(me, None)
        if self._free():
            return True
        if seconds == 0:
            return False
        return self._wait_foreign(seconds) if me is None else self._wait(me, seconds)

    def _count_silent(self, me: ProgramThread | None, *, ending: bool = False) -> None:
        """An operation that is no point, of a library, or inside another one."""
        if me is not None:
            ctx.scheduler.silent(me, ending=ending)

    def _changed(self, me: ProgramThread | None, op: str, result: Any) -> None:
        if me is not None and not self._own:
            if not me.body:
                self._tell_order(me, op, result)
            if not self._thread:
                ctx.recorder.hidden(me, self, op)
        shadow = self._shadow
        if shadow is None:
            return
        if not self._own:
            if self._waiters:
                ctx.shadows.refresh_later(self, shadow)
            return
        if me is not None and ctx.recorder.tells:
            value = {"op": op, "result": result}
            ctx.recorder.emit(ev.OP, me.id, shadow.id, value, me.file, me.line)
        ctx.shadows.refresh(self, shadow)

    def _orders_nothing(self) -> None:
        """It guards nothing of the program's, and two threads are not ordered by having used it."""
        self._order = NO_ORDER

    def _tell_order(self, me: ProgramThread, op: str, result: Any) -> None:
        """A library's lock, used outside of any operation that is recorded, orders threads nonetheless."""
        inner = self._depth > (op == "acquire")
        if result is False or inner or me.bootstrapping or self._thread:
            return
        order = self._order
        if order is None:
            order = self._order = LibraryOrder()
        order.take(me.id) if op == "acquire" else order.give(me.id)

    # In a process that has been let go there is no turn, and locks are what they are without the engine.

    def _new_real(self) -> Any:
        raise NotImplementedError

    def _become_real(self, depth: int) -> None:
        """From now on a raw lock does the work, locked so many times by the calling thread."""
        self._real = self._new_real()
        self._silent = False
        for _ in range(depth):
            self._real.acquire()

    def _locked(self) -> bool:
        return self._depth > 0 if self._real is None else self._real.locked()

    def __exit__(self, *_exc: object) -> None:
        self.release()

    def release(self) -> None:
        raise NotImplementedError

    def _at_fork_reinit(self) -> None:
        self._holder = self._depth = 0
        if self._real is not None:
            self._real = self._new_real()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle '_thread.{type(self).__name__}' object")

    def __repr__(self) -> str:
        if self._real is not None:
            return repr(self._real)
        state = "locked" if self._depth else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"
