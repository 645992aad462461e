"""How the next schedule is chosen; one strategy a file."""

from collections.abc import Callable

from threadtui.search.strategies.auto import Auto
from threadtui.search.strategies.base import Strategy
from threadtui.search.strategies.dfs import Dfs
from threadtui.search.strategies.directed import Directed
from threadtui.search.strategies.dpor import Dpor
from threadtui.search.strategies.pct import Pct
from threadtui.search.strategies.pos import Pos
from threadtui.search.strategies.random_walk import RandomWalk
from threadtui.search.strategies.surw import Surw

SAMPLERS: dict[str, Callable[[int, int | None], Strategy]] = {
    "random": RandomWalk,
    "pct": Pct,
    "pos": Pos,
    "surw": Surw,
    "directed": Directed,
    "auto": Auto,
}
NAMES = (*SAMPLERS, "dfs", "dpor")


def by_name(name: str, seed: int = 0, max_delay: int | None = None, preemptions: int | None = None) -> Strategy:
    """A fresh strategy; ``max_delay`` in ns, None for no limit. Raises ``ValueError`` for what cannot be."""
    if preemptions is not None and name != "dfs":
        raise ValueError(f"a bound on preemptions goes with the strategy dfs only: with {name} it would leave bugs out")
    if name == "dfs":
        return Dfs(preemptions)
    if name == "dpor":
        return Dpor()
    if name not in SAMPLERS:
        raise ValueError(f"no strategy is called {name!r}; there are {', '.join(NAMES)}")
    return SAMPLERS[name](seed, max_delay)
