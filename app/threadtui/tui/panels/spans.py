"""Rows as plain data: what a panel draws, before a terminal is involved.

A row is a tuple of spans; a span is text, how it is inked, and what a click on it means. Rows compare and hash, so a
panel redraws exactly the rows that differ, and finished lines are kept by row.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len as rich_cell_len
from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import Palette


class Ink(NamedTuple):
    """Letters' colour, what they stand on (empty: the row's ground), and weight."""

    colour: str
    ground: str = ""
    bold: bool = False


class Target(NamedTuple):
    """What a click means: kind ``thread``, ``primitive``, ``location``, ``step``, ``branch``, ``key`` or ``tab``, and which."""

    kind: str
    value: int | str


class Span(NamedTuple):
    text: str
    ink: Ink
    target: Target | None = None


Spans = tuple[Span, ...]


class Row(NamedTuple):
    """One line of a panel. ``ground`` fills it from edge to edge (empty: the panel's own)."""

    spans: Spans = ()
    ground: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


class Rows(NamedTuple):
    """A panel's content: title and note, the lines in sight, which is the first of them, and how many there are.

    Where one thing takes several lines, ``things`` says of each line in sight which one it belongs to.
    """

    title: Spans
    note: Spans
    lines: list[Row]
    top: int = 0
    total: int = 0
    things: list[int] | None = None


EMPTY = Row()
_CONTROLS = (*range(32), *range(127, 160))
_INVISIBLE = (0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000), 0xFEFF)
_JOINERS = (0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400))
"""They make one sign of two, or a wide one of a narrow one, in some terminals only: without them all count the same cells."""
_UNSAFE = dict.fromkeys((*_CONTROLS, *_INVISIBLE), "·") | dict.fromkeys(_JOINERS, "")


def clean(text: str) -> str:
    """Text of the program, without what would move the cursor, turn the line round or colour the rest of the screen."""
    return text if text.isascii() and text.isprintable() else text.expandtabs(4).translate(_UNSAFE)


def cells(text: str) -> int:
    return len(text) if text.isascii() else rich_cell_len(text)


def width(spans: Iterable[Span]) -> int:
    total = 0
    for span in spans:  # several thousand a frame
        text = span.text
        total += len(text) if text.isascii() else rich_cell_len(text)
    return total


def cut_end(text: str, room: int, ellipsis: str = "…") -> str:
    """The beginning, for values and sentences; a number is never cut in the middle."""
    if cells(text) <= room:
        return text
    if room <= 0:
        return ""
    kept = set_cell_size(text, room - 1)
    rest = text[len(kept.rstrip()) :] if text.startswith(kept.rstrip()) else ""
    if kept[-1:].isdigit() and rest[:1].isdigit():
        shorter = kept.rstrip("0123456789")
        kept = shorter if shorter.strip() else kept
    return kept.rstrip() + ellipsis


