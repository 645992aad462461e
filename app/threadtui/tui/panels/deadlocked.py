"""What the deadlock's panels have in common: whether one is to be shown, and the facts of it, found once."""

from functools import lru_cache
from typing import NamedTuple

from threadtui.tui.view import View
from threadtui.world.circles import waiting_circle
from threadtui.world.decided import decided, deciding_steps
from threadtui.world.headline import deadlock_headline
from threadtui.world.history import History
from threadtui.world.lonely import Lonely, lonely
from threadtui.world.parts import Sentence
from threadtui.world.waits import Link, chain
from threadtui.world.way_out import WayOut, way_out


class Facts(NamedTuple):
    """Of the world in which nobody can go on."""

    circle: tuple[Link, ...]
    waits: tuple[Lonely, ...]
    """Outside of the circle, those who only join last."""
    step: int | None
    """Where it was decided."""
    steps: tuple[int, ...]
    out: WayOut | None
    headline: tuple[Sentence, Sentence]


def shown(view: View) -> bool:
    """Whether the screen is the deadlock's: one looks at a run that ended with one."""
    verdict = view.world.verdict
    return view.transport == "ended" and verdict is not None and verdict.verdict == "deadlock"


def facts(view: View) -> Facts:
    """Everything of the deadlock at the end of the history."""
    return _facts(view.history, len(view.history))


@lru_cache(maxsize=8)
def _facts(history: History, _events: int) -> Facts:
    world = history.world
    return Facts(
        tuple(chain(history, world, waiting_circle(world))),
        tuple(lonely(history, world)),
        decided(history, world),
        tuple(deciding_steps(history, world)),
        way_out(history, world),
        deadlock_headline(history, world),
    )


def forget() -> None:
    """Let go of histories that are no longer looked at."""
    _facts.cache_clear()
