"""The program's clock: sleeping and reading the time, in virtual time."""

import time
from collections.abc import Callable
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.clock import EPOCH, SECOND, in_seconds
from threadtui.engine.pending import Operation
from threadtui.engine.stdlib.context import Function, ctx


def sleep(seconds: float) -> None:
    """Two steps: falling asleep, and waking up at the deadline or later."""
    seconds = _checked(seconds)
    me = ctx.scheduler.me()
    if me is None:
        if ctx.let_go:
            raw.sleep(seconds)
        return
    ctx.scheduler.stand(me, Operation("sleep", 0, seconds))
    until = ctx.scheduler.clock.after(seconds)
    ctx.recorder.emit(ev.OP, me.id, 0, {"op": "sleep", "result": until}, me.file, me.line)
    if seconds:
        ctx.scheduler.stand(me, Operation("wake", 0, None, None, until, sleeping=True, ticks=False))
        ctx.recorder.emit(ev.OP, me.id, 0, {"op": "wake", "result": None}, me.file, me.line)


def _checked(seconds: Any) -> float:
    """The argument as ``time.sleep`` takes it."""
    value = in_seconds(seconds)
    if value < 0:
        raise ValueError("sleep length must be non-negative")
    return value


def _read() -> int:
    """Virtual ns since the start. A read of the clock by the program is an operation, so that a loop on it moves the clock."""
    me = ctx.scheduler.me()
    if me is not None and not ctx.places.own_caller(2):
        ctx.scheduler.silent(me)
    elif me is not None:
        ctx.scheduler.stand(me, Operation("time"))
        ctx.recorder.emit(ev.OP, me.id, 0, {"op": "time", "result": ctx.scheduler.clock.now}, me.file, me.line)
    return ctx.scheduler.clock.now


def _elapsed() -> float:
    return _read() / SECOND


def _elapsed_ns() -> int:
    return _read()


def _wall() -> float:
    return (EPOCH + _read()) / SECOND


def _wall_ns() -> int:
    return EPOCH + _read()


def _now_by_default(original: Callable[..., Any], required: int) -> Callable[..., Any]:
    """``localtime()`` and its kin read the clock when they are given no time."""

    def with_default(*args: Any) -> Any:
        if len(args) > required and args[required] is not None:
            return original(*args)
        seconds = (EPOCH + ctx.scheduler.clock.now) / SECOND
        if original.__name__ in ("asctime", "strftime"):
            return original(*args[:required], time.localtime(seconds))
        return original(*args[:required], seconds)

    return with_default


def install() -> None:
    """Replace the functions of ``time``."""
    replacements: dict[str, Callable[..., Any]] = {
        "sleep": sleep,
        "time": _wall,
        "time_ns": _wall_ns,
        **dict.fromkeys(("monotonic", "perf_counter"), _elapsed),
        **dict.fromkeys(("monotonic_ns", "perf_counter_ns"), _elapsed_ns),
        **{name: _now_by_default(getattr(time, name), 0) for name in ("localtime", "gmtime", "ctime", "asctime")},
        "strftime": _now_by_default(time.strftime, 1),
    }
    for name, replacement in replacements.items():
        setattr(time, name, Function(getattr(time, name), replacement))
