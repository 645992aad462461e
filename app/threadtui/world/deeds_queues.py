"""What was done to queues and pools, in the words of the story."""

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.moment import Moment
from threadtui.world.parts import Sentence, and_go_on, go_on, join, pills
from threadtui.world.stands import item


def put(now: Moment, event: Event) -> Sentence:
    return join(f"put {_moved(now, event)}", and_go_on(now.freed("primitive", event.object)))


def got(now: Moment, event: Event) -> Sentence:
    return join(f"got {_moved(now, event)}", and_go_on(now.freed("primitive", event.object)))


def _moved(now: Moment, event: Event) -> str:
    result = event.value.get("result") or {}
    before, after = result.get("size_before"), result.get("size_after")
    return f"{item(result.get('item'))}: {now.name(event.object)} {before} → {after}"


def not_put(now: Moment, event: Event) -> Sentence:
    return join("timed out: " if now.had_deadline else "could not put: ", f"{now.name(event.object)} is full")


def not_got(now: Moment, event: Event) -> Sentence:
    return join("timed out: " if now.had_deadline else "got nothing: ", f"{now.name(event.object)} is empty")


def task_done(now: Moment, event: Event) -> Sentence:
    left = now.after(event.object, "unfinished")
    told = f": {left} unfinished" if left is not None else ""
    freed = now.freed("primitive", event.object)
    return join(f"finished a message of {now.name(event.object)}{told}", and_go_on(freed))


def submitted(now: Moment, event: Event) -> Sentence:
    started = [made.object for made in now.all_of(kinds.THREAD)]
    freed = [thread for thread in now.freed("primitive", event.object) if thread not in started]
    consequence = (": ", pills(started), " started") if started else go_on(freed)
    return join(f"submitted {_call(now, event)}", consequence)


def _call(now: Moment, event: Event) -> str:
    return str(event.value.get("value") or now.wanted or "a call")


def worked(now: Moment, event: Event) -> Sentence:
    futures = now.after(event.object, "futures") or ()
    mine = [future["name"] for future in futures if future["thread"] == now.mover and future["state"] == "running"]
    call = now.wanted or (mine[-1] if mine else None)
    return join(f"took up {call}" if call else "found no more work")


def result(now: Moment, event: Event) -> Sentence:
    return join(f"has the result of {_call(now, event)}")
