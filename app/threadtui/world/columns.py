"""Events as columns of numbers: about 30 bytes an event instead of a record each.

Values repeat (the same thread stands at the same point again and again), so each distinct value is kept once, packed.
"""

import marshal
from array import array
from collections.abc import Container
from typing import Any

from threadtui.engine.events import KINDS, Event

_NAMES = tuple(sorted(KINDS))
_CODES = {name: code for code, name in enumerate(_NAMES)}

INTERNED = 1 << 16
"""So many distinct values are remembered for sharing; then the memory starts anew. Sharing is lost, nothing else."""

_PLAIN = 2
"""The format of marshal without back-references, so that equal values always pack to equal bytes."""


class Columns:
    """A growing sequence of events; equal in content to the list of what was appended."""

    def __init__(self) -> None:
        self._kinds = array("B")
        self._threads = array("I")
        self._objects = array("I")
        self._values = array("I")
        self._files = array("I")
        self._lines = array("I")
        self._times = array("q")
        self._packed: list[bytes] = [marshal.dumps(None, _PLAIN)]
        self._known: dict[bytes, int] = {self._packed[0]: 0}

    def __len__(self) -> int:
        return len(self._kinds)

    def __getitem__(self, number: int) -> Event:
        packed = self._values[number]
        return Event(
            _NAMES[self._kinds[number]],
            self._threads[number],
            self._objects[number],
            marshal.loads(self._packed[packed]) if packed else None,
            self._files[number],
            self._lines[number],
            self._times[number],
        )

    def append(self, event: Event) -> None:
        """Store one event of a known kind."""
        kind, thread, target, value, file, line, time = event
        self._kinds.append(_CODES[kind])
        self._threads.append(thread)
        self._objects.append(target)
        self._values.append(0 if value is None else self._pack(value))
        self._files.append(file)
        self._lines.append(line)
        self._times.append(time)

    def at_line(self, kind: str, files: Container[int], line: int) -> list[int]:
        """Numbers of the events of a kind that stand at a line of one of these files."""
        code, kinds, where = _CODES[kind], self._kinds, self._files
        found = (number for number, one in enumerate(self._lines) if one == line)
        return [number for number in found if kinds[number] == code and where[number] in files]

    def saying(self, word: bytes) -> list[int]:
        """Numbers of the events in whose value, as it is packed, these bytes are somewhere."""
        values = {value for value, packed in enumerate(self._packed) if word in packed}
        return [number for number, value in enumerate(self._values) if value in values]

    def _pack(self, value: Any) -> int:
        packed = marshal.dumps(value, _PLAIN)
        known = self._known.get(packed)
        if known is not None:
            return known
        if len(self._known) >= INTERNED:
            self._known.clear()
        self._known[packed] = number = len(self._packed)
        self._packed.append(packed)
        return number
