"""A forked child is none of ours: it runs on without the engine, in real time, on real locks and threads.

Only the thread that forked is there in the child, and nobody else writes what the child's threads read: so all that is
cooperative becomes real at once, before any other hook of the standard library or of the program.
"""

import _warnings
import gc
import os
from collections.abc import Callable
from typing import Any

from threadtui.engine.clock import RunningClock
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.handles import ThreadHandle
from threadtui.engine.stdlib.locks import Lock, RLock

_filters: list[Any] = _warnings.filters


class _AboutThreads:
    """Matches the warning of Python 3.12 and later about a fork beside other threads."""

    def match(self, text: str) -> bool:
        return "is multi-threaded, use of" in text


_MUTE = ("ignore", _AboutThreads(), DeprecationWarning, None, 0)


_ours = False
_let_go: Callable[[], None]


def our_own(fork: Callable[[], int]) -> int:
    """A fork that copies the engine with its program, which goes on under it in the child."""
    global _ours
    _ours = True
    try:
        return fork()
    finally:
        _ours = False


def whose(let_go: Callable[[], None]) -> None:
    """What is to be let go of in the program's own children, from now on."""
    global _let_go
    _let_go = let_go


def install(let_go: Callable[[], None]) -> None:
    """Must come before ``threading`` is imported, whose own hook needs locks that are real already."""

    whose(let_go)

    def in_child() -> None:
        if not _ours:
            _let_go()
            _unmute()
            _become_real()

    os.register_at_fork(before=_before, after_in_child=in_child)


def _before() -> None:
    """A program of one thread gets no warning because of the engine's own threads. From 3.13 on the warning comes after the
    hooks of the parent: so the filter stays until a fork beside other threads."""
    _unmute()
    if ctx.scheduler.me() is not None and len(ctx.scheduler.alive) == 1:
        _filters.insert(0, _MUTE)
        _tell_of_filters()


def _unmute() -> None:
    if _MUTE in _filters:
        _filters.remove(_MUTE)
        _tell_of_filters()


def _tell_of_filters() -> None:
    tell = getattr(_warnings, "_filters_mutated", None) or _warnings._filters_mutated_lock_held  # type: ignore[attr-defined]
    tell()


def _become_real() -> None:
    scheduler = ctx.scheduler
    me = scheduler.me()
    mine = me.id if me is not None else 0
    scheduler.by_ident.clear()
    ctx.let_go = True
    scheduler.clock = RunningClock(scheduler.clock.now)
    handles: list[ThreadHandle] = []
    for obj in gc.get_objects():
        kind = type(obj)
        if kind is Lock:
            obj._become_real(obj._depth)
        elif issubclass(kind, RLock):
            obj._become_real(obj._depth if obj._holder == mine else 0)
        elif kind is ThreadHandle:
            handles.append(obj)
    for handle in handles:
        handle.vanish()
    gc.enable()
