"""Branches: the runs of a program as a tree over one axis of steps, and the chosen one compared with the one watched."""

from threadtui.tui.branches import Line
from threadtui.tui.panels.axis import placed
from threadtui.tui.panels.header import FAILURES
from threadtui.tui.panels.spans import (
    Ink,
    Row,
    Rows,
    Span,
    Spans,
    Target,
    blank,
    cells,
    clean,
    clip,
    column,
    cut_middle,
    spread,
    targeted,
)
from threadtui.tui.panels.spans import width as cells_of
from threadtui.tui.panels.words import alarm, empty, in_past, said, sentence
from threadtui.tui.panels.wrap import wrapped
from threadtui.tui.view import View
from threadtui.world.parting import Parting, ends, outcome, parting
from threadtui.world.parts import Sentence

EMPTY = "One run so far. ← goes back, f forks."
NAME = 4
"""Cells of a run's letter, before its line."""
VERDICT = 18
"""Cells for how a run ended, and its steps."""
GAP = 2
"""Cells between what a run did and how it ended."""
VALUES = 12
"""Cells of a value in the comparison."""
AXIS_AND_HINT = 2
COMPARISON = 8
"""A blank line, where they part, two of each run, and values."""
BLANK = Row()
NONE = -1
"""What lines belong to that are no run's."""


def rows(view: View, width: int, height: int, top: int | None = None, *, chosen: int | None = None) -> Rows:  # noqa: ARG001
    """A line for each run between the axis and what can be done; below, where there is room, the comparison."""
    title = (said(view, "Branches", dim=True),)
    runs = view.branches
    if len(runs) < 2:
        return Rows(title, (), [empty(view, EMPTY, width)][:height])
    here = next(number for number, run in enumerate(runs) if run.here)
    wanted = here if chosen is None else chosen
    shown = _shown(len(runs), max(height - AXIS_AND_HINT, 1), wanted)
    lines = [_axis(view, width), *(_run(view, number, width, chosen) for number in shown), _hint(view, here, width)]
    things = [NONE, *shown, NONE]
    compared = _compared(view, runs[here], runs[_beside(view, here, wanted)], width)
    hidden = len(lines) + len(compared) > height
    if hidden:
        compared = []
    elif len(lines) + len(compared) < height:
        compared = [BLANK, *compared]
    lines += compared
    things += [NONE] * len(compared)
    count = said(view, f"{len(runs)} runs", dim=True)
    note = (said(view, "b z", bold=True), said(view, " compare   ", dim=True), count) if hidden else (count,)
    return Rows(title, note, lines[:height], 0, len(runs), things[:height])


def wanted(view: View) -> int:
    """Lines that it would fill, a comparison included; none while there is one run."""
    return len(view.branches) + AXIS_AND_HINT + COMPARISON if len(view.branches) > 1 else 0


def _beside(view: View, here: int, wanted: int) -> int:
    """What the run that is watched is compared with: the chosen one; if that is itself, the one it left, else the newest other."""
    if wanted != here:
        return wanted
    parent = view.branches[here].parent
    if parent is not None:
        return parent
    return max(number for number in range(len(view.branches)) if number != here)


def _shown(count: int, room: int, chosen: int) -> range:
    """The runs in sight: the chosen one among them."""
    first = min(max(chosen - room + 1, 0), max(count - room, 0))
    return range(first, min(first + room, count))


def _room(width: int) -> int:
    return max(width - NAME - VERDICT - 1, 4)


def _at(view: View, step: int, width: int) -> int:
    """The cell of a step on the axis of the longest run."""
    last = max(run.steps for run in view.branches)
    return round(max(step - 1, 0) * (_room(width) - 1) / max(last - 1, 1))


def _axis(view: View, width: int) -> Row:
    step = view.world.step
    last = max(run.steps for run in view.branches)
    here = said(view, f"{view.symbols.now} {step}", bold=True)
    marks = [(_at(view, step, width), here)]
    for number in dict.fromkeys((1, *(run.at for run in view.branches if run.parent is not None), last)):
        text = str(number)
        marks.append((_at(view, number, width) - (len(text) - 1 if number == last else 0), said(view, text, dim=True)))
    return Row((blank(NAME), *placed(marks, _room(width))))


def _run(view: View, number: int, width: int, chosen: int | None) -> Row:
    run = view.branches[number]
    ink = Ink(view.palette.text if run.here else view.palette.dim, "", bold=run.here)
    letter = Span(run.name.ljust(NAME), Ink(view.palette.text, "", bold=run.here))
    line = Span("".join(_line(view, number, width)), ink)
    spans = (letter, line, blank(1), *_verdict(view, run))
    ground = view.palette.selected if number == chosen else ""
    return Row(targeted(spans, Target("branch", number)), ground)


