"""The row of tabs on small screens; ▲ marks a race, • what changed since it was last looked at."""

from collections.abc import Collection

from threadtui.tui.panels.spans import Ink, Row, Rows, Span, Spans, Target, blank, width
from threadtui.tui.panels.words import alarm, said
from threadtui.tui.view import View

NAMES = {
    "source": "Source",
    "values": "Values",
    "primitives": "Locks",
    "story": "What happened",
    "output": "Output",
    "stack": "Stack",
    "hints": "Hints",
    "threads": "Threads",
    "way_out": "Way out",
}


def rows(
    view: View,
    room: int,
    height: int,  # noqa: ARG001
    top: int | None = None,  # noqa: ARG001
    *,
    tabs: tuple[str, ...] = (),
    current: str = "",
    news: Collection[str] = (),
    alarms: Collection[str] = (),
) -> Rows:
    """One row: a bit of rule, the tabs, rule to the edge, and the key for the next one."""
    rule = Ink(view.palette.faint)
    shown = list(tabs)
    parts = [_tab(view, tab, tab == current, tab in news, tab in alarms) for tab in shown]
    while len(parts) > 1 and _wide(parts) > room - 2:
        gone = -1 if shown[-1] != current else 0
        del parts[gone], shown[gone]
    line: list[Span] = [Span(view.symbols.rule, rule), blank(1)]
    for part in parts:
        line += part
    hint = (said(view, "tab", bold=True)._replace(target=Target("key", "tab")), said(view, " next", dim=True))
    free = room - width(line) - width(hint) - 3
    if free > 3:
        line += [blank(1), Span(view.symbols.rule * free, rule), blank(1), *hint]
    return Rows((), (), [Row(tuple(line))], 0, 1)


def _wide(parts: list[Spans]) -> int:
    return sum(width(part) for part in parts)


def _tab(view: View, tab: str, current: bool, news: bool, alarmed: bool) -> Spans:
    palette, symbols, target = view.palette, view.symbols, Target("tab", tab)
    name = NAMES.get(tab, tab)
    if current:
        if symbols.ascii_only:
            return (Span(f"[{name}]", Ink(palette.ink, palette.text, bold=True), target),)
        return (Span(f" {name} ", Ink(palette.ink, palette.text, bold=True), target),)
    mark: Spans = ()
    if alarmed:
        mark = (blank(1), alarm(view, symbols.alarm, bold=True))
    elif news:
        mark = (blank(1), said(view, symbols.news, dim=True))
    return (said(view, f" {name}", dim=True)._replace(target=target), *mark, blank(1))
