"""Looking back: moves of the cursor over what is recorded. Whatever plays stops."""

from threadtui.tui.intents.base import intent, pause
from threadtui.tui.player import Player, subject_name
from threadtui.world.decided import decided

UNDECIDED = "No step is known that decided: a deadlock has one, and what a search (e) found."


@intent
def back(player: Player, steps: int = 1) -> str:
    """Earlier steps."""
    pause(player)
    if not player.cursor.step:
        return "This is the first step."
    player.cursor.to(player.cursor.step - steps)
    return ""


@intent
def last_switch(player: Player) -> str:
    """To where the turn last went to another thread."""
    pause(player)
    return "" if player.cursor.last_switch() else "The turn did not change hands before this step."


@intent
def next_switch(player: Player) -> str:
    """To where the turn next goes to another thread, else to now."""
    if player.at_now:
        return "This is now: a switch after it is not recorded yet."
    if not player.cursor.next_switch():
        player.cursor.now()
    return ""


@intent
def last_event(player: Player) -> str:
    """To the last step before this one in which the chosen thread, primitive or shared value had a part."""
    pause(player)
    found = player.run.history.previous_event(player.subject, player.cursor.step)
    if found is None:
        return f"Nothing happened to {subject_name(player)} before this step."
    player.cursor.to(found)
    return ""


@intent
def next_event(player: Player) -> str:
    """To the next recorded one."""
    found = player.run.history.next_event(player.subject, player.cursor.step)
    if found is None:
        return f"Nothing more is recorded of {subject_name(player)}."
    pause(player)
    player.cursor.to(found)
    return ""


@intent
def first(player: Player) -> str:
    """Before the first step."""
    pause(player)
    player.cursor.to(0)
    return ""


@intent
def now(player: Player) -> str:
    """After the last step."""
    player.cursor.now()
    return ""


@intent
def jump(player: Player, step: int) -> str:
    """To a step by its number."""
    steps = player.run.history.steps
    if not 0 <= step <= steps:
        return f"There is no step {step}: the steps are 0 to {steps:,}."
    pause(player)
    player.cursor.to(step)
    return ""


@intent
def to_decision(player: Player) -> str:
    """To the world before the step that decided a deadlock, or, where a search has shown it, another failure."""
    history = player.run.history
    verdict = history.world.verdict
    deadlock = verdict is not None and verdict.verdict == "deadlock"
    step = decided(history, history.world) if deadlock else history.sealed
    if step is None:
        return UNDECIDED
    pause(player)
    player.cursor.to(step - 1)
    if history.sealed is not None:
        return f"The next step, {step}, decides: after it every way on fails."
    return f"The next step, {step}, decided the deadlock."
