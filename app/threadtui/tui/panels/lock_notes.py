"""At a deadlock, beside the source: which line took a lock, and who holds it; which line wants one that is held.

Where there is no circle: which line waits in vain, and which notify nobody heard. Each note in longer and shorter words:
the code beside it is not cut for a word too many.
"""

from collections.abc import Callable, Mapping

from threadtui.tui.panels import deadlocked
from threadtui.tui.panels.spans import Span, Spans
from threadtui.tui.panels.words import alarm, pills, said
from threadtui.tui.view import View
from threadtui.world.causes import call_of
from threadtui.world.state import Where

Notes = Mapping[int, tuple[Spans, ...]]
"""Line → what stands at its end, in ever shorter words."""

ROOM = 12
"""Cells for pills: several threads may stand in the same lines."""


def lock_notes(view: View, path: str) -> Notes:
    """Of this file's lines; empty unless the run ended with a deadlock."""
    if not deadlocked.shown(view):
        return {}
    return _of_circle(view, path) or _of_waits(view, path)


def _of_circle(view: View, path: str) -> Notes:
    held: dict[int, list[int]] = {}
    wanted: dict[int, list[int]] = {}
    for link in deadlocked.facts(view).circle:
        _note(view, held, link.taken.where if link.taken else None, path, link.holder)
        if link.wants.kind == "primitive" and not call_of(view.world, link):
            _note(view, wanted, link.where, path, link.holder)

    def quiet(words: str) -> Span:
        return said(view, words, dim=True)

    def loud(words: str) -> Span:
        return alarm(view, words)

    notes = {line: _shorter(view, quiet, ("held by ", "by "), who) for line, who in held.items()}
    return notes | {
        line: _shorter(view, loud, ("wanted; held by ", "wanted; by "), who) for line, who in wanted.items()
    }


def _of_waits(view: View, path: str) -> Notes:
    waiting: dict[int, list[int]] = {}
    unheard: dict[int, list[int]] = {}
    for wait in deadlocked.facts(view).waits:
        if wait.wants.kind == "primitive":
            _note(view, waiting, wait.where, path, wait.thread)
        if wait.unheard:
            _note(view, unheard, wait.unheard.where, path, wait.unheard.thread)

    def strong(words: str) -> Span:
        return alarm(view, words, bold=True)

    def loud(words: str) -> Span:
        return alarm(view, words)

    notes = {
        line: (*_shorter(view, strong, ("waits for ever ", "for ever "), who), (strong("for ever"),))
        for line, who in waiting.items()
    }
    return notes | {
        line: (*_shorter(view, loud, ("nobody heard ", "unheard "), who), (loud("unheard"),))
        for line, who in unheard.items()
    }


def _shorter(view: View, ink: Callable[[str], Span], words: tuple[str, ...], who: list[int]) -> tuple[Spans, ...]:
    return tuple((ink(each), *pills(view, who, ROOM)) for each in words)


def _note(view: View, notes: dict[int, list[int]], where: Where | None, path: str, holder: int) -> None:
    if where is not None and view.world.files.get(where.file) == path:
        notes.setdefault(where.line, []).append(holder)
