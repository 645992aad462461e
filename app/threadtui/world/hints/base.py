"""What a hint is, and what finds one."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

from threadtui.engine.events import Event
from threadtui.world.fold import place
from threadtui.world.parts import Parts, Sentence, join
from threadtui.world.state import Where, World

Sources = Callable[[str], str | None]
"""A file's text by its path; None where there is none. Whoever watches gives it: a world reads no file."""


Key = str | tuple[str, str]
"""A kind of event; or with an operation, ``("op", "release")``; or ``(STANDS, state)`` for how a thread stands from now on."""

STANDS = "stands"


class Hint(NamedTuple):
    """Something that went well, or may have, and could go wrong. ``where`` is the line to look at, ``step`` when."""

    kind: str
    sentence: Sentence
    step: int
    where: Where | None
    threads: tuple[int, ...]


class Detector(Protocol):
    """Looks at events as they come, each with the world just after it; small enough to keep its own few notes."""

    kind: str
    """The hint's name, for scripts: ``lock-order``."""
    events: frozenset[Key]
    """What it wants to see; ``verdict`` for a last word."""

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        """The hints that this event gives rise to."""


def hint(detector: Detector, world: World, event: Event, *words: Parts, threads: Iterable[int] = ()) -> Hint:
    """A hint about this event, in these words."""
    return Hint(detector.kind, join(*words), world.step, place(event), tuple(threads) or (event.thread,))


def succeeded(event: Event) -> bool:
    """Whether an ``op`` event tells of something that was done: no failed try, no exception."""
    result: Any = event.value.get("result")
    return result is not False and not (isinstance(result, dict) and "raised" in result)


def name(world: World, primitive: int) -> str:
    """A primitive's name."""
    known = world.primitives.get(primitive)
    return known.name if known else f"#{primitive}"


def kind(world: World, primitive: int) -> str:
    """A primitive's kind; empty for one that is not known."""
    known = world.primitives.get(primitive)
    return known.kind if known else ""


LOCKS = frozenset({"Lock", "RLock"})
