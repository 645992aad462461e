"""Texts for values: what a reader of a run sees, made without running a line of the program.

Only exact builtin types show what is in them. Everything else is its class's name (functions and classes: their own
name), since a ``__repr__`` of the program could take locks, reach points, or raise. No text depends on an address or a
hash, so the same run gives the same texts.
"""

from builtins import abs, all, len, max, repr, sorted, type  # noqa: UP029 - the program may put others in their place
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from itertools import islice
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

LIMIT = 120
"""Characters of one text: more than any column of the screen is wide, and small enough to be made at each access."""

DEPTH = 4
"""Containers in containers that are opened; also what ends a list that holds itself."""

SORTED = 1000
"""Elements of a set that are put in order before it is cut; a larger one shows its size only."""

BITS = 2000
"""Size of the integers that are written in decimal, whose cost is quadratic; larger ones are shown in hexadecimal."""

plain_name: Callable[[Any], str] = type.__dict__["__name__"].__get__
bases: Callable[[type], tuple[type, ...] | None] = type.__dict__["__mro__"].__get__
"""Name and bases of a class, even where its metaclass has ideas of its own."""


def safe_repr(value: object, limit: int = LIMIT) -> str:
    """A text for ``value`` of at most ``limit`` characters (at least one), ``…`` standing for what was cut."""
    try:
        text = _text(value, limit, DEPTH)
    except RuntimeError:  # a callback, or a thread that runs by itself, changed a container meanwhile
        text = class_name(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def class_name(value: object) -> str:
    """The name of the value's class, even where its metaclass has ideas of its own."""
    return _printable(plain_name(type(value)))


def _text(value: object, limit: int, depth: int) -> str:
    """The text, cut where that saves work; it may still be longer than ``limit``."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value, limit, depth)
    if type in (bases(type(value)) or ()):
        return _printable(plain_name(value))
    return class_name(value)


def _printable(name: str) -> str:
    """A name as it is; one that would spoil a line of the screen, as its repr has it."""
    text = str.__str__(name)
    return text if text.isprintable() else repr(text)[1:-1]


def _plain(value: object, _limit: int, _depth: int) -> str:
    return repr(value)


def _integer(value: int, limit: int, _depth: int) -> str:
    bits = value.bit_length()
    if bits <= BITS:
        return repr(value)
    hidden = max(0, bits - 4 * limit) // 4 * 4
    sign = "-" if value < 0 else ""
    return f"{sign}0x{abs(value) >> hidden:x}" + ("…" if hidden else "")


def _string(value: str, limit: int, _depth: int) -> str:
    text = repr(value[:limit])
    if len(value) <= limit and len(text) <= limit:
        return text
    return text[: max(1, limit - 2)] + "…" + text[0]


def _bytes(value: bytes, limit: int, _depth: int) -> str:
    text = repr(value[:limit])
    if len(value) <= limit and len(text) <= limit:
        return text
    return text[: max(2, limit - 2)] + "…" + text[1]


def _bytearray(value: bytearray, limit: int, depth: int) -> str:
    return f"bytearray({_bytes(bytes(value[: limit + 1]), limit - 11, depth)})"


def _range(value: range, limit: int, depth: int) -> str:
    parts = [value.start, value.stop] if value.step == 1 else [value.start, value.stop, value.step]
    return f"range({', '.join(_integer(part, limit, depth) for part in parts)})"


def _named(value: FunctionType | BuiltinFunctionType, _limit: int, _depth: int) -> str:
    return _printable(value.__name__)


def _module(value: ModuleType, _limit: int, _depth: int) -> str:
    """The name from the module's own namespace: a module may have a ``__getattr__`` of the program's."""
    name = _namespace(value).get("__name__")
    return _printable(name) if type(name) is str else "module"


_module_attributes: Any = ModuleType.__dict__
_namespace: Callable[[ModuleType], dict[str, object]] = _module_attributes["__dict__"].__get__


def _list(value: list[object], limit: int, depth: int) -> str:
    return _inside("[", _items(islice(value, limit), limit, depth), "]", depth, len(value))


def _tuple(value: tuple[object, ...], limit: int, depth: int) -> str:
    close = ",)" if len(value) == 1 else ")"
    return _inside("(", _items(islice(value, limit), limit, depth), close, depth, len(value))


def _deque(value: deque[object], limit: int, depth: int) -> str:
    return f"deque({_inside('[', _items(islice(value, limit), limit, depth), ']', depth, len(value))})"


def _dict(value: dict[object, object], limit: int, depth: int) -> str:
    return _inside("{", _pairs(value, limit, depth), "}", depth, len(value))


def _set(value: set[object] | frozenset[object], limit: int, depth: int) -> str:
    text = _set_display(value, limit, depth) if value else ""
    if type(value) is frozenset:
        return f"frozenset({text})"
    return text or "set()"


def _set_display(value: set[object] | frozenset[object], limit: int, depth: int) -> str:
    if len(value) > SORTED:
        return f"{{… {len(value)} elements}}"
    if depth <= 0:
        return "{…}"
    elements: list[Any] = list(value)
    if all(type(element) is int for element in elements):
        return _inside("{", _items(sorted(elements), limit, depth), "}", depth, len(value))
    texts = sorted(_text(element, limit, depth - 1) for element in elements)
    return _inside("{", _cut(texts, limit), "}", depth, len(value))


def _items(values: Iterable[object], limit: int, depth: int) -> list[str]:
    if depth <= 0:
        return []
    return _cut((_text(value, limit, depth - 1) for value in list(values)), limit)


def _pairs(value: dict[object, object], limit: int, depth: int) -> list[str]:
    if depth <= 0:
        return []
    pairs = list(islice(dict.items(value), limit))
    return _cut((f"{_text(key, limit, depth - 1)}: {_text(item, limit, depth - 1)}" for key, item in pairs), limit)


def _cut(texts: Iterable[str], limit: int) -> list[str]:
    """The first texts, up to about ``limit`` characters."""
    kept: list[str] = []
    for text in texts:
        kept.append(text)
        limit -= len(text) + 2
        if limit < 0:
            break
    return kept


def _inside(opening: str, texts: list[str], closing: str, depth: int, size: int) -> str:
    if depth <= 0 and size:
        return f"{opening}…{closing}"
    more = ["…"] if len(texts) < size else []
    return opening + ", ".join(texts + more) + closing


_WRITERS: dict[type, Callable[[Any, int, int], str]] = {
    **dict.fromkeys((bool, type(None), type(...), type(NotImplemented), float, complex), _plain),
    int: _integer,
    str: _string,
    bytes: _bytes,
    bytearray: _bytearray,
    range: _range,
    list: _list,
    tuple: _tuple,
    deque: _deque,
    dict: _dict,
    defaultdict: _dict,
    OrderedDict: _dict,
    set: _set,
    frozenset: _set,
    FunctionType: _named,
    BuiltinFunctionType: _named,
    ModuleType: _module,
}
