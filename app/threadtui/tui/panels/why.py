"""The verdict page: what went wrong, the deciding events with a column for each thread, the causes, the way out, the command."""

from collections.abc import Iterator
from functools import lru_cache

from threadtui.tui.panels import deed_table
from threadtui.tui.panels.spans import EMPTY, Ink, Row, Rows, Span, Spans, Target, blank
from threadtui.tui.panels.words import alarm, said
from threadtui.tui.panels.wrap import wrapped
from threadtui.tui.view import View
from threadtui.world.explanation import Deed, Explanation, explain
from threadtui.world.history import History
from threadtui.world.parts import Sentence, join

COPY = ("y", "copies it, w writes a trace")
BACK = ("k", "back")
QUIET = {
    "passed": ("e", "looks for a schedule that fails"),
    "unfinished": ("space", "plays it to its end: then this page says why it ended so"),
}
"""Verdict of a run in which nothing went wrong, or nothing yet → the key that goes on from here."""


def rows(view: View, width: int, height: int, top: int | None = None, *, command: str = "", live: bool = True) -> Rows:
    """All of it as one page, from the top unless scrolled; ``command`` is what repeats the run; ``live``: no recording."""
    told = explained(view.history, len(view.history))
    lines = [*_page(view, told, width, live=live), *_repeat(view, command, width)]
    first = min(max(top or 0, 0), max(len(lines) - height, 0))
    shown = lines[first : first + height]
    part = f"lines {first + 1} to {first + len(shown)} of {len(lines)}  ↑ ↓" if len(shown) < len(lines) else ""
    note = (said(view, part, dim=True), blank(3 if part else 0), *_key(view, *BACK))
    return Rows((said(view, "Why", dim=True),), note, shown, first, len(lines))


@lru_cache(maxsize=4)
def explained(history: History, _events: int) -> Explanation:
    """What went wrong in as many events as there are; made once."""
    return explain(history)


def forget() -> None:
    """Let go of histories that are no longer looked at."""
    explained.cache_clear()


def _page(view: View, told: Explanation, room: int, *, live: bool) -> Iterator[Row]:
    strong = Ink(view.palette.text, "", bold=True)
    yield from (Row(line) for line in wrapped(view, told.headline, strong, room))
    if told.verdict in QUIET and live:
        yield Row((blank(2), *_key(view, *QUIET[told.verdict])))
    deeds, causes = told.titles
    if told.deeds:
        yield from (EMPTY, _title(view, deeds), *_table(view, told, room))
    hints = tuple(join(hint.sentence, f" (step {hint.step})") for hint in told.hints)
    for title, listed in ((causes, told.causes), ("The way out", told.way_out), ("Hints", hints)):
        yield from _section(view, title, listed, room)


def _repeat(view: View, command: str, room: int) -> Iterator[Row]:
    if command:
        words = wrapped(view, (command,), Ink(view.palette.text), room - 2, 2)
        yield from (
            EMPTY,
            _title(view, "Repeat it"),
            *(Row((blank(2), *line)) for line in words),
            Row((blank(2), *_key(view, *COPY))),
        )


def _key(view: View, key: str, does: str) -> Spans:
    return (said(view, key, bold=True)._replace(target=Target("key", key)), said(view, f" {does}", dim=True))


def _title(view: View, text: str) -> Row:
    return Row((said(view, text, dim=True),))


def _section(view: View, title: str, listed: tuple[Sentence, ...], room: int) -> Iterator[Row]:
    if listed:
        yield from (EMPTY, _title(view, title))
        ink = Ink(view.palette.text)
        yield from (Row((blank(2), *line)) for each in listed for line in wrapped(view, each, ink, room - 2, 2))


def _table(view: View, told: Explanation, room: int) -> Iterator[Row]:
    def decided(deed: Deed, x: int) -> Iterator[Row]:
        if deed.step == told.decided:
            edge = Span(view.symbols.bar, Ink(view.palette.thread(deed.thread)))
            yield Row((blank(x), edge, blank(1), alarm(view, f"{view.symbols.alarm} decided here", bold=True)))

    return deed_table.rows(view, told, room, lambda _last, _step: (), decided)
