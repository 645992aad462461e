"""What outlives an execution of a live function, and is as it was before the next one begins.

Primitives that own code keeps (in modules, closures, instances of own classes) are shown from the start, in the state that
they were found in; every lock is held or free as it was; names of own modules are bound to what they were bound to. All
else that lies outside of the function, the contents of lists and of objects, is left as an execution leaves it.
"""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

from threadtui.engine.late.estate import Estate
from threadtui.engine.source.loader import OwnFiles
from threadtui.engine.stdlib.locks import Lock, RLock
from threadtui.engine.stdlib.public import SHOWN, show
from threadtui.engine.stdlib.shadows import ATTRIBUTE
from threadtui.engine.values import bases, plain_name

_CODE = (FunctionType, MethodType, partial, staticmethod, classmethod, type)
_CONTAINERS = (list, tuple, set, frozenset, deque)
_COPIED = (list, deque, dict)
"""Types of what a primitive keeps its state in, beside numbers and flags."""

_WITH_THREADS = ("ThreadPoolExecutor", "Timer")
"""Their threads are gone, or none of the program's: they can be neither shown nor put back."""

Labelled = tuple[Any, str]
"""An object, and the name that the source gives it."""


class Heirlooms:
    """Found once; ``put_back`` before each execution."""

    def __init__(self, modules: list[ModuleType], roots: Iterable[object], own: OwnFiles, estate: Estate) -> None:
        self._estate = estate
        self._names = [(vars(module), dict(vars(module))) for module in modules]
        found = list(_Search(modules, roots, own).primitives())
        self._locks = [each for each in found if isinstance(each[0], Lock | RLock)]
        self._shown = [(each, label, _state(each)) for each, label in found if not isinstance(each, Lock | RLock)]

    def put_back(self) -> None:
        """Locks first: a Condition shows the lock that it is over."""
        for names, before in self._names:
            for name in names.keys() - before.keys():
                del names[name]
            names.update(before)
        for lock, depth, holder in self._estate.locks:
            lock._depth, lock._holder, lock._waiters, lock._order = depth, holder, 0, None
            lock._shadow, lock._own = None, False
        for lock, label in self._locks:
            lock._show_as_own(label)
        for primitive, label, state in self._shown:
            _restore(primitive, state)
            show(primitive, label)


def _state(primitive: Any) -> dict[str, Any]:
    """Its attributes, with those of the conditions that it is made of."""
    state = {}
    for name, value in vars(primitive).items():
        if name != ATTRIBUTE:
            nested = type(value).__module__ == "threading" and hasattr(value, "__dict__")
            state[name] = (value, _state(value)) if nested else (_copy(value), None)
    return state


def _copy(value: Any) -> Any:
    return value.copy() if type(value) in _COPIED else value


def _restore(primitive: Any, state: dict[str, Any]) -> None:
    vars(primitive).clear()
    for name, (value, inner) in state.items():
        if inner is not None:
            _restore(value, inner)
        vars(primitive)[name] = _copy(value)


class _Search:
    """From own modules, and from what the function has, through own objects and containers; never through a library's."""

    def __init__(self, modules: list[ModuleType], roots: Iterable[object], own: OwnFiles) -> None:
        self._modules = modules
        self._roots = roots
        self._own = own
        self._seen: set[int] = set()
        self._mine: dict[type, bool] = {}
        self._primitives = (Lock, RLock, *(cls for cls in SHOWN if cls.__name__ not in _WITH_THREADS))

    def primitives(self) -> Iterator[Labelled]:
        """Each once, in an order that goes by the source alone."""
        waiting: deque[Labelled] = deque((vars(module), "") for module in self._modules)
        waiting.extend((root, "") for root in self._roots)
        while waiting:
            found, label = waiting.popleft()
            if id(found) in self._seen:
                continue
            self._seen.add(id(found))
            if issubclass(type(found), self._primitives):
                yield found, label or plain_name(type(found))
            else:
                waiting.extend(self._inside(found, label))

    def _inside(self, found: Any, label: str) -> Iterable[Labelled]:
        kind = type(found)
        if kind is dict:
            return [(value, key if type(key) is str else label) for key, value in found.items()]
        if kind in _CONTAINERS:
            return [(value, label) for value in (found if isinstance(found, list | tuple | deque) else _sorted(found))]
        # Asked of the type: the object itself might answer with code of its own (``__class__``).
        code = self._of_code(found, label) if issubclass(kind, _CODE) else []
        return code or self._of_instance(found)

    def _of_code(self, found: Any, label: str) -> list[Labelled]:
        match found:
            case FunctionType() if self._own.owns(found.__code__.co_filename, found.__module__ or ""):
                cells = zip(found.__closure__ or (), found.__code__.co_freevars, strict=True)
                given = [*(found.__defaults__ or ()), *(found.__kwdefaults__ or {}).values(), *vars(found).values()]
                return [*((_held(cell), name) for cell, name in cells), *((value, "") for value in given)]
            case MethodType():
                return [(found.__self__, label), (found.__func__, label)]
            case partial():
                return [(found.func, label), (found.args, label), (found.keywords, label)]
            case staticmethod() | classmethod():
                return [(found.__func__, label)]
            case type() if self._is_mine(found):
                return [(value, f"{plain_name(found)}.{name}") for name, value in vars(found).items()]
            case _:
                return []

    def _of_instance(self, found: Any) -> Iterator[Labelled]:
        """Attributes that own code has given it: a library's class has locks that are none of the program's."""
        cls = type(found)
        if not self._is_mine(cls):
            return
        for name, value in _attributes(found):
            if self._is_named(cls, name):
                yield value, f"{plain_name(cls)}.{name}"

    def _is_mine(self, cls: type) -> bool:
        mine = self._mine.get(cls)
        if mine is None:
            module = sys.modules.get(cls.__module__)
            path = getattr(module, "__file__", None)
            mine = self._mine[cls] = isinstance(path, str) and self._own.owns(path, cls.__module__)
        return mine

    def _is_named(self, cls: type, attribute: str) -> bool:
        """Does code of an own class name the attribute? If all its classes are own, it need not."""
        others = [base for base in bases(cls) or () if base is not object and not self._is_mine(base)]
        return not others or any(
            attribute in function.__code__.co_names
            for base in bases(cls) or ()
            if self._is_mine(base)
            for function in vars(base).values()
            if isinstance(function, FunctionType)
        )


def _sorted(found: Iterable[Any]) -> list[Any]:
    """A set's order goes by address, so nothing in it can be named; what has an order of its own has it here."""
    try:
        return sorted(found)
    except TypeError:
        return []


def _held(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None


def _attributes(found: Any) -> Iterator[tuple[str, Any]]:
    yield from list(getattr(found, "__dict__", {}).items())
    for cls in bases(type(found)) or ():
        for name, member in vars(cls).items():
            if type(member).__name__ == "member_descriptor":
                value = _in_slot(found, member)
                if value is not None:
                    yield name, value


def _in_slot(found: Any, member: Any) -> Any:
    try:
        return member.__get__(found)
    except AttributeError:  # empty
        return None
