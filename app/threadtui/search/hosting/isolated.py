"""A host that runs each execution in a process of its own (``apart``). The same verdicts and counts, for some milliseconds each.

What one execution learns that the next must know comes back: shared locations, names of primitives, files and their code. A process
that dies is an execution that failed, under the schedule that it had come to.
"""

import os
import signal
from collections.abc import Mapping
from typing import Any, NamedTuple

from threadtui.engine.schedule import encode
from threadtui.engine.searching.quiet import Origin
from threadtui.engine.searching.stage import Ending, Stage
from threadtui.search.hosting.apart import Apart, Asked, Died, Fault, Moved, Over
from threadtui.search.hosting.host import RealHost
from threadtui.search.model import CRASHED, Chooser, Done, Key, Pending


class Learned(NamedTuple):
    """What comes back of an execution beside its ending."""

    ending: Ending
    marks: list[int]
    trail: list[tuple[int, str]] | None
    met: bool
    kept: dict[Key, Pending] | None
    shared: list[str]
    origins: dict[str, Origin]
    paths: list[str]
    prepared: list[str]


class IsolatedHost(RealHost):
    """``RealHost`` with a process for each execution."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._apart = Apart(stage)

    def _run(self, chooser: Chooser, max_steps: int) -> Ending:
        """One execution; the chooser knows the same afterwards as if it had been made here."""
        stage = self.stage
        known = len(stage.shadows.origins), len(stage.paths), len(stage.spots.prepared)
        mirror = Mirror(chooser)
        stage.turns.marks = mirror.marks

        def execute(telling: Any) -> Learned:
            ending = stage.execute(telling, max_steps)
            return Learned(
                ending, stage.turns.marks, stage.turns.trail, self._telling.locks.met, self._standing.kept,
                stage.spots.shared, dict(list(stage.shadows.origins.items())[known[0] :]), stage.paths[known[1] :],
                stage.spots.prepared[known[2] :],
            )  # fmt: skip

        for message in self._apart.run(chooser, execute):
            match message:
                case Over(done, learned):
                    mirror.told(done)
                    return self._learn(mirror, learned)
                case Fault(done, text):
                    mirror.told(done)
                    raise RuntimeError(f"in a process of its own:\n{text}")
                case Died(status, choices):
                    return self._died(mirror, status, choices)
                case _:
                    mirror.hear(message)
        raise AssertionError("the last message is one of these")

    def _learn(self, mirror: "Mirror", learned: Learned) -> Ending:
        stage = self.stage
        stage.turns.marks = learned.marks
        if stage.turns.trail is not None and learned.trail is not None:
            stage.turns.trail[:] = learned.trail
        self._telling.locks.met = learned.met
        self._standing.kept = mirror.standing_at_end(learned.kept)
        stage.spots.shared = learned.shared
        stage.shadows.origins.update(learned.origins)
        stage.adopt(learned.paths)
        for path in learned.prepared:
            stage.prepare(path)
        return learned.ending

    def _died(self, mirror: "Mirror", status: int, choices: list[int]) -> Ending:
        """The step that its process did not survive is the last one."""
        mirror.died()
        if mirror.shared is not None:
            self.stage.spots.shared = mirror.shared
        self._telling.locks.met = False
        self._standing.kept = mirror.standing_at_end(None)
        place = mirror.place
        where = f" at {os.path.basename(place[0])}:{place[1]}" if place[0] else ""
        message = f"the program's process {_how(status)} in step {len(choices)}{where}"
        learned, blocked = mirror.shared is not None, [place] if place[0] else []
        return Ending(
            CRASHED, message, [], blocked, len(choices), "", learned, encode(choices), False, mirror.ids
        )  # fmt: skip

    def trail(self, choices: str, max_steps: int) -> list[tuple[int, str]] | None:
        """None of an execution whose process died: it took what it did with it."""
        trail = super().trail(choices, max_steps)
        return trail or None


class Mirror:
    """This process's chooser, asked and told what the copy's was."""

    def __init__(self, chooser: Any) -> None:
        self._chooser = chooser
        self._standing: dict[Key, Pending] = {}
        self._moving: Key | None = None
        self.ids: dict[Key, int] = {}
        self.marks: list[int] = []
        self.shared: list[str] | None = None

    def hear(self, message: Asked | Moved) -> None:
        self.ids |= message.ids
        if isinstance(message, Moved):
            self._chooser.moves.append(message.thread)
            return
        self.marks += message.marks
        self.shared = message.shared
        self.told(message.done)
        self._standing.clear()
        self._standing.update(message.standing)
        self._moving = self._chooser.choose(message.enabled, self._standing, message.last)

    def told(self, done: list[Done] | None) -> None:
        """What the step under way did."""
        if done is not None and self._moving is not None:
            self._chooser.did(self._moving, done)

    def died(self) -> None:
        """In the middle of the step under way, which did what it stood before, as far as anybody knows."""
        if self._moving is not None:
            pending = self._standing[self._moving]
            self.told([Done(pending.op, pending.kind, pending.object, pending.ready, pending.value, pending.size)])

    @property
    def place(self) -> tuple[str, int, str]:
        """Where the thread stood that made the latest step."""
        pending = None if self._moving is None else self._standing.get(self._moving)
        return ("", 0, "") if pending is None or pending.place is None else tuple(pending.place)  # type: ignore[return-value]

    def standing_at_end(self, kept: Mapping[Key, Pending] | None) -> dict[Key, Pending]:
        """What the threads stood before when it was over; the chooser's own view of it, too."""
        if kept is not None:
            self._standing.clear()
            self._standing.update(kept)
        return self._standing


def _how(status: int) -> str:
    if status >= 0:
        return f"ended with exit status {status}"
    try:
        return f"was killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"was killed by signal {-status}"
