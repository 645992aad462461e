"""Repeats recorded choices, then goes on with another strategy."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadtui.engine.strategies import Strategy


class Diverged(Exception):
    """The program did not do what it did when the schedule was recorded."""


class Replay:
    """``choices`` are thread ids and, in line, changes, which go to ``change``: granularities, and
    looking inside; it may raise ``Diverged``."""

    name = "replay"

    def __init__(self, choices: Sequence[int | str], then: "Strategy", change: Callable[[str], None]) -> None:
        self._choices = list(reversed(choices))
        self.then = then
        """Who chooses afterwards."""
        self._change = change
        self._made = 0

    @property
    def finished(self) -> bool:
        return not self._choices

    def choose(self, enabled: Sequence[int], last: int) -> int:
        """Raises ``Diverged`` when the recorded thread cannot go on."""
        while self._choices and isinstance(self._choices[-1], str):
            self._change(str(self._choices.pop()))
        if not self._choices:
            return self.then.choose(enabled, last)
        self._made += 1
        thread = int(self._choices.pop())
        if thread not in enabled:
            able = ", ".join(map(str, enabled))
            raise Diverged(
                f"the schedule does not fit: step {self._made} is thread {thread}'s, but only {able} can go on"
            )
        return thread
