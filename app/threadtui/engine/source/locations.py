"""The shared locations themselves: each can say its name, and what is there now, without running the program's code."""

from collections import deque
from collections.abc import Callable, Mapping
from types import CellType
from typing import Any
from weakref import ref

from threadtui.engine.source import kinds
from threadtui.engine.source.names import Holder
from threadtui.engine.values import safe_repr

MISSING: Any = object()
"""Stands for no value, where None is one."""

KEY_LIMIT = 40
"""Characters of an element's key in its name: names stand in narrow columns."""

Getter = Callable[[], object]


class Location:
    """A shared location, as ``sink.Shared`` wants it."""

    __slots__ = ("_get", "holder", "id", "suffix")

    def __init__(self, holder: Holder, suffix: str, get: Getter) -> None:
        self.id = 0
        self.holder = holder
        self.suffix = suffix
        self._get = get

    def name(self) -> str:
        """As it is called now; a second holder of the same name changes it."""
        return self.holder.name() + self.suffix

    @property
    def within(self) -> int:
        """Id of the container's own location, for an element of it; 0 where there is none (yet).

        Reading the whole container depends on each write of an element, and the other way round.
        """
        whole = self.holder.locations.get(WHOLE)
        return 0 if whole is None or whole is self else whole.id

    @property
    def method(self) -> str:
        return ""

    def is_unset(self) -> bool:
        """Whether there is no value now."""
        return self._get() is MISSING

    def value(self) -> object:
        """What is there now, ``MISSING`` if nothing."""
        return self._get()

    def peek(self) -> str | None:
        """Safe repr of its value now, None when unset; never runs code of the program."""
        value = self._get()
        return None if value is MISSING else safe_repr(value)

    def after(self) -> str | None:
        """What a pending write will leave: not known of the location alone."""
        return None


WHOLE: Any = object()
"""Key of a container's location as a whole, in its holder."""


def weakly(value: object) -> Getter:
    """Gives the object back; ``MISSING`` once it is gone. Objects that cannot be held weakly are held."""
    try:
        held = ref(value)
    except TypeError:
        return lambda: value

    def get() -> object:
        found = held()
        return MISSING if found is None else found

    return get


def of_instance(target: object, attr: str) -> Getter:
    """An attribute in the instance or a slot of it."""
    get = weakly(target)
    del target

    def value() -> object:
        found = get()
        return found if found is MISSING else instance_value(found, attr)

    return value


def instance_value(target: object, attr: str) -> object:
    """The plain reading of an attribute that is known to be data."""
    try:
        return object.__getattribute__(target, attr)
    except AttributeError:
        return MISSING


def of_class(owner: type, attr: str) -> Getter:
    """An attribute of a class."""
    get = weakly(owner)
    del owner

    def value() -> object:
        found: Any = get()
        return found if found is MISSING else kinds.namespace(found).get(attr, MISSING)

    return value


def of_mapping(names: Mapping[str, object], name: str) -> Getter:
    """A module's global."""
    return lambda: names.get(name, MISSING)


def of_cell(cell: CellType) -> Getter:
    """A variable of a function that inner functions have too."""

    def value() -> object:
        try:
            return cell.cell_contents
        except ValueError:
            return MISSING

    return value


def of_element(container: object, like: str, key: Any) -> Getter:
    """An element, by the container type's own reading."""
    get = weakly(container)
    del container

    def value() -> object:
        found: Any = get()
        if found is MISSING:
            return MISSING
        try:
            return READERS[like](found, key)
        except LookupError:
            return MISSING

    return value


READERS: dict[str, Callable[[Any, Any], object]] = {
    "list": list.__getitem__,
    "dict": lambda found, key: dict.get(found, key, MISSING),
    "deque": deque.__getitem__,
    "bytearray": bytearray.__getitem__,
}
"""How an element is read, past anything that a subclass may do."""

SIZES: dict[str, Callable[[Any], int]] = {
    "list": list.__len__,
    "deque": deque.__len__,
    "bytearray": bytearray.__len__,
}
"""How long a sequence is, likewise."""


def key_text(key: object) -> str:
    """An element's key as it stands in the location's name."""
    return f"[{safe_repr(key, KEY_LIMIT)}]"
