"""What a process that has been running leaves to the engine: real locks, queues and thread-local data, wherever they lie.

Each becomes a cooperative one in the same state, and all who had the one have the other: in modules, instances, lists,
closures, and as bound methods (a Condition keeps its lock's). What lies in a tuple or in C stays real.
"""

import _thread
import gc
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from types import BuiltinMethodType, CellType, FunctionType, ModuleType
from typing import Any, NamedTuple

from threadtui.engine import raw
from threadtui.engine.stdlib.locks import RLock, allocate_lock
from threadtui.engine.values import bases

_LOCKS = (raw.LockType, raw.RLock)
_LOCAL = _thread._local
_OURS = "threadtui."
_PLAIN = (str, bytes, int, float, tuple, type(None), FunctionType)
"""Types in which nothing of this kind is kept, or cannot be changed: most objects are of one of them."""


_ELSEWHERE = (type, ModuleType, BuiltinMethodType)
"""What they have lies in a dictionary that is found by itself, or cannot be changed. All is asked of an object's type: the
object itself might answer with code of its own (``__class__``)."""


class Place(NamedTuple):
    """Where something real lies: ``put`` puts another in its place, if ``get`` says that it still lies there."""

    found: Any
    get: Callable[[], Any]
    put: Callable[[Any], None]


class Estate:
    """Made before the engine makes locks of its own."""

    def __init__(self) -> None:
        self._queue = _simple_queue()
        self._real = (*_LOCKS, _LOCAL, *([self._queue] if self._queue else []))
        self._none_in = frozenset((*self._real, BuiltinMethodType)).isdisjoint
        self._places = list(self._search())
        self._heirs: dict[int, Any] = {}
        self.locks: list[Any] = []
        """The cooperative ones, each with the depth that it had."""

    # -- searching

    def _search(self) -> Iterator[Place]:
        """There may be millions of objects: what holds nothing of the kind is passed over by the types of what it holds."""
        ours = {id(vars(module)) for name, module in sys.modules.items() if name.startswith(_OURS)}
        none_in, held_by = self._none_in, gc.get_referents
        for holder in gc.get_objects():
            kind = type(holder)
            if kind in _PLAIN or none_in(map(type, held_by(holder))) or id(holder) in ours:
                continue
            if kind is dict:
                yield from self._in_mapping(holder)
            elif kind is list:
                yield from self._in_list(holder)
            elif kind is CellType:
                yield from self._in_cell(holder)
            elif not issubclass(kind, _ELSEWHERE):
                yield from self._in_instance(holder)

    def _is_real(self, value: Any) -> bool:
        return type(value) in self._real or (type(value) is BuiltinMethodType and type(value.__self__) in _LOCKS)

    def _in_mapping(self, holder: dict[Any, Any]) -> Iterator[Place]:
        for key, value in holder.items():
            if self._is_real(value):
                yield Place(value, partial(holder.get, key), partial(holder.__setitem__, key))

    def _in_list(self, holder: list[Any]) -> Iterator[Place]:
        for key, value in enumerate(holder):
            if self._is_real(value):
                yield Place(value, partial(holder.__getitem__, key), partial(holder.__setitem__, key))

    def _in_cell(self, holder: CellType) -> Iterator[Place]:
        try:
            value = holder.cell_contents
        except ValueError:  # empty
            return
        if self._is_real(value):
            yield Place(value, lambda: holder.cell_contents, lambda heir: setattr(holder, "cell_contents", heir))

    def _in_instance(self, holder: Any) -> Iterator[Place]:
        """Values that lie in the object itself: up to a first look at its dictionary, that does not exist."""
        for cls in bases(type(holder)) or ():
            for name, member in vars(cls).items():
                if name == "__dict__" and type(member).__name__ == "getset_descriptor":
                    yield from self._in_mapping(member.__get__(holder))
                elif type(member).__name__ == "member_descriptor":
                    yield from self._in_slot(holder, member)

    def _in_slot(self, holder: Any, member: Any) -> Iterator[Place]:
        try:
            value = member.__get__(holder)
        except AttributeError:  # empty
            return
        if self._is_real(value):
            yield Place(value, lambda: member.__get__(holder), partial(member.__set__, holder))

    # -- handing over

    def hand_over(self, *, own_locals: bool) -> None:
        """Replace what was found. ``own_locals``: thread-local data too, since carriers are not the program's threads."""
        for found, get, put in self._places:
            if get() is not found or (type(found) is _LOCAL and not own_locals):
                continue
            heir = self._heir(found.__self__) if type(found) is BuiltinMethodType else self._heir(found)
            try:
                put(getattr(heir, found.__name__) if type(found) is BuiltinMethodType else heir)
            except (AttributeError, TypeError):
                continue  # a slot that cannot be written from Python
        self._places = []

    def _heir(self, found: Any) -> Any:
        heir = self._heirs.get(id(found))
        if heir is None:
            heir = self._heirs[id(found)] = self._make(found)
        return heir

    def _make(self, found: Any) -> Any:
        kind = type(found)
        if kind is self._queue:
            return _moved(found)
        if kind is _LOCAL:
            twin = sys.modules["threading"].local()
            vars(twin).update(vars(found))
            return twin
        lock: Any = RLock() if kind is raw.RLock else allocate_lock()
        lock._depth, lock._holder = _state(found)
        self.locks.append((lock, lock._depth, lock._holder))
        return lock


def _state(lock: Any) -> tuple[int, int]:
    """Depth, and who holds it: the main thread if it is this thread's, nobody's id if another's."""
    if type(lock) is raw.LockType:
        return int(lock.locked()), 0
    held = re.search(r"owner=(\d+) count=(\d+)", repr(lock))
    owner, count = (int(number) for number in held.groups()) if held else (0, 0)
    mine = bool(count) and owner == raw.get_ident()
    return count, 1 if mine else -owner


def _simple_queue() -> Any:
    module = sys.modules.get("_queue")
    return module.SimpleQueue if module is not None else None


def _moved(found: Any) -> Any:
    """A queue of the kind that takes its place, with its items."""
    queue = sys.modules["_queue"].SimpleQueue()
    while not found.empty():
        queue.put(found.get_nowait())
    return queue
