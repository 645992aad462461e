"""What is at stake in a write: a thread that read a value, and writes it back after another one has written."""

from typing import NamedTuple

from threadtui.tui.panels.accesses import recent
from threadtui.tui.view import View
from threadtui.world.history import Access

LOOK_BACK = 64
"""Accesses of a location that are looked at: the threads of a program that a person steps are seldom further apart."""


class Lost(NamedTuple):
    """``thread`` read ``value`` before ``other`` wrote ``written``; if it writes now, that update is lost."""

    location: int
    thread: int
    other: int
    value: str | None
    written: str | None


def lost_update(view: View, thread: int) -> Lost | None:
    """The update that is lost if this thread makes its next step; None where there is none."""
    known = view.world.threads.get(thread)
    if known is None or known.pending is None or known.pending.op != "write" or known.state != "ready":
        return None
    location = known.pending.object
    accesses = recent(view, location, LOOK_BACK)
    mine = max((index for index, access in enumerate(accesses) if access.thread == thread), default=None)
    if mine is None or accesses[mine].kind != "read":
        return None
    written = _last_write(accesses[mine + 1 :])
    if written is None:
        return None
    return Lost(location, thread, written.thread, accesses[mine].value, written.value)


def _last_write(accesses: list[Access]) -> Access | None:
    return next((access for access in reversed(accesses) if access.kind == "write"), None)
