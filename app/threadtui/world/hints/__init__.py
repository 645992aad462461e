"""Hints: each its own small class in a file of its own, all fed with the same events, in order.

To add one: write a ``Detector``, name it in ``DETECTORS``, and add a program that shows it and one that must not to its test.
"""

from collections.abc import Callable

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.engine.operations import TARGETS
from threadtui.world.circles import waiting_circle
from threadtui.world.hints.base import STANDS, Detector, Hint, Key, Sources
from threadtui.world.hints.daemon_lock import DaemonLock
from threadtui.world.hints.event_pulse import EventPulse
from threadtui.world.hints.foreign_release import ForeignRelease
from threadtui.world.hints.full_queue import FullQueue
from threadtui.world.hints.lock_order import LockOrder
from threadtui.world.hints.lost_notify import LostNotify
from threadtui.world.hints.no_loop import NoLoop
from threadtui.world.hints.partial_deadlock import PartialDeadlock
from threadtui.world.hints.sleep_in_lock import SleepInLock
from threadtui.world.hints.sleep_sync import SleepSync
from threadtui.world.hints.starved import Starved
from threadtui.world.hints.unasked import Unasked
from threadtui.world.state import World

__all__ = ["DETECTORS", "Detector", "Hint", "Hints", "Sources"]

DETECTORS: tuple[Callable[[], Detector], ...] = (
    PartialDeadlock, LockOrder, Unasked, ForeignRelease, LostNotify, DaemonLock, SleepSync, SleepInLock, FullQueue,
    Starved, EventPulse,
)  # fmt: skip


_WITH_OPERATION = frozenset({kinds.OP, kinds.POINT})
_STANDING = frozenset({kinds.POINT, kinds.STATE})


def _in_a_part(world: World, event: Event) -> bool:
    """Is it an operation in the body of a primitive that somebody looks into? That code is not the program's."""
    known = world.primitives.get(event[2])
    return known is not None and known.within > 0 and TARGETS.get(event[3]["op"]) == "primitive"


class Hints:
    """All hints of a run, in the order in which they were found."""

    def __init__(self) -> None:
        self.found: list[Hint] = []
        self.ignored: frozenset[str] = frozenset()
        """Kinds that nobody wants to hear of."""
        self._over = False
        self._no_loop = NoLoop()
        detectors = [*(make() for make in DETECTORS), self._no_loop]
        self._seers: dict[Key, list[Detector]] = {}
        for detector in detectors:
            for key in detector.events:
                self._seers.setdefault(key, []).append(detector)

    def read_sources(self, sources: Sources) -> None:
        """Where the text of the program's files comes from: without it nothing is said about the code."""
        self._no_loop.sources = sources

    @property
    def sources(self) -> Sources | None:
        """The same; None where nobody gave any."""
        return self._no_loop.sources

    def feed(self, world: World, event: Event) -> None:
        """An event, with the world just after it."""
        kind, value = event[0], event[3]
        if kind == kinds.VERDICT:
            if self._over:
                return  # the watching side has judged anew: that is no second end
            self._over = True
        self._show(kind, world, event)
        if kind == kinds.STEP:
            self._show((kind, value), world, event)
        elif kind in _WITH_OPERATION and not _in_a_part(world, event):
            self._show((kind, value["op"]), world, event)
        if kind in _STANDING:
            self._show((STANDS, value["state"]), world, event)

    def _show(self, key: Key, world: World, event: Event) -> None:
        for detector in self._seers.get(key, ()):
            self.found.extend(detector.see(world, event))

    def upto(self, world: World) -> list[Hint]:
        """Hints found up to and including a world's step; of what has come to a circle of waits, the circle alone."""
        found = [hint for hint in self.found if hint.step <= world.step and hint.kind not in self.ignored]
        circles = [set(hint.threads) for hint in found if hint.kind == PartialDeadlock.kind]
        if world.verdict and world.verdict.verdict == "deadlock":
            circles.append(set(waiting_circle(world)))
        return [hint for hint in found if not (hint.kind == LockOrder.kind and set(hint.threads) in circles)]

    def at(self, step: int, kind: str) -> list[Hint]:
        """Hints of a kind found at a step."""
        return [hint for hint in self.found if hint.step == step and hint.kind == kind]
