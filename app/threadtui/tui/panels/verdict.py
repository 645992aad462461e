"""How the run ended, in the two lines of the NEXT bar."""

from collections.abc import Iterable
from typing import NamedTuple

from threadtui.tui.panels.files import line_at
from threadtui.tui.panels.header import FAILURES
from threadtui.tui.panels.spans import Ink, Span, Spans, blank, clean, pill
from threadtui.tui.panels.words import alarm, said, sentence
from threadtui.tui.view import View
from threadtui.world import moves
from threadtui.world.parts import Sentence, moment
from threadtui.world.state import Thread, Where, World
from threadtui.world.waits import waiting_circle


class Told(NamedTuple):
    """Line 1, where in the source, line 2."""

    first: Spans
    where: Spans
    second: Spans


def verdict_lines(view: View) -> Told:
    """The verdict's words; a failure's with its sign in alarm."""
    verdict = view.world.verdict
    assert verdict is not None
    if verdict.verdict == "deadlock":
        return _deadlock(view)
    if view.world.errors and verdict.verdict == "failed":
        return _failed(view)
    failed = verdict.verdict in FAILURES
    sign = alarm(view, view.symbols.failed, bold=True) if failed else said(view, _sign(view), bold=True)
    line = (sign, blank(2), said(view, _first_words(verdict.verdict, verdict.message), bold=True))
    return Told(line, (), (said(view, _extent(view), dim=True),))


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


def _failed(view: View) -> Told:
    failure = view.world.errors[0]
    strong = Ink(view.palette.text, "", bold=True)
    message = f": {failure.message}" if failure.message else ""
    last = clean(f"{failure.type}{message}".splitlines()[0])
    who = (*pill(failure.thread, view.palette, view.symbols), blank(1)) if failure.thread else ()
    first = (alarm(view, view.symbols.failed, bold=True), blank(2), *who, Span(last, strong))
    others = len(view.world.errors) - 1
    more = f" {others} more exception{'s' if others > 1 else ''}." if others else ""
    return Told(
        first, _place(view, failure.where), (said(view, f"Nobody caught it.{more} {_extent(view)}.", dim=True),)
    )


def _deadlock(view: View) -> Told:
    world = view.world
    cycle = waiting_circle(world)
    blocked = cycle or [thread.id for thread in world.threads.values() if thread.state == "blocked"]
    if len(blocked) == 1 and not _others(world, blocked):
        return _alone(view, world.threads[blocked[0]])
    strong, dim = Ink(view.palette.text, "", bold=True), Ink(view.palette.dim)
    first: list[Span] = [alarm(view, view.symbols.failed, bold=True), blank(2)]
    for index, thread in enumerate(blocked):
        if index:
            first.append(Span(" and " if index == len(blocked) - 1 else " ", strong))
        first += pill(thread, view.palette, view.symbols)
    first.append(Span(_stuck(len(blocked), bool(cycle)), strong))
    second: list[Span] = []
    for thread in (*blocked, *_others(world, blocked)):
        second += [*((Span("; ", dim),) if second else ()), *sentence(view, _reason(world, thread), dim)]
    return Told(tuple(first), (), tuple(second))


def _alone(view: View, thread: Thread) -> Told:
    """The one thread that is left waits for ever: its reason and its line say all."""
    strong = Ink(view.palette.text, "", bold=True)
    first = (
        alarm(view, view.symbols.failed, bold=True),
        blank(2),
        *sentence(view, _reason(view.world, thread.id), strong),
    )
    last = f"Nobody is left to let it go on. {_extent(view)}."
    return Told(first, _place(view, thread.where), (said(view, last, dim=True),))


def _place(view: View, where: Where | None) -> Spans:
    """``line 12  with lock:``; nothing where the place is not known."""
    if where is None:
        return ()
    text = line_at(view.world.files.get(where.file, ""), where.line)
    return (said(view, f"line {where.line}", dim=True), blank(2), Span(text, Ink(view.palette.text)))


def _reason(world: World, thread: int) -> Sentence:
    """``▐2▌ wants lock_b, held by ▐3▌``"""
    told = moves.why_blocked(world, thread)
    return tuple(
        part.removeprefix(" cannot go on: it").removesuffix(".") if isinstance(part, str) else part for part in told
    )


def _stuck(count: int, circle: bool) -> str:
    if circle and count > 1:
        whom, nobody = ("each other", "Neither") if count == 2 else ("one another", "None of them")
        return f" wait for {whom}. {nobody} can ever go on."
    return " wait, and nobody is left to let them go on."


def _others(world: World, told: Iterable[int]) -> list[int]:
    known = set(told)
    return [thread.id for thread in world.threads.values() if thread.state == "blocked" and thread.id not in known]
