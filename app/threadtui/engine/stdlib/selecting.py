"""Selectors wait in real time: what they have waited has passed in virtual time too.

Else a loop that waits for files until a moment by the clock, as asyncio's does, would wait for a clock that stands still.
"""

import functools
from types import ModuleType
from typing import Any

from threadtui.engine.stdlib.context import ctx


def install(selectors: ModuleType) -> None:
    """Wrap the classes of this ``selectors`` module."""
    base = selectors.BaseSelector
    for cls in vars(selectors).values():
        if isinstance(cls, type) and issubclass(cls, base) and cls is not base and "select" in cls.__dict__:
            _follow_waits(cls)


def _follow_waits(cls: Any) -> None:
    original = cls.select

    @functools.wraps(original)
    def select(self: Any, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0 or ctx.scheduler.me() is None:
            return original(self, timeout)
        over = ctx.scheduler.clock.after(timeout)
        found = original(self, timeout)
        if not found:
            ctx.scheduler.clock.jump(over)
        return found

    cls.select = select
