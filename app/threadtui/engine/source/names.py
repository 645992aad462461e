"""Names of shared things as a reader knows them: ``FakeDatabase.value``, ``cache['k']``, numbered where there are two.

A *holder* is what locations belong to: an instance, a class, a module, a container, a function's cells. It is called by
its own name, or by a path from another holder. When a second holder of the same name shows up, both get numbers, and
all locations under the first are renamed.
"""

from builtins import sum  # the program may put others in their place
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadtui.engine.source.locations import Location


class Holder:
    """Something with a name that locations belong to."""

    __slots__ = ("base", "children", "locations", "number", "parent")

    def __init__(self, parent: "Holder | None", base: str) -> None:
        self.parent = parent
        self.base = base
        self.number = 0
        self.locations: dict[object, Location] = {}
        self.children: list[Holder] = []

    def name(self) -> str:
        """As it is called now."""
        before = self.parent.name() if self.parent is not None else ""
        number = f"#{self.number}" if self.number else ""
        return f"{before}{self.base}{number}"


class Names:
    """Gives numbers to holders of the same name."""

    def __init__(self, rename: Callable[[int, str], None]) -> None:
        self._rename = rename
        self._groups: dict[str, tuple[Holder, int]] = {}

    def holder(self, parent: Holder | None, base: str) -> Holder:
        """A new holder called ``base``, under ``parent`` if given, numbered if it is not the first."""
        made = Holder(parent, base)
        if parent is None:
            self._among_all(made)
        else:
            same = sum(child.base == base for child in parent.children)
            made.number = same + 1 if same else 0
            parent.children.append(made)
        return made

    def _among_all(self, made: Holder) -> None:
        first, count = self._groups.get(made.base, (made, 0))
        self._groups[made.base] = (first, count + 1)
        if count:
            made.number = count + 1
        if count == 1:
            first.number = 1
            self._renamed(first)

    def _renamed(self, holder: Holder) -> None:
        for location in list(holder.locations.values()):
            self._rename(location.id, location.name())
        for child in holder.children:
            self._renamed(child)
