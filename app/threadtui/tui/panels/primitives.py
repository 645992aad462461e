"""Locks, queues, events: a gauge for each kind, who has a part of it, who waits for it.

Order: whoever has waiters first, then what is held or has something in it, then what is idle; within that the order of creation.
"""

from collections.abc import Sequence

from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.gauges import Gauge, gauge, kind_word
from threadtui.tui.panels.spans import (
    Ink,
    Row,
    Rows,
    Span,
    Spans,
    Target,
    blank,
    cells,
    clean,
    clip,
    column,
    cut_middle,
    targeted,
)
from threadtui.tui.panels.spans import width as cells_of
from threadtui.tui.panels.words import as_of, empty, in_past, pills, said
from threadtui.tui.view import View
from threadtui.world.fold import waiters
from threadtui.world.state import Primitive

EMPTY = "No lock, queue or event yet."
WORDS = 14
PILLS = 8
"""Cells for "held by", and for "waiting"."""
NO_KINDS = 48
"""Narrower, the kind goes: gauge and words tell it."""
LEAST_NAME = 8
"""It goes as well where a name would be cut shorter than this."""
DETAILS = 62
"""From this width on (a large terminal, or the panel zoomed) a pool says what it runs, a queue what is in it."""


Sizes = tuple[int, int, int, int, int, int]
"""Widths of kind, name, gauge, words, "held by", "waiting"."""


def rows(view: View, width: int, height: int, top: int | None = None, *, order: Sequence[int] | None = None) -> Rows:
    """One line each; idle ones are left out where they do not all fit, and counted."""
    title = (said(view, "Locks, queues, events", dim=True),)
    found = [view.world.primitives[id] for id in (order or ordered(view)) if id in view.world.primitives]
    if not found:
        return Rows(title, (), [empty(view, EMPTY, width)][:height])
    gauges = {primitive.id: gauge(view, primitive) for primitive in found}
    waiting = {primitive.id: _waiting(view, primitive) for primitive in found}
    sizes = _columns(found, gauges, any(waiting.values()), width)
    lines: list[Row] = []
    for primitive in found:
        lines.append(_row(view, primitive, gauges[primitive.id], waiting[primitive.id], sizes, width))
        lines += _details(view, primitive, sizes, width)
    note = _note(view, sizes)
    if len(lines) > height > 1 and top is None:
        hidden = len(lines) - height + 1
        left = [
            primitive
            for primitive in found[-hidden:]
            if waiting[primitive.id] or gauges[primitive.id].held or _in_use(primitive)
        ]
        told = f"{hidden} more" + ("" if left else ", all free")
        more = Row((said(view, told, dim=True),))
        return Rows(title, note, [*lines[: height - 1], more], 0, len(lines))
    return windowed(title, note, lines, height, top)


def _waiting(view: View, primitive: Primitive) -> list[int]:
    """Who waits; for a timer the thread that it will wake."""
    if primitive.kind == "Timer" and primitive.view.get("state") == "waiting":
        return [primitive.view["thread"]] if primitive.view.get("thread") else []
    return waiters(view.world, primitive.id)


def wanted(view: View, width: int) -> int:
    """Lines that all of them take."""
    shown = [view.world.primitives[number] for number in ordered(view)]
    return len(shown) + sum(width >= DETAILS and _detailed(primitive) for primitive in shown)


def ordered(view: View) -> list[int]:
    """Primitives in the order of the panel."""

    def rank(primitive: Primitive) -> tuple[int, int]:
        if waiters(view.world, primitive.id):
            return 0, primitive.id
        return 1 if _held(primitive) else 2 if _in_use(primitive) else 3, primitive.id

    outer = sorted((primitive for primitive in view.world.primitives.values() if not primitive.within), key=rank)
    return [number for primitive in outer for number in (primitive.id, *_parts(view, primitive))]


def _held(primitive: Primitive) -> bool:
    """Somebody has a part of it."""
    return bool(primitive.view.get("holder") or primitive.view.get("takers") or _running(primitive))


def _in_use(primitive: Primitive) -> bool:
    """There is something in it; a timer runs."""
    if primitive.kind == "Timer":
        return primitive.view.get("state") == "waiting"
    return bool(primitive.view.get("size") or primitive.view.get("arrived"))


