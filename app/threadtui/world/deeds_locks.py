"""What was done to locks, semaphores, events, conditions and barriers, in the words of the story."""

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.moment import Moment
from threadtui.world.parts import Pill, Sentence, and_go_on, go_on, join, pills
from threadtui.world.stands import missing


def took(now: Moment, event: Event) -> Sentence:
    name, depth = now.name(event.object), now.after(event.object, "depth") or 0
    if _is_semaphore(now, event):
        return join(f"took a permit of {name}: {_permits(now, event)}")
    if depth > 1:
        return join(f"took {name} again: depth {depth}")
    back = now.stood is not None and (now.stood.value["op"] == "wait" or now.wanted == "again")
    return join(f"took {name} back" if back else f"took {name}")


def let_go(now: Moment, event: Event) -> Sentence:
    name, depth = now.name(event.object), now.after(event.object, "depth") or 0
    freed = now.freed("primitive", event.object)
    if _is_semaphore(now, event):
        return join(f"gave back a permit of {name}: {_permits(now, event)}", and_go_on(freed))
    if depth:
        return join(f"let go of {name} once: depth {depth}")
    return join(f"let go of {name}", go_on(freed))


ASKS_ITS_LOCK = frozenset({"wait", "notify", "notify_all"})
"""A Condition over a plain Lock finds out by trying whether somebody holds it."""


def not_taken(now: Moment, event: Event) -> Sentence:
    if now.operation in ASKS_ITS_LOCK:
        return ()
    name, holder = now.name(event.object), now.after(event.object, "holder")
    if now.had_deadline:
        return join(f"timed out: it did not get {name}")
    if holder == now.mover:
        return join(f"tried {name}: it holds it itself")
    return join(f"tried {name}: ", ("held by ", Pill(holder)) if holder else "not free")


def _is_semaphore(now: Moment, event: Event) -> bool:
    return now.kind(event.object).endswith("Semaphore")


def _permits(now: Moment, event: Event) -> str:
    value, initial = now.after(event.object, "value"), now.after(event.object, "initial")
    return f"{value} free" if value is None or initial is None or value > initial else f"{value} of {initial} free"


# Events, conditions, barriers


def set_event(now: Moment, event: Event) -> Sentence:
    return join(f"set {now.name(event.object)}", go_on(now.freed("primitive", event.object)))


def waited(now: Moment, event: Event) -> Sentence:
    name = now.name(event.object)
    if now.kind(event.object) == "Condition":
        return join(f"was notified on {name}")
    return join(f"saw that {name} is set")


def waited_in_vain(now: Moment, event: Event) -> Sentence:
    done = "notified" if now.kind(event.object) == "Condition" else "set"
    return join(f"timed out: {now.name(event.object)} was not {done}")


def notified(now: Moment, event: Event) -> Sentence:
    freed = now.freed("primitive", event.object)
    if not freed:
        return join(f"notified {now.name(event.object)}: nobody was waiting")
    wanting = now.freed_but_wanting(freed)
    if len(wanting) < len(freed):
        return join(f"notified {now.name(event.object)}", go_on(freed))
    lock = now.name(next(iter(wanting.values())))
    return join(f"notified {now.name(event.object)}: ", pills(freed), f" want{_s(freed)} {lock} back")


def arrived(now: Moment, event: Event) -> Sentence:
    # The step that arrives and the one that leaves may be two: only the former puts it among those who are there.
    updates = (update.value for update in now.all_of(kinds.UPDATE) if update.object == event.object)
    if any(now.mover in (changed.get("arrived") or ()) for changed in updates):
        return join(f"arrived at {now.name(event.object)}", missing(now, event.object))
    return join(f"went on from {now.name(event.object)}")


def _s(threads: list[int]) -> str:
    return "s" if len(threads) == 1 else ""
