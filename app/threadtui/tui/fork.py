"""A fork on its way: a fresh run that repeats another one up to a step. It is watched once it has arrived there."""

from dataclasses import replace
from typing import Any

from threadtui.engine.schedule import Choices, Token
from threadtui.session import Options
from threadtui.tui.branches import Branch
from threadtui.tui.run import Run
from threadtui.world.divergence import Comparison, told
from threadtui.world.history import History
from threadtui.world.parts import Pill, text

ENDED_EARLY = "The repetition ended before it came to that step."


class Fork:
    """``branch`` is what becomes of it; its run has been started with ``options``. ``thread`` makes its first own
    step; 0: none has been chosen."""

    def __init__(self, run: Run, options: Options, parent: Branch, step: int, thread: int = 0) -> None:
        self.branch = Branch(run, options, parent, step)
        self._thread = thread
        self._repeated = parent.run.history
        self._comparison = Comparison(self._repeated, step)

    def send(self, *command: Any) -> None:
        """A command that is carried out when it has arrived."""
        self.branch.steered = True
        self.branch.run.send(*command)

    def freeze(self, thread: int) -> None:
        """What is frozen stays frozen there."""
        self.branch.frozen |= {thread}
        self.send("freeze", thread)

    def close(self) -> None:
        """Give it up."""
        self.branch.run.close()

    def receive(self, budget: float) -> bool:
        """Take what it has sent; whether it has arrived, or never will."""
        run = self.branch.run
        run.receive(budget)
        self._comparison.look(run.history)
        if not run.answered and not run.gone:
            return False
        if len(run.history):  # else it was refused before its first event
            self._comparison.arrived(run.history)
        return True

    @property
    def arrived(self) -> bool:
        """It stands at its step."""
        return self.branch.run.answered

    @property
    def notice(self) -> str:
        """Why it is not the same as what it repeats, or not there; empty if all is well."""
        run, difference = self.branch.run, self._comparison.difference
        if difference is not None:
            return text(told(difference, self._repeated, run.history))
        return "" if self.arrived else run.refused or ENDED_EARLY

    @property
    def told(self) -> str:
        """What to say of it when it is there; it has its name by then."""
        branch = self.branch
        assert branch.parent is not None
        start = f"{branch.name} is a fork of {branch.parent.name} after step {branch.at:,}: "
        if not self._thread:
            return start + "from here on it goes its own way."
        return text((start, Pill(self._thread), " instead of ", Pill(self._repeated.mover(branch.at + 1)), "."))


def fork_options(branch: Branch, step: int) -> Options:
    """How to start a run that repeats this one up to a step, and is then chosen for by the strategy in use."""
    options, run = branch.options, branch.run
    started = run.history.granularities[0][1] if run.history.granularities else options.granularity
    token = Token(run.program, started, options.strategy, options.seed, choices(run.history, step))
    return replace(options, schedule=str(token), arrive=step)


def choices(history: History, step: int) -> str:
    """Who moved up to a step, and which changes came between, of granularity and by looking inside, as a schedule token has it."""
    made = Choices()
    changes = [change for change in history.granularities[1:] if change[0] <= step]
    changes.reverse()
    looks = [look for look in history.looks if look[0] <= step]
    looks.reverse()
    for number in range(step + 1):
        if number:
            made.chose(history.mover(number))
        while changes and changes[-1][0] == number:
            made.changed_granularity(changes.pop()[1])
        while looks and looks[-1][0] == number:
            made.looked_inside(*looks.pop()[1:])
    return str(made)
