"""What the replacements share: one engine per process, since there is one ``threading`` per process."""

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threadtui.engine.places import Places
    from threadtui.engine.recorder import Recorder
    from threadtui.engine.scheduler import Scheduler
    from threadtui.engine.stdlib.shadows import Shadows


class Context:
    """Set once, before the first replacement is called. ``let_go``: this process is a forked child, and none of ours;
    ``sentinels`` are the locks that its threads release when they end. ``shows``: does anybody look at values, places, sizes?"""

    let_go = False
    shows = True
    sentinels: dict[int, Any]

    scheduler: "Scheduler"
    recorder: "Recorder"
    places: "Places"
    shadows: "Shadows"


ctx = Context()
ctx.sentinels = {}


class Function(partial[Any]):
    """A callable that, like a builtin function, does not bind to an instance when it is found in a class.

    A ``partial`` without arguments, since that is called in C: a library calls some of these several times for each thread.
    """

    def __new__(cls, original: Any, replacement: Any) -> "Function":
        self: Any = super().__new__(cls, replacement)
        self.__name__ = self.__qualname__ = original.__name__
        self.__module__ = original.__module__
        self.__doc__ = original.__doc__
        self.__wrapped__ = replacement
        made: Function = self
        return made

    def __get__(self, obj: Any, owner: type | None = None) -> "Function":
        return self

    def __repr__(self) -> str:
        return f"<built-in function {self.__dict__['__name__']}>"
