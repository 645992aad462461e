"""The global generator of ``random``: seeded from the run, and as it was before each execution.

To put its 625 numbers back takes as long as two steps of a thread, and most programs never ask for one. So what leads to it is
out of ``random``'s names until somebody looks there; from then on it is put back each time.
"""

import sys
from types import BuiltinMethodType, FunctionType, MethodType, ModuleType
from typing import Any

BOUND = (BuiltinMethodType, MethodType)


class Chance:
    """``late``: the process is full of modules that may have its functions already."""

    def __init__(self, seed: int, *, late: bool) -> None:
        self._seed = seed
        self._late = late
        self._state: Any = None
        self._set: Any = None

    def begin(self, module: Any) -> None:
        """Before an execution."""
        inst = vars(module).get("_inst")
        if inst is None:
            return
        if self._state is None:
            module.seed(self._seed)
            self._state = module.getstate()[1]
            self._set = module.Random.__base__.setstate
            if not self._late and not _is_had_elsewhere(module):
                _hide(module)
        else:
            self._set(inst, self._state)
            inst.gauss_next = None


def _is_had_elsewhere(module: ModuleType) -> bool:
    """Has another module one of its functions?"""
    inst = vars(module)["_inst"]
    return any(
        type(value) in BOUND and value.__self__ is inst
        for other in [*sys.modules.values()]
        if isinstance(other, ModuleType) and other is not module
        for value in [*vars(other).values()]
    )


def _hide(module: ModuleType) -> None:
    """Take what leads to the generator out of the module's names, until somebody asks for one of them."""
    names = vars(module)
    inst = names["_inst"]
    hidden = {name: value for name, value in names.items() if type(value) in BOUND and value.__self__ is inst}
    hidden["_inst"] = inst
    while True:
        more = {
            name: value
            for name, value in names.items()
            if name not in hidden
            and type(value) is FunctionType
            and not hidden.keys().isdisjoint(value.__code__.co_names)
        }
        if not more:
            break
        hidden |= more
    whole = dict(names)
    for name in hidden:
        del names[name]

    def show() -> None:
        for name in ("__getattr__", "__dir__"):
            names.pop(name, None)
        mine = dict(names)
        names.clear()
        names.update(whole)
        names.update(mine)

    def __getattr__(name: str) -> Any:
        if name not in hidden:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}", name=name, obj=module)
        show()
        return names[name]

    def __dir__() -> list[str]:
        show()
        return [*names]

    names["__getattr__"], names["__dir__"] = __getattr__, __dir__
