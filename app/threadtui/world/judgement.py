"""What the watching side makes of a run that ended well: the program's process does not look for races."""

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.history import History
from threadtui.world.race_words import plainly


def failed_by_races(history: History) -> list[Event]:
    """The verdict ``failed`` in place of ``passed``, where there were races; else nothing to add."""
    world = history.world
    if world.verdict is None or world.verdict.verdict != "passed" or not history.races():
        return []
    message = "; ".join(plainly(world, race) for race in history.races())
    value = {"verdict": "failed", "message": message, "exit_status": world.verdict.exit_status}
    return [Event(kinds.VERDICT, 0, 0, value, 0, 0, world.time)]
