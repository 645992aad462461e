"""Why a thread raised, as far as its history tells: what it had waited for without looking again, and what changed meanwhile.

A *look* is the last access that the thread made of what it used where it raised; another thread's write since then is what
it did not know of. Both are facts of the run. That they caused the exception is likely, not proved.
"""

from collections.abc import Iterator
from typing import NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.causes import at
from threadtui.world.fold import place
from threadtui.world.hints.no_loop import NoLoop
from threadtui.world.history import Access, History
from threadtui.world.lost import LOOK_BACK, Lost, lost_at
from threadtui.world.moment import Moment
from threadtui.world.parts import Pill, Sentence, join
from threadtui.world.race_words import one_lock, overwritten
from threadtui.world.raised import end_of, raised_at, steps_back
from threadtui.world.reasons import location_name, primitive_name
from threadtui.world.state import Failure, Where
from threadtui.world.waits import Act, act, acts_before


class Waited(NamedTuple):
    """A condition's wait outside of any loop, from which a thread went on at step ``woken``; ``notify`` had let it."""

    condition: int
    where: Where | None
    woken: int
    notify: Act | None


class Change(NamedTuple):
    """A thread had accessed ``location`` by ``look``, and another thread wrote it before the first came to use it."""

    location: int
    look: Access
    write: Access


class Story(NamedTuple):
    """What led to an exception: ``step`` is where it was raised, ``end`` where its thread ended."""

    failure: Failure
    step: int
    end: int
    waited: Waited | None
    changes: tuple[Change, ...]
    lost: tuple[tuple[int, Lost], ...]
    """Updates of what it used that were lost, each with the step at which it was."""


def failures(history: History) -> list[Story]:
    """Of every thread that an exception ended, in the order of their ends."""
    found = (_story(history, failure) for failure in history.world.errors if failure.thread)
    return [story for story in found if story]


def steps_of(story: Story) -> Iterator[int]:
    """The steps to look at."""
    if story.waited:
        yield story.waited.woken
        yield from () if story.waited.notify is None else (story.waited.notify.step,)
    for change in story.changes:
        yield from (change.look.step, change.write.step)
    for step, lost in story.lost:
        yield from (lost.read, lost.wrote, step)
    yield from (story.step, story.end)


def reasons(history: History, story: Story) -> Iterator[Sentence]:
    """Its causes in sentences."""
    if story.waited:
        yield _not_again(history, story.failure.thread, story.waited)
    yield from (_changed(history, story, change) for change in story.changes)
    yield from (join(overwritten(lost), f" (step {step})") for step, lost in story.lost)


def remedies(history: History) -> list[Sentence]:
    """What to do about them, each once."""
    stories = failures(history)
    told = [_loop(history, story.waited) for story in stories if story.waited]
    lost = (lost for story in stories for _, lost in story.lost)
    return list(dict.fromkeys([*told, *(one_lock(history.world, each.location) for each in lost)]))


def _story(history: History, failure: Failure) -> Story | None:
    end, step = end_of(history, failure.thread), raised_at(history, failure.thread, failure.where)
    if end is None or step is None:
        return None
    used = _used(history, failure, step)
    changes = tuple(_changes(history, failure, step, used))
    lost = tuple(each for location in used for each in _lost(history, location, step))
    return Story(failure, step, end, _waited(history, failure.thread, step), changes, lost)


def _used(history: History, failure: Failure, step: int) -> list[int]:
    """The locations that it used at the line where it raised."""
    used = (event for event in history.events_of(step) if event.kind in (kinds.READ, kinds.WRITE))
    return list(dict.fromkeys(event.object for event in used if place(event) == failure.where))


# What it waited for


def _waited(history: History, thread: int, step: int) -> Waited | None:
    """Its last wait, if a hint says that it stands in no loop."""
    places = {hint.where for hint in history.hints.found if hint.kind == NoLoop.kind}
    for back in steps_back(history, thread, step) if places else ():
        for event in history.events_of(back):
            if event.kind == kinds.OP and event.value["op"] == "wait":
                return _unlooped(history, event, back) if place(event) in places else None
    return None


def _unlooped(history: History, event: Event, step: int) -> Waited | None:
    if event.value["result"] is not True:
        return None
    return Waited(event.object, place(event), step, _notified(history, event, history.start_of(step)))


def _notified(history: History, wait: Event, before: int) -> Act | None:
    """Who let it go on."""
    for number in reversed(acts_before(history, wait.object, before)):
        event = history.event(number)
        if event.value["op"] in ("notify", "notify_all"):
            told = act(history, number, event)
            if wait.thread in Moment(history, told.step).freed("primitive", wait.object):
                return told
    return None


def _not_again(history: History, thread: int, waited: Waited) -> Sentence:
    name, notify = primitive_name(history.world, waited.condition), waited.notify
    told = join(Pill(thread), f" waited for {name}{at(waited.where)} outside of any loop: ")
    who = join("notified by ", Pill(notify.thread), f"{at(notify.where)} (step {notify.step}), ") if notify else ()
    return join(told, who, f"it went on at step {waited.woken} without looking again whether it may")


def _loop(history: History, waited: Waited) -> Sentence:
    name = primitive_name(history.world, waited.condition)
    return join(f"Look again after each wait{at(waited.where)}, as in: while not ready: {name}.wait().")


# What it had looked at


def _changes(history: History, failure: Failure, step: int, used: list[int]) -> Iterator[Change]:
    for location in used:
        before = history.accesses(location, (0, step - 1), LOOK_BACK)
        mine = [number for number, access in enumerate(before) if access.thread == failure.thread]
        writes = [access for access in before[mine[-1] + 1 :] if access.kind == kinds.WRITE] if mine else []
        told = [write for write in writes if write.value is not None] or writes  # first of all what came to something
        if told:
            yield Change(location, before[mine[-1]], told[-1])


def _changed(history: History, story: Story, change: Change) -> Sentence:
    name = location_name(history.world, change.location)
    look, write = change.look, change.write
    saw = "read" if look.kind == kinds.READ else "wrote"
    return join(
        Pill(look.thread), f" last {saw} {name}{at(Where(*look.place))} (step {look.step}): ",
        Pill(write.thread), f" changed it{at(Where(*write.place))} (step {write.step}), before ",
        Pill(look.thread), f" used it{at(story.failure.where)} (step {story.step})",
    )  # fmt: skip


def _lost(history: History, location: int, step: int) -> Iterator[tuple[int, Lost]]:
    """The updates of a location that were lost before a step, among the latest."""
    writes = (access for access in history.accesses(location, (0, step), LOOK_BACK) if access.kind == kinds.WRITE)
    for write in writes:
        yield from ((write.step, lost) for lost in lost_at(history, write.step) if lost.location == location)
