"""The NEXT bar, two lines: who moves, what it will do, where; and why it matters, or the answer to the last key.

When nothing can move any more it becomes the verdict; while a step takes long it says who computes and where.
"""

from collections.abc import Sequence

from threadtui.tui.panels.files import line_at
from threadtui.tui.panels.footer import entries
from threadtui.tui.panels.header import FAILURES
from threadtui.tui.panels.spans import Ink, Row, Rows, Span, Spans, blank, clean, clip, column, pill, width
from threadtui.tui.panels.verdict import verdict_lines
from threadtui.tui.panels.words import alarm, in_past, said, sentence
from threadtui.tui.view import View
from threadtui.world import moves
from threadtui.world.lost import about_to_lose
from threadtui.world.parts import join, marked, pills
from threadtui.world.race_words import closing
from threadtui.world.state import Where

Keys = Sequence[tuple[str, str]]
WIDE = 100
FAR, NEAR = 6, 3
KEY_GAP = 4
INDENT = 9
EDGES = 4
"""Cells at both ends of line 1."""
MOST_NAMED = 4
"""Threads outside that are named: one is enough to know whom to look at."""
MOST_WORDS = 52
"""What a thread will do is cut for the sake of the line and the keys where it is longer than this, and than half a line: a
value may be as long as it likes."""

LEAST_WORDS = 24
"""What is to be done is not cut shorter than this for the sake of keys."""


def rows(view: View, width: int, height: int, top: int | None = None, *, keys: Keys = ()) -> Rows:  # noqa: ARG001
    """Two lines, the whole width of the screen."""
    first, second, ground, edge = _content(view, width - INDENT - 1)
    lines = [_first(view, first, width, keys, edge, ground), _second(view, second, width, edge, ground)]
    return Rows((), (), lines[:height], 0, 2)


def _content(view: View, room: int) -> tuple[tuple[Spans, Spans], Spans, str, str]:
    """Left and middle of line 1, line 2, the ground, the edge's colour."""
    palette, world = view.palette, view.world
    if view.transport == "ended" and world.verdict:
        told = verdict_lines(view, room + INDENT + 1 - EDGES, room)
        failed = world.verdict.verdict in FAILURES
        ground, edge = (palette.alarm_bar, palette.alarm) if failed else (palette.bar, palette.text)
        return (told.first, told.where), _noticed(view) or told.second, ground, edge
    if view.transport == "ended" and view.cut:
        broken = said(view, f"The recording breaks off after step {view.history.steps}", bold=True)
        second = _noticed(view) or (Span(clean(view.cut), Ink(palette.text)),)
        return ((alarm(view, f"{view.symbols.alarm}  "), broken), ()), second, palette.alarm_bar, palette.alarm
    if view.stands_frozen:
        return (_all_frozen(view), ()), _noticed(view) or _thawing(view), palette.bar, palette.text
    if view.transport == "starting":
        doing = "repeating the run up to here" if view.history.steps else "starting the program"
        line = (said(view, "  "), said(view, doing, bold=True))
        return (line, ()), _noticed(view), palette.bar, palette.text
    if view.busy is not None:
        return (_busy(view), ()), _noticed(view), palette.tint(view.busy.thread), palette.thread(view.busy.thread)
    if not world.turn:
        return (_nobody(view), ()), _noticed(view), palette.bar, palette.text
    past = in_past(view)
    ground, edge = (palette.past_bar, palette.text) if past else (palette.tint(world.turn), palette.thread(world.turn))
    return (
        _next(view, room),
        _noticed(view) or (_past(view, room) if past else why(view, world.turn, room)),
        ground,
        edge,
    )


