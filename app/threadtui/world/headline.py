"""A deadlock in two sentences: what is the matter, and why. The NEXT bar and the page that explains begin with them."""

from threadtui.world.causes import link_sentence, lonely_sentences
from threadtui.world.circles import waiting_circle
from threadtui.world.history import History
from threadtui.world.lonely import Lonely, lonely
from threadtui.world.parts import Pill, Sentence, join, pills
from threadtui.world.state import World
from threadtui.world.waits import Link, chain


def deadlock_headline(history: History, world: World) -> tuple[Sentence, Sentence]:
    """A circle: who waits for whom. Else the wait that nobody is left to end. The second sentence may be empty."""
    circle, waits = chain(history, world, waiting_circle(world)), lonely(history, world)
    if len(circle) > 1:
        told = join(_listed([link.thread for link in circle]), _stuck(len(circle)))
        return told, join(_each(world, circle), _joiners(waits))
    found = [link_sentence(world, link) for link in circle]
    found += [told for wait in waits for told in lonely_sentences(world, wait)]
    first, *others = found or [join("Nobody can go on")]
    return join(first, "."), join(others[0], ".") if others else ()


def _listed(threads: list[int]) -> Sentence:
    """``▐2▌ ▐3▌ and ▐4▌``"""
    return join(pills(threads[:-1]), " and ", Pill(threads[-1]))


def _stuck(count: int) -> str:
    whom, nobody = ("each other", "Neither") if count == 2 else ("one another", "None of them")
    return f" wait for {whom}. {nobody} can ever go on."


def _each(world: World, circle: list[Link]) -> Sentence:
    if all(link.taken for link in circle):
        return join(f"Each holds what the {'other' if len(circle) == 2 else 'next'} one wants")
    return join(*(part for link in circle for part in (link_sentence(world, link), "; ")))


def _joiners(waits: list[Lonely]) -> Sentence:
    joins = [wait for wait in waits if wait.wants.kind == "thread"]
    told = [
        part for wait in joins for part in ("; ", Pill(wait.thread), " joins ", Pill(wait.wants.id), " and waits too")
    ]
    return join(*told, ".")
