"""Tells of each instruction of some functions before it is carried out: ``sys.monitoring`` from Python 3.12, ``settrace`` before.

Nothing is installed while nobody asks for it, so a program that traces or monitors itself is left alone. At the granularity
that asks for it, a thread with a trace function of its own keeps that one (3.11) and is not told of, and another tool's
number is not taken.
"""

import sys
from collections.abc import Callable, Container
from types import CodeType, FrameType
from typing import Any, Protocol

from threadtui.engine import raw

Reached = Callable[[CodeType, int], bool]
"""The thread stands before the instruction at this offset; False: never tell of this one again."""

TOOLS = (4, 3, 5, 2, 1, 0)
"""Numbers of monitoring tools, those first that no kind of tool has by convention."""

_monitoring: Any = getattr(sys, "monitoring", None)


class Tracer(Protocol):
    """Calls ``reached`` in the thread itself, which may park there."""

    def obstacle(self) -> str:
        """Why it cannot start, in one line; empty where it can."""

    def start(self) -> None: ...

    def add(self, code: CodeType) -> None:
        """Tell of this code's instructions too, from now on."""

    def stop(self) -> None: ...

    def arrived(self) -> None:
        """The calling thread goes on after it has stood somewhere; tracing may have begun or ended meanwhile."""

    def follows(self) -> bool:
        """Whether the calling thread's instructions are told of."""


def make(reached: Reached, known: Container[int]) -> Tracer:
    """``known`` holds the ``id`` of all codes that are told of."""
    return Monitoring(reached) if _monitoring is not None else Tracing(reached, known)


class Monitoring:
    """Instructions are instrumented in the code itself, for all threads and for frames that run already."""

    def __init__(self, reached: Reached) -> None:
        self._reached = reached
        self._codes: list[CodeType] = []
        self._tool = -1

    def obstacle(self) -> str:
        taken = [_monitoring.get_tool(number) for number in sorted(TOOLS)]
        if self._tool >= 0 or None in taken:
            return ""
        names = ", ".join(dict.fromkeys(taken))
        return f"bytecode cannot be had: all tool numbers of sys.monitoring are taken, by {names}"

    def start(self) -> None:
        self._tool = next(number for number in TOOLS if _monitoring.get_tool(number) is None)
        _monitoring.use_tool_id(self._tool, "threadtui")
        disable = _monitoring.DISABLE
        reached = self._reached

        def instruction(code: CodeType, offset: int) -> object:
            return None if reached(code, offset) else disable

        _monitoring.register_callback(self._tool, _monitoring.events.INSTRUCTION, instruction)
        self._set(_monitoring.events.INSTRUCTION)

    def add(self, code: CodeType) -> None:
        self._codes.append(code)
        if self._tool >= 0:
            _monitoring.set_local_events(self._tool, code, _monitoring.events.INSTRUCTION)

    def stop(self) -> None:
        self._set(_monitoring.events.NO_EVENTS)
        _monitoring.register_callback(self._tool, _monitoring.events.INSTRUCTION, None)
        _monitoring.free_tool_id(self._tool)
        self._tool = -1

    def _set(self, events: int) -> None:
        for code in self._codes:
            _monitoring.set_local_events(self._tool, code, events)

    def arrived(self) -> None:
        """Nothing is kept by thread."""

    def follows(self) -> bool:
        return self._tool >= 0


class Tracing:
    """A trace function in each thread, which that thread itself must set: at the next place where it goes on."""

    def __init__(self, reached: Reached, known: Container[int]) -> None:
        self._on = False

        def step(frame: FrameType, event: str, _argument: Any) -> Any:
            if event == "opcode" and self._on:
                reached(frame.f_code, frame.f_lasti)
            return step

        def enter(frame: FrameType, _event: str, _argument: Any) -> Any:
            if id(frame.f_code) not in known:
                return None
            frame.f_trace_lines, frame.f_trace_opcodes = False, True
            return step

        self._step, self._enter, self._known = step, enter, known

    def obstacle(self) -> str:
        return ""

    def start(self) -> None:
        self._on = True

    def add(self, code: CodeType) -> None:
        """``known`` holds it."""

    def stop(self) -> None:
        self._on = False

    def arrived(self) -> None:
        tracing = raw.gettrace()
        if self._on and tracing is None:
            self._mark(self._step)
            raw.settrace(self._enter)
        elif not self._on and tracing is self._enter:
            raw.settrace(None)
            self._mark(None)

    def follows(self) -> bool:
        return self._on and raw.gettrace() == self._enter

    def _mark(self, step: Any) -> None:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            if id(frame.f_code) in self._known and (step is not None or frame.f_trace is self._step):
                frame.f_trace_lines, frame.f_trace_opcodes = step is None, step is not None
                if step is None:
                    del frame.f_trace
                else:
                    frame.f_trace = step
            frame = frame.f_back
