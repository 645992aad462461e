"""Shared values: of the one in focus who read and wrote it, step by step and thread by thread; of the others the value.

In focus is what the next step touches, else what changed last.
"""

import re

from threadtui.tui.panels import files
from threadtui.tui.panels.base import windowed
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
    cut_end,
    cut_middle,
    pill,
    spread,
    targeted,
)
from threadtui.tui.panels.spans import width as width_of
from threadtui.tui.panels.words import alarm, as_of, empty, in_past, pills, said, sentence
from threadtui.tui.view import View
from threadtui.world.history import Access
from threadtui.world.lost import Lost, about_to_lose
from threadtui.world.race_words import missing
from threadtui.world.races import Race
from threadtui.world.state import Location

EMPTY = "No shared value yet."
EMPTY_SYNC = "No shared value yet. g to access shows reads and writes."
STEP, VALUE, TABLE = 4, 9, 16
"""Width of the step's column; of the value's; where the threads' columns begin."""
THREAD = 13
SHORTEST_THREAD = 10
LOST = 18
"""Cells for what is lost, beside the threads' columns."""
MOST_ACCESSES = 60
LEAST_TABLE = 3
"""Lines: in fewer its titles would stand there alone."""
_WORD = re.compile(r"\w+")
HEADS, FIXED = 2, 4
"""Lines around a table: the value's and the titles; those, the next step's and that of locals."""
MOST_WANTED = 12
OTHERS = 3
"""Other values that keep their row beside a long table."""


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """The value in focus with its table, then the others."""
    title = (said(view, "Shared values", dim=True),)
    if not view.world.locations:
        told = EMPTY_SYNC if view.world.granularity == "sync" else EMPTY
        return Rows(title, (), [empty(view, told, width)][:height])
    focus = focused(view)
    lost = about_to_lose(view.history, view.world, view.world.turn) if view.transport != "ended" else None
    lines = _table(view, focus, lost, width, height)
    raced = {race.location for race in view.history.races(view.world.step)}
    others = [_other(view, location, width, raced=location.id in raced) for location in _others(view, focus)]
    room = height - len(lines) - 1
    if 0 <= room < len(others) - 1 and top is None:
        more = Row((said(view, f"{len(others) - room} more", dim=True),))
        return Rows(title, _note(view), [*lines, *others[:room], more], 0, len(lines) + len(others))
    return windowed(title, _note(view), [*lines, *others], height, top)


def wanted(view: View) -> int:
    """Lines that it would fill with the longest table, whichever is in focus now: never less than a step before. At most twelve."""
    others = len(view.world.locations) - 1
    if others < 0:
        return 0
    if FIXED + others >= MOST_WANTED:
        return MOST_WANTED
    span = (0, view.world.step)
    longest = max(len(view.history.accesses(location, span, MOST_WANTED)) for location in view.world.locations)
    raced = bool(view.history.races(view.world.step))
    return min(FIXED + longest + raced + others, MOST_WANTED)


def focused(view: View) -> Location:
    """What the next step reads or writes, else what was written last, else the first."""
    world = view.world
    for number in (world.turn, view.selected):
        thread = world.threads.get(number)
        if thread and thread.pending and thread.pending.op in ("read", "write"):
            location = world.locations.get(thread.pending.object)
            if location:
                return location
    return max(world.locations.values(), key=lambda location: (location.changed, -location.id))


def _others(view: View, focus: Location) -> list[Location]:
    return [location for location in view.world.locations.values() if location.id != focus.id]


def _note(view: View) -> Spans:
    count = len(view.history.races(view.world.step))
    races = f"{view.symbols.alarm} {count} race{'' if count == 1 else 's'}"
    told: Spans = (alarm(view, races, bold=True),) if count else ()
    gap = (blank(2),) if told else ()
    return (*told, *gap, *as_of(view)) if in_past(view) else told


