"""Where a deadlock was decided: the steps that led to it, and which of them it was. A click goes there."""

from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.deadlocked import facts
from threadtui.tui.panels.spans import Ink, Row, Rows, Spans, Target, blank, spread, targeted, width
from threadtui.tui.panels.words import CONSEQUENCE, alarm, fitting, said
from threadtui.tui.view import View
from threadtui.world import story

NUMBER = 3
GAP = 2
MARKS = ("decided here", "here")


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """A line for each thing that happened in each of the steps."""
    found = facts(view)
    lines = [line for step in found.steps for line in _step(view, step, step == found.step, width)]
    return windowed((said(view, "Where it was decided", dim=True),), (), lines, height, top)


def wanted(view: View) -> int:
    """Lines that it takes."""
    return sum(len(story.sentences(view.history, step)) for step in facts(view).steps)


def _step(view: View, step: int, here: bool, room: int) -> list[Row]:
    digits = max(NUMBER, len(str(view.history.steps)))
    found: list[Row] = []
    for told in story.sentences(view.history, step):
        number = said(view, " " * digits if found else str(step).rjust(digits), dim=True)
        ink, free = Ink(view.palette.text, "", bold=here), room - digits - 2
        words = fitting(view, told, ink, free, end=view.symbols.ellipsis, clauses=CONSEQUENCE)
        mark = _mark(view, free - width(words) - GAP) if here and not found else ()
        line = spread((number, blank(2), *words), mark, room, GAP, view.symbols.ellipsis)
        found.append(Row(targeted(line, Target("step", step))))
    return found


def _mark(view: View, room: int) -> Spans:
    """In the longest words that leave the sentence whole."""
    marks = [(alarm(view, f"{view.symbols.alarm} {words}", bold=True),) for words in MARKS]
    return next((mark for mark in marks if width(mark) <= room), marks[-1])
