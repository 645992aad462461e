"""What all intents share: how they answer, and when nothing can run."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from threadtui.tui.player import Player

OVER = "The run has ended: ← looks back, r starts again."
PAST = "Nothing runs in the past: end goes back to now, f forks here."
COMING = "A fork is on its way."
RECORDED = "This is a recording: there is nothing to run."

P = ParamSpec("P")

INTENTS: dict[str, Callable[..., None]] = {}
"""Every intent by its name: what the table of keys may ask for."""


def intent(function: Callable[Concatenate[Player, P], str]) -> Callable[Concatenate[Player, P], None]:
    """Register an intent. What it returns is the answer to the person, mostly nothing; it becomes the notice."""

    @wraps(function)
    def answered(player: Player, /, *args: P.args, **kwargs: P.kwargs) -> None:
        player.notice = function(player, *args, **kwargs)
        player.changed = True

    INTENTS[function.__name__] = answered
    return answered


def standstill(player: Player) -> str:
    """Why nothing can run; empty if something can."""
    if player.coming is not None:
        return COMING
    if not player.at_now:
        return PAST
    if player.run.session is None:
        return RECORDED
    return OVER if player.run.over else ""


def pause(player: Player) -> None:
    """Stop what plays, the program or the recorded steps."""
    player.cursor.playing = False
    if player.run.moving:
        player.run.moving = ""
        player.run.send("pause")


def move(player: Player, *command: object) -> None:
    """Let the program move by itself."""
    player.run.moving = str(command[0])
    player.run.send(*command)
