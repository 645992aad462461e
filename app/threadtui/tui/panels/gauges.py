"""A gauge and words for each kind of primitive: how full, how free, who has a part of it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from threadtui.tui.panels.spans import Ink, Span, Spans, clean
from threadtui.tui.panels.words import said
from threadtui.tui.view import View
from threadtui.world.fold import waiters
from threadtui.world.parts import moment
from threadtui.world.state import Primitive

MOST_SQUARES = 10
"""Above so many places ten squares show the ratio."""


class Gauge(NamedTuple):
    """``drawn`` of squares or circles, the words beside it, and the threads that have a part of it."""

    drawn: Spans
    words: str
    held: list[int]


_KINDS = {
    "Lock": "lock", "RLock": "rlock", "Semaphore": "semaphore", "BoundedSemaphore": "semaphore", "Event": "event",
    "Condition": "condition", "Barrier": "barrier", "Timer": "timer", "ThreadPoolExecutor": "pool",
    "Queue": "queue", "LifoQueue": "queue", "PriorityQueue": "queue", "SimpleQueue": "queue",
}  # fmt: skip


def kind_word(primitive: Primitive) -> str:
    """What it is, in one word."""
    return _KINDS.get(primitive.kind, primitive.kind.lower())


def gauge(view: View, primitive: Primitive) -> Gauge:
    """The gauge of a primitive as it stands in this view."""
    drawn = _GAUGES.get(_KINDS.get(primitive.kind, ""))
    return drawn(view, primitive) if drawn else Gauge((), "", [])


def _squares(view: View, owners: Sequence[int], free: int) -> Spans:
    """A square for each owner, in its colour (0: nobody's), then empty ones; ten at most."""
    total = len(owners) + free
    if total > MOST_SQUARES:
        taken = round(len(owners) * MOST_SQUARES / total)
        return _line(view, view.symbols.held * taken, view.symbols.free * (MOST_SQUARES - taken))
    found = [Span(view.symbols.held, Ink(_hue(view, owner))) for owner in owners]
    return (*found, Span(view.symbols.free * free, Ink(view.palette.text))) if free else tuple(found)


def _hue(view: View, thread: int) -> str:
    return view.palette.thread(thread) if thread else view.palette.text


def _line(view: View, full: str, empty: str, dim: bool = False) -> Spans:
    ink, other = Ink(view.palette.text), Ink(view.palette.dim if dim else view.palette.text)
    return tuple(span for span in (Span(full, ink), Span(empty, other)) if span.text)


def _lock(view: View, primitive: Primitive) -> Gauge:
    holder = primitive.view.get("holder")
    if not holder:
        return Gauge(_squares(view, (), 1), "free", [])
    depth = max(primitive.view.get("depth") or 1, 1)
    words = "held" if depth == 1 else f"held, depth {depth}"
    return Gauge(_squares(view, [holder] * min(depth, MOST_SQUARES), 0), words, [holder])


def _semaphore(view: View, primitive: Primitive) -> Gauge:
    value, initial = primitive.view.get("value") or 0, primitive.view.get("initial") or 0
    takers = list(primitive.view.get("takers") or ())
    total = max(initial, value)
    taken = [*takers, *[0] * max(total - value - len(takers), 0)][: max(total - value, 0)]
    return Gauge(_squares(view, taken, value), f"{value} of {total} free", list(dict.fromkeys(takers)))


def _event(view: View, primitive: Primitive) -> Gauge:
    flag = bool(primitive.view.get("flag"))
    return Gauge((said(view, view.symbols.set if flag else view.symbols.clear),), "set" if flag else "clear", [])


OWN_LOCK = ".lock"
"""How the lock is called that a condition has made for itself."""


def _condition(view: View, primitive: Primitive) -> Gauge:
    lock = view.world.primitives.get(primitive.view.get("lock") or 0)
    count = len(waiters(view.world, primitive.id))
    name = clean(lock.name) if lock and not primitive.within else ""
    if name == f"{clean(primitive.name)}{OWN_LOCK}":
        name = "its lock"
    over = (said(view, f"over {name}" if name else "", dim=True),)
    return Gauge(over, f"{count} waiting" if count else "nobody waits", [])


def _barrier(view: View, primitive: Primitive) -> Gauge:
    parties, arrived = primitive.view.get("parties") or 0, list(primitive.view.get("arrived") or ())
    if primitive.view.get("broken"):
        return Gauge((), "broken", [])
    words = f"{len(arrived)} of {parties} here"
    if parties > MOST_SQUARES:
        here = round(len(arrived) * MOST_SQUARES / parties)
        return Gauge(_line(view, view.symbols.set * here, view.symbols.clear * (MOST_SQUARES - here)), words, [])
    circles = [Span(view.symbols.set, Ink(_hue(view, thread))) for thread in arrived]
    missing = view.symbols.clear * max(parties - len(arrived), 0)
    return Gauge((*circles, said(view, missing)) if missing else tuple(circles), words, [])


def _queue(view: View, primitive: Primitive) -> Gauge:
    size, limit = primitive.view.get("size") or 0, primitive.view.get("maxsize") or 0
    if limit <= 0:
        return Gauge((), f"{size} in it" if size else "empty", [])
    return Gauge(_squares(view, [0] * min(size, limit), max(limit - size, 0)), f"{size} of {limit}", [])


def _timer(view: View, primitive: Primitive) -> Gauge:
    state, due = primitive.view.get("state") or "new", primitive.view.get("due")
    if state != "waiting" or due is None:
        gone = MOST_SQUARES if state == "fired" else 0
        thread = view.world.threads.get(primitive.view.get("thread") or 0)
        started = thread is not None and thread.state != "new"
        return Gauge(_bar(view, gone), {"new": "begins" if started else "not started"}.get(state, state), [])
    left = max(due - view.world.time, 0)
    interval = (primitive.view.get("interval") or 0) * 1e9
    gone = round((1 - left / interval) * MOST_SQUARES) if interval > 0 else MOST_SQUARES
    return Gauge(_bar(view, min(max(gone, 0), MOST_SQUARES)), f"in {moment(left)}", [])


def _bar(view: View, gone: int) -> Spans:
    return _line(view, view.symbols.gone * gone, view.symbols.to_go * (MOST_SQUARES - gone), dim=True)


def _pool(view: View, primitive: Primitive) -> Gauge:
    most = primitive.view.get("max_workers") or 0
    futures = primitive.view.get("futures") or ()
    busy = [future["thread"] for future in futures if future.get("state") == "running" and future.get("thread")]
    queued = len(primitive.view.get("pending") or ())
    words = f"{len(busy)} of {most} busy" + (f", {queued} queued" if queued else "")
    return Gauge(_squares(view, busy, max(most - len(busy), 0)), words, busy)


_GAUGES: dict[str, Callable[[View, Primitive], Gauge]] = {
    "lock": _lock, "rlock": _lock, "semaphore": _semaphore, "event": _event, "condition": _condition,
    "barrier": _barrier, "queue": _queue, "timer": _timer, "pool": _pool,
}  # fmt: skip
