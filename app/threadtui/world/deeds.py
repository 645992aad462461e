"""What a step did, in the words of the story after the pill: ``took lock_a``, ``put message 7: pipeline 7 → 8``."""

from collections.abc import Callable

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world import deeds_locks as locks
from threadtui.world import deeds_queues as queues
from threadtui.world.moment import Moment
from threadtui.world.parts import Pill, Sentence, go_on, join


def deed(now: Moment, event: Event) -> Sentence:
    """Words for an ``op``, ``read`` or ``write`` event; nothing where another sentence tells it already."""
    if event.kind == kinds.READ:
        return _read(now, event)
    if event.kind == kinds.WRITE:
        return _wrote(now, event)
    if event.value["op"] in ("read", "write"):
        return ()
    result = event.value.get("result")
    raised = result.get("raised") if isinstance(result, dict) else None
    if raised not in (None, "Empty", "Full"):
        return join(f"tried {_plainly(now, event)}: it raised {raised}")
    if (raised or result is False) and event.value["op"] in _FAILED:
        return _FAILED[event.value["op"]](now, event)
    return _DONE.get(event.value["op"], _did)(now, event)


def _location(now: Moment, event: Event) -> str:
    known = now.history.world.locations.get(event.object)
    return known.name if known else "a shared value"


def _read(now: Moment, event: Event) -> Sentence:
    return join(f"read {_location(now, event)}", f": {event.value}" if event.value is not None else "")


def _wrote(now: Moment, event: Event) -> Sentence:
    old, new = event.value[:2]
    if new is None:
        return join(f"wrote {_location(now, event)}")
    return join(f"wrote {_location(now, event)}: ", f"{old} → {new}" if old is not None else new)


def _began(_now: Moment, _event: Event) -> Sentence:
    return ("began",)


def _started(now: Moment, event: Event) -> Sentence:
    known = now.history.world.threads.get(event.object)
    return join("started ", Pill(event.object), f" {known.name}" if known else "")


def _joined(now: Moment, event: Event) -> Sentence:
    if event.value.get("result") is False or now.history.state_at(event.object, now.number) != "absent":
        return join("timed out: ", Pill(event.object), " has not ended")
    return join("joined ", Pill(event.object))


def _asked_alive(_now: Moment, event: Event) -> Sentence:
    return join("asked whether ", Pill(event.object), f" is alive: {_yes(event)}")


def _slept(now: Moment, _event: Event) -> Sentence:
    asleep = any(point.thread == now.mover and point.value["state"] == "sleeping" for point in now.all_of(kinds.POINT))
    return () if asleep else ("slept",)  # "sleeps 0.1 s, until …" tells it


def _printed(_now: Moment, event: Event) -> Sentence:
    return ("printed a line to stderr",) if event.object == 2 else ("printed a line",)


def _ran_line(now: Moment, event: Event) -> Sentence:
    line = event.line or (now.stood.line if now.stood else 0)
    return join(f"ran line {line}")


def _asked(what: str) -> Callable[[Moment, Event], Sentence]:
    return lambda now, event: join(f"asked whether {now.name(event.object)} is {what}: {_yes(event)}")


def _size(now: Moment, event: Event) -> Sentence:
    return join(f"asked for the size of {now.name(event.object)}: {event.value.get('result')}")


def _simply(verb: str) -> Callable[[Moment, Event], Sentence]:
    return lambda now, event: join(f"{verb} {now.name(event.object)}", go_on(now.freed("primitive", event.object)))


def _fired(now: Moment, event: Event) -> Sentence:
    cancelled = now.after(event.object, "state") == "cancelled"
    return join(f"found {now.name(event.object)} cancelled" if cancelled else f"fired {now.name(event.object)}")


def _did(now: Moment, event: Event) -> Sentence:
    return join(f"did {_plainly(now, event)}")


def _plainly(now: Moment, event: Event) -> str:
    named = event.object and event.object in now.history.world.primitives
    return str(event.value["op"]).replace("_", " ") + (f" on {now.name(event.object)}" if named else "")


def _yes(event: Event) -> str:
    return "yes" if event.value.get("result") else "no"


_Words = Callable[[Moment, Event], Sentence]

_DONE: dict[str, _Words] = {
    "acquire": locks.took, "release": locks.let_go, "set": locks.set_event, "clear": _simply("cleared"),
    "wait": locks.waited, "notify": locks.notified, "notify_all": locks.notified, "arrive": locks.arrived,
    "reset": _simply("reset"), "abort": _simply("broke"), "put": queues.put, "get": queues.got,
    "task_done": queues.task_done, "join_queue": _simply("saw all done in"), "qsize": _size,
    "empty": _asked("empty"), "full": _asked("full"), "is_set": _asked("set"), "cancel": _simply("cancelled"),
    "timer": _fired, "submit": queues.submitted, "work": queues.worked, "result": queues.result,
    "done": lambda now, event: join(f"asked whether {now.wanted or 'a call'} is done: {_yes(event)}"),
    "shutdown": _simply("shut down"), "begin": _began, "start": _started, "join": _joined,
    "is_alive": _asked_alive, "sleep": _slept, "wake": lambda _now, _event: ("woke up",), "print": _printed,
    "line": _ran_line, "time": lambda _now, _event: ("read the clock",),
    "signal": lambda _now, event: join(f"was interrupted by {event.value.get('result') or 'a signal'}"),
    "exit": lambda _now, _event: ("left the program",),
}  # fmt: skip

_FAILED: dict[str, _Words] = {
    "acquire": locks.not_taken, "wait": locks.waited_in_vain, "put": queues.not_put, "get": queues.not_got,
}  # fmt: skip
