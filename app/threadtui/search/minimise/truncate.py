"""The shortest beginning that leads to the failure: what comes after it is left to each thread's going on by itself."""

from threadtui.search.minimise.shrinker import Shrinker


def truncate(shrinker: Shrinker) -> None:
    """Halve, as long as the first half suffices; then take off ever smaller pieces."""
    schedule = list(shrinker.best.schedule)
    keep, piece = len(schedule), max(1, len(schedule) // 2)
    while piece:
        if keep > piece and shrinker.try_moves(schedule[: keep - piece]):
            keep -= piece
        else:
            piece //= 2
