"""What a thread that cannot go on stands before, in the words of the story: ``wants lock_a, held by ▐2▌: blocked``."""

from collections.abc import Callable
from typing import Any

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.moment import Moment
from threadtui.world.parts import Pill, Sentence, duration, join, moment, pills


def stand(now: Moment, standing: Event) -> Sentence:
    """Words after the pill for a thread that now stands blocked, asleep or outside; nothing when it is ready."""
    if standing.kind == kinds.END:
        return ()
    state = standing.value["state"]
    if state == "outside":
        return join("is outside, in real time: the others go on")
    point = now.history.standing_before(standing.thread, now.end, kinds.POINT)
    if point is None or state not in ("blocked", "sleeping"):
        return ()
    words = _WORDS.get(point.value["op"], _waits)
    return words(now, standing, point)


def _wants(now: Moment, standing: Event, point: Event) -> Sentence:
    name = now.name(point.object)
    if now.kind(point.object).endswith("Semaphore"):
        return join(f"wants a permit of {name}, all are taken: blocked")
    holder, back = now.after(point.object, "holder"), " back" if point.value.get("value") == "again" else ""
    if holder == standing.thread:
        return join(f"wants {name}{back}, which it holds itself: blocked")
    return join(f"wants {name}{back}", (", held by ", Pill(holder)) if holder else "", ": blocked")


def _joins(_now: Moment, standing: Event, point: Event) -> Sentence:
    return join("joins ", Pill(point.object), " and waits", _at_most(standing))


def _waits_until_set(now: Moment, standing: Event, point: Event) -> Sentence:
    name = now.name(point.object)
    if now.kind(point.object) != "Condition":
        return join(f"waits until {name} is set", _at_most(standing))
    return join(f"waits for notify on {name}", _at_most(standing))


def _wants_to_put(now: Moment, standing: Event, point: Event) -> Sentence:
    return join(f"wants to put {item(point.value.get('value'))}, {now.name(point.object)} is full: blocked",
                _at_most(standing))  # fmt: skip


def _wants_to_get(now: Moment, standing: Event, point: Event) -> Sentence:
    return join(f"wants a message, {now.name(point.object)} is empty: blocked", _at_most(standing))


def _joins_queue(now: Moment, _standing: Event, point: Event) -> Sentence:
    return join(f"waits until all messages of {now.name(point.object)} are done")


def _arrived(now: Moment, _standing: Event, point: Event) -> Sentence:
    return join(f"arrived at {now.name(point.object)}", missing(now, point.object))


def _sleeps(now: Moment, standing: Event, point: Event) -> Sentence:
    asleep = point if point.value["op"] == "sleep" else now.stood  # "wake" does not say how long
    seconds = asleep.value.get("value") if asleep and standing.thread == now.mover else None
    told = f"{duration(seconds)}, " if isinstance(seconds, int | float) else ""
    return join(f"sleeps {told}until {moment(standing.value['until'])}")


def _waits_for_work(now: Moment, _standing: Event, point: Event) -> Sentence:
    return join(f"waits for work of {now.name(point.object)}")


def _waits_for_result(_now: Moment, standing: Event, point: Event) -> Sentence:
    return join(f"waits for the result of {point.value.get('value') or 'a future'}", _at_most(standing))


def _waits_for_pool(now: Moment, _standing: Event, point: Event) -> Sentence:
    workers = now.after(point.object, "workers") or ()
    alive = [worker for worker in workers if now.history.state_at(worker, now.number) != "absent"]
    if alive:
        return join("joins ", pills(alive), " and waits")
    return join(f"waits for the workers of {now.name(point.object)} to end")


def _fires(now: Moment, standing: Event, point: Event) -> Sentence:
    until = standing.value.get("until")
    return join(f"waits to fire {now.name(point.object)}", f", at {moment(until)}" if until is not None else "")


def _waits(_now: Moment, standing: Event, point: Event) -> Sentence:
    return join(f"waits in {point.value['op'].replace('_', ' ')}", _at_most(standing))


_WORDS: dict[str, Callable[[Moment, Event, Event], Sentence]] = {
    "acquire": _wants, "join": _joins, "wait": _waits_until_set, "put": _wants_to_put, "get": _wants_to_get,
    "join_queue": _joins_queue, "arrive": _arrived, "sleep": _sleeps, "wake": _sleeps, "work": _waits_for_work,
    "result": _waits_for_result, "shutdown": _waits_for_pool, "timer": _fires,
}  # fmt: skip


def item(shown: Any) -> str:
    """A queue's item in a sentence: ``message 7``."""
    return "a message" if shown is None else f"message {shown}"


def missing(now: Moment, barrier: int) -> str:
    """``: 2 missing`` or ``: all go on``, after a step at a barrier."""
    known = now.history.world.primitives.get(barrier)
    arrived = now.after(barrier, "arrived") or []
    left = (known.view.get("parties", 0) if known else 0) - len(arrived)
    return f": {left} missing" if arrived and left > 0 else ": all go on"


def _at_most(standing: Event) -> str:
    until = standing.value.get("until")
    return "" if until is None else f", until {moment(until)} at most"
