"""Where one looks at a history: at now, which goes on by itself, or at a recorded step, which stays."""

from threadtui.world.history import History

FASTEST = 2_000.0
"""Recorded steps a second when playing "as fast as it goes": faster would be a jump to now, which is ``now()``."""


class Cursor:
    """A position in a history. ``past`` is None at now, else a step before the last one."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.past: int | None = None
        self.playing = False
        """Going on through the recorded steps, up to now."""
        self._due = 0.0

    @property
    def step(self) -> int:
        """The step whose world is looked at."""
        return self.history.steps if self.past is None else self.past

    def to(self, step: int) -> None:
        """Look at a step; one before the first is the first, the last or later is now."""
        self.playing = False
        self.past = None if step >= self.history.steps else max(step, 0)

    def now(self) -> None:
        """Look at what happens."""
        self.to(self.history.steps)

    def last_switch(self) -> bool:
        """Go to the last step before here at which the turn goes to another thread; False if there is none."""
        switch = self.history.previous_switch(self.step + 1)
        if switch is None:
            return False
        self.to(switch - 1)
        return True

    def next_switch(self) -> bool:
        """Go to the next step at which the turn goes to another thread; False if none is recorded."""
        switch = self.history.next_switch(self.step + 1)
        if switch is None:
            return False
        self.to(switch - 1)
        return True

    def play(self) -> None:
        """Go on through the recorded steps as time passes (``advance``)."""
        self.playing = self.past is not None
        self._due = 0.0

    def advance(self, seconds: float, speed: float | None) -> bool:
        """Let time pass while playing, at ``speed`` steps a second; whether it moved. At now it stops."""
        if not self.playing or self.past is None:
            return False
        self._due += seconds * (speed or FASTEST)
        steps, self._due = divmod(self._due, 1)
        if not steps:
            return False
        self.past += int(steps)
        if self.past >= self.history.steps:
            self.now()
        return True
