"""Shadows: what the engine knows of a primitive that is shown, beside what the primitive knows itself.

A primitive is shown if the program's own code made it. Locks that library code makes for itself cooperate without a
shadow; one that blocks somebody gets its shadow then, so that the screen can name it.
"""

import sys
from collections.abc import Callable
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.naming import Names
from threadtui.engine.places import Places
from threadtui.engine.recorder import Recorder

ATTRIBUTE = "_threadtui_shadow"
"""Where an object of the standard library's own classes keeps its shadow."""

View = dict[str, Any]


class Shadow:
    """One shown primitive. ``people`` are the threads that took a permit or arrived; ``sent`` is the view last sent.

    ``reference`` is a weak one to the object itself, where it can be looked into; ``inside``: somebody does, its ``parts``
    are shown. ``place`` is the file and line that made it.
    """

    __slots__ = ("extra", "id", "inside", "kind", "name", "parts", "people", "place", "reference", "sent", "view")

    def __init__(self, number: int, kind: str, name: str, view: Callable[[Any, "Shadow"], View]) -> None:
        self.id = number
        self.kind = kind
        self.name = name
        self.view = view
        self.people: list[int] = []
        self.sent: View = {}
        self.extra: Any = None
        self.reference: Callable[[], Any] | None = None
        self.inside = False
        self.parts: Any = None
        self.place = (0, 0)


class Shadows:
    """Every shown primitive, by id."""

    def __init__(self, recorder: Recorder, places: Places, mover: Callable[[], int]) -> None:
        self._recorder = recorder
        self._places = places
        self._mover = mover
        self._names = Names()
        self._first: dict[str, Shadow] = {}
        self._stale: dict[int, tuple[Any, Shadow]] = {}
        self.by_id: dict[int, Shadow] = {}

    def declare(
        self,
        obj: Any,
        kind: str,
        view: Callable[[Any, Shadow], View],
        name: str = "",
        extra: Any = None,
        place: tuple[int, int] | None = None,
        within: int = 0,
    ) -> Shadow:
        """Give a primitive its shadow; name and place come from the program's line that is being run unless given. ``within``:
        it is a part of that primitive."""
        frame = self._places.own_frame(sys._getframe(1)) if place is None else None
        file, line = place or (0, 0)
        if frame is not None:
            file, line = self._places.file(frame.f_code.co_filename), frame.f_lineno or 0
        if not name:
            name = kind if frame is None else self._names.base(frame, kind)
        shadow = Shadow(len(self.by_id) + 1, kind, "", view)
        shadow.extra = extra
        shadow.place = (file, line)
        self.by_id[shadow.id] = shadow
        self._name(shadow, name)
        shadow.sent = view(obj, shadow)
        made_of = kind if type(obj).__module__ == "_thread" else type(obj).__name__
        value = {"kind": kind, "class": made_of, "name": shadow.name, **shadow.sent}
        if within:
            value["within"] = within
        self._recorder.emit(ev.PRIMITIVE, self._mover(), shadow.id, value, file, line)
        return shadow

    def _name(self, shadow: Shadow, base: str) -> None:
        number = self._names.number(base)
        shadow.name = base if number == 1 else f"{base}#{number}"
        if number == 1:
            self._first[base] = shadow
        elif number == 2:
            first = self._first.pop(base)
            first.name = f"{base}#1"
            self._recorder.emit(ev.PRIMITIVE_NAME, 0, first.id, first.name)

    def refresh(self, obj: Any, shadow: Shadow) -> None:
        """Send the fields of its view that have changed."""
        now = shadow.view(obj, shadow)
        sent = shadow.sent
        if now != sent:
            changed = {field: value for field, value in now.items() if field not in sent or sent[field] != value}
            shadow.sent = now
            self._recorder.emit(ev.UPDATE, self._mover(), shadow.id, changed)

    def refresh_later(self, obj: Any, shadow: Shadow) -> None:
        """A library's own, which it may take and give back many times within a step: how it is at its end is what counts."""
        self._stale[shadow.id] = obj, shadow

    def settle(self) -> None:
        """The step is over: refresh what was left for later."""
        if self._stale:
            stale, self._stale = self._stale, {}
            for obj, shadow in stale.values():
                self.refresh(obj, shadow)

    def future_changed(self, pool: Any, future: Any, method: str) -> None:  # noqa: ARG002
        """A future of this pool has a new state, by this method."""
        pool.refresh()
