"""What happened, in sentences: first the thread, then the verb, then the object, the consequence after a colon.

Past tense for what is over, present for what lasts. What was done is worded in ``deeds``, what lasts in ``stands``.
"""

import os

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.deeds import deed
from threadtui.world.fold import pending
from threadtui.world.hints.partial_deadlock import PartialDeadlock
from threadtui.world.history import History
from threadtui.world.instruction_words import of_instruction
from threadtui.world.lost import undone_at
from threadtui.world.moment import Moment, waits_for
from threadtui.world.parts import Pill, Sentence, join, pills, text
from threadtui.world.phrases import say
from threadtui.world.race_words import outdated, overwritten
from threadtui.world.stands import stand

__all__ = ["Pill", "Sentence", "sentences", "switch_before", "text"]


def sentences(history: History, step: int) -> list[Sentence]:
    """What happened at a step, 1 to ``history.steps``; empty for step 0. Raises ``IndexError``."""
    moment = Moment(history, step)
    if step == 0:
        return []
    told = [*_deeds(moment), *_races(moment), *_ends(moment), *_stands(moment)]
    told += [hint.sentence for hint in history.hints.at(step, PartialDeadlock.kind)]
    return told or [join(Pill(moment.mover), " ", _without_trace(moment))]


def _without_trace(moment: Moment) -> Sentence | str:
    """A step that is still under way; a source line that did nothing shared; an operation that left nothing behind, since it
    raised."""
    stood, world = moment.stood, moment.history.world
    if stood is not None and moment.under_way:
        return say(world, pending(stood), third=True)
    if moment.operation == "line":
        step = next(moment.all_of(kinds.STEP))
        path = world.files.get(step.file, "")
        return f"ran line {step.line}{f' of {os.path.basename(path)}' if len(world.files) > 1 else ''}"
    if moment.operation == "bytecode":
        words = of_instruction(world, moment.at, str(moment.wanted))
        return f"{words.past} {words.rest}".rstrip()
    return join("tried to ", say(world, pending(stood), third=False) if stood else moment.operation.replace("_", " "))


def switch_before(history: History, step: int) -> Sentence | None:
    """Before a step: that the turn was taken from a thread that could have gone on; None where it was not.

    One that came to stand asleep or blocked has given the turn away, though the clock, or what the clock let another do, may
    have made it ready since.
    """
    if step < 2:
        return None
    last, mover = history.mover(step - 1), history.mover(step)
    if mover == last or history.state_at(last, step - 1) != "ready":
        return None
    stood = history.standing_before(last, history.start_of(step), kinds.POINT)
    if stood is None or stood.value["state"] != "ready":
        return None
    return join("the switch: ", Pill(last), " could have gone on")


def _deeds(moment: Moment) -> list[Sentence]:
    # The end of a wait tells itself before the lock that it takes back.
    done = sorted((event for event in moment.events if event.kind in _DEEDS), key=lambda event: not _own(moment, event))
    told = [deed(moment, event) for event in done]
    mover = Pill(moment.mover)
    return [join(mover, " ", words) for words in dict.fromkeys(told) if words]


def _races(moment: Moment) -> list[Sentence]:
    """What a race has done to the values: lost updates and stale reads."""
    lost, stale = undone_at(moment.history, moment.number)
    return [*map(overwritten, lost), *map(outdated, stale)]


def _own(moment: Moment, event: Event) -> bool:
    return event.kind != kinds.OP or event.value["op"] == moment.operation


_DEEDS = frozenset({kinds.OP, kinds.READ, kinds.WRITE})


def _ends(moment: Moment) -> list[Sentence]:
    raised = [join(Pill(event.thread), f" raised {event.value['type']}: nobody caught it")
              for event in moment.all_of(kinds.ERROR) if event.thread]  # fmt: skip
    ended = [_end(moment, event) for event in moment.all_of(kinds.END)]
    return [*raised, *(sentence for sentence in ended if sentence)]


def _end(moment: Moment, event: Event) -> Sentence | None:
    if event.value == "killed":
        return join(Pill(event.thread), " was killed: the program is over")
    freed = moment.freed("thread", event.thread)
    if event.value == "failed" and not freed:
        return None  # that it raised is told already
    return join(Pill(event.thread), " ended", (": ", pills(freed), " can go on") if freed else "")


def _stands(moment: Moment) -> list[Sentence]:
    """How the mover stands now if it cannot go on, and who else no longer can."""
    # When nobody else can move, the clock jumps and the mover is ready again: that it slept is told all the same.
    mine = [event for event in moment.all_of(kinds.POINT) if event.thread == moment.mover]
    outside = [event for event in moment.all_of(kinds.STATE) if event.value["state"] == "outside"]
    told = [(event.thread, stand(moment, event)) for event in (*mine, *outside)]
    return [*(join(Pill(thread), " ", words) for thread, words in told if words), *_left_behind(moment)]


def _left_behind(moment: Moment) -> list[Sentence]:
    """Others who could have gone on before this step and now cannot: one sentence for each thing they wait for."""
    losers: dict[tuple[str, int], list[int]] = {}
    for event in moment.all_of(kinds.STATE):
        waits = waits_for(event)
        if waits and moment.history.state_at(event.thread, moment.number - 1) == "ready":
            losers.setdefault(waits, []).append(event.thread)
    return [_has_to_wait(moment, what, threads) for what, threads in losers.items()]


def _has_to_wait(moment: Moment, what: tuple[str, int], threads: list[int]) -> Sentence:
    kind, number = what
    verb = " has to wait for " if len(threads) == 1 else " have to wait for "
    return join(pills(threads), verb, moment.name(number) if kind == "primitive" else Pill(number))
