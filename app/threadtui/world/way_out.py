"""What would have avoided a deadlock: the order of the locks, or what is missing where somebody waits for ever."""

from typing import NamedTuple

from threadtui.world.causes import call_of
from threadtui.world.circles import waiting_circle
from threadtui.world.history import History
from threadtui.world.lonely import lonely, roots
from threadtui.world.parts import Pill, Sentence, join, pills
from threadtui.world.reasons import primitive_name
from threadtui.world.remedies import holds_and_waits, remedy
from threadtui.world.state import Where, World
from threadtui.world.waits import Link, chain

LOCKS = frozenset({"Lock", "RLock", "Semaphore", "BoundedSemaphore"})


MOST_NAMED = 5
"""Locks that are named one by one."""


class Taking(NamedTuple):
    """A thread has ``first``, taken at ``had``, and wants ``second`` at ``wants``."""

    thread: int
    first: int
    second: int
    had: Where | None
    wants: Where | None


class WayOut(NamedTuple):
    """``finding`` says what is wrong, ``takings`` who takes what in which order, ``advice`` what to do."""

    finding: str
    takings: tuple[Taking, ...]
    advice: tuple[Sentence, ...]


def way_out(history: History, world: World) -> WayOut | None:
    """For a world in which nobody can go on; None where nothing is known that would help."""
    circle = chain(history, world, waiting_circle(world))
    if circle:
        return _of_circle(world, circle)
    waits = roots(world, lonely(history, world))
    waits = [
        wait for wait in waits if holds_and_waits(world, wait)
    ] or waits  # what it waits for may come when it lets go
    advice = tuple(dict.fromkeys(told for wait in waits if (told := remedy(world, wait))))
    return WayOut("", (), advice) if advice else None


def _of_circle(world: World, circle: list[Link]) -> WayOut:
    if len(circle) == 1:
        return _alone(world, circle[0])
    if all(link.taken and world.primitives[link.wants.id].kind in LOCKS for link in circle):
        return _order(world, circle)
    return _joined(world, circle)


def _alone(world: World, link: Link) -> WayOut:
    if link.wants.kind == "thread":
        return WayOut("A thread that joins itself waits for ever.", (), (join("Let another thread join it."),))
    name = primitive_name(world, link.wants.id)
    lines = f" (line {link.taken.where.line})" if link.taken and link.taken.where else ""
    if world.primitives[link.wants.id].kind != "Lock":
        return WayOut("", (), (join("Do not wait here for what only ", Pill(link.thread), " itself can do."),))
    finding = "A Lock cannot be taken twice, not even by its holder."
    again = join(f"Let go of {name}{lines} first, or make it an RLock, which its holder may take again.")
    return WayOut(finding, (), (again,))


# Several threads, each with a lock that another one wants


def _order(world: World, circle: list[Link]) -> WayOut:
    takings = tuple(_takings(circle))
    names = [primitive_name(world, number) for number in sorted(taking.first for taking in takings)]
    against = [taking for taking in takings if taking.first > taking.second]
    if len(circle) == 2:
        finding = "Both take the same two locks, in opposite orders."
        rule = f"Take {names[0]} before {names[1]} everywhere"
    else:
        finding = f"{len(circle)} threads have a lock each, and want the next one's."
        some = f"{', '.join(names[:-1])} and" if len(names) <= MOST_NAMED else f"{names[0]}, {names[1]} …"
        rule = f"Take {some} {names[-1]} in this order everywhere"
    return WayOut(finding, takings, (_rule(rule, takings, against),))


def _takings(circle: list[Link]) -> list[Taking]:
    """What a thread has is what the one before it in the circle wants."""
    before = [circle[-1], *circle[:-1]]
    return [
        Taking(link.thread, last.wants.id, link.wants.id, last.taken.where if last.taken else None, link.where)
        for last, link in zip(before, circle, strict=True)
    ]


def _rule(rule: str, takings: tuple[Taking, ...], against: list[Taking]) -> Sentence:
    """Whose lines to swap; where all take them by the same lines, the order must come from the locks themselves."""
    sites = {(taking.had, taking.wants) for taking in takings}
    if len(sites) == 1:
        return join(
            f"{rule}: choose the order by the locks, as by a number or name of theirs, not by whose turn it is."
        )
    lines = [taking for taking in against if taking.had and taking.wants]
    if len(against) == 1 and lines:
        return join(f"{rule}: swap lines {lines[0].had.line} and {lines[0].wants.line}.")  # type: ignore[union-attr]
    return join(f"{rule}: ", pills(taking.thread for taking in against), " must change.")


def _joined(world: World, circle: list[Link]) -> WayOut:
    """Somebody waits for a thread, or a call, while having what that one needs."""
    before = [circle[-1], *circle[:-1]]
    advice: list[Sentence] = []
    for last, link in zip(before, circle, strict=True):
        if last.taken is None:
            continue
        rule = f" must let go of {primitive_name(world, last.wants.id)} before it "
        line = f" at line {link.where.line}" if link.where else ""
        if link.wants.kind == "thread":
            advice.append(join(Pill(link.thread), rule, "joins ", Pill(link.wants.id), f"{line}."))
        elif link.taken is None and call_of(world, link):
            advice.append(join(Pill(link.thread), rule, f"waits for {call_of(world, link)}{line}."))
    if all(link.wants.kind == "thread" for link in circle):
        advice = [join("Let them not join one another: who started them, or main, may join them all.")]
    return WayOut("", (), tuple(advice) or (join("Somebody in the circle must not wait, or only so long."),))
