"""Without a thread: none of its moves is made before it has to."""

from threadtui.search.minimise.shrinker import Shrinker


def drop_threads(shrinker: Shrinker) -> None:
    """Try to do without half of the threads, a quarter, … each; those made last first, since they are the least needed.

    Not the one that begins: it starts the others.
    """
    threads = list(reversed(dict.fromkeys(shrinker.moves)))[:-1]
    size = max(1, len(threads) // 2)
    while size:
        start = 0
        while start < len(threads):
            without = set(threads[start : start + size])
            if shrinker.try_moves([mover for mover in shrinker.moves if mover not in without]):
                del threads[start : start + size]
            else:
                start += size
        size //= 2
