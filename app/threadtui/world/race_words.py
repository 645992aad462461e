"""A data race in words: the two accesses, and which lock or order is missing."""

from threadtui.world.lost import Lost, Stale
from threadtui.world.parts import Parts, Pill, Sentence, join
from threadtui.world.races import Access, Race
from threadtui.world.reasons import location_name, primitive_name
from threadtui.world.state import World


def summary(world: World, race: Race) -> Sentence:
    """``FakeDatabase.value: ▐2▌ reads it at line 22, ▐3▌ writes it at line 25``"""
    first, second = race.first, race.second
    told = (
        f"{location_name(world, race.location)}: ",
        Pill(first.thread),
        f" {first.kind}s it",
        _at(world, first, race),
    )
    return join(told, ", ", Pill(second.thread), f" {second.kind}s it", _at(world, second, race))


def missing(world: World, race: Race) -> Sentence:
    """Which lock or order is missing, as the end of a sentence."""
    first, second = race.first, race.second
    both = [number for number in first.held if number in second.held]
    if both:  # a lock would have ordered them
        return join(f"both held {_names(world, both)}, which lets in more than one at a time")
    if not first.held and not second.held:
        return join("no lock was held, and neither waits for the other")
    if first.held and second.held:
        return join(_held(world, first), ", ", _held(world, second), ": these are different locks")
    return join(_held(world, first), ", ", _held(world, second), ": no lock was held by both")


def plainly(world: World, race: Race) -> str:
    """As a verdict's message: both lines, both threads by name."""
    first, second = race.first, race.second
    name = location_name(world, race.location)
    return f"race on {name}: {_who(world, first)} and {_who(world, second)}, and nothing orders the two"


def closing(world: World, race: Race) -> Sentence:
    """Of a race that the next step would close: ``A race: ▐2▌ wrote it at line 25, and nothing orders the two.``

    With the locks, where any are held: ``A race: ▐2▌ wrote it at line 9 under lock_a; ▐3▌ holds no lock now.``
    """
    first, second = race.first, race.second
    did = "read" if first.kind == "read" else "wrote"
    told = join("A race: ", Pill(first.thread), f" {did} it{_at(world, first, race)}")
    if not first.held and not second.held:
        return join(told, ", and nothing orders the two.")
    under, now = (_names(world, held) or "no lock" for held in (first.held, second.held))
    shared = ", which lets in more than one" if {*first.held} & {*second.held} else ""
    return join(told, f" under {under}; ", Pill(second.thread), f" holds {now} now{shared}.")


def overwritten(lost: Lost) -> Sentence:
    """``▐2▌ wrote 1 over the 1 that ▐3▌ had written: the update of ▐3▌ is lost``"""
    new = f" {lost.new}" if lost.new is not None else ""
    what = f"the {lost.written}" if lost.written is not None else "what"
    that = " that " if lost.written is not None else " "
    told = (Pill(lost.thread), f" wrote{new} over {what}{that}", Pill(lost.other), " had written: the update of ")
    return join(told, Pill(lost.other), " is lost")


def one_lock(world: World, location: int) -> Sentence:
    """What keeps updates of a shared value from being lost."""
    return join(f"Put one lock around all that reads {location_name(world, location)}, and writes what comes of it.")


def outdated(stale: Stale) -> Sentence:
    """``▐2▌ has read 0, which is stale now``"""
    read = f"{stale.value}, which is" if stale.value is not None else "what is"
    return join(Pill(stale.thread), f" has read {read} stale now")


def _who(world: World, access: Access) -> str:
    path = world.files.get(access.file, "").rpartition("/")[2]
    return f"{world.threads[access.thread].name} {access.kind}s it at {path}:{access.line}"


def _at(world: World, access: Access, race: Race) -> str:
    """The line; with its file where the two are in different ones."""
    if race.first.file == race.second.file:
        return f" at line {access.line}"
    return f" at {world.files.get(access.file, '').rpartition('/')[2]}:{access.line}"


def _held(world: World, access: Access) -> Parts:
    return Pill(access.thread), f" held {_names(world, access.held) or 'nothing'}"


def _names(world: World, held: list[int] | tuple[int, ...]) -> str:
    return " and ".join(primitive_name(world, number) for number in held)
