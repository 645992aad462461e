"""One piece of a search: what it asks for, and how it is done in the process of a host."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from threadtui.search.explore import Exploration, Result
from threadtui.search.splitting.forest import Forest
from threadtui.search.splitting.parts import DporPart, Task
from threadtui.search.strategies import by_name
from threadtui.search.strategies.auto import Auto
from threadtui.search.strategies.base import Sampler, Strategy
from threadtui.search.strategies.portfolio import Portfolio

WHOLE, SAMPLES, TREE, HEAD = "whole", "samples", "tree", "head"
"""Kinds: a search that is not cut; samples from the ``first`` on; ``tasks`` of a tree; how ``auto`` begins."""

Answer = dict[str, Any]


class How(NamedTuple):
    """The search that is cut. ``delay`` in ns, None for no limit."""

    strategy: str
    seed: int = 0
    delay: int | None = None
    preemptions: int | None = None


class Piece(NamedTuple):
    """``schedules`` is the most executions it may take; ``shared`` are the locations known to be shared when it was cut."""

    number: int
    kind: str
    schedules: int
    first: int = 0
    tasks: Sequence[Task] = ()
    bound: int = 0
    shared: Sequence[str] | None = None

    @classmethod
    def of(cls, words: dict[str, Any]) -> "Piece":
        return cls(**{**words, "tasks": tuple(Task.of(each) for each in words["tasks"])})


def strategy_of(piece: Piece, how: How) -> Strategy:
    """What chooses the piece's schedules."""
    if piece.kind == TREE:
        return Forest(how.strategy, piece.tasks, piece.bound, how.preemptions)
    if piece.kind == HEAD:
        return Auto(how.seed, how.delay, DporPart(Task()))
    if piece.kind == SAMPLES and how.strategy == "auto":
        samples: Sampler | Portfolio = Portfolio(how.seed, how.delay)
        samples.skip(piece.first)
        return samples
    strategy = by_name(how.strategy, how.seed, how.delay, how.preemptions)
    if piece.kind == SAMPLES:
        assert isinstance(strategy, Sampler)
        strategy.skip(piece.first)
    return strategy


def answer(exploration: Exploration, result: Result, strategy: Strategy) -> Answer:
    """What a piece came to, but for its failures, as plain values."""
    return {
        "stop": result.stop.name,
        "schedules": exploration.schedules,
        "executions": exploration.executions,
        "cut": result.cut,
        "why": result.why,
        "changed": str(result.changed or ""),
        "sound": strategy.sound,
        "rests": _rests(strategy),
        "traces": list(result.coverage.traces),
        "orders": list(result.coverage.orders),
        **result.coverage.told(),
    }


def _rests(strategy: Strategy) -> list[Any]:
    if isinstance(strategy, Forest):
        return strategy.rests()
    if isinstance(strategy, Auto) and isinstance(strategy.dpor, DporPart):
        return [strategy.dpor.rest()]
    return []
