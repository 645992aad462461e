"""Hints: what went well, or may have, and could go wrong. A click goes to the step at which it was seen."""

from threadtui.tui.panels.spans import Ink, Row, Rows, Target, blank, cells, clip, targeted
from threadtui.tui.panels.words import alarm, empty, said
from threadtui.tui.panels.wrap import wrapped
from threadtui.tui.view import View
from threadtui.world.hints import Hint
from threadtui.world.parts import join

EMPTY = "No hint: nothing here looks risky so far."
INDENT = 3


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """One after the other, over as many lines as each takes; the newest in sight."""
    title = (said(view, "Hints", dim=True),)
    found = hints(view)
    if not found:
        return Rows(title, (), [empty(view, EMPTY, width)][:height])
    lines = [(number, line) for number, hint in enumerate(found) for line in _lines(view, hint, width)]
    last = next(at for at, (number, _) in enumerate(lines) if number == len(found) - 1)
    first = min(max(len(lines) - height, 0), last)
    if top is not None:
        first = next(at for at, (number, _) in enumerate(lines) if number >= min(top, len(found) - 1))
    shown = lines[first : first + height]
    if shown and first + height < len(lines):
        number, line = shown[-1]
        shown[-1] = number, _broken_off(view, line, width)
    note = (said(view, str(len(found)), dim=True),)
    top_hint = shown[0][0] if shown else 0
    return Rows(title, note, [line for _, line in shown], top_hint, len(found), [number for number, _ in shown])


def _broken_off(view: View, line: Row, room: int) -> Row:
    """The last line in sight, where the sentence goes on below it."""
    ellipsis = view.symbols.ellipsis
    kept = clip(line.spans, room - 1 - cells(ellipsis), ellipsis)
    return Row(kept if kept != tuple(line.spans) else (*kept, said(view, f" {ellipsis}", dim=True)))


def wanted(view: View, width: int) -> int:
    """Lines that all of them take."""
    return sum(len(_lines(view, hint, width)) for hint in hints(view))


def hints(view: View) -> list[Hint]:
    """Those of the steps up to the view's one."""
    return view.history.hints.upto(view.world)


def _lines(view: View, hint: Hint, room: int) -> list[Row]:
    place = f", line {hint.where.line}" if hint.where else ""
    told = join(hint.sentence, f" (step {hint.step}{place})")
    fresh = hint.step == view.world.step
    lines = wrapped(view, told, Ink(view.palette.text, "", bold=fresh), room - INDENT)
    target = Target("step", hint.step)
    mark = (alarm(view, view.symbols.alarm), blank(INDENT - 1))
    return [
        Row(targeted((*(mark if not number else (blank(INDENT),)), *line), target)) for number, line in enumerate(lines)
    ]
