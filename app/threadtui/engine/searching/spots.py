"""Shared locations while searching: known by keys that survive reordering; a point only where two threads can meet.

A container and its elements are one location. A location that only one thread has touched so far costs no choice: the point is
passed over. When a second thread comes to it, it is ``shared`` from then on, in all executions to come.
"""

from builtins import id, type  # the program may put others in their place
from collections.abc import Callable, Sequence
from types import CellType, CodeType
from typing import Any

from threadtui.engine.pending import Operation
from threadtui.engine.searching.search_thread import SearchThread
from threadtui.engine.searching.turns import Turns
from threadtui.engine.source import kinds, locations
from threadtui.engine.source.book import MAIN, Book
from threadtui.engine.source.kinds import INSTANCE, SLOT
from threadtui.engine.source.locations import WHOLE, Getter, Location
from threadtui.engine.source.names import Holder
from threadtui.engine.source.sink import ACCESS, Shared

CLEARED = "events that are cleared"
"""Stands among the names of shared locations where an event has been cleared: that too changes what a step is."""

MET = "@"
"""Between the name of a class and the number of its object."""


_read = object.__getattribute__


NOBODY = Holder(None, "")
"""Names are given as locations are met, and nobody asks for them again."""


class Spot(Location):
    """It does not hold its holder, who holds it. ``plain_in``: an attribute that is data of the instance in every object of this
    class, so that it need not be found out again; None where that is not so."""

    __slots__ = ("plain_in",)

    def __init__(self, suffix: str, get: Getter) -> None:
        super().__init__(NOBODY, suffix, get)
        self.plain_in: type | None = None


class Spots(Book):
    """All locations of one execution; ``begin`` starts afresh. The numbers of locations stay the same."""

    sink: "Accesses"
    shows = False

    def __init__(self, sink: "Accesses") -> None:
        super().__init__(sink)
        self._turns = sink.turns
        self._codes: dict[str, CodeType] = {}
        self._lessons: dict[str, tuple[set[str], set[str], bool]] = {}
        self._kept: list[str] = []
        sink.keep = self.keep
        self.numbers: dict[str, int] = {}
        self.keys: list[str] = [""]

    def begin(self) -> None:
        self.written.clear()
        self._class_written.clear()
        self.writes_any = False
        self._last = None
        for kept in self.operands.values():
            kept.clear()
        self._objects.clear()
        self._modules.clear()
        self._found: dict[int, tuple[Any, Location]] = {}
        for path in self._kept:
            super().learn(path, *self._lessons[path])

    def _number(self, name: str) -> int:
        number = self.numbers.get(name)
        if number is None:
            number = self.numbers[name] = len(self.keys)
            self.keys.append(name)
        return number

    # -- what is shared

    @property
    def shared(self) -> list[str]:
        """Locations that several threads have touched, by their names; and whether anybody clears events."""
        names = [self.keys[number] for number in self.sink.shared]
        return sorted(names if self._turns.events_stay else [*names, CLEARED])

    @shared.setter
    def shared(self, names: Sequence[str]) -> None:
        """So that a schedule means the same as where this was learned."""
        self.sink.shared = {self._number(name) for name in names if name != CLEARED}
        self._turns.events_stay = CLEARED not in names

    # -- files

    @property
    def prepared(self) -> list[str]:
        """The files whose code has points."""
        return list(self._codes)

    def known(self, path: str) -> CodeType | None:
        """The code as it was prepared at first; what the file writes is known from here on, as at first."""
        code = self._codes.get(path)
        if code is not None and path in self._lessons:
            super().learn(path, *self._lessons[path])
        return code

    def learn(self, path: str, written: set[str], class_written: set[str], writes_any: bool) -> None:
        self._lessons[path] = written, class_written, writes_any
        super().learn(path, written, class_written, writes_any)

    def keep_what_is_known(self) -> None:
        """Of files whose modules stay loaded from one execution to the next."""
        self._kept = list(self._lessons)

    def keep(self, path: str, code: CodeType) -> None:
        """Prepared for all executions."""
        self._codes[path] = code

    def text(self, value: object) -> None:
        """A search compares names, not values."""

    # -- holders

    def module(self, names: dict[str, Any]) -> Holder:
        entry = self._modules.get(id(names))
        if entry is None:
            name = names.get("__name__")
            entry = self._modules[id(names)] = (names, Holder(None, "" if name == MAIN else f"{name}."))
        return entry[1]

    def attribute(self, target: Any, attr: str, store: bool) -> Location | None:
        if attr not in self.written and not self.writes_any:
            return None
        entry = self._objects.weak.get(id(target))
        if entry is not None and entry[0]() is target:
            found: Any = entry[1].locations.get(attr)
            if found is not None and found.plain_in is type(target):
                if not store:
                    try:
                        _read(target, attr)
                    except AttributeError:
                        return None
                return found  # type: ignore[no-any-return]
        return super().attribute(target, attr, store)

    def _instance_attribute(self, target: object, attr: str, store: bool, kind: str) -> Location | None:
        found: Any = super()._instance_attribute(target, attr, store, kind)
        if found is not None and kind in (INSTANCE, SLOT) and attr in self.written and attr not in self._class_written:
            found.plain_in = type(target)
        return found  # type: ignore[no-any-return]

    def cell(self, cell: CellType, name: str) -> Location:
        holder = self._objects.get(cell)
        if holder is None:
            holder = self._first_met(cell, name)
        return holder.locations.get(WHOLE) or self._new(holder, WHOLE, "", locations.of_cell(cell))

    def instance(self, target: object) -> Holder:
        return self._objects.get(target) or self._first_met(target, kinds.class_name(type(target)))

    def _first_met(self, target: object, base: str) -> Holder:
        """Named by the thread that came first, which most often is its maker, and its place among what that met."""
        me = self._turns.current or self._turns.mover
        assert me is not None
        me.met += 1
        holder = Holder(None, f"{base}{MET}{me.key}:{me.met}")
        self._objects.add(target, holder)
        return holder

    def _name_container(self, target: object, label: tuple[str, str], root: object) -> Holder:
        for names, module in self._modules.values():
            for name, value in list(names.items()):
                if value is target:
                    return Holder(module, name)
        kind, text = label
        if kind == "path" and root is not None:
            return Holder(self._root(root), f".{text}")
        me = self._turns.current or self._turns.mover
        assert me is not None
        me.met += 1
        return Holder(None, f"{text or kinds.class_name(type(target))}{MET}{me.key}:{me.met}")

    def element(self, target: Any, like: str, key: Any, label: tuple[str, str], root: object) -> Location:  # noqa: ARG002
        return self.whole(target, label, root)

    def _new(self, holder: Holder, key: object, suffix: str, get: Getter) -> Location:
        made = Spot(suffix, get)
        name = f"{holder.name()}{'[…]' if key is WHOLE else suffix}"
        made.id = number = self._number(name)
        if key is WHOLE or MET not in name:
            self.sink.variables.add(number)
        holder.locations[key] = made
        return made


