"""The book of all shared locations: which one an access touches, made at first touch.

The rules, in short. An attribute is a location if it is data (in the instance, a slot, the class, or an own module),
and if some own file writes that attribute name after construction (anywhere but on ``self`` in ``__init__``): one that
never changes cannot be raced for, so a lock kept in ``self._lock`` is read without a word. Where a program writes
attributes by computed names, every data attribute counts, but for those that hold functions, classes, modules,
primitives and threads. A container is a location as a whole, and its elements are locations of their own where the key
is simple.
"""

from builtins import all, id, tuple, type  # the program may put others in their place
from types import CellType, CodeType
from typing import Any

from threadtui.engine.source import kinds, locations
from threadtui.engine.source.kinds import CLASS, NONE, OF_CLASS, OF_MODULE, Kinds
from threadtui.engine.source.locations import MISSING, WHOLE, Getter, Location
from threadtui.engine.source.names import Holder, Names
from threadtui.engine.source.objects import Objects
from threadtui.engine.source.sink import Sink
from threadtui.engine.values import safe_repr

SIMPLE_KEYS = frozenset({int, str, bytes, bool, type(None)})
"""Types of keys that name an element; anything else means the whole container."""

MAIN = "__main__"

CONTENTS = "[…]"
"""Tells a container as a whole from the attribute, element or variable that holds it, where both are locations."""


