"""Other futures: forking the past, going from one run to another."""

from threadtui.tui.intents.base import RECORDED, intent, pause
from threadtui.tui.player import Player
from threadtui.world.parts import counted

AT_NOW = "This is now: a step goes on from here. ← goes back, f forks there."


@intent
def fork(player: Player) -> str:
    """A fresh run that repeats this one up to the step that is looked at, and waits there."""
    return cannot_fork(player) or forked(player)


@intent
def next_run(player: Player) -> str:
    """The next of the runs, round."""
    runs = player.branches.all
    if len(runs) == 1:
        return "One run so far. ← goes back, f forks."
    return _visit(player, (runs.index(player.branches.here) + 1) % len(runs))


@intent
def visit(player: Player, number: int) -> str:
    """The run of this number, counted from 0."""
    return _visit(player, number)


def _visit(player: Player, number: int) -> str:
    pause(player)
    player.give_up_fork()
    player.visit(player.branches.all[number])
    return ""


def cannot_fork(player: Player) -> str:
    """Why nothing can be forked here; empty if it can."""
    if player.begin is None or not player.run.program:
        return RECORDED
    return AT_NOW if player.at_now else ""


def forked(player: Player, thread: int = 0) -> str:
    """Fork, with a first step of this thread if one is given; what to tell."""
    pause(player)
    player.fork(thread)
    return f"Repeating {counted(player.cursor.step, 'step')} for a fork."
