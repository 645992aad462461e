"""What all passes work on: the smallest failing run so far, and a way to try a smaller one."""

from collections.abc import Callable, Sequence

from threadtui.search.model import Host, Key
from threadtui.search.run import Run, replay

Block = tuple[Key, int]
"""A thread, and how many steps it makes in a row."""


class Enough(Exception):
    """The budget is used up."""


class Shrinker:
    """``best`` only ever gets smaller. ``try_moves`` raises ``Enough`` when the budget is used up."""

    def __init__(
        self, host: Host, run: Run, max_steps: int, max_delay: int | None, most: int, in_time: Callable[[], bool]
    ) -> None:
        self.host = host
        self.best = run
        self.max_steps = max_steps
        self.runs = 0
        self._most = most
        self._in_time = in_time
        self._signature = run.execution.signature
        delay = run.needed_delay
        self._max_delay = delay if max_delay is None else max(delay, max_delay)
        self._tried: set[tuple[Key, ...]] = set()

    @property
    def size(self) -> tuple[int, ...]:
        """What is to be small: preemptions, steps, switches, planned steps, in this order."""
        return size_of(self.best)

    @property
    def moves(self) -> list[Key]:
        """The best schedule, as far as it is planned: what comes after it comes by itself."""
        return self.best.schedule[: self.best.planned]

    @property
    def blocks(self) -> list[Block]:
        """The same, as runs of one thread."""
        return blocks_of(self.moves)

    def is_same_failure(self, run: Run) -> bool:
        return run.execution.signature == self._signature and run.needed_delay <= self._max_delay

    def try_moves(self, moves: Sequence[Key]) -> bool:
        """Run these moves; True if they fail in the same way and are smaller than the best."""
        key = tuple(moves)
        if key in self._tried:
            return False
        self._tried.add(key)
        self.spend()
        return self.offer(replay(self.host, moves, self.max_steps))

    def try_blocks(self, blocks: Sequence[Block]) -> bool:
        return self.try_moves([thread for thread, count in blocks for _ in range(count)])

    def offer(self, run: Run) -> bool:
        """Keep this run if it is better."""
        better = size_of(run) < self.size and self.is_same_failure(run)
        if better:
            self.best = run
        return better

    def spend(self) -> None:
        """One more execution."""
        if self.runs >= self._most or not self._in_time():
            raise Enough
        self.runs += 1

    def allow(self, runs: int) -> None:
        """So many executions from here on, for what is not a pass."""
        self._most = self.runs + runs


def size_of(run: Run) -> tuple[int, ...]:
    return len(run.preemptions), run.execution.steps, run.switches, run.planned


def blocks_of(schedule: Sequence[Key]) -> list[Block]:
    blocks: list[Block] = []
    for thread in schedule:
        if blocks and blocks[-1][0] == thread:
            blocks[-1] = thread, blocks[-1][1] + 1
        else:
            blocks.append((thread, 1))
    return blocks