def _next(view: View, room: int) -> tuple[Spans, Spans]:
    turn = view.world.turn
    strong = Ink(view.palette.text, "", bold=True)
    told = sentence(view, moves.phrase(view.world, turn), strong)
    what = clip(told, max(MOST_WORDS, room // 2), view.symbols.ellipsis)
    mark = pill(turn, view.palette, view.symbols)
    return (said(view, "NEXT  ", bold=True), *mark, blank(1), *what), _where(view, view.world.threads[turn].where)


def _where(view: View, where: Where | None) -> Spans:
    if where is None:
        return ()
    text = line_at(view.world.files.get(where.file, ""), where.line)
    return (said(view, f"line {where.line}", dim=True), blank(2), Span(clean(text), Ink(view.palette.text)))


def _nobody(view: View) -> Spans:
    """Who is waited for, where the real world has to let somebody go on."""
    start, strong = said(view, "NEXT  ", bold=True), Ink(view.palette.text, "", bold=True)
    outside = [thread.id for thread in view.world.threads.values() if thread.state == "outside"]
    if not outside:
        return (start, said(view, "nobody can move now", bold=True))
    told = join("nobody can move until ", pills(outside[:MOST_NAMED]), " comes back from outside")
    return (start, *sentence(view, told, strong))


def _all_frozen(view: View) -> Spans:
    return (said(view, "NEXT  nobody: all that could go on are frozen", bold=True),)


def _thawing(view: View) -> Spans:
    return (said(view, "F thaws the selected one, 1-9 step one all the same.", dim=True),)


def _noticed(view: View) -> Spans:
    return sentence(view, marked(view.notice), Ink(view.palette.text))


def _busy(view: View) -> Spans:
    busy = view.busy
    assert busy is not None
    told = f" has been computing for {busy.seconds:.0f} s at line {busy.line}"
    mark = pill(busy.thread, view.palette, view.symbols)
    return (said(view, "BUSY  ", bold=True), *mark, said(view, told, bold=True))


def _past(view: View, room: int) -> Spans:
    """What is recorded next. A person may have chosen another thread than the one that had the turn."""
    step = view.world.step + 1
    start = said(view, f"You are in the past: step {step} is recorded", dim=True)
    mover = view.history.mover(step)
    if mover == view.world.turn:
        rest = (". Nothing runs until you are back at now or fork.", ". Nothing runs here.", ".")
        told = [(start, said(view, words, dim=True)) for words in rest]
        return next((spans for spans in told if width(spans) <= room), told[-1])
    chosen = (blank(1), *pill(mover, view.palette, view.symbols), blank(1))
    return (start, said(view, ":", dim=True), *chosen, said(view, "was chosen for it instead.", dim=True))


def why(view: View, thread: int, room: int = 1000) -> Spans:
    """Why the step matters: an update that it loses, or what it brings about; in the longest words that fit."""
    lost = about_to_lose(view.history, view.world, thread)
    if lost is None:
        return _race(view, thread) or sentence(view, moves.consequence(view.world, thread), Ink(view.palette.dim))
    other = pill(lost.other, view.palette, view.symbols)
    read, wrote = (clean(value) if value is not None else "it" for value in (lost.value, lost.written))
    sign = (alarm(view, view.symbols.alarm), blank(2))
    before = (*sign, said(view, f"It read {read} before "), *other)
    loss = (*other, said(view, " is lost."))
    long = (*before, said(view, f" wrote {wrote}. If it writes now, the update of "), *loss)
    shorter = (*before, said(view, f" wrote {wrote}. Now the update of "), *loss)
    shortest = (*sign, said(view, "Now the update of "), *loss)
    return next((told for told in (long, shorter) if width(told) <= room), shortest)


def _race(view: View, thread: int) -> Spans:
    """The latest of the races that it closes."""
    races = view.history.races_ahead(view.world, thread)[-1:]
    plain = Ink(view.palette.text)
    told = [
        (alarm(view, view.symbols.alarm), blank(2), *sentence(view, closing(view.world, race), plain)) for race in races
    ]
    return told[0] if told else ()


def _edge(view: View, colour: str, ground: str) -> Span:
    return Span(view.symbols.bar, Ink(colour, ground, bold=view.symbols.ascii_only))


def _first(view: View, parts: tuple[Spans, Spans], room: int, keys: Keys, edge: str, ground: str) -> Row:
    left, where = parts
    free = room - EDGES
    offered = list(keys) if room >= WIDE else []
    while offered and width(left) + NEAR + width(where[:1]) + NEAR + width(_keys(view, offered)) > free:
        offered.pop()
    right = _keys(view, offered)
    if not right and where and room < WIDE:
        right, where = where[:1], ()
    if width(left) + NEAR + width(right) > free:
        right = right if width(right) + LEAST_WORDS <= free else ()
    space = free - width(right) - (NEAR if right else 0)
    middle = left
    if where and width(left) + NEAR + width(where[:1]) <= space:
        gap = FAR if width(left) + FAR + width(where) <= space else NEAR
        middle = (*left, blank(gap), *where)
    line = clip(middle, space, view.symbols.ellipsis)
    spans = (_edge(view, edge, ground), blank(1), *column(line, free - width(right)), *right)
    return Row(spans, ground)


def _keys(view: View, keys: Keys) -> Spans:
    return entries(view, keys, KEY_GAP)


def _second(view: View, spans: Spans, room: int, edge: str, ground: str) -> Row:
    text = clip(spans, room - INDENT - 1, view.symbols.ellipsis)
    return Row((_edge(view, edge, ground), blank(INDENT - 1), *text), ground)