class Book:
    """All locations of one run. ``shows``: does anybody look at values? ``lines``: can lines be steps?"""

    shows = True
    lines = True

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.written: set[str] = set()
        self.writes_any = False
        self._class_written: set[str] = set()
        self._last: Location | None = None
        self.operands: dict[tuple[str, str], dict[int, object]] = {}
        self._kinds = Kinds()
        self._objects: Objects[Holder] = Objects()
        self._names = Names(sink.rename)
        self._modules: dict[int, tuple[dict[str, Any], Holder]] = {}

    def known(self, path: str) -> CodeType | None:  # noqa: ARG002
        """The code of a file that has been prepared before: in one run each is prepared once."""
        return None

    def learn(self, path: str, written: set[str], class_written: set[str], writes_any: bool) -> None:  # noqa: ARG002
        """Which attributes this own file writes, which of them on classes, and whether any by computed names."""
        self.written |= written
        self._class_written |= class_written
        self.writes_any |= writes_any

    # -- variables

    def module(self, names: dict[str, Any]) -> Holder:
        """The holder of a module's globals: bare names in ``__main__``, ``module.name`` elsewhere."""
        entry = self._modules.get(id(names))
        if entry is None:
            name = names.get("__name__")
            prefix = f"{name}." if type(name) is str and name != MAIN else ""
            entry = self._modules[id(names)] = (names, Holder(None, prefix))
        return entry[1]

    def variable(self, names: dict[str, Any], name: str) -> Location:
        """A global."""
        holder = self.module(names)
        found = holder.locations.get(name)
        return found or self._new(holder, name, name, locations.of_mapping(names, name))

    def cell(self, cell: CellType, name: str) -> Location:
        """A variable of a function that inner functions have too, called ``function.variable``."""
        self._objects.sweep()
        holder = self._objects.get(cell)
        if holder is None:
            holder = self._names.holder(None, name)
            self._objects.add(cell, holder)
        return holder.locations.get(WHOLE) or self._new(holder, WHOLE, "", locations.of_cell(cell))

    # -- attributes

    def attribute(self, target: Any, attr: str, store: bool) -> Location | None:
        """The location of ``target.attr``, None if that is none."""
        if attr not in self.written and not self.writes_any:
            return None
        kind = self._kinds.attribute(type(target), attr)
        if kind == NONE:
            return None
        if kind == OF_CLASS:
            return self._class_attribute(target, attr, store)
        if kind == OF_MODULE:
            return self._module_attribute(target, attr)
        return self._instance_attribute(target, attr, store, kind)

    def _instance_attribute(self, target: object, attr: str, store: bool, kind: str) -> Location | None:
        if not store:
            value = locations.instance_value(target, attr)
            if value is MISSING or self._quiet(attr, value):
                return None
            if kind == CLASS and attr in self._class_written:
                owner, held = kinds.find(type(target), attr) or (type(target), MISSING)
                if held is value:  # it has none of its own: that cannot be asked without changing how it is stored
                    return self._class_location(owner, attr)
        holder = self.instance(target)
        return holder.locations.get(attr) or self._new(holder, attr, f".{attr}", locations.of_instance(target, attr))

    def _class_attribute(self, target: type, attr: str, store: bool) -> Location | None:
        if store:
            self._kinds.forget()
            return self._class_location(target, attr)
        found = kinds.find(target, attr)
        if found is None or kinds.is_descriptor(found[1]) or self._quiet(attr, found[1]):
            return None
        return self._class_location(found[0], attr)

    def _class_location(self, owner: type, attr: str) -> Location | None:
        if not kinds.is_made_at_run_time(owner):
            return None
        holder = self._class(owner)
        return holder.locations.get(attr) or self._new(holder, attr, f".{attr}", locations.of_class(owner, attr))

    def _module_attribute(self, target: Any, attr: str) -> Location | None:
        names = kinds.module_namespace(target)
        if id(names) not in self._modules or self._quiet(attr, names.get(attr)):
            return None
        return self.variable(names, attr)

    def _quiet(self, attr: str, value: object) -> bool:
        return attr not in self.written and kinds.is_primitive(value)

    def text(self, value: object) -> str | None:
        """The value as events show it."""
        return safe_repr(value)

    # -- holders

    def instance(self, target: object) -> Holder:
        """The holder of an instance's attributes, called by its class."""
        holder = self._objects.get(target)
        if holder is None:
            holder = self._names.holder(None, kinds.class_name(type(target)))
            self._objects.add(target, holder)
        return holder

    def _class(self, owner: type) -> Holder:
        holder = self._objects.get(owner)
        if holder is None:
            holder = Holder(None, kinds.class_name(owner))
            self._objects.add(owner, holder)
        return holder

    def _root(self, root: Any) -> Holder:
        if kinds.is_module(root):
            return self.module(kinds.module_namespace(root))
        return self._class(root) if kinds.is_class(root) else self.instance(root)

    # -- containers

    def container(self, target: object, method: str) -> str:
        """What kind of container the object is as far as the method goes, empty for none."""
        return self._kinds.container(type(target), method)

    def whole(self, target: object, label: tuple[str, str], root: object) -> Location:
        """The location of a container as a whole."""
        holder = self._container(target, label, root)
        found = holder.locations.get(WHOLE)
        if found is None:
            suffix = CONTENTS if _is_location(holder) else ""
            found = self._new(holder, WHOLE, suffix, locations.weakly(target))
        return found

    def element(self, target: Any, like: str, key: Any, label: tuple[str, str], root: object) -> Location:
        """The location of an element; the whole container where the key is none of the simple ones."""
        key = _position(target, like, key) if like != "dict" else key
        if like == "set" or not _is_simple(key):
            return self.whole(target, label, root)
        holder = self._container(target, label, root)
        found = holder.locations.get((key,))
        if found is None:
            found = self._new(holder, (key,), locations.key_text(key), locations.of_element(target, like, key))
        self._last = found
        return found

    def stored(self, value: object, target: Any) -> None:
        """A container was put into an attribute: its object is numbered now, so that numbers follow construction.

        The container itself is not kept: that would make it, and all that is in it, outlive its object.
        """
        if self._kinds.like(type(value)) and kinds.is_weakly_held(type(target)) and not kinds.is_class(target):
            self._root(target)

    def _container(self, target: object, label: tuple[str, str], root: object) -> Holder:
        self._objects.sweep()
        holder = self._objects.get(target)
        if holder is None:
            holder = self._name_container(target, label, root)
            self._objects.add(target, holder)
        return holder

    def _name_container(self, target: object, label: tuple[str, str], root: object) -> Holder:
        for names, module in self._modules.values():
            for name, value in list(names.items()):
                if value is target:
                    return self._names.holder(module, name)
        kind, text = label
        if kind == "path" and root is not None:
            return self._names.holder(self._root(root), text if kinds.is_module(root) else f".{text}")
        last = self._last
        if not text and last is not None and last.value() is target:
            return self._names.holder(last.holder, last.suffix)
        return self._names.holder(None, text or kinds.class_name(type(target)))

    def _new(self, holder: Holder, key: object, suffix: str, get: Getter) -> Location:
        self._make_way(holder, suffix)
        made = Location(holder, suffix, get)
        elements = (
            [] if key is not WHOLE else [found.id for part, found in holder.locations.items() if type(part) is tuple]
        )
        made.id = self.sink.declare(made.name(), made.peek(), made.within if type(key) is tuple else 0, elements)
        holder.locations[key] = made
        return made

    def _make_way(self, holder: Holder, suffix: str) -> None:
        """A place becomes a location that holds a container which is one already: they get different names."""
        for child in holder.children:
            whole = child.locations.get(WHOLE)
            if whole is not None and child.base == suffix and not whole.suffix:
                whole.suffix = CONTENTS
                self.sink.rename(whole.id, whole.name())


def _is_location(holder: Holder) -> bool:
    """Whether the place where the container is found is a location of its own."""
    parent = holder.parent
    return parent is not None and any(place.suffix == holder.base for place in parent.locations.values())


def _position(target: Any, like: str, key: object) -> object:
    """The key of a sequence's element counted from its front; None, for the whole, where there is no such element."""
    if like == "set" or type(key) is not int:
        return _NO_KEY
    size = locations.SIZES[like](target)
    place = key + size if key < 0 else key
    return place if 0 <= place < size else _NO_KEY


_NO_KEY = object()


def _is_simple(key: object) -> bool:
    if type(key) is tuple:
        return all(_is_simple(part) for part in key)
    return type(key) in SIMPLE_KEYS
