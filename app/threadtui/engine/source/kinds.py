"""What an attribute of a type is, and which types are containers: asked of the types alone, so no program code runs."""

import weakref
from builtins import any, id, next, type  # noqa: UP029 - the program may put others in their place
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Mapping
from types import MemberDescriptorType, ModuleType
from typing import Any, Final

NONE: Final = ""
INSTANCE: Final = "instance"
SLOT: Final = "slot"
CLASS: Final = "class"
OF_CLASS: Final = "of a class itself"
OF_MODULE: Final = "of a module"

CONTAINERS: dict[type, str] = {
    list: "list",
    dict: "dict",
    set: "set",
    deque: "deque",
    bytearray: "bytearray",
    defaultdict: "dict",
    OrderedDict: "dict",
    Counter: "dict",
}
"""Types that can change in place, and what they are like."""

HEAP_TYPE: Final = 1 << 9
"""Flag of types that are made at run time: those of a program, and of Python modules."""

PRIMITIVE_MODULES = ("threading", "_thread", "queue", "_queue", "concurrent.futures", "threadtui.engine")
"""Modules whose objects are shown as primitives and threads; holding one is no shared value."""

_bases: Callable[[type], tuple[type, ...] | None] = type.__dict__["__mro__"].__get__
namespace: Callable[[type], Mapping[str, Any]] = type.__dict__["__dict__"].__get__
class_name: Callable[[type], str] = type.__dict__["__name__"].__get__
_module: Callable[[type], object] = type.__dict__["__module__"].__get__
module_namespace: Callable[[ModuleType], dict[str, Any]] = vars(ModuleType)["__dict__"].__get__
_flags: Callable[[type], int] = type.__dict__["__flags__"].__get__
_weak_references: Callable[[type], int] = type.__dict__["__weakrefoffset__"].__get__
_dictionary: Callable[[type], int] = type.__dict__["__dictoffset__"].__get__


def bases(kind: type) -> tuple[type, ...]:
    """The class and what it inherits from, in order; nothing yet while a metaclass works that out."""
    return _bases(kind) or ()


def find(kind: type, name: str) -> tuple[type, Any] | None:
    """The class in the order of inheritance that has the name, and what it has there."""
    for base in bases(kind):
        held = namespace(base)
        if name in held:
            return base, held[name]
    return None


def is_descriptor(value: object) -> bool:
    """Whether reading it through an instance gives something else: a function, a property."""
    kind = type(value)
    return find(kind, "__get__") is not None or find(kind, "__set__") is not None


def is_class(value: object) -> bool:
    return type in bases(type(value))


def is_module(value: object) -> bool:
    return ModuleType in bases(type(value))


def is_made_at_run_time(kind: type) -> bool:
    """Whether it is a class of the program or of a Python module, not one of the interpreter's own."""
    return bool(_flags(kind) & HEAP_TYPE)


def is_weakly_held(kind: type) -> bool:
    """Whether there can be weak references to its instances."""
    return bool(_weak_references(kind))


def is_primitive(value: object) -> bool:
    """Whether the value is a function, a class, a module, or a thing threads synchronise by."""
    kind = type(value)
    if is_class(value) or is_module(value) or find(kind, "__get__") is not None:
        return True
    return any(_of_primitives(_module(base)) for base in bases(kind)[:-1])


def _of_primitives(module: object) -> bool:
    if type(module) is not str:
        return False
    return any(module == name or module.startswith(name + ".") for name in PRIMITIVE_MODULES)


def classify(kind: type, name: str) -> str:
    """Where reading ``name`` of an instance of ``kind`` finds data: instance, slot, class attribute, or none.

    Classes and modules are looked at one by one.
    """
    if type in bases(kind):
        return OF_CLASS
    if ModuleType in bases(kind):
        return OF_MODULE
    own_reading = find(kind, "__getattribute__")
    if own_reading is None or own_reading[0] is not object:
        return NONE
    found = find(kind, name)
    if found is None:
        return INSTANCE if _dictionary(kind) else NONE
    owner, value = found
    if type(value) is MemberDescriptorType:
        return SLOT if _flags(owner) & HEAP_TYPE else NONE
    return NONE if is_descriptor(value) else CLASS


def like(kind: type) -> str:
    """Which container the type is, or is derived from; empty for any other."""
    return next((CONTAINERS[base] for base in bases(kind) if _is_known(base)), "")


def inherits(kind: type, method: str) -> bool:
    """Whether the method is a container's own, not one that the program wrote over it."""
    found = find(kind, method)
    return found is not None and (not is_made_at_run_time(found[0]) or _is_known(found[0]))


def _is_known(kind: type) -> bool:
    """Whether it is one of the containers; a class with a metaclass might hash by the program's own code."""
    return type(kind) is type and kind in CONTAINERS


class Kinds:
    """Remembers what was found out about types, for as long as they live."""

    def __init__(self) -> None:
        self._types: dict[int, tuple[weakref.ref[type], dict[str, str]]] = {}

    def attribute(self, kind: type, name: str) -> str:
        """See ``classify``."""
        entry = self._types.get(id(kind))
        known = entry[1] if entry is not None and entry[0]() is kind else self._of(kind)
        found = known.get(name)
        if found is None:
            found = known[name] = classify(kind, name)
        return found

    def like(self, kind: type) -> str:
        """See ``like``."""
        known = self._of(kind)
        found = known.get("")
        if found is None:
            found = known[""] = like(kind)
        return found

    def container(self, kind: type, method: str) -> str:
        """Which container the type is as far as ``method`` goes; empty where the method is the program's own."""
        key = "." + method
        known = self._of(kind)
        found = known.get(key)
        if found is None:
            base = like(kind)
            found = known[key] = base if base and inherits(kind, method) else ""
        return found

    def forget(self) -> None:
        """A class has changed."""
        self._types.clear()

    def _of(self, kind: type) -> dict[str, str]:
        entry = self._types.get(id(kind))
        if entry is not None and entry[0]() is kind:
            return entry[1]
        key, types = id(kind), self._types
        known: dict[str, str] = {}
        types[key] = (weakref.ref(kind, lambda _: types.pop(key, None)), known)
        return known
