"""A schedule that fails: what went wrong, the steps that decide it, why, the way out, what to do next; below, every step.

As counterexamples are printed, a step stands in the column of its thread, so that the switches are seen as in a table; what
cannot stand beside one another in a narrow terminal stands below one another.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import zip_longest
from textwrap import wrap
from typing import Any, NamedTuple

from threadtui.confirming import NOT_BACK
from threadtui.tui.exploring import Exploring, Finding
from threadtui.tui.panels import deed_table, timeline
from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.files import line_at
from threadtui.tui.panels.searching import titled
from threadtui.tui.panels.spans import EMPTY, Ink, Row, Rows, Span, Spans, Target, blank, clean, column, pill
from threadtui.tui.panels.why import explained
from threadtui.tui.panels.words import alarm, quoted, said, sentence
from threadtui.tui.panels.wrap import wrapped
from threadtui.tui.view import View
from threadtui.world import story
from threadtui.world.explanation import Deed, Explanation
from threadtui.world.parts import Pill, Sentence, join

STEP = 6
"""Cells of a step's number."""
LEAST_WORDS = 34
"""Cells that a step's words have at least, however many threads there are."""
MOST_SHIFT = 14
"""Cells between the columns of two threads."""
TWO_COLUMNS = 112
"""From this width on the deciding steps have the rest at their side."""
SIDE = 44
"""Of these, so many for the rest, and more where there is more."""
MOST_LANES = 8
"""Of the timeline; the dashboard shows them all."""
MOST_STEPS = 500
"""More are not listed one by one: they are to be watched."""
NEXT = (
    ("enter", "watch it, from the step that decides"),
    ("e", "go on searching"),
    ("w", "write it as a trace file"),
    ("y", "copy the command"),
    ("esc", "back to the dashboard"),
)


class Shown(NamedTuple):
    """A finding among all that were found, and the command that repeats it."""

    exploring: Exploring
    chosen: int
    command: str

    @property
    def finding(self) -> Finding:
        return self.exploring.findings[self.chosen]


