"""Going on: steps, playing, running to somewhere."""

from threadtui.tui import reached, stops
from threadtui.tui.intents.base import COMING, intent, move, pause, standstill
from threadtui.tui.intents.branching import cannot_fork, forked
from threadtui.tui.player import Player
from threadtui.world.moves import why_blocked
from threadtui.world.parts import text


@intent
def play_pause(player: Player) -> str:
    """Play, or stop playing; in the past, through the recorded steps up to now. A recording at its end plays from its start."""
    if player.coming is not None:
        return COMING
    if player.in_motion:
        pause(player)
        return ""
    if player.recording and player.at_now:
        player.cursor.to(0)
    if not player.at_now:
        player.cursor.play()
        return ""
    why = standstill(player)
    if not why:
        move(player, "play", player.speed)
    return why


@intent
def step(player: Player) -> str:
    """One step of the thread that has the turn; in the past the one that is recorded next."""
    if player.coming is not None:
        return _fork(player, player.world.turn)
    return _on(player, 1) if player.at_now else _walk(player)


@intent
def on(player: Player, steps: int = 1) -> str:
    """Later steps: recorded ones in the past, at now steps of the program."""
    return _on(player, steps)


def _on(player: Player, steps: int) -> str:
    if not player.at_now:
        player.cursor.to(player.cursor.step + steps)
        return ""
    why = standstill(player)
    if not why:
        pause(player)
        for _ in range(steps):
            player.run.send("step", None)
    return why


@intent
def step_thread(player: Player, thread: int) -> str:
    """One step of this thread, if it can go on; in the past the recorded one, if that is this thread's, else in a fork."""
    if player.coming is None and not player.at_now and thread == player.recorded_next:
        return _walk(player)
    if player.coming is not None or not player.at_now:
        return _fork(player, thread)
    why = _cannot_go(player, thread)
    if not why:
        pause(player)
        player.steer()
        player.run.send("step", thread)
    return why


@intent
def run_thread(player: Player, thread: int) -> str:
    """This thread alone, until it blocks or ends."""
    why = _cannot_go(player, thread)
    if not why:
        player.steer()
        move(player, "run", thread)
    return why


@intent
def until(player: Player, path: str, line: int) -> str:
    """Play until a thread stands at this line."""
    why = standstill(player)
    if why:
        return why
    try:
        stops.require_a_step(line, path)
    except stops.NotUnderstood as nowhere:
        return str(nowhere)
    why = reached.never(path, line, player.world.granularity)
    if not why:
        move(player, "until", path, line)
    return why


def _walk(player: Player) -> str:
    """On by the step that is recorded next."""
    pause(player)
    player.cursor.to(player.cursor.step + 1)
    if player.at_now:
        return ""
    return f"Step {player.cursor.step:,} is recorded: nothing runs. Another thread's number forks."


def _fork(player: Player, thread: int) -> str:
    """A run that goes on from here with this thread; one that is on its way goes on with it after that."""
    if player.coming is not None:
        player.coming.send("step", thread)
        return player.notice
    return cannot_fork(player) or _stuck(player, thread) or forked(player, thread)


def _cannot_go(player: Player, thread: int) -> str:
    return standstill(player) or _stuck(player, thread)


def _stuck(player: Player, thread: int) -> str:
    """Why a thread cannot make a step; empty if it can."""
    if thread not in player.world.threads:
        return f"There is no thread {thread}."
    if player.world.threads[thread].state == "ready":
        return ""
    return text(why_blocked(player.world, thread))
