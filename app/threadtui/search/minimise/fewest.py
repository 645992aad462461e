"""Is one preemption less enough? All schedules with fewer are tried, nearest first; if none fails so, the number is proved."""

from threadtui.search.minimise.shrinker import Shrinker
from threadtui.search.run import judged, replay
from threadtui.search.strategies.dfs import Dfs


def prove_fewest(shrinker: Shrinker, runs: int) -> bool:
    """True if no schedule with fewer preemptions fails in the same way; one that does becomes the best."""
    strategy = Dfs(len(shrinker.best.preemptions) - 1)
    shrinker.allow(runs)
    while (chooser := strategy.begin()) is not None:
        shrinker.spend()
        execution = shrinker.host.execute(chooser, shrinker.max_steps)
        if execution.cut:
            return False
        schedule = list(strategy.past.threads)
        execution = judged(execution, strategy.standing, strategy.stuck)
        strategy.end(execution)
        same = execution.signature == shrinker.best.execution.signature
        if same and shrinker.offer(replay(shrinker.host, schedule, shrinker.max_steps)):
            return False
    return True