def rows(view: View, width: int, height: int, top: int | None, shown: Shown) -> Rows:
    """The whole page, from the top unless scrolled. ``view`` looks at the run that repeated it."""
    finding = shown.finding
    told = explained(finding.run.history, len(finding.run.history))
    lines = [*_headline(view, finding, told, width), EMPTY]
    if width < TWO_COLUMNS:
        lines += [*_deciding(view, finding, told, width), *_side(view, shown, told, width)]
    else:
        side = max(SIDE, width * 3 // 8)
        left = list(_deciding(view, finding, told, width - side - 2))
        right = list(_side(view, shown, told, side))
        lines += [
            Row((*column(one.spans, width - side - 2), blank(2), *other.spans))
            for one, other in zip_longest(left, right, fillvalue=EMPTY)
        ]
    lines += [*_timeline(view, width), *_schedule(view, finding, width)]
    return windowed((), (), lines, height, top)


# -- what went wrong


def _headline(view: View, finding: Finding, told: Explanation, room: int) -> Iterator[Row]:
    """What went wrong, in the words of the run that repeated it; where it was not the same, in those of the search."""
    failure, symbols = finding.failure, view.symbols
    ground = view.palette.alarm_bar
    edge = Span(symbols.bar, Ink(view.palette.alarm))
    sign = (edge, blank(1), alarm(view, f"{symbols.failed} {failure['verdict']}", bold=True), blank(2))
    words = (failure["message"] or failure["verdict"],) if finding.differs else told.headline
    lines = wrapped(view, words, Ink(view.palette.text, "", bold=True), room - len(failure["verdict"]) - 6)
    for number, line in enumerate(lines):
        yield Row((*(sign if not number else (edge, blank(len(failure["verdict"]) + 5))), *line), ground)
    for line in wrapped(view, (_size(finding),), Ink(view.palette.dim), room - 4):
        yield Row((edge, blank(1), *line), ground)


def _size(finding: Finding) -> str:
    failure = finding.failure
    switches, steps = failure["preemptions"], failure["steps"]
    fewest = {"proved": ": fewer do not suffice", "found": ": the fewest found"}.get(failure["fewest"], "")
    needed = _count(switches, "switch", "switches") if switches else "No switch"
    told = f"{needed} away from a thread that could go on{fewest if switches else ''}. "
    told += f"{_count(steps, 'step', 'steps')}, met in {_count(failure['count'], 'schedule', 'schedules')}."
    if finding.delayed:
        told += f" It needs a thread to be held up for {failure['needed_delay']:g} s, so it does not count."
    again = f"{NOT_BACK.capitalize()}{finding.differs}." if finding.differs else "It repeats."
    return f"{told} {again}"


# -- what decides


def _deciding(view: View, finding: Finding, told: Explanation, room: int) -> Iterator[Row]:
    """The table of the steps that matter, and why it fails."""
    title = "Smallest schedule that fails" if finding.failure["minimised"] else "Schedule that fails"
    yield titled(view, "How it went in a new process" if finding.differs else title, room)
    if told.deeds:
        between = partial(_between, view, finding, room)
        yield from deed_table.rows(view, told, room, between, _nothing)
    yield EMPTY
    yield from _listed(view, "Why it fails", told.causes, room)


def _nothing(_deed: Deed, _cell: int) -> Iterable[Row]:
    return ()


def _between(view: View, finding: Finding, room: int, last: int, step: int) -> Iterator[Row]:
    """Where it was decided, and each switch, after step ``last`` and before ``step``."""
    point = finding.failure["no_return"] or {}
    if last <= point.get("step", -1) < step:
        yield _decided(view, point)
    for later in range(max(last, 1) + 1, step + 1):
        yield from _switch(view, finding, later, room)


def _switch(view: View, finding: Finding, step: int, room: int) -> Iterator[Row]:
    words = story.switch_before(finding.run.history, step)
    if words:
        rule, quiet = view.symbols.rule * 2, Ink(view.palette.dim)
        spans = (blank(STEP), Span(f"{rule} ", quiet), *sentence(view, words, quiet), Span(f" {rule}", quiet))
        yield Row(column(spans, room, view.symbols.ellipsis))


def _decided(view: View, point: dict[str, Any]) -> Row:
    words = "decided here" if point["proven"] else "decided here, as far as is known"
    instead: Spans = ()
    if point["instead"]:
        chosen = pill(point["instead"], view.palette, view.symbols)
        instead = (said(view, ": "), *chosen, said(view, " instead would save it"))
    return Row((blank(STEP), alarm(view, f"{view.symbols.now_below} {words}", bold=True), *instead))


def _listed(view: View, title: str, told: Iterable[Sentence], room: int) -> Iterator[Row]:
    ink = Ink(view.palette.text)
    lines = [Row((blank(2), *line)) for each in told for line in wrapped(view, each, ink, room - 2, 2)]
    if lines:
        yield from (titled(view, title, room), *lines, EMPTY)


# -- every step


def _timeline(view: View, room: int) -> Iterator[Row]:
    lanes = timeline.rows(view, room, min(len(view.world.threads), MOST_LANES) + 2)
    yield from (titled(view, "Timeline", room, lanes.note), *lanes.lines, EMPTY)


def _schedule(view: View, finding: Finding, room: int) -> Iterator[Row]:
    history = finding.run.history
    yield titled(view, "Every step", room)
    threads = sorted({history.mover(step) for step in range(1, history.steps + 1)})
    shift = min(max((room - STEP - LEAST_WORDS) // max(len(threads) - 1, 1), 0), MOST_SHIFT)
    point = finding.failure["no_return"] or {}
    first = max(history.steps - MOST_STEPS, 0) + 1
    if first > 1:
        yield Row(
            (blank(STEP), said(view, f"The last {MOST_STEPS:,} of {history.steps:,}: enter shows all.", dim=True))
        )
    for step in range(first, history.steps + 1):
        yield from _switch(view, finding, step, room)
        yield from _step(view, finding, step, (shift * threads.index(history.mover(step)), room))
        if step == point.get("step"):
            yield _decided(view, point)


def _step(view: View, finding: Finding, step: int, place: tuple[int, int]) -> Iterator[Row]:
    shift, room = place
    history = finding.run.history
    edge = Span(view.symbols.bar, Ink(view.palette.thread(history.mover(step))))
    first = True
    for told in story.sentences(history, step):
        for line in wrapped(view, told, Ink(view.palette.text), room - STEP - shift - 2, 2):
            number = str(step) if first else ""
            yield Row((said(view, number.rjust(STEP - 2), dim=True), blank(2 + shift), edge, blank(1), *line))
            first = False


# -- what stands beside it


def _side(view: View, shown: Shown, told: Explanation, room: int) -> Iterator[Row]:
    if len(shown.exploring.findings) > 1:
        yield from (*_kinds(view, shown, room), EMPTY)
    yield from _listed(view, "The way out", told.way_out, room)
    if shown.finding.failure["decisive"]:
        yield from (*_two_lines(view, shown.finding, room), EMPTY)
    yield titled(view, "What next", room)
    for key, words in NEXT:
        target = Target("key", key)
        spans = (said(view, key.ljust(7), bold=True), said(view, words))
        yield Row(tuple(span._replace(target=target) for span in spans))
    yield from (EMPTY, titled(view, "Repeat it anywhere", room))
    lines = wrap(
        shown.command, room, subsequent_indent="  ", break_on_hyphens=False
    )  # a long schedule is broken, never cut
    yield from (*(Row((quoted(view, line),)) for line in lines), EMPTY)


def _kinds(view: View, shown: Shown, room: int) -> Iterator[Row]:
    """All that was found; the arrow keys choose."""
    findings = shown.exploring.findings
    yield titled(view, f"{len(findings)} kinds of failure: ↑ ↓ choose", room)
    for number, finding in enumerate(findings):
        here = number == shown.chosen
        mark = view.symbols.turn if here else " "
        failure = finding.failure
        first = clean((failure["message"] or "").splitlines()[0]) if failure["message"] else ""
        words = (said(view, f"{mark} "), alarm(view, f"{view.symbols.failed} {failure['verdict']}", bold=here))
        yield Row(column((*words, said(view, f"  {first}", bold=here)), room, view.symbols.ellipsis))


def _two_lines(view: View, finding: Finding, room: int) -> Iterator[Row]:
    yield titled(view, "Two lines whose order decides", room)
    for number, deed in enumerate(finding.failure["decisive"]):
        words = join(Pill(deed["thread"]), f" line {deed['line']}, {deed['event'].partition(' ')[0]}")
        order = said(view, "first  " if not number else "then   ", dim=True)
        yield Row((order, *sentence(view, words, Ink(view.palette.text))))
        source = Span(line_at(deed["file"], deed["line"]), Ink(view.palette.text, "", bold=True))
        yield Row(column((blank(7), source), room, view.symbols.ellipsis))


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"
