"""Making a failing schedule small: fewest preemptions first, then fewest steps, the same failure throughout.

The invariant: ``Shrinker.best`` is a run that failed in the same way, and it only ever gets smaller. A pass proposes schedules; the
shrinker runs each and keeps it if it is smaller. A schedule need not be exact: moves that cannot be made are left out, and
where it ends, each thread goes on until it cannot. So a pass may leave out whatever it likes.

Passes, each in its file, are repeated until none helps: the order is from what removes most to what removes little.
"""

from collections.abc import Callable
from typing import NamedTuple

from threadtui.search.minimise.blocks import drop_blocks, join_blocks, move_blocks
from threadtui.search.minimise.cycle import plain_cycle
from threadtui.search.minimise.fewest import prove_fewest
from threadtui.search.minimise.pair import two_threads
from threadtui.search.minimise.relinearise import relinearise
from threadtui.search.minimise.shrinker import Enough, Shrinker
from threadtui.search.minimise.staying import go_on
from threadtui.search.minimise.threads import drop_threads
from threadtui.search.minimise.truncate import truncate
from threadtui.search.model import Host
from threadtui.search.run import Run

PASSES = (
    plain_cycle, two_threads, truncate, relinearise, drop_threads, relinearise, go_on, drop_blocks, join_blocks, move_blocks,
)  # fmt: skip

MOST_RUNS = 600
"""Executions that the passes may take; most failures need fewer than a hundred."""

PROOF_RUNS = 400
"""Executions for the proof that one preemption less is not enough."""


class Minimised(NamedTuple):
    """``proved``: no schedule with fewer preemptions fails so. ``runs``: executions it took."""

    run: Run
    proved: bool
    runs: int


def minimise(
    host: Host, run: Run, max_steps: int, max_delay: int | None, in_time: Callable[[], bool] = lambda: True
) -> Minimised:
    """The smallest run that fails as ``run`` does. ``in_time`` says whether there is time for one more execution."""
    shrinker = Shrinker(host, run, max_steps, max_delay, MOST_RUNS, in_time)
    proved = False
    try:
        _repeat(shrinker)
        while shrinker.best.preemptions and not proved:
            before = shrinker.size
            proved = prove_fewest(shrinker, PROOF_RUNS)
            if not proved and shrinker.size == before:
                break
            _repeat(shrinker)
    except Enough:
        pass
    return Minimised(shrinker.best, proved or not shrinker.best.preemptions, shrinker.runs)


def _repeat(shrinker: Shrinker) -> None:
    """All passes, until a round of them changes nothing."""
    while True:
        before = shrinker.size
        for each in PASSES:
            each(shrinker)
        if shrinker.size == before:
            return
