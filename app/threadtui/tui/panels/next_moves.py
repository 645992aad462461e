"""Next moves: what each thread would do if it were let go now, and what that brings about."""

from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.spans import Ink, Row, Rows, Spans, blank, cells, clip, column, pill
from threadtui.tui.panels.spans import width as cells_of
from threadtui.tui.panels.words import alarm, empty, pill_column, said, sentence
from threadtui.tui.view import View
from threadtui.world import moves
from threadtui.world.lost import about_to_lose
from threadtui.world.state import Thread

EMPTY = "Nobody can move now."
LONGEST = 60
LINE = 10
NOTHING_SHARED = frozenset({"print", "line", "bytecode", "begin", "time", "sleep"})


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """Who can go on first, then who cannot and why."""
    title = (said(view, "Next moves", dim=True),)
    note = (said(view, "what each thread would do", dim=True),)
    standing = [thread for thread in view.world.threads.values() if thread.pending is not None]
    if not standing or view.transport == "ended":
        return Rows(title, note, [empty(view, EMPTY, width)][:height])
    able = [thread for thread in standing if thread.state == "ready"]
    plain = Ink(view.palette.text)
    phrases = {thread.id: sentence(view, moves.phrase(view.world, thread.id), plain) for thread in able}
    size = min(max([24, *(cells_of(spans) for spans in phrases.values())]), LONGEST, width // 2)
    lines = [_able(view, thread, phrases[thread.id], size, width) for thread in able]
    lines += [_unable(view, thread, width) for thread in standing if thread.state != "ready"]
    return windowed(title, note, lines, height, top)


def _able(view: View, thread: Thread, phrase: Spans, size: int, room: int) -> Row:
    where = f"line {thread.where.line}" if thread.where else ""
    spans = (
        *pill_column(view, thread.id),
        blank(1),
        *column(phrase, size, view.symbols.ellipsis),
        blank(3),
        *column((said(view, where, dim=True),), max(LINE, cells(where) + 2)),
        *_why(view, thread),
    )
    return Row(clip(spans, room, view.symbols.ellipsis))


def _why(view: View, thread: Thread) -> Spans:
    lost = about_to_lose(view.history, view.world, thread.id)
    if lost:
        other = pill(lost.other, view.palette, view.symbols)
        return (alarm(view, f"{view.symbols.alarm} the update of "), *other, alarm(view, " is lost"))
    races = view.history.races_ahead(view.world, thread.id)
    if races:
        other = pill(races[-1].first.thread, view.palette, view.symbols)
        return (alarm(view, f"{view.symbols.alarm} a race with "), *other)
    told = sentence(view, moves.consequence(view.world, thread.id), Ink(view.palette.dim))
    if not told and thread.pending is not None and thread.pending.op in NOTHING_SHARED:
        return (said(view, "changes nothing shared"),)
    return told


def _unable(view: View, thread: Thread, room: int) -> Row:
    told = sentence(view, moves.why_blocked(view.world, thread.id), Ink(view.palette.dim))
    mark = pill(thread.id, view.palette, view.symbols)
    return Row(clip((*pill_column(view, thread.id), *told[len(mark) :]), room, view.symbols.ellipsis))
