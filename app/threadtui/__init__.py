"""threadtui: see the threads of a Python program run, one step at a time.

For tests: ``explore(function)`` searches for a schedule that breaks a function, ``replay(function, schedule)`` repeats one.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threadtui.calls import Result, Run, ScheduleFailed, explore, replay

__version__ = "0.1.0"

__all__ = ["Result", "Run", "ScheduleFailed", "__version__", "explore", "replay"]


def __getattr__(name: str) -> Any:
    """The calls are loaded when they are asked for: the command line, and a program's process, need none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from threadtui import calls

    return getattr(calls, name)
