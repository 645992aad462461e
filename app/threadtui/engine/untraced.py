"""A trace or profile function of the program's own is told nothing of a transition.

It is the program's code, with points in it: told of a call in the middle of a transition, it would stand at one there, in a
thread that does not have the turn any more.
"""

from types import FunctionType
from typing import Any

from threadtui.engine.places import in_engine
from threadtui.engine.raw import getprofile, gettrace, setprofile, settrace


class Untraced:
    """While it is entered, the calling thread is not traced. Where nothing traces, ``needed`` says so at little cost."""

    __slots__ = ("_profile", "_trace")

    def __enter__(self) -> None:
        self._trace, self._profile = gettrace(), getprofile()
        settrace(None)
        setprofile(None)

    def __exit__(self, *_exc: object) -> None:
        setprofile(self._profile)
        settrace(self._trace)


def needed() -> bool:
    """Does a function of the program's own trace or profile this thread?"""
    trace = gettrace()
    return (trace is not None and not is_ours(trace)) or getprofile() is not None


def is_ours(trace: Any) -> bool:
    """Is this a trace function of the engine itself?"""
    return type(trace) is FunctionType and in_engine(trace.__code__)
