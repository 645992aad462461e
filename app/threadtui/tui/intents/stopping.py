"""Breakpoints: setting them, running to the next one, going back to the last."""

from threadtui.engine.breakpoints import LINE, RACE
from threadtui.tui import reached, stops
from threadtui.tui.intents.base import intent, move, pause, standstill
from threadtui.tui.player import Player
from threadtui.world.stops import last_stop, met, next_stop, tellable

NONE = "No breakpoint yet: a sets one."
FORWARDS = "A condition is tried only as the program runs: not over what is recorded."


def problem(player: Player, words: str, path: str) -> str:
    """Why these words set no breakpoint; empty if they do, or take one away."""
    try:
        if not words.startswith("-"):
            stops.parse(words, player.run.history.world, path)
    except stops.NotUnderstood as why:
        return str(why)
    return ""


@intent
def change_stops(player: Player, words: str, path: str) -> str:
    """Set a breakpoint in words, or take one away: ``-1`` the first, ``-`` all of them."""
    if words.startswith("-"):
        return _take_away(player, words[1:])
    try:
        one = stops.parse(words, player.run.history.world, path)
    except stops.NotUnderstood as why:
        return str(why)
    if one not in player.stops:
        player.stops.append(one)
    finer = reached.needed(one.path, one.line, player.run.history.world.granularity) if one.kind == LINE else ""
    if finer:
        now = player.run.history.world.granularity
        return f"Line {one.line} is set, but by {now} no step ends there: g to {finer}."
    return f"Stops at: {stops.told(one, player.run.history.world)}. > runs there, < goes back."


def _take_away(player: Player, number: str) -> str:
    if not number:
        player.stops.clear()
        return "All breakpoints are gone."
    if not number.isdecimal() or not 0 < int(number) <= len(player.stops):
        return f"There is no breakpoint {number}."
    gone = player.stops.pop(int(number) - 1)
    return f"Gone: {stops.told(gone, player.run.history.world)}."


@intent
def next_breakpoint(player: Player) -> str:
    """Run until a breakpoint is met; in the past to the next recorded time."""
    if not player.stops:
        return NONE
    if player.at_now:
        why = standstill(player) or _never(player)
        if not why:
            player.race_after = player.run.history.steps if any(one.kind == RACE for one in player.stops) else None
            move(player, "next", [list(one) for one in player.stops])
        return why
    found = next_stop(player.run.history, tellable(player.stops), player.cursor.step)
    if found is None:
        player.cursor.now()
        return _not_found(player, "No breakpoint is met in what is recorded after this: this is now.")
    return _there(player, found)


def _never(player: Player) -> str:
    """Why none of the breakpoints can be met, if none can."""
    told = [
        reached.never(one.path, one.line, player.world.granularity) if one.kind == LINE else "" for one in player.stops
    ]
    return told[0] if all(told) else ""


@intent
def last_breakpoint(player: Player) -> str:
    """Back to the last step that met one."""
    if not player.stops:
        return NONE
    pause(player)
    found = last_stop(player.run.history, tellable(player.stops), player.cursor.step)
    if found is None:
        return _not_found(player, "No breakpoint was met before this step.")
    return _there(player, found)


def _there(player: Player, step: int) -> str:
    """Look at a step; which breakpoints it met."""
    player.cursor.to(step)
    return stops.stopped(met(player.run.history, tellable(player.stops), step), player.run.history.world)


def _not_found(player: Player, told: str) -> str:
    return FORWARDS if not tellable(player.stops) else told
