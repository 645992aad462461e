"""The points of ``x += v``: the read's, the write's, and what lies between them.

The new value is on no variable before it is written. But what is read right after the read's point is known there, and the
write's point sees ``v``: for numbers and texts it makes the sum itself, so that the pending write can be shown. Both points
of a place are met in the same frame, so the first leaves what was read under the frame's identity.
"""

import operator
from builtins import id, len, type
from collections.abc import Callable
from sys import _getframe
from typing import Any

from threadtui.engine.source.book import Book
from threadtui.engine.source.locations import MISSING, Location
from threadtui.engine.source.sink import ACCESS
from threadtui.engine.values import safe_repr

Point = Callable[..., Any]
Factory = Callable[[Book, str, int, tuple[str, ...]], Point]

BITS = 2000
"""Numbers up to this size are computed: their repr is short work, and so is any product of two."""

LENGTH = 10_000
"""Texts up to this length are put together: the sum is thrown away again."""

ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
}
"""Operators that give no more than twice the digits. ``**`` and ``<<`` may give any number of them."""


def combined(op: str, old: Any, value: Any) -> str | None:
    """Safe repr of ``old op value``, None where that is not known without running the program's code."""
    compute = ARITHMETIC.get(op)
    if compute is None or not (_numbers(old, value) or (op == "Add" and _texts(old, value))):
        return None
    try:
        return safe_repr(compute(old, value))
    except (ArithmeticError, TypeError):
        return None


def _numbers(old: Any, value: Any) -> bool:
    return _is_number(old) and _is_number(value)


def _is_number(value: Any) -> bool:
    return (type(value) is int and value.bit_length() <= BITS) or type(value) in (float, bool, complex)


def _texts(old: Any, value: Any) -> bool:
    return type(old) is type(value) and type(old) in (str, bytes) and len(old) + len(value) <= LENGTH


class _Pair:
    """Tells the sink of the read and the write, and keeps what was read in between."""

    __slots__ = ("line", "op", "operands", "path", "shows", "sink", "tell")

    def __init__(self, book: Book, path: str, line: int, pair: str, op: str = "", own: bool = False) -> None:
        self.sink, self.shows = book.sink, book.shows
        self.operands = book.operands.setdefault((path, pair), {})
        self.path, self.line, self.op = path, line, op
        self.tell = book.sink.note if own else book.sink.access

    def read(self, location: Location | None, frame: object, own: bool = False) -> None:
        """The read of an object under construction is not worth telling."""
        if location is not None:
            if not own:
                self.tell("read", location, None, self.path, self.line)
            if self.shows:
                self.operands[id(frame)] = location.value()

    def write(self, location: Location | None, value: object, frame: object) -> None:
        new = combined(self.op, self.operands.pop(id(frame), MISSING), value) if self.shows else None
        if location is not None:
            self.tell("write", location, new, self.path, self.line)


def _global(reads: bool) -> Factory:
    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink, name, pair = book.sink, details[0], _Pair(book, path, line, details[-1], details[1])

        def read() -> None:
            if sink.level >= ACCESS:
                frame = _getframe(1)
                pair.read(book.variable(frame.f_globals, name), frame)

        def write(value: Any) -> Any:
            if sink.level >= ACCESS:
                frame = _getframe(1)
                pair.write(book.variable(frame.f_globals, name), value, frame)
            return value

        return read if reads else write

    return factory


def _cell(reads: bool) -> Factory:
    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink, name, pair = book.sink, details[0], _Pair(book, path, line, details[-1], details[1])

        def read(peeker: Any) -> None:
            if sink.level >= ACCESS and peeker.__closure__:
                pair.read(book.cell(peeker.__closure__[0], name), _getframe(1))

        def write(peeker: Any, value: Any) -> Any:
            if sink.level >= ACCESS and peeker.__closure__:
                pair.write(book.cell(peeker.__closure__[0], name), value, _getframe(1))
            return value

        return read if reads else write

    return factory


def _attribute(reads: bool, own: bool = False) -> Factory:
    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink, attr, pair = book.sink, details[0], _Pair(book, path, line, details[-1], details[1], own)

        def read(target: Any) -> Any:
            if sink.level >= ACCESS:
                pair.read(book.attribute(target, attr, False), _getframe(1), own)
            return target

        def write(value: Any, target: Any, _clear: None = None) -> Any:
            if sink.level >= ACCESS:
                pair.write(book.attribute(target, attr, True), value, _getframe(1))
            return value

        if not (book.shows or own):
            return _unseen_attribute(book, path, line, attr, reads)
        return read if reads else write

    return factory


def _unseen_attribute(book: Book, path: str, line: int, attr: str, reads: bool) -> Point:
    """The same where nobody looks at values: nothing is to be kept in between."""
    sink = book.sink

    def read(target: Any) -> Any:
        if sink.level >= ACCESS:
            location = book.attribute(target, attr, False)
            if location is not None:
                sink.access("read", location, None, path, line)
        return target

    def write(value: Any, target: Any, _clear: None = None) -> Any:
        if sink.level >= ACCESS:
            location = book.attribute(target, attr, True)
            if location is not None:
                sink.access("write", location, None, path, line)
        return value

    return read if reads else write


def _element(reads: bool) -> Factory:
    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink, label, pair = book.sink, (details[0], details[1]), _Pair(book, path, line, details[-1], details[2])

        def read(container: Any, key: Any, root: Any = None) -> Any:
            if sink.level >= ACCESS:
                like = book.container(container, "__getitem__")
                pair.read(book.element(container, like, key, label, root) if like else None, _getframe(1))
            return key

        def write(container: Any, value: Any, key: Any, root: Any = None, *_: None) -> Any:
            if sink.level >= ACCESS:
                like = book.container(container, "__setitem__")
                pair.write(book.element(container, like, key, label, root) if like else None, value, _getframe(1))
            return value

        return read if reads else write

    return factory


def _keeping(what: str) -> Factory:
    """A value that is used twice where it can have no variable, under its frame's identity as well."""

    def factory(book: Book, path: str, _line: int, details: tuple[str, ...]) -> Point:
        sink, kept_values = book.sink, book.operands.setdefault((path, details[0]), {})

        def keep(value: Any) -> Any:
            if sink.level >= ACCESS:
                kept_values[id(_getframe(1))] = value
            return value

        def kept() -> Any:
            return kept_values.get(id(_getframe(1))) if sink.level >= ACCESS else None

        def drop() -> None:
            if kept_values:
                kept_values.pop(id(_getframe(1)), None)

        made: dict[str, Point] = {"keep": keep, "kept": kept, "drop": drop}
        return made[what]

    return factory


FACTORIES: dict[str, Factory] = {
    "keep": _keeping("keep"),
    "kept": _keeping("kept"),
    "drop": _keeping("drop"),
    "augment_read_global": _global(reads=True),
    "augment_write_global": _global(reads=False),
    "augment_read_cell": _cell(reads=True),
    "augment_write_cell": _cell(reads=False),
    "augment_read_attribute": _attribute(reads=True),
    "augment_write_attribute": _attribute(reads=False),
    "augment_own_read_attribute": _attribute(reads=True, own=True),
    "augment_own_write_attribute": _attribute(reads=False, own=True),
    "augment_read_element": _element(reads=True),
    "augment_write_element": _element(reads=False),
}
