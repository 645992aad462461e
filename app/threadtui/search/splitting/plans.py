"""Which pieces a search is cut into, by strategy. A plan knows nothing of processes or time: it gives pieces, and takes answers in
the order of the pieces."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from threadtui.search.splitting.frontier import Frontier
from threadtui.search.splitting.leaves import Leaves
from threadtui.search.splitting.parts import Task
from threadtui.search.splitting.pieces import HEAD, SAMPLES, TREE, WHOLE, Answer, Piece
from threadtui.search.strategies.auto import IN_SIGHT

FIRST = 16
"""Executions of the first pieces: a program whose executions take long is to be shared out soon."""

GROWTH = 8
"""By how many executions each piece may be larger than the one before."""

MOST = 512
"""Executions of a piece at most: when a schedule fails, the pieces before it are waited for."""

BUNDLES = 4
"""Bundles of parts per worker that what waits is cut into: large ones first, so that few are handed out, then smaller ones."""

HEAD_SCHEDULES = 200
"""Executions of ``auto`` before it is cut: a small program is exhausted by then, and what is easy to find is found."""

IN_TURN = 4
"""Of so many pieces of ``auto`` one is of the kind that has less to hope for: samples where the end is in sight, else parts of the
tree."""


class Taken(Enum):
    """What an answer means for what was counted so far."""

    COUNTS = "it is added"
    VOID = "it is from before the host learned to cut steps finer"
    ANEW = "the host has learned so: the count begins anew, with the next answer"


class Plan(Protocol):
    """``next`` is None while there is nothing to hand out, until an answer changes that. ``exhausted``: all schedules were tried;
    ``sound``: then nothing was missed, if nothing was cut short."""

    @property
    def exhausted(self) -> bool: ...
    @property
    def sound(self) -> bool: ...

    def next(self) -> Piece | None: ...

    def take(self, piece: Piece, answer: Answer) -> Taken: ...

    def explored(self) -> float:
        """The part of all schedules that is done, estimated; 0 where nothing can be said."""


class Budget:
    """Numbers pieces, and shares out the executions that there are."""

    def __init__(self, schedules: int) -> None:
        self.left = schedules
        self.number = 0
        """Of the latest piece."""

    def piece(self, kind: str, most: int | None = None, **other: object) -> Piece:
        """A piece of a size that is fit for its number."""
        size = min(self.left, most or min(MOST, FIRST + GROWTH * self.number))
        self.left -= size
        self.number += 1
        return Piece(self.number, kind, size, **other)  # type: ignore[arg-type]

    def took(self, piece: Piece, answer: Answer) -> None:
        """What it did not use others may."""
        self.left += piece.schedules - answer["executions"]


class Uncut:
    """One piece: what one worker does from beginning to end."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._given = self.exhausted = self.sound = False

    def next(self) -> Piece | None:
        if self._given:
            return None
        self._given = True
        return self._budget.piece(WHOLE, self._budget.left)

    def take(self, piece: Piece, answer: Answer) -> Taken:
        del piece
        self.exhausted, self.sound = answer["stop"] == "EXHAUSTED", answer["sound"]
        return Taken.COUNTS

    def explored(self) -> float:
        return 0.0


class Samples:
    """Samples by number."""

    exhausted = sound = False

    def __init__(self, budget: Budget, first: int = 0, shared: Sequence[str] = ()) -> None:
        self._budget = budget
        self._first = first
        self.shared = shared

    def next(self) -> Piece | None:
        if self._budget.left <= 0:
            return None
        piece = self._budget.piece(SAMPLES, first=self._first, shared=self.shared)
        self._first += piece.schedules
        return piece

    def take(self, piece: Piece, answer: Answer) -> Taken:
        self._budget.took(piece, answer)
        return Taken.COUNTS

    def explored(self) -> float:
        return 0.0


