"""A lock cycle, straight from the cycle: each thread goes on to its lock, and then to the one that another already has.

No sequence of small moves leads from a tangled deadlock to a plain one: halfway there is none. But its plain form is known. One
thread stops while it holds its lock; who wants that lock goes on until it blocks, holding its own; and so on round.
"""

from threadtui.search.minimise.shrinker import Shrinker
from threadtui.search.model import Key
from threadtui.search.run import Run


def plain_cycle(shrinker: Shrinker) -> None:
    """Begin with each thread of the deadlock in turn, after those that nobody waits for, such as main, which started them."""
    if shrinker.best.execution.verdict != "deadlock":
        return
    run = shrinker.best
    wanted_by = _wanted_by(run)
    holders = [thread for thread, others in wanted_by.items() if others]
    first = [thread for thread in run.schedule if thread not in holders]
    for start in holders:
        order = _chain(start, wanted_by)
        shrinker.try_moves(first + [thread for one in order for thread in run.schedule if thread == one])


def _wanted_by(run: Run) -> dict[Key, list[Key]]:
    """Of each blocked thread that has something, those who are blocked on it."""
    owner: dict[Key, Key] = {}
    for thread, done in zip(run.past.threads, run.past.dones, strict=True):
        for each in done:
            if each.op == "acquire" and each.outcome:
                owner[each.object] = thread
    blocked = {thread: pending.object for thread, pending in run.standing.items()}
    return {thread: [other for other in blocked if owner.get(blocked[other]) == thread] for thread in blocked}


def _chain(start: Key, wanted_by: dict[Key, list[Key]]) -> list[Key]:
    """A thread, then who wants what it has, and so on."""
    order, todo = [], [start]
    while todo:
        thread = todo.pop(0)
        if thread not in order:
            order.append(thread)
            todo += wanted_by.get(thread, [])
    return order