def _line(view: View, number: int, width: int) -> list[str]:
    """A run's own part of the tree; the ones below it hang from the run that they left."""
    runs, symbols = view.branches, view.symbols
    run = runs[number]
    drawn = [" "] * _room(width)
    begin, end = _at(view, run.at if run.parent is not None else 1, width), _at(view, run.steps, width)
    drawn[begin : end + 1] = symbols.rule * (end + 1 - begin)
    for later in runs[number + 1 :]:
        if later.parent is not None and later.parent < number:
            at = _at(view, later.at, width)
            drawn[at] = symbols.edge if drawn[at] == " " else drawn[at]
    if run.parent is not None:
        drawn[begin] = symbols.corner
    if run.here:
        drawn[_at(view, view.world.step, width)] = symbols.ready
    return drawn


def _verdict(view: View, run: Line) -> Spans:
    symbols = view.symbols
    signs = {"passed": symbols.done, "stopped": symbols.stopped, "paused": symbols.paused, "playing": symbols.playing}
    failed = run.state in FAILURES
    sign = symbols.failed if failed else signs.get(run.state, symbols.new)
    word = f"{sign} {run.state}".ljust(VERDICT - 6)
    return (alarm(view, word) if failed else said(view, word), said(view, f"{run.steps:>6}", dim=True))


def _hint(view: View, here: int, width: int) -> Row:
    told = (
        said(view, "you are at ", dim=True),
        said(view, f"{view.symbols.now if in_past(view) else 'now'}", dim=True),
        said(view, " on ", dim=True),
        said(view, view.branches[here].name, bold=True),
    )
    keys: list[Span] = []
    for key, words in (("↑ ↓", "choose"), ("enter", "go there")):
        keys += [blank(3), said(view, key, bold=True), said(view, f" {words}", dim=True)]
    return Row((blank(NAME), *clip(spread(told, tuple(keys[1:]), width - NAME, 1), width - NAME)))


# The comparison


def _compared(view: View, one: Line, other: Line, width: int) -> list[Row]:
    """Where two runs part, what each did there, how each ended, which values differ at the end."""
    found = parting(one.history, other.history)
    if found is None:
        over = one.history.world.verdict and other.history.world.verdict
        told = "went the same way to the end" if over else "have gone the same way so far"
        return [Row((said(view, f"{one.name} and {other.name} {told}", dim=True),))]
    first = said(view, f"{one.name} and {other.name} part at step {found.step}", dim=True)
    return [
        Row(targeted((first,), Target("step", min(found.step - 1, view.history.steps)))),
        *_deeds(view, one, other, found, width),
        *_values(view, one, other, width),
    ]


def _deeds(view: View, one: Line, other: Line, found: Parting, width: int) -> list[Row]:
    return [*_deed(view, one, found.one, width), *_deed(view, other, found.other, width)]


def _deed(view: View, run: Line, did: Sentence, width: int) -> list[Row]:
    """What a run did there, and how it ended: at the line's end, or below."""
    end = clean(outcome(run.history)) or run.state
    told = (said(view, run.name.ljust(NAME), bold=True), *sentence(view, did, Ink(view.palette.text)))
    ink = Ink(view.palette.alarm if run.state in FAILURES else view.palette.dim)
    if cells_of(told) + GAP + cells(end) <= width:
        return [Row(spread(told, (Span(end, ink),), width, GAP, view.symbols.ellipsis))]
    ended = wrapped(view, (end,), ink, width - NAME)
    return [Row(clip(told, width, view.symbols.ellipsis)), *(Row((blank(NAME), *line)) for line in ended)]


def _values(view: View, one: Line, other: Line, width: int) -> list[Row]:
    differing = ends(one.history, other.history)
    if not differing:
        return []
    room = width - 2 * VALUES
    lines = [_value_row(view, "values at the end", one.name, other.name, room, dim=True)]
    for each in differing:
        left, right = (clean(value) if value is not None else "?" for value in (each.one, each.other))
        lines.append(_value_row(view, clean(each.name), left, right, room))
    return lines


def _value_row(view: View, name: str, left: str, right: str, room: int, *, dim: bool = False) -> Row:
    ink = Ink(view.palette.dim if dim else view.palette.text)
    ellipsis = view.symbols.ellipsis
    parts = (column((Span(text, ink),), VALUES, ellipsis) for text in (left, right))
    first = column((Span(cut_middle(name, room - 1, ellipsis), ink),), room)
    return Row((*first, *(span for part in parts for span in part)))
