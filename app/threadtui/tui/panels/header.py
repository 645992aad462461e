"""The header: how it goes, which program, how far; at the right by which rules.

Parts at the right go from the right as it narrows, then the virtual time.
"""

from threadtui.tui.panels.spans import Ink, Row, Rows, Span, Spans, blank, clean, column, cut_middle, width
from threadtui.tui.panels.words import in_past, said
from threadtui.tui.view import View
from threadtui.world.parts import moment

FAILURES = frozenset({"failed", "deadlock", "livelock", "crashed"})
WIDE = 100
WIDEST = 140
"""From here on there is room for what hardly ever changes."""
LEAST_HATCH = 4
MOST_HATCH = 14
LEAST_NAME = 8


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:  # noqa: ARG001
    """One line, the whole width of the screen."""
    gap = 3 if width >= WIDE else 2
    line = _line(view, width, gap)
    return Rows((), (), [Row(line, view.palette.bar)], 0, 1)


def badge(view: View) -> tuple[str, bool]:
    """The badge's text, and whether it is an alarm."""
    symbols, verdict = view.symbols, view.world.verdict
    if view.transport == "ended" and verdict:
        failed = verdict.verdict in FAILURES
        sign = symbols.failed if failed else symbols.stopped if verdict.verdict == "stopped" else symbols.done
        return f"{sign} {verdict.verdict.upper()}", failed
    if view.transport == "ended" and view.cut:
        return f"{symbols.alarm} CUT", True
    sign = {"playing": symbols.playing, "past": symbols.past, "paused": symbols.paused}.get(view.transport, symbols.new)
    return f"{sign} {view.transport.upper()}", False


def _line(view: View, room: int, gap: int) -> Spans:
    left, time = _left(view, gap), _time(view, gap)
    right = _right(view, room)
    free = room - 2
    while right and width(left) + width(time) + 2 + _joined_width(right, gap) > free:
        right.pop()
    if width(left) + width(time) > free:
        time = ()
    if width(left) > free:
        left = _left(view, gap, max(free - width(left) + len(clean(view.program)), LEAST_NAME))
    told: list[Span] = []
    for part in right:
        told += [blank(gap), *part] if told else part
    return (blank(1), *_middle(view, (*left, *time), told, free), blank(1))


def _joined_width(parts: list[Spans], gap: int) -> int:
    return sum(width(part) for part in parts) + gap * (len(parts) - 1)


def _middle(view: View, left: Spans, right: list[Span], room: int) -> Spans:
    free = room - width(left) - width(right)
    hatch = min(MOST_HATCH, free - 4)
    if not in_past(view) or hatch < LEAST_HATCH:
        return (*column(left, room - width(right)), *right)
    drawn = Span(view.symbols.hatch * hatch, Ink(view.palette.faint))
    return (*left, blank(free - hatch - 2), drawn, blank(2), *right)


def _left(view: View, gap: int, name_room: int = 1000) -> Spans:
    palette = view.palette
    text, alarmed = badge(view)
    name = cut_middle(clean(view.program), name_room, view.symbols.ellipsis)
    return (
        Span(f" {text} ", Ink(palette.ink, palette.alarm if alarmed else palette.text, bold=True)),
        blank(2),
        Span(name, Ink(palette.text, "", bold=True)),
        blank(gap),
        *_step(view),
    )


def _step(view: View) -> Spans:
    count = (said(view, "step ", dim=True), said(view, str(view.world.step), bold=True))
    if not in_past(view) and not view.recording:
        return count
    return (*count, said(view, " of ", dim=True), said(view, str(view.history.steps)))


def _time(view: View, gap: int) -> Spans:
    return (blank(gap), said(view, moment(view.world.time), dim=True))


def _right(view: View, room: int) -> list[Spans]:
    def part(label: str, value: str) -> Spans:
        return (said(view, label, dim=True), said(view, value))

    speed = "full" if view.speed is None else f"{view.speed:g}/s"
    parts = [part(f"{view.strategy}, seed ", str(view.seed)), part("by ", view.world.granularity)]
    parts.append(part("history ", "complete") if in_past(view) and not view.recording else part("speed ", speed))
    return [*parts, part("Python ", view.python)] if view.python and room >= WIDEST else parts