def _table(view: View, focus: Location, lost: Lost | None, room: int, height: int) -> list[Row]:
    lost = lost if lost and lost.location == focus.id else None
    races = _races(view, focus)
    found = view.history.accesses(focus.id, (0, view.world.step), MOST_ACCESSES)
    following = _next(view, focus)
    threads = _threads(found, following, room - (LOST if lost else 0))
    below = [_next_row(view, following, threads, lost, room)] if following is not None else []
    below += _locals(view, threads, room) if found or below else []
    others = min(len(view.world.locations) - 1, OTHERS)
    space = max(height - HEADS - len(below) - others - bool(races), 1)
    shown = [access for access in found if access.thread in threads][-space:]
    table = [*(_access(view, access, threads, room) for access in shown), *below]
    titled = [_titles(view, threads, room), *table] if table and height >= LEAST_TABLE else []
    return [_head(view, focus, room), *titled, *(_missing(view, race, room) for race in races[-1:])]


def _thread_column(room: int, count: int) -> int:
    return min(max((room - TABLE) // max(count, 1), SHORTEST_THREAD), THREAD)


def _threads(found: list[Access], following: Access | None, room: int) -> list[int]:
    """Threads with a column of their own, by number: the latest ones where not all fit."""
    latest = [*([following.thread] if following else []), *(access.thread for access in reversed(found))]
    most = max((room - TABLE) // SHORTEST_THREAD, 1)
    return sorted(list(dict.fromkeys(latest))[:most])


def _head(view: View, focus: Location, room: int) -> Row:
    value = focus.value if focus.value is not None else "?"
    racing = _racing(view, focus)
    mark = pills(view, racing, 8, gap=1)
    race: Spans = (
        (alarm(view, f"{view.symbols.alarm} race", bold=True), said(view, " between ", dim=True), *mark)
        if racing
        else ()
    )
    strong = Ink(view.palette.text, "", bold=True)
    free = room - sum(cells(span.text) for span in race) - 3
    name = cut_middle(clean(focus.name), max(free - cells(clean(value)), free // 2, 6), view.symbols.ellipsis)
    left = (Span(name, strong), blank(2), Span(clean(value), strong))
    return Row(targeted(spread(left, race, room, 1, view.symbols.ellipsis), Target("location", focus.id)))


def _races(view: View, location: Location) -> list[Race]:
    """Those for this location so far."""
    return [race for race in view.history.races(view.world.step) if race.location == location.id]


def _racing(view: View, location: Location) -> list[int]:
    """The threads that have raced for it so far."""
    return sorted({access.thread for race in _races(view, location) for access in (race.first, race.second)})


def _missing(view: View, race: Race, room: int) -> Row:
    """Which lock or order would have made no race of it."""
    told = sentence(view, missing(view.world, race), Ink(view.palette.dim))
    return Row(clip((alarm(view, view.symbols.alarm), blank(1), *told), room, view.symbols.ellipsis))


def _titles(view: View, threads: list[int], room: int) -> Row:
    size = _thread_column(room, len(threads))
    spans: list[Span] = [said(view, "step", dim=True), said(view, "value".rjust(VALUE), dim=True), blank(3)]
    for thread in threads:
        spans += column(pill(thread, view.palette, view.symbols), size)
    return Row(clip(spans, room, view.symbols.ellipsis))


def _cells(view: View, step: Span, value: str | None, bold: bool) -> list[Span]:
    shown = cut_end(clean(value), VALUE - 1, view.symbols.ellipsis) if value is not None else "?"
    ink = Ink(view.palette.text, "", bold)
    return [step, Span(" " * (VALUE - cells(shown)) + shown, ink), blank(3)]


def _columns(view: View, access: Access, threads: list[int], size: int, bold: bool, tail: Spans = ()) -> Spans:
    value = "" if access.value is None else f" {clean(access.value)}"
    if access.thread not in threads:
        return ()
    before = blank(threads.index(access.thread) * size)
    text = f"{access.kind}{value}"
    last = access.thread == threads[-1]
    text = text if last else cut_end(text, size - 1, view.symbols.ellipsis)
    return (before, Span(text, Ink(view.palette.thread(access.thread), "", bold)), *tail)


def _access(view: View, access: Access, threads: list[int], room: int) -> Row:
    size = _thread_column(room, len(threads))
    number = said(view, str(access.step).rjust(STEP), dim=True)
    spans = [*_cells(view, number, access.value, False), *_columns(view, access, threads, size, False)]
    return Row(targeted(clip(spans, room, view.symbols.ellipsis), Target("step", access.step)))


def _next(view: View, focus: Location) -> Access | None:
    """What the next step does to this value, if anything."""
    thread = view.world.threads.get(view.world.turn)
    if view.transport == "ended" or thread is None or thread.pending is None or thread.pending.object != focus.id:
        return None
    if thread.pending.op == "read":
        return Access(view.world.step + 1, thread.id, "read", focus.value)
    if thread.pending.op == "write":
        value = thread.pending.value
        return Access(view.world.step + 1, thread.id, "write", None if value is None else str(value))
    return None


def _next_row(view: View, following: Access, threads: list[int], lost: Lost | None, room: int) -> Row:
    size = _thread_column(room, len(threads))
    head = said(view, "next", bold=True)
    tail: Spans = ()
    if lost:
        other = pill(lost.other, view.palette, view.symbols)
        tail = (blank(2), alarm(view, f"{view.symbols.lost} update of "), *other, alarm(view, " lost"))
    spans = [*_cells(view, head, following.value, True), *_columns(view, following, threads, size, True, tail)]
    return Row(clip(spans, room, view.symbols.ellipsis), view.palette.tint(following.thread))


def _locals(view: View, threads: list[int], room: int) -> list[Row]:
    """What these threads hold in the local name that was bound from the value: one row."""
    found: dict[str, dict[int, str]] = {}
    used: dict[str, None] = {}
    for number in threads:
        stack, thread = view.stacks.get(number), view.world.threads.get(number)
        if stack is None or thread is None or thread.where is None:
            continue
        path = view.world.files.get(thread.where.file, "")
        words = _WORD.findall(files.line_at(path, thread.where.line))
        for name, value in stack.locals:
            if files.assigned_at(path, name, thread.where.line):
                found.setdefault(name, {})[number] = value
                used |= {name: None} if name in words else {}
    if not used:
        return []
    name = max(used, key=lambda each: len(found[each]))
    size = _thread_column(room, len(threads))
    label = cut_middle(clean(name), TABLE - 1, view.symbols.ellipsis)
    spans: list[Span] = [*column((said(view, label, dim=True),), TABLE)]
    for thread_id in threads:
        value = cut_end(clean(found[name].get(thread_id, "")), size - 1, view.symbols.ellipsis)
        spans += column((said(view, value),), size)
    return [Row(clip(spans, room, view.symbols.ellipsis))]


def _other(view: View, location: Location, room: int, *, raced: bool) -> Row:
    changed = location.changed == view.world.step and location.last_writer is not None
    value = clean(location.value if location.value is not None else "?")
    writer = pill(location.last_writer or 0, view.palette, view.symbols)
    race = (alarm(view, f"{view.symbols.alarm} race", bold=True), blank(2)) if raced else ()
    right = (*race, *((said(view, "by ", dim=True), *writer) if writer else ()))
    free = room - 10 - width_of(race)
    name = cut_middle(clean(location.name), max(free // 2, free - cells(value)), view.symbols.ellipsis)
    ink = Ink(view.palette.text, "", bold=changed)
    left = (Span(name, ink), blank(2), Span(value, ink))
    return Row(targeted(spread(left, right, room, 1, view.symbols.ellipsis), Target("location", location.id)))
