"""A trace or profile function of the program's own is told nothing of a transition.

It is the program's code, with points in it: told of a call in the middle of a transition, it would stand at one there, in a
thread that does not have the turn any more.
"""

import sys
from types import FunctionType
from typing import Any

from threadtui.engine.places import in_engine

_gettrace, _settrace = sys.gettrace, sys.settrace
_getprofile, _setprofile = sys.getprofile, sys.setprofile


class Untraced:
    """While it is entered, the calling thread is not traced. Where nothing traces, ``needed`` says so at little cost."""

    __slots__ = ("_profile", "_trace")

    def __enter__(self) -> None:
        self._trace, self._profile = _gettrace(), _getprofile()
        _settrace(None)
        _setprofile(None)

    def __exit__(self, *_exc: object) -> None:
        _setprofile(self._profile)
        _settrace(self._trace)


def needed() -> bool:
    """Does a function of the program's own trace or profile this thread?"""
    trace = _gettrace()
    return (trace is not None and not _is_ours(trace)) or _getprofile() is not None


def _is_ours(trace: Any) -> bool:
    return type(trace) is FunctionType and in_engine(trace.__code__)
