"""What went wrong in a run, in one piece: headline, the deciding events, the causes, the way out. Screen and reports print it.

The deciding events are told as counterexamples are: a column for each thread, a row for each event, in the order of the run.
"""

from collections.abc import Iterator
from typing import NamedTuple

from threadtui.world.causes import causes
from threadtui.world.decided import decided, deciding_steps
from threadtui.world.failures import failures, reasons, remedies, steps_of
from threadtui.world.headline import deadlock_headline, failure_headline, raised
from threadtui.world.hints import Hint
from threadtui.world.history import History
from threadtui.world.parts import Pill, Sentence, counted, join, moment
from threadtui.world.race_words import missing, one_lock, summary
from threadtui.world.story import sentences
from threadtui.world.way_out import way_out

MOST_STEPS = 16
"""Rows of steps at most: more are no explanation."""

LAST_STEPS = 8
"""Of a run that shows nothing else, its end."""

ACCESSES = 8
"""Last accesses of a location that is raced for."""


class Deed(NamedTuple):
    """A cell of the table: what ``thread`` did, or what happened to it, at a step; ``line`` where it did it, 0 for none."""

    step: int
    thread: int
    words: Sentence
    line: int


class Explanation(NamedTuple):
    """Of the world at the end of a history. ``decided`` is the step that decided a deadlock; ``last``: nothing tells which
    events decide, so the deeds are only the last ones.
    """

    verdict: str
    headline: Sentence
    causes: tuple[Sentence, ...]
    deeds: tuple[Deed, ...]
    decided: int | None
    way_out: tuple[Sentence, ...]
    hints: tuple[Hint, ...]
    last: bool = False

    @property
    def titles(self) -> tuple[str, str]:
        """Of the deeds, and of the causes: where nothing went wrong these are races that did no harm."""
        if self.last:
            return "The last steps", "Causes"
        return ("What is raced for", "Races") if self.verdict == "passed" else ("The deciding events", "Causes")

    @property
    def threads(self) -> list[int]:
        """The table's columns."""
        return sorted({deed.thread for deed in self.deeds})


def explain(history: History) -> Explanation:
    """Of a run that is over, or of as much of it as there is."""
    world = history.world
    verdict = world.verdict.verdict if world.verdict else "unfinished"
    step = decided(history, world) if verdict == "deadlock" else None
    steps, last = _steps(history, verdict)
    deeds = tuple(deed for number in steps for deed in _deeds(history, number))
    hints = tuple(history.hints.upto(world))
    return Explanation(
        verdict, _headline(history), _causes(history, verdict), deeds, step, _way_out(history, verdict), hints, last
    )


def whole(history: History, most: int) -> Explanation:
    """With all that happened as the deeds, not only what decides: of a run that is short; the last ``most`` of a long one."""
    told = explain(history)
    deeds = tuple(deed for step in range(1, history.steps + 1) for deed in _deeds(history, step))
    return told._replace(deeds=deeds[-most:])


def _headline(history: History) -> Sentence:
    world = history.world
    if world.verdict and world.verdict.verdict == "deadlock":
        matter, cause = deadlock_headline(history, world)
        return join(matter, " " if cause else "", cause)
    if world.errors and (not world.verdict or world.verdict.verdict == "failed"):
        return failure_headline(world)
    if world.verdict is None or world.verdict.verdict == "passed":
        return join(_quiet(history))
    return join(world.verdict.message or _length(history))


def _length(history: History) -> str:
    return f"{counted(history.steps, 'step')}, {moment(history.world.time)} of virtual time"


def _quiet(history: History) -> str:
    """Of a run in which nothing went wrong, or nothing yet."""
    if history.world.verdict is None:
        return f"The run has not come to an end: {_length(history)} so far."
    races = len(history.races())
    if races:
        return (
            f"It passed, though with {counted(races, 'race')}: {_length(history)}. Another schedule may make it fail."
        )
    other = " Another schedule may still fail." if len(history.world.threads) > 1 else ""
    return f"Nothing went wrong, it passed: {_length(history)}.{other}"


def _causes(history: History, verdict: str) -> tuple[Sentence, ...]:
    world = history.world
    if verdict == "deadlock":
        return (*causes(history, world), *_raised(history))
    races = (join("a race on ", summary(world, race), "; ", missing(world, race)) for race in history.races())
    return (*(told for story in failures(history) for told in reasons(history, story)), *races)


def _raised(history: History) -> list[Sentence]:
    """Of the threads that raised before the others came to wait for ever."""
    told = [(story, list(reasons(history, story))) for story in failures(history)]
    return [sentence for story, why in told for sentence in (raised([story.failure]), *why)]


def _way_out(history: History, verdict: str) -> tuple[Sentence, ...]:
    out = way_out(history, history.world) if verdict == "deadlock" else None
    if out is not None:
        return (*((join(out.finding),) if out.finding else ()), *out.advice)
    races = history.races()
    locks = (one_lock(history.world, race.location) for race in races)
    return tuple(dict.fromkeys((*remedies(history), *locks)))


def _steps(history: History, verdict: str) -> tuple[list[int], bool]:
    """The steps to tell of, the last ones where there are too many; whether they are the run's last steps, for want of better."""
    found = sorted({*(_stopping(history) if verdict == "deadlock" else _fateful(history))})
    if not found and verdict != "passed":
        return list(range(max(1, history.steps - LAST_STEPS + 1), history.steps + 1)), True
    return found[-MOST_STEPS:], False


def _stopping(history: History) -> Iterator[int]:
    """What led to a deadlock, and where others raised before."""
    yield from deciding_steps(history, history.world)
    yield from (story.step for story in failures(history))


def _fateful(history: History) -> Iterator[int]:
    """Accesses of what is raced for, and where an exception ended a thread."""
    for race in history.races():
        yield from (race.first.step, race.second.step)
        yield from (access.step for access in history.accesses(race.location)[-ACCESSES:] if access.step)
    for story in failures(history):
        yield from steps_of(story)


def _deeds(history: History, step: int) -> Iterator[Deed]:
    """A step's sentences, each in the column of the thread that it begins with."""
    line = next((event.line for event in history.events_of(step) if event.kind in ("op", "read", "write")), 0)
    for told in sentences(history, step):
        first = told[0]
        thread = first.thread if isinstance(first, Pill) else history.mover(step)
        words = join(*told[1:]) if isinstance(first, Pill) else told
        yield Deed(step, thread, _stripped(words), line if thread == history.mover(step) else 0)
        line = 0  # told once, with the first thing that it did


def _stripped(words: Sentence) -> Sentence:
    first, *others = words or ("",)
    return join(first.lstrip() if isinstance(first, str) else first, *others)
