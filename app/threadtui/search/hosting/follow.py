"""Choosers that repeat a schedule, given as a token has it: thread ids, points that were passed over too."""

from collections.abc import Mapping, Sequence
from typing import Any

from threadtui.engine.searching.turns import Turns
from threadtui.search.model import Key


class Follow:
    """Thread ids are given in order of construction, so they are those of the run that is watched."""

    blind = True

    def __init__(self, turns: Turns, choices: Sequence[int]) -> None:
        self._turns = turns
        self._choices = choices
        self.moves: list[Key] = []
        """Who has moved, at points that no schedule counts as well."""

    def choose(self, enabled: Sequence[Key], _standing: Mapping[Key, Any], _last: Key) -> Key | None:
        """The recorded thread; None where the schedule is at its end or does not fit."""
        turns = self._turns
        if turns.step >= len(self._choices):
            return None
        thread = turns.threads.get(self._choices[turns.step])
        if thread is None or thread.key not in enabled:
            return None
        self.moves.append(thread.key)
        return thread.key

    def did(self, _thread: Key, _done: Sequence[Any]) -> None:
        """It is known already."""

    def now(self, _thread: Key) -> int:
        return 0