def cut_middle(text: str, room: int, ellipsis: str = "…") -> str:
    """Beginning and end, for names: numbers at the end tell threads apart."""
    if cells(text) <= room:
        return text
    if room <= 2:
        return cut_end(text, room, ellipsis)
    tail = min(room // 3 + 1, room - 2) if room < 10 else 4
    last = ""
    for letter in reversed(text):
        if cells(letter + last) > tail:
            break
        last = letter + last
    return set_cell_size(text, room - 1 - cells(last)).rstrip() + ellipsis + last


def clip(spans: Sequence[Span], room: int, ellipsis: str = "…") -> Spans:
    """The spans that fit; the one at the edge is cut at its end, a pill never. Blanks at the end just go."""
    over = width(spans) - room
    if over > 0:
        spans, over = _without_blanks(spans, over)
    if over <= 0:
        return tuple(spans)
    kept: list[Span] = []
    used = 0
    for span in spans:
        size = cells(span.text)
        if used + size > room - 1:
            if span.target is None or span.target.kind != "thread":
                kept.append(span._replace(text=cut_end(span.text + " ", room - used, ellipsis)))
            else:
                while kept and kept[-1].target == span.target:
                    kept.pop()
                kept.append(Span(ellipsis, Ink(span.ink.ground or span.ink.colour)))  # the pill's hue, not its ink
            break
        kept.append(span)
        used += size
    return tuple(kept)


def _without_blanks(spans: Sequence[Span], over: int) -> tuple[Sequence[Span], int]:
    """Without as many blanks at the end as are too many, and how many cells still are."""
    while over > 0 and spans and spans[-1].text.endswith(" "):
        last = spans[-1]
        left = max(len(last.text.rstrip(" ")), len(last.text) - over)
        over -= len(last.text) - left
        spans = [*spans[:-1], *([last._replace(text=last.text[:left])] if left else [])]
    return spans, over


def column(spans: Sequence[Span], room: int, ellipsis: str = "…") -> Spans:
    """Exactly ``room`` cells: cut or filled with blanks."""
    kept = clip(spans, room, ellipsis)
    missing = room - width(kept)
    return (*kept, blank(missing)) if missing > 0 else kept


_BLANK_INK = Ink("#FFFFFF")


def blank(count: int) -> Span:
    return Span(" " * max(0, count), _BLANK_INK)


def spread(left: Sequence[Span], right: Sequence[Span], room: int, gap: int = 1, ellipsis: str = "…") -> Spans:
    """``left`` at the left edge, ``right`` at the right one; ``left`` gives way."""
    size = width(right)
    if not size:
        return clip(left, room, ellipsis)
    if size >= room:
        return clip(right, room, ellipsis)
    return (*column(left, room - size - gap, ellipsis), blank(gap), *right)


def inked(spans: Iterable[Span], *, bold: bool) -> Spans:
    return tuple(span._replace(ink=span.ink._replace(bold=bold or span.ink.bold)) for span in spans)


def targeted(spans: Iterable[Span], target: Target) -> Spans:
    """Every part without a meaning of its own gets this one."""
    return tuple(span if span.target else span._replace(target=target) for span in spans)


@lru_cache(maxsize=1024)
def pill(thread: int, palette: Palette, symbols: Symbols) -> Spans:
    """A thread's mark, the same everywhere. Empty for thread 0: none of the program's."""
    if thread <= 0:
        return ()
    hue = palette.thread(thread)
    left, number, right = symbols.pill(thread)
    target = Target("thread", thread)
    edge = Ink(hue, "", bold=symbols.ascii_only)
    return (
        Span(left, edge, target),
        Span(number, Ink(hue, "", bold=True) if symbols.ascii_only else Ink(palette.ink, hue, bold=True), target),
        Span(right, edge, target),
    )


@lru_cache(maxsize=4096)
def _style(colour: str, ground: str, bold: bool) -> Style:
    return Style(color=colour, bgcolor=ground, bold=bold)


@lru_cache(maxsize=8192)
def strip(row: Row, room: int, ground: str, pad: int = 0) -> Strip:
    """The finished line: ``pad`` cells of margin, the spans, blanks to the edge."""
    below = row.ground or ground
    segments: list[Segment] = []
    if pad:
        segments.append(Segment(" " * pad, _style("#FFFFFF", below, False)))
    used = pad
    for text, ink, _target in row.spans:
        size = cells(text)
        if used + size > room:
            text = set_cell_size(text, room - used)
            size = room - used
        if size > 0:
            segments.append(Segment(text, _style(ink.colour, ink.ground or below, ink.bold)))
            used += size
    if used < room:
        segments.append(Segment(" " * (room - used), _style("#FFFFFF", below, False)))
    return Strip(segments, room)


def target_at(row: Row, x: int) -> Target | None:
    """What is under cell ``x`` of a row (without its margin)."""
    at = 0
    for span in row.spans:
        at += cells(span.text)
        if x < at:
            return span.target
    return None
