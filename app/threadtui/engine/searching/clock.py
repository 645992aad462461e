"""Time while searching: each thread has its own, which its causal past alone decides."""

from typing import TYPE_CHECKING

from threadtui.engine.clock import SECOND

if TYPE_CHECKING:
    from threadtui.engine.searching.turns import Turns


class Clock:
    """Reads the time of the thread that asks, which the chooser keeps; it does not move by itself."""

    def __init__(self, turns: "Turns") -> None:
        self._turns = turns

    @property
    def now(self) -> int:
        turns = self._turns
        me = turns.current or turns.mover
        return turns.chooser.now(me.key) + me.waited if me is not None else 0

    def jump(self, deadline: int) -> None:
        """The thread that asks has waited in real time, up to there."""
        me = self._turns.current
        if me is not None:
            me.waited += max(0, deadline - self.now)

    def after(self, seconds: float) -> int:
        """The deadline that lies so many seconds ahead."""
        return self.now + round(seconds * SECOND)