class Tree:
    """A tree of schedules by its parts. Begins anew when the host learns to cut steps finer, and, where plans were postponed, with
    a greater bound on their depth."""

    def __init__(self, budget: Budget, workers: int, dfs: bool = False) -> None:
        self._budget = budget
        self._workers = workers
        self._dfs = dfs
        self.shared: Sequence[str] = ()
        self._frontier = self._fresh()
        self._valid = 0
        """The number of the first piece that was cut as steps are cut now."""
        self.sound = self.repeats = True
        """``repeats``: not once did a schedule do otherwise than before; else there is no tree."""

    def _fresh(self, bound: int = 0) -> "Frontier | Leaves":
        return Leaves() if self._dfs else Frontier(bound)

    @property
    def exhausted(self) -> bool:
        return self.repeats and self._frontier.through

    def next(self) -> Piece | None:
        waiting = len(self._frontier)
        if not self.repeats or not waiting or self._budget.left <= 0:
            return None
        count = max(1, waiting // (self._workers * BUNDLES))
        return self.cut([self._frontier.next() for _ in range(count)])

    def cut(self, tasks: list[Task]) -> Piece:
        """A piece of these parts."""
        frontier = self._frontier
        return self._budget.piece(TREE, tasks=tasks, bound=frontier.bound, shared=self.shared)

    def take(self, piece: Piece, answer: Answer) -> Taken:
        self._budget.took(piece, answer)
        if answer["changed"]:
            self.repeats = False
            return Taken.COUNTS
        if piece.number < self._valid:
            return Taken.VOID
        if any(rest is not None and rest["void"] for rest in answer["rests"]):
            return self.learn(answer)
        self.sound = self.sound and answer["sound"]
        if not piece.tasks[0].prefix:
            self.shared = answer["shared"]
        for task, rest in zip(piece.tasks, answer["rests"], strict=True):
            self._frontier.take(task, rest)
        self._go_deeper()
        return Taken.COUNTS

    def learn(self, answer: Answer) -> Taken:
        """Steps are cut finer from now on: what was planned is void."""
        self.shared = sorted({*self.shared, *answer["shared"]})
        self._valid = self._budget.number + 1
        self._frontier = self._fresh(self._frontier.bound)
        self.sound = True
        return Taken.ANEW

    def began(self, answer: Answer) -> None:
        """Its first executions were made elsewhere."""
        self.shared, self.sound = answer["shared"], answer["sound"]
        self._frontier.take(self._frontier.next(), answer["rests"][0])
        self._go_deeper()

    def _go_deeper(self) -> None:
        frontier = self._frontier
        if isinstance(frontier, Frontier) and frontier.through and frontier.postponed:
            self._frontier = self._fresh(frontier.bound * 2)

    def explored(self) -> float:
        return self._frontier.done


class Portfolio:
    """``auto``: how it begins alone, then parts of the tree and samples in turn. What one kind learns of shared locations, the
    pieces of both that are cut from then on know."""

    def __init__(self, budget: Budget, workers: int) -> None:
        self._budget = budget
        self._tree = Tree(budget, workers)
        self._samples = Samples(budget, HEAD_SCHEDULES)
        self._begun = self._cut = False
        self._turn = 0

    @property
    def exhausted(self) -> bool:
        return self._cut and self._tree.exhausted

    @property
    def sound(self) -> bool:
        return self._tree.sound

    def next(self) -> Piece | None:
        if not self._begun:
            self._begun = True
            return self._budget.piece(HEAD, HEAD_SCHEDULES)
        if not self._cut:
            return None
        self._turn += 1
        in_sight = self.explored() * (1 + IN_SIGHT) >= 1
        if in_sight == (self._turn % IN_TURN == 0):
            return self._samples.next() or self._tree.next()
        return self._tree.next() or self._samples.next()

    def take(self, piece: Piece, answer: Answer) -> Taken:
        if piece.kind == HEAD:
            self._budget.took(piece, answer)
            if answer["changed"]:
                self._tree.repeats = False
            else:
                self._tree.began(answer)
            self._cut = True
            taken = Taken.COUNTS
        elif piece.kind == TREE:
            taken = self._tree.take(piece, answer)
        else:
            taken = self._samples.take(piece, answer)
            if not set(answer["shared"]) <= set(self._tree.shared):
                taken = self._tree.learn(answer)
        self._samples.shared = self._tree.shared
        return taken

    def explored(self) -> float:
        return self._tree.explored()


def plan(strategy: str, workers: int, schedules: int) -> Plan:
    """How so many workers share a search with this strategy, of so many executions at most."""
    budget = Budget(schedules)
    if workers == 1:
        return Uncut(budget)
    if strategy == "auto":
        return Portfolio(budget, workers)
    if strategy in ("dfs", "dpor"):
        return Tree(budget, workers, strategy == "dfs")
    return Samples(budget)
