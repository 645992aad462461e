"""Several parts of one tree, one after another: parts are often too small to be handed out one by one."""

from collections.abc import Mapping, Sequence
from typing import Any

from threadtui.search.model import Chooser, Execution, Key, Pending
from threadtui.search.past import Past
from threadtui.search.splitting.parts import DfsPart, DporPart, Task


class Forest:
    """``name`` says which strategy goes through the parts: ``dfs``, else optimal DPOR."""

    def __init__(self, name: str, tasks: Sequence[Task], bound: int, thorough: bool, preemptions: int | None) -> None:
        self.name = name
        self._tasks = tasks
        self._bound = bound
        self._thorough = thorough
        self._preemptions = preemptions
        self._parts = [self._part(tasks[0])]

    def _part(self, task: Task) -> DporPart | DfsPart:
        if self.name == "dfs":
            return DfsPart(task, self._preemptions)
        return DporPart(task, self._bound, self._thorough)

    @property
    def _now(self) -> DporPart | DfsPart:
        return self._parts[-1]

    @property
    def past(self) -> Past:
        return self._now.past

    @property
    def standing(self) -> Mapping[Key, Pending]:
        return self._now.standing

    @property
    def stuck(self) -> bool:
        return self._now.stuck

    @property
    def exhausted(self) -> bool:
        return self._now.void or (self._now.exhausted and len(self._parts) == len(self._tasks))

    @property
    def sound(self) -> bool:
        return all(part.sound for part in self._parts)

    def begin(self) -> Chooser | None:
        if self.exhausted:
            return None
        if self._now.exhausted:
            self._parts.append(self._part(self._tasks[len(self._parts)]))
        return self._now.begin()

    def end(self, execution: Execution) -> None:
        self._now.end(execution)

    def again(self) -> bool:
        return self._now.again()

    def explored(self) -> float:
        """Of the whole tree, which only the plan knows."""
        return 0.0

    def rests(self) -> list[dict[str, Any] | None]:
        """What became of each part; None for one that has not begun."""
        done: list[dict[str, Any] | None] = [part.rest() for part in self._parts]
        return done + [None] * (len(self._tasks) - len(self._parts))
