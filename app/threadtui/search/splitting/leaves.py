"""Where the tree of all schedules has been cut: its parts have nothing in common, and nothing to tell each other."""

from collections import deque
from typing import Any

from threadtui.search.splitting.parts import Task


class Leaves:
    """Of depth-first search; as ``Frontier`` is of optimal DPOR."""

    bound = 0
    done = 0.0

    def __init__(self) -> None:
        self._waiting: deque[Task] = deque([Task()])
        self._out = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def through(self) -> bool:
        return not self._waiting and not self._out

    def next(self) -> Task:
        self._out += 1
        return self._waiting.popleft()

    def take(self, task: Task, rest: dict[str, Any] | None) -> None:
        """What became of a task; None: it was not begun."""
        self._out -= 1
        left = [task.prefix] if rest is None else rest["left"]
        self._waiting.extend(Task(tuple(prefix)) for prefix in left)
