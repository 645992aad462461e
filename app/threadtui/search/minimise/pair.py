"""Two threads are enough for most failures, however many there are: one is left in the middle, the other goes on until it fails.

Among a hundred threads small moves take too many executions to find that out. So it is tried straight away: the thread that
failed, and each of those whose steps its own come right after, with no moves of others but the first thread's, which starts them.
"""

from threadtui.search.minimise.shrinker import Shrinker
from threadtui.search.model import Key
from threadtui.search.run import Run

PARTNERS = 4
"""Threads that are tried as the other one: the latest that the failing one depends on."""

PLACES = 12
"""Steps after which a thread is left in the middle: those before the end of what it did."""


def two_threads(shrinker: Shrinker) -> None:
    """With one preemption: after any of the one's steps, then after any of the other's."""
    run = shrinker.best
    if len(run.preemptions) < 2 or not run.execution.where or run.execution.verdict == "deadlock":
        return
    failed = _failed(run)
    first = run.schedule[0]
    for partner in _partners(run, failed)[:PARTNERS]:
        for one, other in ((partner, failed), (failed, partner)):
            for count in _places(run, one, other):
                most = len(run.schedule)
                if shrinker.try_moves([first] * most + [one] * count + [other] * most):
                    return


def _failed(run: Run) -> Key:
    """Who was last where it failed."""
    file, line = run.execution.where[0][:2]
    past = run.past
    for number in reversed(range(len(past))):
        place = past.pendings[number].place
        if place is not None and (place.file, place.line) == (file, line):
            return past.threads[number]
    return past.threads[-1]


def _partners(run: Run, thread: Key) -> list[Key]:
    """The threads of the steps that this one's come right after, the latest first; without the one that started all."""
    past = run.past
    causes = {cause for number, mover in enumerate(past.threads) if mover == thread for cause in past.edges[number]}
    movers = dict.fromkeys(past.threads[cause] for cause in sorted(causes, reverse=True))
    return [mover for mover in movers if mover not in (thread, run.schedule[0])]


def _places(run: Run, one: Key, other: Key) -> list[int]:
    """How many steps to make before the other one: first as many as then, then any number."""
    steps = [number for number, mover in enumerate(run.schedule) if mover == one]
    begun = next(number for number, mover in enumerate(run.schedule) if mover == other)
    before = sum(1 for number in steps if number < begun)
    rest = sorted(range(1, len(steps)), key=lambda count: abs(count - before))
    return rest[:PLACES]
