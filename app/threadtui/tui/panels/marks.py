"""The legend of the timeline: what the signs mean that are in sight."""

from collections.abc import Collection

from threadtui.tui.panels.spans import Spans, blank, width
from threadtui.tui.panels.words import in_past, said
from threadtui.tui.view import View

BADGES = frozenset("rw+-")
"""Signs that stand as ink on the thread's colour: accesses to what is shared."""
_SIGNS = (
    ("r", "read"),
    ("w", "write"),
    ("+", "put"),
    ("-", "get"),
    ("[", "took"),
    ("]", "let go"),
    ("!", "set, notified"),
)


def legend(view: View, signs: Collection[str], room: int, *, wide: bool) -> Spans:
    """Signs in sight first, then the kinds of line; those of least use go where it is narrow."""
    symbols = view.symbols
    seen = [] if wide else [pair for pair in _SIGNS if pair[0] in signs]
    lines = [
        (symbols.ran, "ran"),
        (symbols.idle, "ready"),
        (symbols.stuck, "blocked"),
        (symbols.asleep, "sleeping"),
    ]
    if in_past(view):
        lines.append((symbols.to_come, "still to come"))
    entries = [*seen, *lines]
    for gap in (2, 1):
        spans = _drawn(view, entries, gap)
        if width(spans) <= room:
            return spans
    entries.remove(lines[0])
    while entries and width(_drawn(view, entries, 1)) > room:
        entries.pop(0 if len(entries) > len(lines) else -1)
    return _drawn(view, entries, 1)


def _drawn(view: View, entries: list[tuple[str, str]], gap: int) -> Spans:
    found: Spans = ()
    for sign, words in entries:
        space = (blank(gap),) if found else ()
        found = (*found, *space, said(view, sign, bold=True), said(view, f" {words}", dim=True))
    return found