def _parts(view: View, outer: Primitive) -> list[int]:
    """What it is made of, while somebody looks inside."""
    if not outer.inside:
        return []
    return [primitive.id for primitive in view.world.primitives.values() if primitive.within == outer.id]


def _detailed(primitive: Primitive) -> bool:
    """Whether it has a line of details, empty or not: rows that come and go would push the others up and down."""
    return "items" in primitive.view or "futures" in primitive.view


def _running(primitive: Primitive) -> list[dict[str, object]]:
    return [future for future in primitive.view.get("futures") or () if future.get("state") == "running"]


def _columns(found: list[Primitive], gauges: dict[int, Gauge], waiting: bool, room: int) -> Sizes:
    kind = max(len(kind_word(primitive)) for primitive in found)
    gauged = max(cells_of(gauges[primitive.id].drawn) for primitive in found)
    words = min(max(max(cells(gauges[primitive.id].words) for primitive in found), WORDS if waiting else 0), 22)
    held, waits = (PILLS, PILLS - 1) if waiting else (PILLS + 4, 0)
    if room < NO_KINDS:
        kind = -1
    name = max(cells(clean(primitive.name)) for primitive in found)
    free = room - kind - gauged - words - held - waits - 3
    if free < min(name, LEAST_NAME) and words > WORDS:
        cut = min(words - WORDS, min(name, LEAST_NAME) - free)
        words, free = words - cut, free + cut
    if free < min(name, LEAST_NAME) and kind > 0:
        kind, free = -1, free + kind + 1
    while free < min(name, LEAST_NAME) and words > 8:
        words, free = words - 1, free + 1
    if free > name and waiting:
        grow = min((free - name) // 2, 12)
        held, waits, free = held + grow, waits + grow, free - 2 * grow
        words += free - name  # so that pills stand at the right edge, below their names
        free = name
    return kind, min(name, max(free, 6)), gauged, words, held, waits


def _note(view: View, sizes: Sizes) -> Spans:
    if not sizes[5]:
        return as_of(view) if in_past(view) else ()
    return (said(view, "held by".ljust(sizes[4]) + "waiting".ljust(sizes[5]), dim=True),)


def _row(view: View, primitive: Primitive, shown: Gauge, waiting: list[int], sizes: Sizes, room: int) -> Row:
    kind, name, gauged, words, held, waits = sizes
    changed = primitive.changed == view.world.step and view.world.step > 0
    ellipsis = view.symbols.ellipsis
    gap = 1 if waits else 2
    named = Span(cut_middle(clean(primitive.name), name, ellipsis), Ink(view.palette.text, "", bold=changed))
    told = Span(view.symbols.prose(shown.words), Ink(view.palette.text, "", bold=changed))
    what = column((said(view, kind_word(primitive), dim=True),), kind + gap) if kind > 0 else ()
    spans = (
        *what,
        *column((named,), name + gap),
        *column(shown.drawn, gauged + gap),
        *column((told,), words + (0 if waits else gap), ellipsis),
        *column(pills(view, shown.held, held - 1), held),
        *(pills(view, waiting, waits) if waits else ()),
    )
    return Row(targeted(clip(spans, room, ellipsis), Target("primitive", primitive.id)))


def _details(view: View, primitive: Primitive, sizes: Sizes, room: int) -> list[Row]:
    """What a pool runs, what is in a queue: a line of its own where there is room for it."""
    if room < DETAILS or not _detailed(primitive):
        return []
    running, items = _running(primitive), primitive.view.get("items") or ()
    label = "items " if "items" in primitive.view else "running "
    spans: list[Span] = [blank(max(sizes[0], 0) + 2), said(view, label, dim=True)]
    if items:
        spans.append(Span("  ".join(clean(str(item)) for item in items), Ink(view.palette.text)))
    elif not running:
        spans.append(said(view, "none", dim=True))
    for index, future in enumerate(running):
        thread = future.get("thread")
        worker = pills(view, [thread] if isinstance(thread, int) else [], PILLS)
        name = Span(clean(str(future.get("name"))), Ink(view.palette.text))
        spans += [*((blank(2),) if index else ()), name, said(view, " in ", dim=True), *worker]
    return [Row(clip(spans, room, view.symbols.ellipsis))]
