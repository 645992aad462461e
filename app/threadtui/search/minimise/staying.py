"""Without a preemption: its thread goes on until it cannot, instead of being left where it could have gone on."""

from threadtui.search.minimise.shrinker import Shrinker


def go_on(shrinker: Shrinker) -> None:
    """The last preemption first: it may be the only one that is needed, or none may be."""
    number = len(shrinker.best.preemptions) - 1
    while number >= 0:
        step, moves = shrinker.best.preemptions[number] - 1, shrinker.moves
        if step <= len(moves):
            until_it_cannot = [moves[step - 1]] * shrinker.best.execution.steps
            shrinker.try_moves([*moves[:step], *until_it_cannot, *moves[step:]])
        number = min(number, len(shrinker.best.preemptions)) - 1
