"""The footer: the keys that matter now, as the app lists them."""

from collections.abc import Sequence

from threadtui.tui.panels.spans import Ink, Row, Rows, Span, Spans, Target, blank, width
from threadtui.tui.panels.words import said
from threadtui.tui.view import View

Keys = Sequence[tuple[str, str]]
GAP = 3
LAST_APART = 176
"""From this width on the last key stands at the right edge."""


def rows(view: View, width: int, height: int, top: int | None = None, *, keys: Keys = ()) -> Rows:  # noqa: ARG001
    """One line. What does not fit goes, but for the first keys and the last two."""
    return Rows((), (), [Row(_line(view, width, keys), view.palette.bar)], 0, 1)


def entry(view: View, key: str, words: str) -> Spans:
    """A key and what it does."""
    target = Target("key", key)
    spans = [Span(view.symbols.key(key), Ink(view.palette.text, "", bold=True), target)]
    if words:
        spans.append(said(view, f" {words}", dim=True)._replace(target=target))
    return tuple(spans)


def entries(view: View, keys: Keys, gap: int) -> Spans:
    """Several of them, side by side."""
    found: list[Span] = []
    for key, words in keys:
        found += [blank(gap), *entry(view, key, words)] if found else entry(view, key, words)
    return tuple(found)


def _line(view: View, room: int, keys: Keys) -> Spans:
    free = room - 3
    kept = list(keys)
    while len(kept) > 1 and width(entries(view, kept, GAP)) > free:
        del kept[-3 if len(kept) > 3 else -1]
    if room < LAST_APART or len(kept) < len(keys) or len(kept) < 2:
        return (blank(2), *entries(view, kept, GAP))
    left, right = entries(view, kept[:-1], GAP), entries(view, kept[-1:], GAP)
    return (blank(2), *left, blank(free - width(left) - width(right) + 1), *right)
