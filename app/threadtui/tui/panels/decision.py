"""Where a deadlock was decided: the steps that led to it, and which of them it was. A click goes there."""

from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.deadlocked import facts
from threadtui.tui.panels.spans import Ink, Row, Rows, Target, blank, spread, targeted
from threadtui.tui.panels.words import alarm, said, sentence
from threadtui.tui.view import View
from threadtui.world import story

NUMBER = 3
MARK = "decided here"


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
        words = sentence(view, told, Ink(view.palette.text, "", bold=here))
        number = said(view, " " * digits if found else str(step).rjust(digits), dim=True)
        mark = (alarm(view, f"{view.symbols.alarm} {MARK}", bold=True),) if here and not found else ()
        line = spread((number, blank(2), *words), mark, room, 2, view.symbols.ellipsis)
        found.append(Row(targeted(line, Target("step", step))))
    return found
