"""Several parts of one tree, one after another: parts are often too small to be handed out one by one."""

from collections.abc import Sequence
from typing import Any

from threadtui.search.model import Chooser, Execution
from threadtui.search.splitting.parts import DfsPart, DporPart, Task
from threadtui.search.strategies.base import Composed


class Forest(Composed):
    """``name`` says which strategy goes through the parts: ``dfs``, else optimal DPOR."""

    def __init__(self, name: str, tasks: Sequence[Task], bound: int, preemptions: int | None) -> None:
        self.name = name
        self._tasks = tasks
        self._bound = bound
        self._preemptions = preemptions
        self._parts: list[DporPart | DfsPart] = []
        self._begin(tasks[0])

    def _begin(self, task: Task) -> None:
        dfs = self.name == "dfs"
        self.under_way: DporPart | DfsPart = DfsPart(task, self._preemptions) if dfs else DporPart(task, self._bound)
        self._parts.append(self.under_way)

    @property
    def exhausted(self) -> bool:
        return self.under_way.void or (self.under_way.exhausted and len(self._parts) == len(self._tasks))

    @property
    def sound(self) -> bool:
        return all(part.sound for part in self._parts)

    def begin(self) -> Chooser | None:
        if self.exhausted:
            return None
        if self.under_way.exhausted:
            self._begin(self._tasks[len(self._parts)])
        return self.under_way.begin()

    def end(self, execution: Execution) -> None:
        self.under_way.end(execution)

    def again(self) -> bool:
        return self.under_way.again()

    def without_tree(self) -> bool:
        """There is nothing else to it."""
        return False

    def explored(self) -> float:
        """Of the whole tree, which only the plan knows."""
        return 0.0

    def rests(self) -> list[dict[str, Any] | None]:
        """What became of each part; None for one that has not begun."""
        done: list[dict[str, Any] | None] = [part.rest() for part in self._parts]
        return done + [None] * (len(self._tasks) - len(self._parts))
