"""The threads: who has the turn, who is ready, who waits and for what.

Where not all fit, the turn, who failed, who is deadlocked and the selected thread stay in sight; the rest is counted.
"""

import re
from collections import Counter
from collections.abc import Iterable

from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.files import line_at
from threadtui.tui.panels.spans import Ink, Row, Rows, Span, Spans, blank, cells, clean, clip, column, cut_middle
from threadtui.tui.panels.spans import width as width_of
from threadtui.tui.panels.words import alarm, as_of, empty, in_past, pill_column, pill_room, said, sentence, thread_name
from threadtui.tui.view import View
from threadtui.world import moves
from threadtui.world.circles import firm_circles
from threadtui.world.state import Thread

EMPTY = "No thread yet. s makes the first step."
NAME = 15
STATE = 8
NARROW = 52
QUIET_STATES = frozenset({"frozen", "blocked", "sleeping", "new", "done", "killed"})
ENDED = frozenset({"done", "killed"})
HELD = " held by "
LEAST_WANTS = 16
"""Cells for what a blocked thread wants, before its holder is cut instead."""
_TAIL = re.compile(r" held by |(?<=: )\d+ missing|(?<=notify) on | is set$")
"""What a blocked thread's words end with: less important than what it wants."""


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """One line a thread, by number."""
    title = (said(view, "Threads", dim=True),)
    if not view.world.threads:
        return Rows(title, (), [empty(view, EMPTY, width)][:height])
    note = as_of(view) if in_past(view) else (said(view, counts(view), dim=True),)
    stuck = {thread for circle in firm_circles(view.world) for thread in circle}
    order = sorted(view.world.threads)
    if len(order) > height and top is None:
        return _in_part(view, Rows(title, note, [], 0, len(order)), order, stuck, (width, height))
    lines = [_row(view, view.world.threads[thread], width, thread in stuck) for thread in order]
    return windowed(title, note, lines, height, top)


def _in_part(view: View, frame: Rows, order: list[int], stuck: set[int], size: tuple[int, int]) -> Rows:
    """The threads that matter most, by number, and a line that counts the others."""
    width, height = size
    kept = _kept(view, stuck, order, max(height - 1, 1))
    lines = [_row(view, view.world.threads[thread], width, thread in stuck) for thread in kept]
    left = [view.world.threads[thread] for thread in order if thread not in kept]
    states = {thread.state for thread in left}
    told = f", all {states.pop()}" if len(states) == 1 else f": {_counted(left)}"
    more = (blank(pill_room(view) + 1), said(view, f"{len(left)} more{told}", dim=True))
    lines.append(Row(clip(more, width, view.symbols.ellipsis)))
    things = [*(order.index(thread) for thread in kept), len(order)]
    return frame._replace(lines=lines[:height], things=things[:height])


def _kept(view: View, stuck: set[int], order: list[int], room: int) -> list[int]:
    """The turn, who failed, who is deadlocked, the selected one; then who is alive, then who has ended; by number."""

    def rank(number: int) -> tuple[int, int]:
        state = view.world.threads[number].state
        wanted = (
            number == _turn(view),
            state == "failed",
            number in stuck,
            number == view.selected,
            state not in ENDED,
        )
        return (next((place for place, holds in enumerate(wanted) if holds), len(wanted)), number)

    return sorted(sorted(order, key=rank)[:room])


def counts(view: View) -> str:
    """``1 ready, 1 blocked``: of all but the one with the turn."""
    return _counted(thread for thread in view.world.threads.values() if thread.id != _turn(view))


def _counted(threads: Iterable[Thread]) -> str:
    found = Counter(thread.state for thread in threads)
    order = ("ready", "blocked", "sleeping", "outside", "new", "done", "failed", "killed")
    return ", ".join(f"{found[state]} {state}" for state in order if found[state])


def _turn(view: View) -> int:
    return 0 if view.transport == "ended" else view.world.turn


def _row(view: View, thread: Thread, room: int, stuck: bool) -> Row:
    frozen = thread.id in view.frozen and thread.state == "ready" and not in_past(view)
    turn = thread.id == _turn(view) and not frozen
    state = "turn" if turn else "frozen" if frozen else thread.state
    name_room = NAME if room >= NARROW else max(NAME - (NARROW - room), 6)
    chosen = thread.id == view.selected and not turn
    head = (
        *pill_column(view, thread.id),
        blank(1),
        *column((thread_name(view, thread.id, name_room, bold=turn or chosen),), name_room),
        blank(1),
        *_state(view, state, turn),
        blank(1),
    )
    used = pill_room(view) + name_room + STATE + 3 + 3
    free, doing = max(room - used, 0), _doing(view, thread, turn)
    if stuck:
        sign, word = alarm(view, f"{view.symbols.alarm} "), alarm(view, "deadlocked: ")
        doing = (sign, word, *doing) if width_of((sign, word, *doing)) <= free else (sign, *doing)
    doing = clip(_fitted(view, doing, free), free, view.symbols.ellipsis)
    return Row((*head, *doing), view.palette.tint(thread.id) if turn else "")


def _state(view: View, state: str, turn: bool) -> Spans:
    if state == "failed":
        ink = Ink(view.palette.alarm, "", bold=True)
    else:
        ink = Ink(view.palette.dim if state in QUIET_STATES else view.palette.text, "", bold=turn)
    return (Span(f"{view.symbols.state(state)} {state:<{STATE}}", ink),)


def _doing(view: View, thread: Thread, turn: bool) -> Spans:
    palette = view.palette
    plain = Ink(palette.text, "", bold=turn)
    if thread.error is not None and thread.state == "failed":
        error = f"{thread.error.type}: {thread.error.message}" if thread.error.message else thread.error.type
        return (Span(clean(error), Ink(palette.text)),)
    verdict = view.world.verdict
    if thread.state == "failed" and verdict is not None and verdict.exit_status is not None:
        return (said(view, f"exit status {verdict.exit_status}"),)
    if thread.pending is None:
        return ()
    if thread.pending.op in ("line", "print") and thread.where and thread.state == "ready":
        text = line_at(view.world.files.get(thread.where.file, ""), thread.where.line)
        return (Span(f"line {thread.where.line}  {text}", plain),)
    told = sentence(view, moves.short(view.world, thread.id), plain)
    return told if thread.state == "ready" else _quiet_tail(told, Ink(palette.dim))


def _fitted(view: View, spans: Spans, room: int) -> Spans:
    """Where it is too long, the name of what is wanted is cut before the pill of who holds it is."""
    over = width_of(spans) - room
    at = next((n for n, span in enumerate(spans) if span.text.startswith(HELD)), 0)
    if over <= 0 or not at:
        return spans
    wants = spans[at - 1]
    size = max(cells(wants.text) - over, LEAST_WANTS)
    return (*spans[: at - 1], wants._replace(text=cut_middle(wants.text, size, view.symbols.ellipsis)), *spans[at:])


def _quiet_tail(spans: Spans, dim: Ink) -> Spans:
    found: list[Span] = []
    for span in spans:
        if span.target is not None:
            found.append(span)
            continue
        tail = _TAIL.search(span.text)
        at = tail.start() if tail else len(span.text)
        found += [part for part in (Span(span.text[:at], span.ink), Span(span.text[at:], dim)) if part.text]
    return tuple(found)
