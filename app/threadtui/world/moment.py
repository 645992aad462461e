"""One step as a story needs it: who moved, where it stood before, whom it let go on. Looked up in the history alone."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.history import History
from threadtui.world.state import At

STANDINGS = (kinds.POINT, kinds.STATE, kinds.END)


class Moment:
    """Step ``number`` of a history. Names are the newest ones: a primitive may be named after it was used."""

    def __init__(self, history: History, number: int) -> None:
        self.history = history
        self.number = number
        self.mover = history.mover(number)
        self.events = history.events_of(number)
        self.start = history.start_of(number)
        self.end = self.start + len(self.events)

    @cached_property
    def stood(self) -> Event | None:
        """The ``point`` before which the mover stood."""
        return self.history.standing_before(self.mover, self.start, kinds.POINT)

    @property
    def under_way(self) -> bool:
        """Whether the step has not come to its end yet: it is the last one, and its mover stands nowhere new."""
        if self.number != self.history.steps or self.history.world.verdict is not None:
            return False
        return self.standing(self.mover) == self.history.standing_before(self.mover, self.start)

    @property
    def operation(self) -> str:
        """The operation that the step was."""
        return next((str(event.value) for event in self.all_of(kinds.STEP)), "")

    @property
    def wanted(self) -> Any:
        """``value`` of the operation that the mover stood before."""
        return self.stood.value.get("value") if self.stood else None

    @property
    def at(self) -> At | None:
        """The instruction that the mover stood before, where the granularity told that."""
        value = self.stood.value if self.stood else {}
        return At(value["code"], value["offset"]) if "code" in value else None

    @property
    def had_deadline(self) -> bool:
        """Whether the mover waited, or could have waited, no longer than until some moment."""
        stood = self.history.standing_before(self.mover, self.start)
        return any(event is not None and event.value.get("until") is not None for event in (stood, self.stood))

    def all_of(self, kind: str) -> Iterator[Event]:
        """This step's events of a kind."""
        return (event for event in self.events if event.kind == kind)

    def name(self, primitive: int) -> str:
        """A primitive's name."""
        known = self.history.world.primitives.get(primitive)
        return known.name if known else f"#{primitive}"

    def kind(self, primitive: int) -> str:
        """A primitive's kind: ``Lock``, ``Queue`` …"""
        known = self.history.world.primitives.get(primitive)
        return known.kind if known else ""

    def before(self, primitive: int, field: str) -> Any:
        """A field of a primitive's view as it was before this step."""
        return self.history.field_before(primitive, field, self.start)

    def after(self, primitive: int, field: str) -> Any:
        """A field of a primitive's view as it was after this step."""
        return self.history.field_before(primitive, field, self.end)

    def freed(self, kind: str, number: int) -> list[int]:
        """Threads that waited for this (``thread`` or ``primitive``) before the step, and do so no longer."""
        return [event.thread for event in self._others_standing() if self._let_go(event, (kind, number))]

    def freed_but_wanting(self, threads: list[int]) -> dict[int, int]:
        """Of these threads the ones that now wait for a primitive all the same, and for which."""
        last = {event.thread: event for event in self._others_standing()}
        waits = {thread: waits_for(last[thread]) for thread in threads}
        return {thread: found[1] for thread, found in waits.items() if found and found[0] == "primitive"}

    def standing(self, thread: int) -> Event | None:
        """How a thread stands after this step."""
        return self.history.standing_before(thread, self.end)

    def _others_standing(self) -> list[Event]:
        last = {event.thread: event for event in self.events if event.kind in STANDINGS and event.thread != self.mover}
        return list(last.values())

    def _let_go(self, event: Event, what: tuple[str, int]) -> bool:
        old = self.history.standing_before(event.thread, self.start)
        return old is not None and waits_for(old) == what != waits_for(event)


def waits_for(standing: Event) -> tuple[str, int] | None:
    """What a blocked thread waits for."""
    if standing.kind == kinds.END or standing.value["state"] != "blocked":
        return None
    found = standing.value.get("waits_for")
    return (found[0], found[1]) if found else None
