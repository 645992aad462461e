"""The runs of one program as a tree: a fork repeats another run up to a step, and goes its own way from there.

Rules:
1. The tree holds every run since the last restart; the one that is watched is ``here``.
2. A run that is left keeps its process, and can go on when one comes back; only the ``MOST_ALIVE`` used last do.
3. A fork (``fork``) becomes a branch when it has arrived at its step, not before.
"""

from collections.abc import Iterator
from string import ascii_uppercase
from typing import NamedTuple

from threadtui.session import Options
from threadtui.tui.run import Run
from threadtui.world.history import History

MOST_ALIVE = 8
"""Processes that are kept: each has the program's memory and threads."""


class Branch:
    """A run, how it was started, and where it left the run that it repeats (``parent`` is None for the first)."""

    def __init__(self, run: Run, options: Options, parent: "Branch | None" = None, at: int = 0) -> None:
        self.run = run
        self.options = options
        self.parent = parent
        self.at = at
        self.name = ""
        self.frozen: frozenset[int] = frozenset()
        """Threads that the person has frozen."""
        self.steered = False
        """A person chose a thread, or changed a setting on the way: seed and options alone do not repeat this run."""

    @property
    def state(self) -> str:
        """Its verdict; ``playing``, ``paused``, or ``left`` when its process is gone without one."""
        verdict = self.run.history.world.verdict
        if verdict is not None:
            return verdict.verdict
        return "left" if self.run.gone else "playing" if self.run.moving else "paused"


class Line(NamedTuple):
    """A run as it is drawn; ``parent`` numbers the run it left, None for the first. ``state``: verdict, or how it goes."""

    name: str
    parent: int | None
    at: int
    steps: int
    state: str
    here: bool
    history: History


class Branches:
    """All runs, in the order in which they were made."""

    def __init__(self, first: Branch) -> None:
        self.all: list[Branch] = []
        self._used: list[Branch] = []
        self.here = first
        self.add(first)

    def add(self, branch: Branch) -> None:
        """Take in a run and watch it."""
        branch.name = name(len(self.all))
        self.all.append(branch)
        self.visit(branch)

    def visit(self, branch: Branch) -> None:
        """Watch a run; of those left longest ago the processes end."""
        self.here = branch
        self._used = [other for other in self._used if other is not branch] + [branch]
        for old in self._used[:-MOST_ALIVE]:
            old.run.close()

    def close(self) -> None:
        """End all processes."""
        for branch in self.all:
            branch.run.close()

    def lines(self) -> tuple[Line, ...]:
        """The tree as it is drawn."""
        return tuple(self._line(branch) for branch in self.all)

    def _line(self, branch: Branch) -> Line:
        history = branch.run.history
        parent = None if branch.parent is None else self.all.index(branch.parent)
        return Line(branch.name, parent, branch.at, history.steps, branch.state, branch is self.here, history)

    def others(self) -> Iterator[Branch]:
        """All but the one that is watched."""
        return (branch for branch in self.all if branch is not self.here)


def name(number: int) -> str:
    """``A`` to ``Z``, then ``A2`` …"""
    again, letter = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(again + 1) if again else "")
