"""The program's process as a copy of this one, for a program that is alive here and cannot be begun anew."""

import contextlib
import importlib
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from threadtui.engine.program import Runnable
from threadtui.engine.recorder import Channel

FAULT = 3
"""Exit status of a bug of ours."""


class Copy:
    """The process from outside: what is asked of a ``subprocess.Popen``."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._status: int | None = None

    def wait(self) -> int:
        """Its exit status, negative for a signal; safe to call again."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status


def fork(
    entry: str,
    config: dict[str, Any],
    alive: Callable[[], Runnable],
    streams: tuple[int, int, int],
    events: int,
    commands: int,
) -> Copy:
    """A copy in which ``entry``, a module's name, takes over with what ``alive`` gives. ``streams`` become 0, 1 and 2."""
    module = importlib.import_module(entry)  # here, so that the next copy has it
    with _without_warning():
        pid = os.fork()
    if pid:
        return Copy(pid)
    leave = os._exit
    try:
        _settle_down(streams)
        module.main(config, events, commands, alive())
    except BaseException:  # noqa: BLE001 (nothing may come back into the caller's frames: there they run already)
        Channel(events).send("fault", traceback.format_exc())
    leave(FAULT)
    raise AssertionError("the process is gone")


@contextlib.contextmanager
def _without_warning() -> Iterator[None]:
    """From 3.12 on Python warns of a fork beside other threads: theirs are not in the copy, and their locks are given new ones."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        yield


def _settle_down(streams: tuple[int, int, int]) -> None:
    """A process of its own: no terminal, no signals of the parent's, streams of its own."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc] # noqa: SIM115 (as long as the process)
