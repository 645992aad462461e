"""At a deadlock, beside the source: which line took a lock, and who holds it; which line wants one that is held.

Where there is no circle: which line waits in vain, and which notify nobody heard.
"""

from threadtui.tui.panels import deadlocked
from threadtui.tui.panels.spans import Spans
from threadtui.tui.panels.words import alarm, pills, said
from threadtui.tui.view import View
from threadtui.world.state import Where

ROOM = 12
"""Cells for pills: several threads may stand in the same lines."""


def lock_notes(view: View, path: str) -> dict[int, Spans]:
    """Line of this file → what stands at its end; empty unless the run ended with a deadlock."""
    if not deadlocked.shown(view):
        return {}
    return _of_circle(view, path) or _of_waits(view, path)


def _of_circle(view: View, path: str) -> dict[int, Spans]:
    held: dict[int, list[int]] = {}
    wanted: dict[int, list[int]] = {}
    for link in deadlocked.facts(view).circle:
        _note(view, held, link.taken.where if link.taken else None, path, link.holder)
        if link.wants.kind == "primitive":
            _note(view, wanted, link.where, path, link.holder)
    notes = {line: (said(view, "held by ", dim=True), *pills(view, who, ROOM)) for line, who in held.items()}
    return notes | {line: (alarm(view, "wanted; held by "), *pills(view, who, ROOM)) for line, who in wanted.items()}


def _of_waits(view: View, path: str) -> dict[int, Spans]:
    waiting: dict[int, list[int]] = {}
    unheard: dict[int, list[int]] = {}
    for wait in deadlocked.facts(view).waits:
        if wait.wants.kind == "primitive":
            _note(view, waiting, wait.where, path, wait.thread)
        if wait.unheard:
            _note(view, unheard, wait.unheard.where, path, wait.unheard.thread)
    notes = {
        line: (alarm(view, "waits for ever ", bold=True), *pills(view, who, ROOM)) for line, who in waiting.items()
    }
    return notes | {line: (alarm(view, "nobody heard "), *pills(view, who, ROOM)) for line, who in unheard.items()}


def _note(view: View, notes: dict[int, list[int]], where: Where | None, path: str, holder: int) -> None:
    if where is not None and view.world.files.get(where.file) == path:
        notes.setdefault(where.line, []).append(holder)
