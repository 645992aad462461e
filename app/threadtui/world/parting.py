"""Two runs of one program beside each other: where their ways part, and what that led to."""

from typing import NamedTuple

from threadtui.world.history import History
from threadtui.world.parts import Sentence, join
from threadtui.world.story import sentences


class Parting(NamedTuple):
    """``step`` is the first one that another thread makes; what each run did there, empty where it has no such step."""

    step: int
    one: Sentence
    other: Sentence


class Ends(NamedTuple):
    """A shared value as each run leaves it, None where a run does not have it."""

    name: str
    one: str | None
    other: str | None


def parting(one: History, other: History) -> Parting | None:
    """Where they part; None while neither has gone another way than the other. One that has only not come so far has not."""
    step = one.first_other_mover(other)
    if step is None:
        shorter = min(one, other, key=lambda run: run.steps)
        if one.steps == other.steps or shorter.world.verdict is None:
            return None
        step = shorter.steps + 1
    return Parting(step, _did(one, step), _did(other, step))


def ends(one: History, other: History) -> list[Ends]:
    """Shared values that the runs leave different, in the order of the first."""
    left = {location.name: location.value for location in one.world.locations.values()}
    right = {location.name: location.value for location in other.world.locations.values()}
    names = dict.fromkeys([*left, *right])
    found = (Ends(name, left.get(name), right.get(name)) for name in names)
    return [each for each in found if each.one != each.other]


def outcome(history: History) -> str:
    """How a run has ended, in a few words; empty while it has not."""
    verdict = history.world.verdict
    if verdict is None:
        return ""
    told = verdict.message.splitlines()[0] if verdict.message else ""
    return f"{verdict.verdict}: {told}" if told else verdict.verdict


def _did(history: History, step: int) -> Sentence:
    if step > history.steps:
        return join("had ended")
    return next(iter(sentences(history, step)), join(f"made step {step}"))
