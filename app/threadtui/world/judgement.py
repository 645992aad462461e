"""What the watching side makes of a run that ended well: the program's process looks for no races and no lock orders."""

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.hints.lock_order import LockOrder
from threadtui.world.history import History
from threadtui.world.parts import spoken
from threadtui.world.race_words import plainly
from threadtui.world.state import World


def judged(history: History, races: str, lock_order: str) -> list[Event]:
    """The verdict ``failed`` in place of ``passed``, where there were races, or locks taken in two orders, that are to fail
    the run (``races``, ``lock_order``: ``fail``); else nothing to add."""
    world = history.world
    if world.verdict is None or world.verdict.verdict != "passed":
        return []
    told = [plainly(world, race) for race in history.races()] if races == "fail" else []
    if lock_order == "fail":
        orders = (hint for hint in history.hints.upto(world) if hint.kind == LockOrder.kind)
        names = {thread.id: thread.name for thread in world.threads.values()}
        told += [f"lock order: {spoken(hint.sentence, names)}" for hint in orders]
    return _failed(world, "; ".join(told)) if told else []


def _failed(world: World, message: str) -> list[Event]:
    assert world.verdict is not None
    value = {"verdict": "failed", "message": message, "exit_status": world.verdict.exit_status}
    return [Event(kinds.VERDICT, 0, 0, value, 0, 0, world.time)]
