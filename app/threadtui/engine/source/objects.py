"""Which object is which: entries for objects by identity, gone when the object is gone.

An address alone is no identity, since the next object may get it. An entry holds its object weakly where that is
possible. Where it is not (lists, dicts, closure cells), it holds the object itself, and each use looks at a few
entries and drops those that nobody else holds any more.
"""

import sys
import weakref
from builtins import id, len, min  # noqa: UP029 - the program may put others in their place
from collections import deque
from typing import Any, Generic, TypeVar

Entry = TypeVar("Entry")

SWEPT = 2
"""Entries looked at for each use: with more than one, the dead ones cannot pile up."""

_references = sys.getrefcount


class Objects(Generic[Entry]):
    """A mapping from objects, by identity, that does not keep them alive for long. ``weak`` are those that are held weakly."""

    def __init__(self) -> None:
        self.weak: dict[int, tuple[weakref.ref[Any], Entry]] = {}
        self._strong: dict[int, tuple[object, Entry]] = {}
        self._turns: deque[int] = deque()
        self._unheld = self._measure()

    def get(self, value: object) -> Entry | None:
        """The object's entry, if it has one."""
        key = id(value)
        held = self._strong.get(key)
        if held is not None:
            return held[1]
        entry = self.weak.get(key)
        if entry is not None and entry[0]() is value:
            return entry[1]
        return None

    def add(self, value: object, entry: Entry) -> None:
        """Give the object an entry."""
        key, weak = id(value), self.weak
        try:
            weak[key] = (weakref.ref(value, lambda _: weak.pop(key, None)), entry)
        except TypeError:
            self._strong[key] = (value, entry)
            self._turns.append(key)

    def __len__(self) -> int:
        return len(self.weak) + len(self._strong)

    def sweep(self) -> None:
        """Look at the next few objects that are held, and let go of those that nobody else holds."""
        for _ in range(min(SWEPT, len(self._turns))):
            key = self._turns.popleft()
            if self._count(key) > self._unheld:
                self._turns.append(key)
            else:
                del self._strong[key]

    def clear(self) -> None:
        """Let go of all."""
        self.weak = {}
        self._strong.clear()
        self._turns.clear()

    def _count(self, key: int) -> int:
        return _references(self._strong[key][0])

    def _measure(self) -> int:
        """The count of an object that only its entry holds."""
        self._strong[0] = ([], None)  # type: ignore[assignment]
        count = self._count(0)
        del self._strong[0]
        return count
