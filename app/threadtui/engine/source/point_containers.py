"""The points of containers: elements, methods, and whatever reads or changes a container as a whole."""

from builtins import map, next, type, zip  # noqa: UP029 - the program may put others in their place
from collections import OrderedDict
from collections.abc import Callable, Iterator
from gc import get_referents
from itertools import chain
from operator import itemgetter
from typing import Any

from threadtui.engine.source.book import Book
from threadtui.engine.source.foresight import Changing
from threadtui.engine.source.methods import EFFECTS
from threadtui.engine.source.sink import ACCESS

Point = Callable[..., Any]
Factory = Callable[[Book, str, int, tuple[str, ...]], Point]


def _element(op: str, known: bool = False) -> Factory:
    """Around the key: ``(container, key, root of the name, new value)``."""
    method = {"read": "__getitem__", "write": "__setitem__"}[op]

    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink = book.sink

        def point(container: Any, key: Any, root: Any = None, new: Any = None, *_: None) -> Any:
            if sink.level >= ACCESS:
                like = book.container(container, method)
                if like:
                    location = book.element(container, like, key, details, root)  # type: ignore[arg-type]
                    sink.access(op, location, book.text(new) if known else None, path, line)
            return key

        return point

    return factory


def _part(op: str) -> Factory:
    """Around the last bound of a slice, or the last argument of a function that changes its first."""

    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink = book.sink

        def point(container: Any, last: Any, root: Any = None, *_: object) -> Any:
            if sink.level >= ACCESS and book.container(container, "__len__"):
                location = book.whole(container, details, root)  # type: ignore[arg-type]
                sink.access(op, location, None, path, line)
            return last

        return point

    return factory


def _whole(op: str) -> Factory:
    """Around the container."""

    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink = book.sink

        def point(container: Any, root: Any = None) -> Any:
            if sink.level >= ACCESS and book.container(container, "__len__"):
                location = book.whole(container, details, root)  # type: ignore[arg-type]
                sink.access(op, location, None, path, line)
            return container

        return point

    return factory


def _steps(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
    """Around what a loop goes through: an iterator in its place that announces each step.

    The steps themselves are made by the container's own iterator, called from C: what it raises comes from the program's
    line, as it does without the point.
    """
    sink = book.sink

    def announce(container: Any, root: Any) -> Iterator[None]:
        while True:
            if sink.level >= ACCESS:
                sink.access("read", book.whole(container, details, root), None, path, line)  # type: ignore[arg-type]
            yield

    def point(source: Any, root: Any = None) -> Any:
        container = get_referents(source)[0] if type(source) in VIEWS else source
        if not book.container(container, "__iter__"):
            return source
        announced = announce(container, root)
        next(announced)
        return map(_second, zip(chain(_ONCE, announced), source, strict=False))

    return point


def _membership(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
    """Around the container of ``key in container``."""
    sink = book.sink

    def point(container: Any, key: Any, root: Any = None, *_: None) -> Any:
        if sink.level >= ACCESS:
            like = book.container(container, "__contains__")
            if like == "dict":
                location = book.element(container, like, key, details, root)  # type: ignore[arg-type]
                sink.access("read", location, None, path, line)
            elif like:
                location = book.whole(container, details, root)  # type: ignore[arg-type]
                sink.access("read", location, None, path, line)
        return container

    return point


def _method(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
    """Around the object of a method that has no arguments."""
    sink, label, method = book.sink, details[:2], details[2]

    def point(container: Any, root: Any = None) -> Any:
        if sink.level >= ACCESS:
            like = book.container(container, method)
            effect = EFFECTS.get((like, method))
            if effect is not None:
                location = book.whole(container, label, root)  # type: ignore[arg-type]
                op = effect.partition("_")[0]
                sink.access(op, Changing(location, like, method, container, ()), None, path, line)
        return container

    return point


def _argument(keyed: bool) -> Factory:
    """Around the last argument of a method."""

    def factory(book: Book, path: str, line: int, details: tuple[str, ...]) -> Point:
        sink, label, method = book.sink, details[:2], details[2]

        def point(container: Any, last: Any, root: Any = None, key: Any = None, *_: None) -> Any:
            if sink.level >= ACCESS:
                like = book.container(container, method)
                effect = EFFECTS.get((like, method))
                if effect is not None:
                    op, _underscore, part = effect.partition("_")
                    chosen = key if keyed else last
                    known: tuple[Any, ...] | None = None
                    if part and (chosen is not None or not keyed):
                        location = book.element(container, like, chosen, label, root)  # type: ignore[arg-type]
                    else:
                        location = book.whole(container, label, root)  # type: ignore[arg-type]
                        known = None if keyed else (last,)
                    sink.access(op, Changing(location, like, method, container, known), None, path, line)
            return last

        return point

    return factory


_second = itemgetter(1)
_ONCE = (None,)
"""The first step comes right after the container was asked for its iterator, and reads nothing new."""

_dictionaries: tuple[dict[int, int], ...] = ({}, OrderedDict())
VIEWS = frozenset(type(view) for kept in _dictionaries for view in (kept.items(), kept.keys(), kept.values()))
"""Types of views of dictionaries; such a view refers to its dictionary and to nothing else."""

FACTORIES: dict[str, Factory] = {
    "read_element": _element("read"),
    "write_element": _element("write"),
    "write_element_known": _element("write", known=True),
    "read_slice": _part("read"),
    "write_slice": _part("write"),
    "argument_write": _part("write"),
    "read_whole": _whole("read"),
    "write_whole": _whole("write"),
    "read_steps": _steps,
    "membership": _membership,
    "method": _method,
    "argument": _argument(keyed=False),
    "argument_keyed": _argument(keyed=True),
}
