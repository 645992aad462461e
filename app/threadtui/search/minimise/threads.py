"""Without a thread: none of its moves is made before it has to."""

from threadtui.search.minimise.shrinker import Shrinker


def drop_threads(shrinker: Shrinker) -> None:
    """Try to do without each thread; the last ones made first, since they are the least needed."""
    for thread in reversed(list(dict.fromkeys(shrinker.best.schedule))):
        shrinker.try_moves([mover for mover in shrinker.best.schedule if mover != thread])