class Accesses:
    """A ``Sink`` whose points are those of ``Turns``."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.level = ACCESS
        self.shared: set[int] = set()
        self.variables: set[int] = set()
        self._touched: dict[int, SearchThread] = {}
        self._operations: dict[tuple[str, int], Operation] = {}
        """Each thread that stands before an access of this kind stands before the same operation: nothing in it is its own."""
        self.tell: Any = None
        self.keep: Callable[[str, CodeType], None]

    def begin(self) -> None:
        self._touched = {}

    def line(self, path: str, line: int) -> None:  # noqa: ARG002
        me = self.turns.current
        if me is not None:
            self.turns.stand(me, Operation("line"))

    def access(self, op: str, location: Shared, new: str | None, path: str, line: int) -> None:  # noqa: ARG002
        turns = self.turns
        me = turns.current
        if me is None:
            return
        number = location.id
        if number not in self.shared:
            first = self._touched.setdefault(number, me)
            if first is me:
                if turns.passed_over(me, op):
                    return
            else:
                self._meet(number)
        operation = self._operations.get((op, number))
        if operation is None:
            operation = self._operations[op, number] = Operation(op, number)
        turns.stand(me, operation)
        if not turns.blind:
            self.tell(me, op, number)

    def note(self, op: str, location: Shared, new: str | None, path: str, line: int) -> None:  # noqa: ARG002
        """No point, but others may depend on it: also a variable's first value is a write."""
        me = self.turns.current
        if me is None:
            return
        number = location.id
        me.changes += op == "write"
        if number in self.shared:
            if not self.turns.blind:
                self.tell(me, op, number)
        elif number in self.variables and self._touched.setdefault(number, me) is not me:
            self._meet(number)

    def _meet(self, number: int) -> None:
        self.shared.add(number)
        self.turns.learned = True

    def declare(self, name: str, value: str | None, within: int, elements: list[int]) -> int:  # noqa: ARG002
        raise AssertionError("locations are numbered by their keys")

    def rename(self, location: int, name: str) -> None:
        """Nobody reads names."""

    def compiled(self, path: str, plain: CodeType, code: CodeType) -> None:  # noqa: ARG002
        self.keep(path, code)

    def plain(self, path: str, reason: str) -> None:
        """The run that shows a failure tells of it."""
