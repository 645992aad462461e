"""A circle of two as four boxes: each thread wants a lock, and each lock is held by the other thread."""

from threadtui.tui.panels.spans import Ink, Row, Span, Spans, blank, clean, column, cut_middle, pill
from threadtui.tui.panels.words import said, thread_name
from threadtui.tui.view import View
from threadtui.world.reasons import primitive_name
from threadtui.world.waits import Link

HEIGHT = 12
LEAST_WIDTH = 54
ARROWS = 17
"""Cells between the boxes."""
WIDEST_BOX = 30
SAYING = ("a circle of waits:", "nobody can be first")

_THIN, _THICK = "╭─╮│╰╯", "┏━┓┃┗┛"


def boxes(view: View, circle: tuple[Link, ...], room: int) -> list[Row]:
    """The first link's thread above at the left, then round with the clock."""
    first, second = circle
    size = min((room - 1 - ARROWS) // 2, WIDEST_BOX)
    gap = room - 1 - 2 * size
    one, other = (_thread(view, link, size) for link in circle)
    wanted, held = (_lock(view, link, size) for link in circle)
    top = _beside(one, wanted, gap, _arrow(view, first.thread, gap, to_right=True))
    below = _beside(held, other, gap, _arrow(view, second.thread, gap, to_right=False))
    return [*top, *_between(view, first, second, size, gap), *below]


def _beside(left: list[Spans], right: list[Spans], gap: int, arrow: Spans) -> list[Row]:
    middle = [(blank(gap),), arrow, (blank(gap),), (blank(gap),)]
    return [Row((blank(1), *one, *space, *two)) for one, space, two in zip(left, middle, right, strict=True)]


def _thread(view: View, link: Link, size: int) -> list[Spans]:
    name = thread_name(view, link.thread, size - 8, bold=True)
    line = f"stands at line {link.where.line}" if link.where else "waits"
    inside = ((*pill(link.thread, view.palette, view.symbols), blank(1), name), (said(view, line, dim=True),))
    return _box(view, _THIN, Ink(view.palette.thread(link.thread)), inside, size)


def _lock(view: View, link: Link, size: int) -> list[Spans]:
    """The lock that this link's thread wants, in its holder's colour."""
    name = cut_middle(clean(primitive_name(view.world, link.wants.id)), size - 4, view.symbols.ellipsis)
    held = (said(view, f"{view.symbols.held} held by "), *pill(link.holder, view.palette, view.symbols))
    return _box(view, _THICK, Ink(view.palette.thread(link.holder)), ((said(view, name, bold=True),), held), size)


def _box(view: View, signs: str, ink: Ink, inside: tuple[Spans, Spans], size: int) -> list[Spans]:
    left_top, across, right_top, side, left_end, right_end = tuple(view.symbols.prose(signs))
    edge = Span(side, ink)
    rows: list[Spans] = [(edge, blank(1), *column(spans, size - 3, view.symbols.ellipsis), edge) for spans in inside]
    top = (Span(left_top + across * (size - 2) + right_top, ink),)
    return [top, *rows, (Span(left_end + across * (size - 2) + right_end, ink),)]


def _arrow(view: View, thread: int, gap: int, *, to_right: bool) -> Spans:
    """`` ──── wants ───► `` in the colour of who wants."""
    rule = gap - 2 - len(" wants ") - 1
    before, after = view.symbols.rule * (rule // 2), view.symbols.rule * (rule - rule // 2)
    told = (
        f" {before} wants {after}{view.symbols.playing} "
        if to_right
        else f" {view.symbols.past}{before} wants {after} "
    )
    return (Span(told, Ink(view.palette.thread(thread))),)


def _between(view: View, first: Link, second: Link, size: int, gap: int) -> list[Row]:
    """The left arrow points up, from the lock below to who holds it; the right one down."""
    up, down = Ink(view.palette.thread(second.holder)), Ink(view.palette.thread(first.holder))
    left, space = size // 2 - 1, size + gap - 1
    line = view.symbols.prose("┃")
    arrows = ((view.symbols.now_below, line), (line, line), (line, line), (line, view.symbols.now))
    rows: list[Row] = []
    for number, (one, other) in enumerate(arrows):
        held = " held by" if number == len(SAYING) else ""
        saying = said(view, SAYING[number - 1] if number in (1, 2) else "", dim=True)
        middle = column((Span(held, up), *_before_the_edge(saying, space - len(held))), space)
        rows.append(Row((blank(left), Span(one, up), *middle, Span(other, down), Span(held, down))))
    return rows


def _before_the_edge(saying: Span, room: int) -> Spans:
    return (blank(room - len(saying.text) - 3), saying)
