"""Ways to run a search on the toy host."""

from typing import Any, NamedTuple

from tests.search.brute import Result
from tests.search.toy import Program, Toy
from threadtui.search.delay import needed_delay
from threadtui.search.explore import Exploration, Finding, Limits
from threadtui.search.explore import Result as Explored
from threadtui.search.strategies import by_name
from threadtui.search.strategies.base import Strategy
from threadtui.search.strategies.dpor import Dpor

STEPS = 10_000
DELAY = 100_000_000


def exhaust(program: Program, strategy: Strategy, most: int = 50_000) -> tuple[set[Result], int]:
    """All (verdict, final state) that a strategy finds, and how many executions it takes to its end."""
    toy, results, count = Toy(program), set(), 0
    while (chooser := strategy.begin()) is not None:
        execution = toy.execute(chooser, STEPS)
        strategy.end(execution)
        results.add((execution.verdict, execution.final))
        count += 1
        assert count <= most, "the program is too large for this test"
    return results, count


def dpor(program: Program) -> tuple[set[Result], int]:
    """What optimal DPOR finds, in how many executions: none of them redundant, none planned in vain."""
    strategy = Dpor()
    results, count = exhaust(program, strategy)
    assert strategy.redundant == 0
    assert strategy.flaws == 0
    return results, count


class Proof(NamedTuple):
    """What optimal DPOR found: each result with the least delay that it needs, in ns. ``traces`` counts executions that differ."""

    delays: dict[Result, int]
    executions: int
    traces: int
    surprises: int


def proof(program: Program) -> Proof:
    """Of a program that is exhausted, with nothing planned in vain."""
    toy, strategy, executions = Toy(program), Dpor(), 0
    delays: dict[Result, int] = {}
    names: set[int] = set()
    while (chooser := strategy.begin()) is not None:
        execution = toy.execute(chooser, STEPS)
        result, delay = (execution.verdict, execution.final), needed_delay(strategy.past, strategy.standing)
        delays[result] = min(delay, delays.get(result, delay))
        names.add(strategy.past.name())
        strategy.end(execution)
        executions += 1
    assert (strategy.redundant, strategy.flaws) == (0, 0)
    return Proof(delays, executions, len(names), strategy.surprises)


def explored(program: Program, strategy: str = "auto", seed: int = 0, **limits: Any) -> Explored:
    """An exploration without a limit of time."""
    limits = {"schedules": 1000, "seconds": None, "steps": STEPS, "delay": DELAY} | limits
    chosen = by_name(strategy, seed, limits["delay"], limits.pop("preemptions", None))
    return Exploration(Toy(program), chosen, Limits(**limits)).run()


def only_failure(result: Explored) -> Finding:
    (finding,) = result.failures
    return finding
