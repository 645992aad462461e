"""A portfolio of samplers, since no one of them finds everything: every other sample is directed, the rest are POS, SURW, PCT and a
few random preemptions in turn. Directed search learns from them all."""

from threadtui.search.model import Chooser, Execution
from threadtui.search.past import Past
from threadtui.search.strategies.base import Composed, Sampler
from threadtui.search.strategies.directed import Directed
from threadtui.search.strategies.pct import Pct
from threadtui.search.strategies.pos import Pos
from threadtui.search.strategies.preempt import Preempt
from threadtui.search.strategies.surw import Surw


class Portfolio(Composed):
    name = "portfolio"
    exhausted = False
    sound = False

    def __init__(self, seed: int, max_delay: int | None) -> None:
        self._directed = Directed(seed, max_delay)
        self._others: list[Sampler] = [
            Pos(seed, max_delay), Surw(seed, max_delay), Pct(seed, max_delay), Preempt(seed, max_delay),
        ]  # fmt: skip
        self._number = 0
        self.under_way: Sampler = self._directed

    def skip(self, samples: int) -> None:
        """Begin with a later sample, as if so many had been drawn."""
        self._number = samples
        self._directed.skip(samples)
        for other in self._others:
            other.skip(samples)

    def begin(self) -> Chooser | None:
        round_, other = divmod(self._number, 2)
        self.under_way = self._others[round_ % len(self._others)] if other else self._directed
        self._number += 1
        return self.under_way.begin()

    def end(self, execution: Execution) -> None:
        self.under_way.end(execution)
        if self.under_way is not self._directed:
            self.learn(self.under_way.past)

    def learn(self, past: Past) -> None:
        """An execution that another strategy chose."""
        self._directed.learn(past)

    def again(self) -> bool:
        """Samples depend on nothing that came before."""
        return False

    def without_tree(self) -> bool:
        return True

    def explored(self) -> float:
        return 0.0
