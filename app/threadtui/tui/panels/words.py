"""Spans that several panels share: sentences with pills, names, labels, lists of pills."""

import re
from collections.abc import Iterator, Sequence

from threadtui.tui.panels.spans import Ink, Row, Span, Spans, clean, clip, column, cut_middle, pill, width
from threadtui.tui.view import View
from threadtui.world.parts import Part, Pill

CLAUSES = re.compile(r"[:;] |, which |\. (?=[A-Z])")
CONSEQUENCE = re.compile(r": blocked|[:,] $")
"""What a step of the story brought about: who is blocked, who can go on."""


def said(view: View, text: str, *, dim: bool = False, bold: bool = False) -> Span:
    """threadtui's own words."""
    palette = view.palette
    return Span(view.symbols.prose(text), Ink(palette.dim if dim else palette.text, "", bold))


def quoted(view: View, text: str, *, dim: bool = False, bold: bool = False) -> Span:
    """Words of the program: its names, values, output."""
    palette = view.palette
    return Span(clean(text), Ink(palette.dim if dim else palette.text, "", bold))


def alarm(view: View, text: str, *, bold: bool = False) -> Span:
    """Failure, race, deadlock: always with a sign and a word."""
    return Span(view.symbols.prose(text), Ink(view.palette.alarm, "", bold))


def sentence(view: View, parts: Sequence[Part], ink: Ink) -> Spans:
    """A sentence of the story or of a thread's next move, its pills drawn."""
    found: list[Span] = []
    for part in parts:
        if isinstance(part, Pill):
            found += pill(part.thread, view.palette, view.symbols)
        else:
            found.append(Span(clean(view.symbols.prose(part)), ink))
    return tuple(found)


def fitting(
    view: View, parts: Sequence[Part], ink: Ink, room: int, *, end: str = ".", clauses: re.Pattern[str] = CLAUSES
) -> Spans:
    """A sentence, without its last clauses where it is too long: it then says less, but is not torn.

    ``end`` stands where it then ends.
    """
    told = (sentence(view, words, ink) for words in (parts, *_shorter(parts, end, clauses)))
    return next((spans for spans in told if width(spans) <= room), sentence(view, parts, ink))


def _shorter(parts: Sequence[Part], end: str, clauses: re.Pattern[str]) -> Iterator[Sequence[Part]]:
    """The sentence up to each clause, the last one first."""
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        ends = [] if isinstance(part, Pill) else [found.start() for found in clauses.finditer(part)]
        yield from ((*parts[:index], f"{str(part)[:at]}{end}") for at in reversed(ends))


def pills(view: View, threads: Sequence[int], room: int, gap: int = 0) -> Spans:
    """Pills of some threads, as many as fit; of the others the number."""
    found: list[Span] = []
    for index, thread in enumerate(threads):
        drawn = pill(thread, view.palette, view.symbols)
        more = len(threads) - index - 1
        rest = len(f"+{more + 1}")
        if width(found) + width(drawn) + (len(f"+{more}") if more else 0) > room:
            if width(found) + rest <= room:
                found.append(said(view, f"+{more + 1}", dim=True))
            break
        found += drawn
        if gap and more:
            found.append(said(view, " " * gap))
    return tuple(found)


def pill_room(view: View) -> int:
    """Cells of the widest pill there is, so that what stands beside pills is aligned."""
    return 2 + len(str(max(view.world.threads, default=1)))


def pill_column(view: View, thread: int) -> Spans:
    """A pill, or nothing for thread 0, as wide as the widest one."""
    return column(pill(thread, view.palette, view.symbols), pill_room(view))


def thread_name(view: View, thread: int, room: int, *, bold: bool = False) -> Span:
    """A thread's name in its colour, cut in the middle."""
    known = view.world.threads.get(thread)
    name = clean(known.name) if known else ""
    return Span(cut_middle(name, room, view.symbols.ellipsis), Ink(view.palette.thread(thread), "", bold))


def empty(view: View, text: str, room: int) -> Row:
    """What a panel says that has nothing to show."""
    return Row(clip((said(view, text, dim=True),), room, view.symbols.ellipsis))


def as_of(view: View) -> Spans:
    """The note of a panel that shows an earlier step."""
    return (said(view, f"as of step {view.world.step}", dim=True),)


def in_past(view: View) -> bool:
    return view.transport == "past"
