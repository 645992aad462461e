"""Threads in real I/O: put outside while they are stuck there, taken back when they come to a point again.

A thread that has the turn and does nothing, in a call that waits for the real world, would hold up all others. The watchdog
takes the turn from it. When the call returns, the thread runs on to its next point beside whoever has the turn: that stretch
is the one place where two of the program's threads run at once, and such a run need not repeat. Whatever the engine has made
cooperative, a library's hidden lock too, is such a point for a thread from outside.

Rule 1: taking the turn away and coming back to a point are decided under ``lock``: either the watchdog is first, and the
thread comes back as one from outside, or the thread is, and the watchdog leaves it alone.
Rule 2: nobody is declared dead while anybody is outside: the turn lies ``idle`` until somebody comes back and takes it up.
"""

import os
import time
from typing import TYPE_CHECKING

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.pending import ProgramThread

if TYPE_CHECKING:
    from threadtui.engine.scheduler import Scheduler

STUCK_SECONDS = 0.3
"""How long a step must have stood still: longer than a disk or a loopback socket takes on a busy machine."""

STUCK_SHARE = 0.1
"""It has stood still if it used less than this share of a processor: one that asks a socket again and again, with short
timeouts, waits for the real world too, and costs about a hundredth."""

RUNNABLE = "R"
"""State of an OS thread that only waits for a processor: it is not stuck, the machine is busy."""


class Outside:
    """Who is outside, who has come back, and whether the turn lies idle."""

    def __init__(self, scheduler: "Scheduler") -> None:
        self._scheduler = scheduler
        self.lock = raw.allocate_lock()
        self.idle = False
        self.anyone = 0
        self.ever = False
        self._deputy = ProgramThread(0, "", True)
        self._back: list[tuple[ProgramThread, str]] = []

    def take_turn_from(self, thread: ProgramThread, step: int) -> None:
        """Put a stuck thread outside, unless it has come to a point meanwhile, and let the others go on."""
        scheduler = self._scheduler
        with self.lock:
            if scheduler.current is not thread or scheduler.inside is not None or scheduler.step != step:
                return
            thread.outside = True
            self.anyone += 1
            self.ever = True
            scheduler.current, scheduler.inside = None, self._deputy
        thread.state = "outside"
        scheduler.recorder.emit(ev.STATE, thread.id, 0, {"state": "outside", "waits_for": None, "until": None})
        raw.start_new_thread(scheduler.go_on_without, ())

    def comes_back(self, me: ProgramThread, ended: str = "") -> bool:
        """Called at every point, and with the thread's last state at its end. True if it has to wait for its turn.

        Not if it has the turn, nor if the turn lies idle: then it takes it up, and makes the next transition itself.
        """
        scheduler = self._scheduler
        with self.lock:
            if not me.outside:
                scheduler.inside = me
                return False
            self._back.append((me, ended))
            if not self.idle:
                return True
            self.idle = False
            scheduler.inside = me
            return False

    def welcome(self) -> None:
        """Whoever has come back stands at a point like everybody else from now on."""
        while self._back:
            thread, ended = self._back.pop(0)
            thread.outside = False
            self.anyone -= 1
            if ended:
                self._scheduler.end(thread, ended)
            else:
                self._scheduler.report(thread)

    def somebody_is_back(self) -> bool:
        return bool(self._back)

    def wait(self) -> bool:
        """Nobody inside can go on: leave the turn lying. False if somebody has come back in the meantime."""
        with self.lock:
            if self._back:
                return False
            self.idle = True
            self._scheduler.current = None
            return True

    def resume(self) -> None:
        """Something else lets somebody go on while the turn lies idle: take it up. Called by the watchdog."""
        with self.lock:
            if not self.idle:
                return
            self.idle = False
            self._scheduler.inside = self._deputy
        raw.start_new_thread(self._scheduler.go_on_without, ())


class Stillness:
    """Tells a thread that is stuck in a call from one that computes, or that waits for a processor."""

    def __init__(self) -> None:
        self._step = -1
        self._cpu = 0.0
        self._since = 0.0

    def stuck(self, thread: ProgramThread, step: int, now: float) -> bool:
        """Has this thread, in this step, hardly used a processor for ``STUCK_SECONDS`` of real time, and is it asleep?"""
        cpu = _cpu_seconds(thread.ident)
        if step != self._step or cpu - self._cpu > STUCK_SHARE * STUCK_SECONDS:
            self._step, self._cpu, self._since = step, cpu, now
            return False
        return now - self._since >= STUCK_SECONDS and _os_state(thread.native) != RUNNABLE


_clock_of = getattr(time, "pthread_getcpuclockid", None)
_clock_gettime = time.clock_gettime


def _cpu_seconds(ident: int) -> float:
    """Processor time of a living OS thread of this process; 0 where the platform does not tell."""
    return _clock_gettime(_clock_of(ident)) if _clock_of is not None else 0.0


def _os_state(native: int) -> str:
    """``R``, ``S``, ``D`` … as the kernel tells; empty where it does not."""
    try:
        descriptor = os.open(f"/proc/self/task/{native}/stat", os.O_RDONLY)
    except OSError:
        return ""
    try:
        return os.read(descriptor, 512).rpartition(b")")[2].split()[0].decode()
    finally:
        os.close(descriptor)
