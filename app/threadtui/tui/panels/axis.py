"""The timeline's axis: numbers of steps, and where now is."""

from threadtui.tui.panels import deadlocked
from threadtui.tui.panels.lanes import WORDS, Scale, failed
from threadtui.tui.panels.spans import Span, Spans, blank, cells, width
from threadtui.tui.panels.words import alarm, in_past, said
from threadtui.tui.view import View

NUMBERED = 5
"""Every fifth step has its number, where not each one has room for it."""


def axis(view: View, shown: Scale, room: int) -> Spans:
    """Numbers of steps, and now at the right; in the past the step that is looked at among them."""
    marks: list[tuple[int, Span]] = []
    here = view.world.step
    if in_past(view) and shown.first <= here <= shown.last:
        told = said(view, f"{view.symbols.now} {here}", bold=True)
        marks.append((shown.at(here + 1) - 1, told))
    else:
        marks.append((shown.end, _now(view)))
    for step in range(shown.first, shown.last + 1):
        text = str(step)
        if shown.size >= WORDS:
            marks.append((shown.at(step) + (shown.size - 1) // 2, said(view, text, dim=True)))
        elif step % NUMBERED == 0:
            marks.append((shown.at(step + 1) - len(text), said(view, text, dim=True)))
    return placed(marks, room)


def _now(view: View) -> Span:
    verdict = view.world.verdict
    if view.transport == "ended" and verdict is not None:
        if failed(view):
            return alarm(view, f"{view.symbols.failed} {verdict.verdict}", bold=True)
        return said(view, f"{view.symbols.done} {verdict.verdict}", bold=True)
    return said(view, f"{view.symbols.now} now", bold=True)


def placed(marks: list[tuple[int, Span]], room: int) -> Spans:
    """Spans at their cells; the first ones are the important ones, what would touch them goes."""
    taken: list[tuple[int, int, Span]] = []
    for x, span in marks:
        x = min(max(x, 0), max(room - cells(span.text), 0))
        end = x + cells(span.text)
        if all(end < begin or x > stop for begin, stop, _ in taken):
            taken.append((x, end, span))
    found: list[Span] = []
    at = 0
    for x, end, span in sorted(taken, key=lambda each: each[0]):
        found += [blank(x - at), span]
        at = end
    return tuple(found)


def decided(view: View, shown: Scale, room: int) -> Spans:
    """Below the lanes, where a deadlock was decided; nothing where there is none in sight."""
    step = deadlocked.facts(view).step if deadlocked.shown(view) else None
    if step is None or not shown.first <= step <= shown.last:
        return ()
    return placed([(shown.at(step) + shown.size // 2, _decided(view))], room)


def _decided(view: View) -> Span:
    return alarm(view, f"{view.symbols.alarm} decided here")


def below(view: View, shown: Scale, more: Spans, room: int) -> Spans:
    """Where there is no room for an axis: now, below the lanes, after what stands at the left."""
    mark = decided(view, shown, room)
    if mark and not more:
        end = _now(view)
        at = room - cells(end.text)
        return (*mark, blank(at - width(mark)), end) if at > width(mark) else mark
    if in_past(view):
        told, at = f"{view.symbols.now_below} {view.world.step}", shown.at(view.world.step + 1) - 1
        span = said(view, told, bold=True)
    else:
        ended = view.transport == "ended"
        span = _now(view) if ended else said(view, f"now {view.symbols.now_below}", bold=True)
        at = shown.end - cells(span.text) + 1
    return (*more, blank(max(at - width(more), 1)), span) if more else (blank(at), span)
