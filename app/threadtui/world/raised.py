"""At which step a thread raised: an exception is told of when its thread has ended, after all that was done on the way out."""

from collections.abc import Iterator

from threadtui.engine import events as kinds
from threadtui.world.history import History
from threadtui.world.state import Where

LEAVING = frozenset({"release", "task_done", "notify", "notify_all", "set"})
"""What the end of a ``with`` and a ``finally`` do after an exception has been raised."""

LOOK_BACK = 1_000
"""Steps before a thread's end that are looked at: by lines, many have to do with nobody."""


def steps_back(history: History, thread: int, end: int) -> Iterator[int]:
    """A thread's steps from its end, the last one first."""
    return (step for step in range(end, max(end - LOOK_BACK, 0), -1) if history.mover(step) == thread)


def end_of(history: History, thread: int) -> int | None:
    """The step at which a thread ended."""
    number = history.standing_number(thread, len(history), kinds.END)
    return None if number is None else history.step_of(number)


def raised_at(history: History, thread: int, where: Where | None) -> int | None:
    """The step in which a thread raised at this line: the one it ended with, or one before what it did while it left."""
    end = end_of(history, thread)
    for step in steps_back(history, thread, end or 0):
        start = history.event(history.start_of(step))
        if where == (start.file, start.line):
            return step
        if start.value not in LEAVING:
            break
    return end
