"""What happened, a sentence a line, the last step bold. A switch away from a thread that could have gone on is a rule.

Lines are counted by steps: sentences are made for those in sight only.
"""

from functools import lru_cache

from threadtui.tui.panels.spans import Ink, Row, Rows, Span, Target, blank, clip, spread, targeted
from threadtui.tui.panels.spans import width as width_of
from threadtui.tui.panels.words import CONSEQUENCE, empty, fitting, in_past, said, sentence
from threadtui.tui.view import View
from threadtui.world import story
from threadtui.world.history import History
from threadtui.world.parts import Sentence

EMPTY = "Nothing has happened yet."
NUMBER = 3
LATER = 2
"""Recorded steps that are shown ahead in the past."""
ROOMY = 10
"""From so many lines on the note counts the steps."""


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """Steps up to the view's one; in the past also the next two, dim."""
    title = (said(view, "What happened", dim=True),)
    last = view.history.steps
    here = view.world.step
    if not last or (not here and not in_past(view)):
        return Rows(title, (), [empty(view, EMPTY, width)][:height])
    numbers, found = _window(view, width, height, top)
    return Rows(title, _note(view, height), found, numbers[0] if numbers else 0, last, numbers)


def _note(view: View, height: int) -> tuple[Span, ...]:
    if in_past(view):
        return (said(view, f"{view.world.step} of {view.history.steps}", dim=True),)
    return (said(view, f"{view.world.step} steps", dim=True),) if height >= ROOMY else ()


def _window(view: View, width: int, height: int, top: int | None) -> tuple[list[int], list[Row]]:
    """Steps of the lines in sight, counted from 0 in the list, and the lines."""
    last = view.history.steps
    numbers: list[int] = []
    found: list[Row] = []
    if top is not None:
        step = min(top + 1, last)
        while step <= last and len(found) < height:
            lines = _step(view, step, width)
            numbers += [step - 1] * len(lines)
            found += lines
            step += 1
        return numbers[:height], found[:height]
    for ahead in range(min(LATER, height // 2) if in_past(view) else 0, -1, -1):
        numbers, found = _ending_with(view, min(view.world.step + ahead, last), width, height)
        if not ahead or view.world.step - 1 in numbers:
            break  # what comes later never takes the place of the step that is looked at
    return numbers, found


def _ending_with(view: View, step: int, width: int, height: int) -> tuple[list[int], list[Row]]:
    """The last lines up to this step."""
    numbers: list[int] = []
    found: list[Row] = []
    while step >= 1 and len(found) < height:
        lines = _step(view, step, width)
        numbers[:0] = [step - 1] * len(lines)
        found[:0] = lines
        step -= 1
    return numbers[-height:] if height else [], found[-height:] if height else []


def _step(view: View, step: int, room: int) -> list[Row]:
    told, switch = _told(view.history, step, view.history.steps)
    here, later = step == view.world.step, step > view.world.step
    palette, symbols = view.palette, view.symbols
    digits = max(NUMBER, len(str(view.history.steps)))
    lines: list[Row] = []
    if switch:
        rule = symbols.rule * 2
        quiet = Ink(palette.dim)
        spans = (blank(digits + 2), Span(f"{rule} ", quiet), *sentence(view, switch, quiet), Span(f" {rule}", quiet))
        lines.append(Row(clip(spans, room, symbols.ellipsis)))
    ink = Ink(palette.dim if later else palette.text, "", bold=here)
    for index, parts in enumerate(told):
        number = said(view, str(step).rjust(digits) if not index else " " * digits, dim=True)
        right = (said(view, "later", dim=True), blank(1)) if later and not index else ()
        free = room - digits - 2 - (width_of(right) + 1 if right else 0)
        words = (number, blank(2), *fitting(view, parts, ink, free, end=symbols.ellipsis, clauses=CONSEQUENCE))
        spans = targeted(spread(words, right, room, 1, symbols.ellipsis), Target("step", step))
        lines.append(Row(spans))
    return lines


def forget() -> None:
    """Let go of histories that are no longer looked at."""
    _over.cache_clear()


def _told(history: History, step: int, steps: int) -> tuple[list[Sentence], Sentence | None]:
    """Sentences of a step that is over never change; those of the last one may, while its events come in."""
    if step < steps:
        return _over(history, step)
    return story.sentences(history, step), story.switch_before(history, step)


@lru_cache(maxsize=2048)
def _over(history: History, step: int) -> tuple[list[Sentence], Sentence | None]:
    return story.sentences(history, step), story.switch_before(history, step)
