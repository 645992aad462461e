"""How the run ended, in the two lines of the NEXT bar."""

import re
from typing import NamedTuple

from threadtui.tui.panels.deadlocked import facts
from threadtui.tui.panels.files import line_at
from threadtui.tui.panels.header import FAILURES
from threadtui.tui.panels.spans import Ink, Span, Spans, blank, clean, width
from threadtui.tui.panels.words import alarm, fitting, said, sentence
from threadtui.tui.view import View
from threadtui.world.advice import advice
from threadtui.world.headline import alike, listed, raised
from threadtui.world.parts import join, moment
from threadtui.world.state import Where


class Told(NamedTuple):
    """Line 1, where in the source, line 2."""

    first: Spans
    where: Spans
    second: Spans


EXTENT = re.compile(r", |\. (?=[0-9A-Z])")
"""Where what is said of the run's length may end."""
TWO_PARTS = frozenset({"livelock", "crashed"})
"""Their message says what happened, and after a semicolon what to do or where to look."""


def verdict_lines(view: View, wide: int, room: int) -> Told:
    """The verdict's words for ``wide`` cells, the second line for ``room``; a failure's with its sign in alarm."""
    verdict = view.world.verdict
    assert verdict is not None
    if verdict.verdict == "deadlock":
        return _deadlock(view, wide, room)
    if view.world.errors and verdict.verdict == "failed":
        return _failed(view, room)
    failed = verdict.verdict in FAILURES
    sign = alarm(view, view.symbols.failed, bold=True) if failed else said(view, _sign(view), bold=True)
    told, _, hint = verdict.message.partition("; ") if verdict.verdict in TWO_PARTS else (verdict.message, "", "")
    line = (sign, blank(2), said(view, _first_words(verdict.verdict, told), bold=True))
    hinted = f"{hint[:1].upper()}{hint[1:]}. " if hint else ""
    extent = join(f"{hinted}{_extent(view)}")
    return Told(line, (), fitting(view, extent, Ink(view.palette.dim), room, clauses=EXTENT))


def _sign(view: View) -> str:
    stopped = view.world.verdict is not None and view.world.verdict.verdict == "stopped"
    return view.symbols.stopped if stopped else view.symbols.done


def _first_words(verdict: str, message: str) -> str:
    told = clean(message.splitlines()[0]) if message else ""
    return f"{verdict}: {told}" if told else verdict


def _extent(view: View) -> str:
    world = view.world
    told = f"{_count(world.step, 'step')}, {_count(len(world.threads), 'thread')}, {moment(world.time)} of virtual time"
    status = world.verdict.exit_status if world.verdict else None
    return f"{told}, exit status {status}" if status else told


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _failed(view: View, room: int) -> Told:
    """Who raised what; the second line names the others, or what would help."""
    first, *others = alike(view.world)
    strong, dim = Ink(view.palette.text, "", bold=True), Ink(view.palette.dim)
    message = f": {first[0].message}" if first[0].message else ""
    last = clean(f"{first[0].type}{message}".splitlines()[0])
    who = (*sentence(view, listed([failure.thread for failure in first]), strong), blank(1)) if first[0].thread else ()
    line = (alarm(view, view.symbols.failed, bold=True), blank(2), *who, Span(last, strong))
    hint = advice(view.world)
    if hint:
        return Told(line, _place(view, first[0].where), (said(view, hint, dim=True),))
    more = [join(raised(group), ". ") for group in others]
    told = join("Nobody caught it. ", *more, f"{_extent(view)}.")
    return Told(line, _place(view, first[0].where), fitting(view, told, dim, room, clauses=EXTENT))


def _deadlock(view: View, wide: int, room: int) -> Told:
    """What is the matter, and why."""
    first, second = facts(view).headline
    strong, dim = Ink(view.palette.text, "", bold=True), Ink(view.palette.dim)
    sign = (alarm(view, view.symbols.failed, bold=True), blank(2))
    matter = fitting(view, first, strong, wide - width(sign))
    left = join(f"Nobody is left to let it go on. {_extent(view)}.")
    cause = fitting(view, second, dim, room) if second else fitting(view, left, dim, room, clauses=EXTENT)
    return Told((*sign, *matter), (), cause)


def _place(view: View, where: Where | None) -> Spans:
    """``line 12  with lock:``; nothing where the place is not known."""
    if where is None:
        return ()
    text = line_at(view.world.files.get(where.file, ""), where.line)
    return (said(view, f"line {where.line}", dim=True), blank(2), Span(text, Ink(view.palette.text)))
