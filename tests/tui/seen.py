"""What a panel shows, as text; a view that is over."""

from tests.tui import scenes
from threadtui.engine.events import Event
from threadtui.tui.panels.spans import Rows
from threadtui.tui.view import View


def text(rows: Rows) -> list[str]:
    return [row.text.rstrip() for row in rows.lines]


def note(rows: Rows) -> str:
    return "".join(span.text for span in rows.note)


def ended(view: View, verdict: str, message: str = "", error: str = "") -> View:
    """The same, but over."""
    events = [view.history.event(number) for number in range(len(view.history))]
    if error:
        events.append(Event("error", 3, 0, {"type": error, "message": message}, 1, 15, 0))
        events.append(Event("end", 3, 0, "failed", 0, 0, 0))
    value = {"verdict": verdict, "message": message, "exit_status": 1 if error else 0}
    return scenes.view([*events, Event("verdict", 0, 0, value, 0, 0, 0)], transport="ended")
