"""Timer: a thread shown as a primitive too, with the time that it has left."""

import functools
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.stdlib.carry import thread_of
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.public import Plan, plan_op, point_before, shown
from threadtui.engine.stdlib.shadows import ATTRIBUTE, Shadow, View


def install(timer: Any) -> None:
    """Wrap this Timer class."""
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
        op = Operation("timer", shadow.id, self.interval)
        if not _waits(self):
            ctx.scheduler.stand(me, op)
            _resumed(self, shadow, me, True)
            original(self)
            return
        me.public = op
        op.resumed = functools.partial(_resumed, self, shadow, me)
        shadow.extra = ["waiting", ctx.scheduler.clock.after(self.interval)]
        ctx.shadows.refresh(self, shadow)
        try:
            original(self)
        finally:
            me.public = None

    timer.run = run


def _waits(timer: Any) -> bool:
    """Whether there is a delay: with none, and where it has been cancelled before it began, it finds out in a step as well."""
    return not timer.finished._flag and not (isinstance(timer.interval, int | float) and timer.interval <= 0)


def _resumed(timer: Any, shadow: Shadow, me: ProgramThread, _timely: bool) -> None:
    fired = not timer.finished._flag
    shadow.extra = ["fired" if fired else "cancelled", None]
    ctx.recorder.emit(ev.OP, me.id, shadow.id, {"op": "timer", "result": fired}, me.file, me.line)
    ctx.shadows.refresh(timer, shadow)
    me.public = None


def _timer_view(timer: Any, shadow: Shadow) -> View:
    state, due = shadow.extra or ["new", None]
    thread = thread_of(timer)
    return {"due": due, "state": state, "thread": thread.id if thread else None, "interval": timer.interval}


def _cancel(_timer: Any, shadow: Shadow, _me: ProgramThread) -> Plan:
    def done(_none: Any) -> None:
        if (shadow.extra or ["new"])[0] in ("new", "waiting"):
            shadow.extra = ["cancelled", None]

    return Plan(plan_op(shadow, "cancel"), done=done)
