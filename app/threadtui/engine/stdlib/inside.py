"""Looking inside a primitive: from then on the operations in its body are points, and what it is made of is shown.

It is one primitive that is opened, not its kind: a person points at one, and the steps of all others stay as large as they
were. A thread that stands in its body already goes on as it began, until it comes out; likewise when it is closed again.
"""

from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.primitives import condition_view
from threadtui.engine.stdlib.shadows import ATTRIBUTE, Shadow

CONDITIONS = ("not_empty", "not_full", "all_tasks_done")
"""A queue's conditions, over its one mutex."""


class NothingInside(ValueError):
    """There is no such primitive, or it is made of nothing; the text says which."""


class Opened:
    """What a primitive that has been looked into is made of: each part's name, itself and its shadow. The parts live as
    long as the shadow: nothing of the program's hangs on them."""

    __slots__ = ("conditions", "lock", "lock_shadow")

    def __init__(self, obj: Any, outer: Shadow) -> None:
        named = _conditions(obj)
        lock = next(iter(named.values()))._lock
        queue = "cond" not in named
        if queue:
            self._show_lock(lock, f"{outer.name}.mutex", outer)
        self.conditions = []
        for name, condition in named.items():
            shadow = ctx.shadows.declare(
                condition, "Condition", condition_view, f"{outer.name}.{name}", place=outer.place, within=outer.id
            )
            self.conditions.append((condition, shadow))
        if not queue:
            self._show_lock(lock, f"{outer.name}.cond.lock", outer)
        self._refresh_conditions()

    def _show_lock(self, lock: Any, name: str, outer: Shadow) -> None:
        self.lock, self.lock_shadow = lock, lock._show_as_part(name, outer)

    def _refresh_conditions(self) -> None:
        for condition, shadow in self.conditions:
            ctx.shadows.refresh(condition, shadow)

    def switch(self, opened: bool) -> None:
        """The parts' operations are shown from here on, or not any more."""
        self.lock._show_own(opened)
        for condition, shadow in self.conditions:
            if opened:
                setattr(condition, ATTRIBUTE, shadow)
            else:
                vars(condition).pop(ATTRIBUTE, None)


def _conditions(obj: Any) -> dict[str, Any]:
    """The standard library's conditions in there, by what they are called on the screen."""
    condition = vars(obj).get("_cond")
    if condition is not None:
        return {"cond": condition}
    return {name: vars(obj)[name] for name in CONDITIONS if name in vars(obj)}


def switch(number: int, opened: bool) -> None:
    """Open this primitive, or close it. Raises ``NothingInside``, and then has done nothing."""
    shadow = ctx.shadows.by_id.get(number)
    obj = shadow.reference() if shadow is not None and shadow.reference is not None else None
    if shadow is None or obj is None:
        raise NothingInside(f"primitive {number} is not there any more, or has nothing inside")
    if not hasattr(next(iter(_conditions(obj).values()), None), "_lock"):
        raise NothingInside(f"{shadow.name} has nothing inside")
    if shadow.parts is None:
        if not opened:
            raise NothingInside(f"{shadow.name} has not been opened")
        shadow.parts = Opened(obj, shadow)
    shadow.inside = opened
    shadow.parts.switch(opened)
    ctx.recorder.emit(ev.INSIDE, 0, number, opened)
