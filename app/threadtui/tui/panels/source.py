"""The source: the line where each thread stands, with its pill in the gutter; the turn's row is tinted.

It follows the file of the thread in focus. What a thread's local names hold stands at the end of the line that bound
them.
"""

from collections.abc import Collection
from functools import lru_cache
from pathlib import PurePath

from threadtui.engine.breakpoints import LINE
from threadtui.tui.panels import deadlocked, files
from threadtui.tui.panels.lock_notes import lock_notes
from threadtui.tui.panels.spans import Ink, Row, Rows, Span, Spans, blank, clean, clip, column, cut_end, pill, width
from threadtui.tui.panels.words import empty, quoted, said
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import Palette
from threadtui.tui.view import View
from threadtui.world.state import Where

EMPTY = "This thread is in code without source."
WIDE_GUTTER = 4
"""From so many threads on, the gutter has room for two pills."""
PILL = 3
GUTTER_GAP = 2
SHIFT = 5
"""The window moves by so many lines at a time, so that it does not move at every step."""
LEAST_CODE = 12
LONGEST_VALUE = 16


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """The file's lines in sight; ``top`` counts lines from 0."""
    path = shown_file(view)
    text = files.lines(path) if path else ()
    title = (said(view, "Source", dim=True),)
    if not path or not text:
        return Rows(title, (), [empty(view, EMPTY, width)][:height], 0, 0)
    note = (quoted(view, PurePath(path).name, dim=True),)
    standing = threads_by_line(view, path)
    notes = lock_notes(view, path)
    first = _first(view, standing, notes, len(text), height, top)
    values = locals_by_line(view, path)
    numbers = range(first + 1, min(first + height, len(text)) + 1)
    raced, stops = raced_lines(view, path), stop_lines(view, path)
    drawn = [
        _row(
            view, n, text[n - 1], len(text), standing.get(n, ()), values.get(n, ()), notes.get(n, ()), width,
            raced=n in raced, stop=n in stops,
        )
        for n in numbers
    ]  # fmt: skip
    return Rows(title, note, drawn, first, len(text))


def raced_lines(view: View, path: str) -> set[int]:
    """Lines whose accesses have raced with another so far."""
    races = view.history.races(view.world.step)
    accesses = (access for race in races for access in (race.first, race.second))
    return {access.line for access in accesses if view.world.files.get(access.file) == path}


def stop_lines(view: View, path: str) -> set[int]:
    """Lines with a breakpoint."""
    return {one.line for one in view.stops if one.kind == LINE and one.path == path}


def shown_file(view: View) -> str:
    """Path of the file to show: where the thread in focus stands, else any thread, else the first file with source."""
    world = view.world
    stands = [_stands(view, thread) for thread in _in_focus(view)]
    ids = [where.file for where in stands if where is not None]
    paths = [world.files[file] for file in (*ids, *world.files) if file in world.files]
    return next((path for path in paths if files.lines(path)), paths[0] if paths else "")


def threads_by_line(view: View, path: str) -> dict[int, tuple[int, ...]]:
    """Line → threads that stand there, by number."""
    found: dict[int, tuple[int, ...]] = {}
    for thread in view.world.threads.values():
        where = _stands(view, thread.id)
        if where is not None and _in_file(view, where, path) and thread.state != "done":
            found[where.line] = (*found.get(where.line, ()), thread.id)
    return found


def _stands(view: View, number: int) -> Where | None:
    """Where a thread stands; one that failed, where it raised."""
    thread = view.world.threads.get(number)
    if thread is None:
        return None
    return thread.where or (thread.error.where if thread.error else None)


def _in_focus(view: View) -> list[int]:
    """Threads by how much they matter to the source."""
    world = view.world
    order = [view.selected, world.turn, world.moved, *world.threads]
    if view.transport == "ended":
        order = [*(error.thread for error in world.errors[:1]), *_stuck(view), *order]
    return [thread for thread in order if thread in world.threads]


