"""The circle of waits, drawn; where there is none, who waits for what and why nobody will do it."""

from threadtui.tui.panels import boxes
from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.deadlocked import facts
from threadtui.tui.panels.spans import EMPTY, Ink, Row, Rows, Span, Spans, blank, clean, clip, pill, width
from threadtui.tui.panels.spans import cells as cells_of
from threadtui.tui.panels.words import pill_room, said, thread_name
from threadtui.tui.panels.wrap import wrapped
from threadtui.tui.view import View
from threadtui.world.causes import call_of, lonely_sentences
from threadtui.world.parts import Sentence
from threadtui.world.reasons import primitive_name
from threadtui.world.waits import Link

NAME = 15
COMPACT_HEIGHT = 4
"""With a blank row above."""
COMPACT_ROOM = 39
"""Cells of the compact form beside pills, names and locks: arrows and blanks."""
LEAST_NAME = 6


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """Boxes for two threads and two locks where there is room, else a line for each wait."""
    circle = facts(view).circle
    title = (said(view, "The cycle" if circle else "Who waits for what", dim=True),)
    return windowed(title, (), lines(view, width, height), height, top)


def wanted(view: View, width: int) -> int:
    """Lines that it takes where there is room."""
    return len(lines(view, width, boxes.HEIGHT + 1))


def lines(view: View, width: int, height: int) -> list[Row]:
    """All lines, for this width; the boxes where they fit into the height."""
    circle = facts(view).circle
    if _boxed(view, circle) and width >= boxes.LEAST_WIDTH and height > boxes.HEIGHT:
        return [EMPTY, *boxes.boxes(view, circle, width)]
    if _boxed(view, circle) and (drawn := _compact(view, circle, width)):
        return [EMPTY, *drawn]
    found = _listed(view, circle, width)
    for wait in facts(view).waits:
        if circle and wait.wants.kind == "thread":
            continue  # the bar tells it
        found += _sentences(view, lonely_sentences(view.world, wait), width)
    return found[:-1] if found and found[-1] is EMPTY else found


def _boxed(view: View, circle: tuple[Link, ...]) -> bool:
    """Two locks; a call that one waits for is no lock that another one holds."""
    return len(circle) == 2 and all(link.wants.kind == "primitive" and not call_of(view.world, link) for link in circle)


def _sentences(view: View, told: list[Sentence], room: int) -> list[Row]:
    found: list[Row] = []
    for number, sentence in enumerate(told):
        ink = Ink(view.palette.dim if number else view.palette.text, "", bold=not number)
        indent = 2 if number else 0
        found += [Row((blank(indent), *line)) for line in wrapped(view, sentence, ink, room - indent)]
    return [*found, EMPTY]


def _compact(view: View, circle: tuple[Link, ...], room: int) -> list[Row]:
    """Two threads and their locks in three lines; nothing where it is too narrow."""
    upper, lower = (clean(primitive_name(view.world, link.wants.id)) for link in circle)
    locks = max(cells_of(upper), cells_of(lower))
    wants, held = _arrow(view, "wants"), _arrow(view, "held by")
    names = (room - COMPACT_ROOM - locks - 2 * pill_room(view)) // 2
    if names < LEAST_NAME:
        return []
    one, other = (_named(view, link.thread, min(names, NAME)) for link in circle)
    hues = [Ink(view.palette.thread(link.thread)) for link in circle]
    line = (*one, blank(1), Span(wants, hues[0]), blank(2), _lock(view, upper, locks), blank(2), Span(held, hues[1]),
            blank(1))  # fmt: skip
    reach = width(line)
    rule = view.symbols.rule
    corner, back = view.symbols.prose("╰"), view.symbols.prose("╯")
    side = width(one) + 1 + cells_of(wants)
    left = f"{corner}{' held by '.center(side - 3, rule)}"
    right_room = reach - side - locks - 3
    right = f"{view.symbols.past}{' wants '.center(right_room - 1, rule)}{back}"
    return [
        Row((blank(4), *line, *other)),
        Row(
            (blank(5), Span(view.symbols.now_below, hues[0]), blank(reach - 1), Span(view.symbols.prose("│"), hues[1]))
        ),
        Row((blank(5), Span(left, hues[0]), blank(3), _lock(view, lower, locks), blank(2), Span(right, hues[1]))),
    ]


def _named(view: View, thread: int, room: int) -> Spans:
    return (*pill(thread, view.palette, view.symbols), blank(1), thread_name(view, thread, room, bold=True))


def _lock(view: View, name: str, room: int) -> Span:
    return said(view, clean(name).ljust(room), bold=True)


def _arrow(view: View, word: str) -> str:
    rule = view.symbols.rule
    return f"{rule * 3} {word} {rule * 2}{view.symbols.playing}"


def _listed(view: View, circle: tuple[Link, ...], room: int) -> list[Row]:
    """A line for each wait; the rail at the left leads from the last one to the first."""
    found: list[Row] = []
    for number, link in enumerate(circle):
        rail, (wait, since) = _rail(view, number, len(circle)), _wait(view, link)
        whole = (rail, *wait, *since)
        spans = whole if width(whole) <= room else (rail, *wait)
        found.append(Row(clip(spans, room, view.symbols.ellipsis)))
    return [*found, EMPTY] if found else []


def _rail(view: View, number: int, count: int) -> Span:
    if count == 1:
        return blank(0)
    rule = view.symbols.rule
    ends = {0: f"╭{rule}{view.symbols.playing}", count - 1: f"╰{rule * 2}"}
    return Span(view.symbols.prose(ends.get(number, "│")).ljust(4), Ink(view.palette.alarm))


def _wait(view: View, link: Link) -> tuple[Spans, Spans]:
    """Who wants what from whom; since when."""
    line = said(view, f"  line {link.where.line}" if link.where else "", dim=True)
    head = (*_named(view, link.thread, NAME), line)
    if link.wants.kind == "thread":
        return (*head, said(view, "  joins "), *pill(link.holder, view.palette, view.symbols)), ()
    call = call_of(view.world, link)
    if call:
        by = (said(view, ", computed by "), *pill(link.holder, view.palette, view.symbols))
        return (*head, said(view, "  wants "), said(view, clean(call), bold=True), *by), ()
    name = clean(primitive_name(view.world, link.wants.id))
    held = (said(view, ", held by "), *pill(link.holder, view.palette, view.symbols))
    since = (said(view, f" since step {link.taken.step}", dim=True),) if link.taken else ()
    return (*head, said(view, "  wants "), said(view, name, bold=True), *held), since
