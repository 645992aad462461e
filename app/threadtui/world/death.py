"""The verdict on a program whose process died before it could give one itself."""

import os
import signal

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.state import World


def death(world: World, status: int) -> Event:
    """``status``: what the process ended with (negative: the signal that killed it), which is how a plain run would have ended.

    The world is that of the last step which was told: what came after it died with the process.
    """
    message = f"the program's process {_how(status)}; the last step told of was {world.step}{_whose_turn(world)}"
    value = {"verdict": "crashed", "message": message, "exit_status": None if status < 0 else status}
    return Event(kinds.VERDICT, 0, 0, value, 0, 0, world.time)


def _how(status: int) -> str:
    if status >= 0:
        return f"ended with exit status {status} in the middle of its run"
    try:
        return f"was killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"was killed by signal {-status}"


def _whose_turn(world: World) -> str:
    """Who had the turn is the one to look at."""
    thread = world.threads.get(world.turn)
    if thread is None or thread.where is None:
        return ""
    path = world.files.get(thread.where.file, "")
    return f", {thread.name} had the turn at {os.path.basename(path)}:{thread.where.line}"