def _stuck(view: View) -> list[int]:
    """Threads of the circle of waits; where there is none, the first that waits for what nobody does."""
    if not deadlocked.shown(view):
        return []
    facts = deadlocked.facts(view)
    return [link.thread for link in facts.circle] or [wait.thread for wait in facts.waits[:1]]


def _in_file(view: View, where: Where, path: str) -> bool:
    return view.world.files.get(where.file) == path


def locals_by_line(view: View, path: str) -> dict[int, tuple[tuple[int, str, str], ...]]:
    """Line that bound a local name → thread, name, value; for threads that stand further down in the same function."""
    found: dict[int, tuple[tuple[int, str, str], ...]] = {}
    for number, stack in sorted(view.stacks.items()):
        thread = view.world.threads.get(number)
        if thread is None or thread.where is None or not _in_file(view, thread.where, path):
            continue
        for name, value in stack.locals:
            line = files.assigned_at(path, name, thread.where.line)
            if line is not None:
                found[line] = (*found.get(line, ()), (number, name, value))
    return found


def focus_line(view: View, path: str) -> int | None:
    """The line to keep in sight."""
    stands = (_stands(view, thread) for thread in _in_focus(view))
    return next((where.line for where in stands if where is not None and _in_file(view, where, path)), None)


def _middle(noted: Collection[int], height: int) -> int | None:
    """The line between those that have a note, if all of them can be in sight."""
    return (min(noted) + max(noted)) // 2 if noted and max(noted) - min(noted) < height - SHIFT else None


def _first(
    view: View, standing: dict[int, tuple[int, ...]], noted: Collection[int], total: int, height: int, top: int | None
) -> int:
    line = _middle(noted, height) or focus_line(view, shown_file(view)) or min(standing, default=1)
    return scrolled_to(line - 1, total, height, top)


