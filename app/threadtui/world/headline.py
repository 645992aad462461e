"""What the NEXT bar and the page that explains begin with: who raised what, or a deadlock, and why, in two sentences."""

from collections.abc import Sequence

from threadtui.world.causes import at, link_sentence, lonely_sentences
from threadtui.world.circles import waiting_circle
from threadtui.world.history import History
from threadtui.world.lonely import Lonely, lonely
from threadtui.world.parts import Pill, Sentence, join, pills
from threadtui.world.state import Failure, World
from threadtui.world.waits import Link, chain

MOST_RAISED = 3
"""Different exceptions that are named; of the others how many there are."""


def raised(alike: Sequence[Failure]) -> Sentence:
    """``▐2▌ and ▐3▌ raised IndexError: pop from empty list at line 11``, of exceptions that say the same."""
    first = alike[0]
    who = listed([failure.thread for failure in alike]) if first.thread else join("The program")
    what = f"{first.type}: {first.message}" if first.message else first.type
    return join(who, f" raised {what}{at(first.where)}")


def alike(world: World) -> list[list[Failure]]:
    """The exceptions that nobody caught, those together that say the same of the same line, in their order."""
    found: dict[tuple[object, ...], list[Failure]] = {}
    for failure in world.errors:
        found.setdefault((failure.type, failure.message, failure.where, not failure.thread), []).append(failure)
    return list(found.values())


def failure_headline(world: World) -> Sentence:
    """Who raised what; nobody is left out but where there are many."""
    groups = alike(world)
    told = [raised(group) for group in groups[:MOST_RAISED]]
    left = len(groups) - len(told)
    more = [join(f"and {left} more")] if left else []
    return _in_a_row([*told, *more])


def deadlock_headline(history: History, world: World) -> tuple[Sentence, Sentence]:
    """A circle: who waits for whom. Else the wait that nobody is left to end. The second sentence may be empty."""
    circle, waits = chain(history, world, waiting_circle(world)), lonely(history, world)
    if len(circle) > 1:
        told = join(listed([link.thread for link in circle]), _stuck(len(circle)))
        return told, join(_in_a_row([*_each(world, circle), *_joiners(waits)]), ".")
    found = [link_sentence(world, link) for link in circle]
    found += [told for wait in waits for told in lonely_sentences(world, wait)]
    first, *others = found or [join("Nobody can go on")]
    return join(first, "."), join(others[0], ".") if others else ()


def listed(threads: list[int]) -> Sentence:
    """``▐2▌ ▐3▌ and ▐4▌``"""
    if len(threads) == 1:
        return join(Pill(threads[0]))
    return join(pills(threads[:-1]), " and ", Pill(threads[-1]))


def _stuck(count: int) -> str:
    whom, nobody = ("each other", "Neither") if count == 2 else ("one another", "None of them")
    return f" wait for {whom}. {nobody} can ever go on."


def _each(world: World, circle: list[Link]) -> list[Sentence]:
    if all(link.taken for link in circle):
        return [join(f"Each holds what the {'other' if len(circle) == 2 else 'next'} one wants")]
    return [link_sentence(world, link) for link in circle]


def _joiners(waits: list[Lonely]) -> list[Sentence]:
    joins = [wait for wait in waits if wait.wants.kind == "thread"]
    return [join(Pill(wait.thread), " joins ", Pill(wait.wants.id), " and waits too") for wait in joins]


def _in_a_row(sentences: list[Sentence]) -> Sentence:
    first, *others = sentences
    return join(first, *(part for sentence in others for part in ("; ", sentence)))
