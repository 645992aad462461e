"""Stacks and locals of threads that stand still, for a person to look at."""

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from threadtui.engine.pending import ProgramThread
from threadtui.engine.places import _ENGINE, Places
from threadtui.engine.scheduler import Scheduler
from threadtui.engine.values import safe_repr

FRAMES = 60
"""Frames of a stack that are sent: a recursion without end is not worth more."""

LOCALS = 40
"""Locals that are sent: more do not fit on any screen."""


class Inspector:
    """Reads other threads' frames; runs no code of the program."""

    def __init__(self, scheduler: Scheduler, places: Places) -> None:
        self._scheduler = scheduler
        self._places = places

    def moved(self) -> Iterator[dict[str, Any]]:
        """Stack of each thread that has moved since it was last asked for."""
        frames = sys._current_frames()
        for thread in self._scheduler.alive:
            if not thread.outside and thread.inspected != thread.moved_at and thread.ident in frames:
                thread.inspected = thread.moved_at
                yield self._stack(thread, frames[thread.ident])

    def _stack(self, thread: ProgramThread, top: FrameType) -> dict[str, Any]:
        own = self._places.own_frame(top)
        values = [] if own is None else [[name, safe_repr(value)] for name, value in _locals(own)]
        return {
            "step": self._scheduler.step,
            "thread": thread.id,
            "frames": [[f.f_code.co_qualname, f.f_code.co_filename, f.f_lineno or 0] for f in _frames(own or top)],
            "locals": values[:LOCALS],
        }

    def running_place(self) -> tuple[str, int]:
        """Path and line of the program's own frame in the thread that has the turn; empty where it has none."""
        thread = self._scheduler.current
        top = sys._current_frames().get(thread.ident) if thread is not None else None
        frame = self._places.own_frame(top)
        return ("", 0) if frame is None else (frame.f_code.co_filename, frame.f_lineno or 0)


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    """Innermost first, without the engine's own and the machinery that runs the main module."""
    count = 0
    while frame is not None and count < FRAMES:
        if not frame.f_code.co_filename.startswith(_ENGINE):
            yield frame
            count += 1
        frame = frame.f_back


def _locals(frame: FrameType) -> list[tuple[str, Any]]:
    if frame.f_locals is frame.f_globals:
        return []  # module level: its variables are globals
    return [(name, value) for name, value in frame.f_locals.items() if not name.startswith(("@", "__"))]