def scrolled_to(line: int, total: int, height: int, top: int | None) -> int:
    """First line in sight, such that ``line`` (from 0) is in the middle or so; ``top`` where a person has scrolled."""
    last = max(total - height, 0)
    if top is not None:
        return min(max(top, 0), last)
    shift = SHIFT if height >= 3 * SHIFT else max(height // 4, 1)
    first = (line - height // 2) // shift * shift
    return min(max(first, 0), last)


def _row(
    view: View,
    number: int,
    line: files.Line,
    total: int,
    threads: tuple[int, ...],
    values: tuple[tuple[int, str, str], ...],
    notes: tuple[Spans, ...],
    room: int,
    *,
    raced: bool,
    stop: bool,
) -> Row:
    pills = gutter(view, threads)
    ink = Ink(view.palette.text if threads else view.palette.dim, "", bold=bool(threads))
    marker, ground = _marker(view, number, threads)
    if raced:
        ink = Ink(view.palette.alarm, "", bold=True)
        marker = marker if marker.text.strip() else Span(f" {view.symbols.alarm} ", ink)
    if stop:
        marker = Span(view.symbols.stop + marker.text[1:], Ink(view.palette.text, "", bold=True))
    count = Span(str(number).rjust(max(2, len(str(total)))), ink)
    head = (*pills, count, marker)
    left = room - width(head)
    edge = 1  # blank, between what a name holds and the panel beside
    code = _code(line, view.palette)
    free = left - edge - width(code) - 1
    note = next((words for words in notes if width(words) <= free), notes[-1] if notes else ())
    held = (
        (blank(1), *note)
        if note
        else _held(view, values, max(left - edge - max(min(width(code), left) + 2, LEAST_CODE), 0))
    )
    body = (
        column(code, left - width(held) - edge, view.symbols.ellipsis)
        if held
        else clip(code, left, view.symbols.ellipsis)
    )
    return Row((*head, *body, *held), ground)


def _marker(view: View, number: int, threads: tuple[int, ...]) -> tuple[Span, str]:
    """The sign before the code and the row's ground: the turn's, a failure's, those of who waits in a circle."""
    palette, symbols, world = view.palette, view.symbols, view.world
    if view.transport != "ended":
        return turn_mark(view, threads)
    if world.errors and (failed := world.errors[0].where) and failed.line == number:
        return Span(f" {symbols.failed} ", Ink(palette.alarm, "", bold=True)), palette.alarm_bar
    if stuck := [thread for thread in threads if thread in _stuck(view)]:
        return Span(f" {symbols.failed} ", Ink(palette.alarm, "", bold=True)), palette.tint(stuck[0])
    return blank(3), ""


def turn_mark(view: View, threads: tuple[int, ...]) -> tuple[Span, str]:
    """The same, for who has the turn."""
    turn = view.world.turn
    if turn not in threads or view.transport == "ended":
        return blank(3), ""
    return Span(f" {view.symbols.turn} ", Ink(view.palette.thread(turn), "", bold=True)), view.palette.tint(turn)


@lru_cache(maxsize=8192)
def _code(line: files.Line, palette: Palette) -> Spans:
    inks = {files.PLAIN: Ink(palette.text), files.STRONG: Ink(palette.text, "", True), files.QUIET: Ink(palette.dim)}
    return tuple(Span(word.text, inks[word.kind]) for word in line)


def _held(view: View, values: tuple[tuple[int, str, str], ...], room: int) -> Spans:
    """Local names at the line's end; of the thread in focus first where not all fit."""
    order = sorted(values, key=lambda value: value[0] != view.selected)
    kept: list[tuple[int, str, str]] = []
    for value in order:
        if width(_all_held(view, [*kept, value])) <= room:
            kept.append(value)
    return _all_held(view, sorted(kept))


def _all_held(view: View, values: list[tuple[int, str, str]]) -> Spans:
    found: list[Span] = []
    for thread, name, value in values:
        shown = cut_end(clean(value), LONGEST_VALUE, view.symbols.ellipsis)
        mark = pill(thread, view.palette, view.symbols)
        gap = (blank(3),) if found else ()
        found += [*gap, *mark, quoted(view, f" {name} ", dim=True), quoted(view, shown)]
    return tuple(found)


def gutter(view: View, threads: tuple[int, ...]) -> Spans:
    """The pills of those who stand in a line."""
    room = PILL * (2 if len(view.world.threads) >= WIDE_GUTTER else 1) + GUTTER_GAP
    return _pills(threads, view.world.turn, room, view.palette, view.symbols)


@lru_cache(maxsize=4096)
def _pills(threads: tuple[int, ...], turn: int, room: int, palette: Palette, symbols: Symbols) -> Spans:
    """As many pills as there is room for; two may share an edge; a plus where there are more, and then the turn first."""
    drawn = [pill(thread, palette, symbols) for thread in threads]
    if sum(width(spans) for spans in drawn) <= max(room - GUTTER_GAP, PILL):
        return column([span for spans in drawn for span in spans], room)
    if len(threads) == 2:
        joined = _joined(threads[0], threads[1], palette, symbols)
        if width(joined) <= room:
            return column(joined, room)
    kept: list[Span] = []
    for thread in sorted(threads, key=lambda thread: (thread != turn, thread)):
        spans = pill(thread, palette, symbols)
        if width(kept) + width(spans) + 2 > room:
            break
        kept += spans
    return column((*kept, Span("+", Ink(palette.dim))), room)


def _joined(one: int, other: int, palette: Palette, symbols: Symbols) -> Spans:
    left, right = pill(one, palette, symbols), pill(other, palette, symbols)
    if symbols.ascii_only:
        return (*left[:2], Span(" ", Ink(palette.dim)), *right[1:])
    middle = Span(right[0].text, Ink(palette.thread(other), palette.thread(one)), right[0].target)
    return (*left[:2], middle, *right[1:])
