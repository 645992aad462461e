"""What a container will hold after a method: found out on a copy.

Only for exact builtin types, and only where the method runs no code of the program: nothing is compared or hashed but
simple values. The copy is small or it is not made.
"""

from builtins import all, len, type
from collections import deque
from collections.abc import Callable
from typing import Any

from threadtui.engine.source.sink import Shared
from threadtui.engine.values import safe_repr

SIZE = 200
"""Elements of a container that is copied: more would cost more than the step, and no text shows as many."""

PLAIN = frozenset({int, str, bytes, bool, type(None), float})
"""Types that are hashed and compared without the program's code."""

EXACT: dict[type, str] = {list: "list", set: "set", dict: "dict", deque: "deque"}

STORING = frozenset({("list", "append"), ("deque", "append"), ("deque", "appendleft")})
"""Methods that take one element in, whatever it is."""

DROPPING = frozenset(
    {
        ("list", "clear"), ("list", "pop"), ("list", "reverse"), ("deque", "clear"), ("deque", "pop"),
        ("deque", "popleft"), ("deque", "reverse"), ("deque", "rotate"), ("dict", "clear"), ("dict", "popitem"),
        ("set", "clear"),
    }
)  # fmt: skip
"""Methods that look at no element; their argument, if any, is a number."""

EXTENDING = frozenset({("list", "extend"), ("deque", "extend"), ("deque", "extendleft")})
"""Methods that take the elements of another container in."""

COMPARING = frozenset({("list", "remove"), ("deque", "remove"), ("list", "sort"), ("set", "add"), ("set", "discard")})
"""Methods that compare or hash elements."""


class Changing:
    """A container's location, together with the method that is about to be called."""

    __slots__ = ("_arguments", "_container", "_like", "_location", "id", "method")

    def __init__(
        self, location: Shared, like: str, method: str, container: Any, arguments: tuple[Any, ...] | None
    ) -> None:
        """``arguments`` is None where not all of them are known."""
        self.id = location.id
        self.method = method
        self._location = location
        self._like, self._container, self._arguments = like, container, arguments

    @property
    def within(self) -> int:
        return self._location.within

    def peek(self) -> str | None:
        return self._location.peek()

    def after(self) -> str | None:
        """Safe repr of the container after the method, None where it is not known."""
        known = EXACT.get(type(self._container)) == self._like and len(self._container) <= SIZE
        if self._arguments is None or not known:
            return None
        if not _harmless((self._like, self.method), self._container, self._arguments):
            return None
        copied = self._container.copy()
        act: Callable[..., object] = getattr(copied, self.method)
        try:
            act(*self._arguments)
        except (LookupError, TypeError, ValueError):
            return None
        return safe_repr(copied)


def _harmless(method: tuple[str, str], container: Any, arguments: tuple[Any, ...]) -> bool:
    if method in STORING:
        return True
    if method in DROPPING:
        return _plain(arguments)
    if method in EXTENDING:
        return type(arguments[0]) in (list, tuple, str) and len(arguments[0]) <= SIZE
    return method in COMPARING and _plain(container) and _plain(arguments)


def _plain(values: Any) -> bool:
    return all(type(value) in PLAIN for value in values)
