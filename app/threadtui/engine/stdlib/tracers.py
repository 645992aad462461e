"""``sys.settrace`` and ``sys.setprofile`` of the program itself: told of its own frames and the library's, not of the engine's.

A plain run has no such frames, and the function is the program's code: a point in it would stand wherever the engine is.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from threadtui.engine import raw
from threadtui.engine.places import in_engine
from threadtui.engine.stdlib.context import Function
from threadtui.engine.untraced import is_ours

Tracer = Callable[[FrameType, str, Any], Any]


def install() -> None:
    """Replace the four functions of ``sys``."""
    sys.settrace = Function(raw.settrace, lambda function: raw.settrace(_filtered(function)))
    sys.setprofile = Function(raw.setprofile, lambda function: raw.setprofile(_filtered(function)))
    sys.gettrace = Function(raw.gettrace, lambda: _given(raw.gettrace()))
    sys.getprofile = Function(raw.getprofile, lambda: _given(raw.getprofile()))


class _Filtered:
    """What is installed in the place of the program's function."""

    __slots__ = ("function",)

    def __init__(self, function: Tracer) -> None:
        self.function = function

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        return None if in_engine(frame.f_code) else self.function(frame, event, argument)


def _filtered(function: Tracer | None) -> _Filtered | None:
    return None if function is None else _Filtered(function)


def _given(installed: Any) -> Any:
    """What the program itself has installed; nothing where it is the engine's own that is there."""
    if type(installed) is _Filtered:
        return installed.function
    return None if is_ours(installed) else installed
