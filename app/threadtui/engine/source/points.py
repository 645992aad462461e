"""The points: closures, one per place in the source, that tell the sink what is about to happen.

Each first compares the run's granularity, so that a point that is not wanted costs one call and one comparison; it
looks each time, since the granularity may change while the program runs. A point returns what it was wrapped around.
"""

from builtins import type  # the program may put others in their place
from collections.abc import Callable
from sys import _getframe
from typing import Any

from threadtui.engine.source import point_augmented, point_containers
from threadtui.engine.source.book import Book
from threadtui.engine.source.build import Site
from threadtui.engine.source.locations import Location
from threadtui.engine.source.sink import ACCESS, LINE, Sink

Point = Callable[..., Any]
Factory = Callable[[Book, str, int, tuple[str, ...]], Point]


def make(book: Book, path: str, site: Site) -> Point:
    """The closure for a place in the source."""
    return FACTORIES[site.kind](book, path, site.line, site.details)


def _line(book: Book, path: str, line: int, _details: tuple[str, ...]) -> Point:
    sink = book.sink
    if not book.lines:
        return {}.clear  # what takes no time and returns nothing

    def point() -> None:
        if sink.level >= LINE:
            sink.line(path, line)

    return point


def _module(book: Book, _path: str, _line: int, _details: tuple[str, ...]) -> Point:
    """A module begins: its globals are known by its name from here on."""

    def point() -> None:
        book.module(_getframe(1).f_globals)

    return point


# -- variables


def _announce(sink: Sink, op: str, location: Location, new: str | None, path: str, line: int) -> None:
    """A variable's first value is only noted: nobody reads it before."""
    if op == "write" and location.is_unset():
        sink.note(op, location, new, path, line)
    else:
        sink.access(op, location, new, path, line)


def _variable(op: str, known: bool = False) -> Factory:
    """Around the value if there is one."""

    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink, (name,) = book.sink, details

        def point(*values: Any) -> Any:
            if sink.level >= ACCESS:
                new = book.text(values[0]) if known and values else None
                _announce(sink, op, book.variable(_getframe(1).f_globals, name), new, path, line)
            return values[0] if values else None

        return point

    return factory


def _cell(op: str, known: bool = False) -> Factory:
    """The same; a function that has the cell comes first."""

    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink, (name,) = book.sink, details

        def point(peeker: Any, *values: Any) -> Any:
            if sink.level >= ACCESS and peeker.__closure__:
                new = book.text(values[0]) if known and values else None
                _announce(sink, op, book.cell(peeker.__closure__[0], name), new, path, line)
            return values[0] if values else None

        return point

    return factory


# -- attributes


def _read_attribute(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
    sink, (attr,) = book.sink, details

    def point(target: Any) -> Any:
        if sink.level >= ACCESS:
            location = book.attribute(target, attr, False)
            if location is not None:
                sink.access("read", location, None, path, line)
        return target

    return point


def _write_attribute(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
    """Around the value."""
    sink, (attr,) = book.sink, details

    def point(value: Any, target: Any) -> Any:
        if sink.level >= ACCESS:
            book.stored(value, target)
            location = book.attribute(target, attr, True)
            if location is not None:
                sink.access("write", location, book.text(value), path, line)
        return value

    return point


def _note_attribute(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
    sink, (attr,) = book.sink, details

    def point(value: Any, target: Any) -> Any:
        if sink.level >= ACCESS:
            book.stored(value, target)
            location = book.attribute(target, attr, True)
            if location is not None:
                sink.note("write", location, book.text(value), path, line)
        return value

    return point


def _write_attribute_of(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
    sink, (attr,) = book.sink, details

    def point(target: Any, *values: Any) -> Any:
        if sink.level >= ACCESS:
            if values:
                book.stored(values[0], target)
            location = book.attribute(target, attr, True)
            if location is not None:
                sink.access("write", location, book.text(values[0]) if values else None, path, line)
        return target

    return point


def _by_name(op: str, has_value: bool) -> Factory:
    """``getattr`` and its kin: around the last argument, which is the name itself where there is no value."""

    def factory(book: Book, path: str, line: int, _details: tuple[str, ...]) -> Point:
        sink = book.sink

        def point(last: Any, target: Any, *names: Any) -> Any:
            if sink.level >= ACCESS:
                name = names[0] if has_value else last
                location = book.attribute(target, name, op == "write") if type(name) is str else None
                if location is not None:
                    new = book.text(last) if has_value and op == "write" else None
                    sink.access(op, location, new, path, line)
            return last

        return point

    return factory


FACTORIES: dict[str, Factory] = {
    "line": _line,
    "line_again": _line,
    "module": _module,
    "read_global": _variable("read"),
    "write_global": _variable("write", known=True),
    "read_cell": _cell("read"),
    "write_cell": _cell("write", known=True),
    "read_attribute": _read_attribute,
    "write_attribute": _write_attribute,
    "note_attribute": _note_attribute,
    "write_attribute_of": _write_attribute_of,
    "read_by_name": _by_name("read", False),
    "read_by_name_value": _by_name("read", True),
    "write_by_name": _by_name("write", False),
    "write_by_name_value": _by_name("write", True),
    **point_containers.FACTORIES,
    **point_augmented.FACTORIES,
}
