"""Signals: a handler of the program runs in the main thread, in its turn, like any other code of the program.

Python runs handlers in the main thread wherever that happens to be, in the middle of the engine's work and without the turn
too. So the handler that Python knows is ``Signals.arrive``: it runs the program's own at once only where the main thread is
in code of the program. Otherwise the signal waits, and makes the main thread ready, until it has the turn: then the
handler runs before what the thread stands at, and may raise out of it, as out of a lock under plain Python.

What the program sends itself arrives at once, without the system in between: so it repeats.
"""

import _thread
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.places import in_engine
from threadtui.engine.stdlib.context import Function, ctx
from threadtui.engine.surroundings import SIGNAL

_signal = sys.modules["_signal"]
"""What ``signal`` is written over, and what others import too."""

_set = _signal.signal
_get = _signal.getsignal
_alarm = getattr(signal, "getitimer", None)


class Signals:
    """The program's handlers, and the signals that wait for one."""

    def __init__(self, main: ProgramThread) -> None:
        self._main = main
        self._handlers: dict[int, Any] = {}
        self._come: list[int] = []
        self._handling: list[int] = []

    def install(self) -> None:
        """Replace what sets and sends signals. Python's own handler of Ctrl+C counts as the program's."""
        if callable(_get(signal.SIGINT)):
            self._set(signal.SIGINT, _get(signal.SIGINT))
        for module in (_signal, signal):
            _replace(module, "raise_signal", self._raise)
            _replace(module, "pthread_kill", self._send_to_thread)
        _replace(_signal, "signal", self._set)
        _replace(_signal, "getsignal", self._get)
        _replace(_thread, "interrupt_main", self._interrupt_main)
        _replace(os, "kill", self._send)

    # -- what the program calls ---------------------------------------------------------------------------------------

    def _set(self, number: int, handler: Any) -> Any:
        before = self._get(number)
        _set(number, self.arrive if callable(handler) else handler)
        self._handlers[int(number)] = handler
        return before

    def _get(self, number: int) -> Any:
        known = _get(number)
        return self._handlers.get(int(number), known)

    def _is_handled(self, number: Any) -> bool:
        return not ctx.let_go and isinstance(number, int) and callable(self._handlers.get(number))

    def _raise(self, original: Callable[..., Any], number: int) -> None:
        if self._is_handled(number):
            self._sent(number, sys._getframe(1))
        else:
            original(number)

    def _interrupt_main(self, original: Callable[..., Any], number: int = signal.SIGINT) -> None:
        self._raise(original, number)

    def _send(self, original: Callable[..., Any], process: int, number: int) -> None:
        if process == os.getpid() and self._is_handled(number):
            self._sent(number, sys._getframe(1))
        else:
            original(process, number)

    def _send_to_thread(self, original: Callable[..., Any], thread: int, number: int) -> None:
        if thread in ctx.scheduler.by_ident and self._is_handled(number):
            self._sent(number, sys._getframe(1))
        else:
            original(thread, number)

    # -- arriving -----------------------------------------------------------------------------------------------------

    def arrive(self, number: int, frame: FrameType | None) -> None:
        """What Python calls, in the main thread, between any two instructions."""
        if ctx.let_go:
            self._handlers[number](number, frame)
        elif ctx.scheduler.me() is self._main and _is_in_program(frame):
            self._handle(number, frame)
        else:
            self._keep(number)

    def _sent(self, number: int, frame: FrameType) -> None:
        """Sent by the program itself: the main thread handles it before the call returns, any other leaves it to that one."""
        if ctx.scheduler.me() is self._main:
            self._handle(number, ctx.places.own_frame(frame))
        else:
            self._keep(number)

    def _keep(self, number: int) -> None:
        if number not in self._come:
            self._come.append(number)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if number in self._handling:
            self._keep(number)
            return
        self._handling.append(number)
        try:
            self._call(number, frame)
        finally:
            self._handling.remove(number)

    def _call(self, number: int, frame: FrameType | None) -> None:
        main = self._main
        ctx.recorder.emit(ev.OP, main.id, 0, {"op": SIGNAL, "result": _name(number)}, main.file, main.line)
        handler = self._handlers.get(number)
        if callable(handler):
            handler(number, frame)

    # -- what the scheduler asks --------------------------------------------------------------------------------------

    @property
    def waiting(self) -> list[int]:
        """Those that wait for their handler. One whose handler runs does not come again before that has ended."""
        return [number for number in self._come if number not in self._handling] if self._come else self._come

    def operation(self) -> Operation:
        """What the main thread stands before while a signal waits."""
        return Operation(SIGNAL, 0, _name(self.waiting[0]))

    def deliver(self) -> None:
        """Handle what waits; the main thread has the turn. Lets a handler's exception through."""
        while waiting := self.waiting:
            self._come.remove(waiting[0])
            self._handle(waiting[0], ctx.places.own_frame(sys._getframe(1)))

    def expected(self) -> bool:
        """Is an alarm set? Others may come from outside at any time, and nobody waits for those."""
        return _alarm is not None and _alarm(signal.ITIMER_REAL)[0] > 0


def _is_in_program(frame: FrameType | None) -> bool:
    """Is this the program's code, or a library's that it has called, with nothing of the engine's in between?"""
    while frame is not None and not in_engine(frame.f_code):
        if ctx.places.is_own(frame):
            return True
        frame = frame.f_back
    return False


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _replace(module: Any, name: str, replacement: Callable[..., Any]) -> None:
    original = getattr(module, name, None)
    if original is None:
        return
    if name in ("signal", "getsignal"):
        setattr(module, name, Function(original, replacement))
    else:
        setattr(module, name, Function(original, lambda *args: replacement(original, *args)))
