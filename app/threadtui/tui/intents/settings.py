"""How the program is run and watched: speed, strategy, granularity, seed; and starting again."""

from dataclasses import replace

from threadtui.session import Options
from threadtui.tui.intents.base import RECORDED, intent, standstill
from threadtui.tui.player import Player, subject_name
from threadtui.world.history import Subject
from threadtui.world.parts import Pill, text
from threadtui.world.reasons import target_primitive
from threadtui.world.state import OPENABLE

SPEEDS: tuple[float | None, ...] = (0.5, 1, 2, 4, 8, 15, 30, 60, 125, 250, 500, None)
"""Steps a second; None is as fast as it goes."""

ENDED = ("done", "failed", "killed")

STRATEGIES = ("random", "round-robin")

SIZES = {
    "sync": "A step ends at operations on locks, queues, threads",
    "access": "A step ends at each shared read and write too",
    "line": "A step ends at each line too",
    "bytecode": "A step ends at each instruction",
}
"""Granularities from coarse to fine, and what is said when one is chosen."""


@intent
def choose(player: Player, thread: int | None) -> str:
    """Keep the focus on a thread; None follows the turn."""
    player.chosen, player.followed = thread, None
    return ""


@intent
def follow(player: Player, kind: str, id: int) -> str:
    """Choose a primitive or a shared value: jumps then go along its events."""
    player.followed = Subject(kind, id)
    return f"{subject_name(player)} is chosen: ( and ) go to its last and next event."


@intent
def freeze(player: Player) -> str:
    """Freeze the selected thread: the strategy never picks it. Or thaw it."""
    why = standstill(player)
    if why:
        return why
    branch, thread = player.branches.here, player.selected
    known = player.world.threads.get(thread)
    if known is None or known.state in ENDED:
        return text((Pill(thread), " has ended.")) if known else "No thread yet."
    thaw = thread in branch.frozen
    branch.frozen ^= {thread}
    player.chosen = thread
    player.steer()
    player.run.send("thaw" if thaw else "freeze", thread)
    told = " can be picked again." if thaw else " is frozen: it moves when you step it, not otherwise. F thaws it."
    return text((Pill(thread), told))


LOCK = "A lock is the innermost: there is nothing in it."
INNERMOST = {
    "Lock": LOCK,
    "RLock": LOCK,
    "Condition": "Of a condition there is no more to see than its lock, and that is shown.",
}
"""Why one cannot look inside, by kind."""


@intent
def look_inside(player: Player, primitive: int | None = None) -> str:
    """Look inside a primitive: its inner operations become steps. Or no longer, if one does already.

    It is this one, else the one that was chosen, else the one that the turn is about, else the only one there is.
    """
    why = standstill(player)
    if why:
        return why
    primitives = player.world.primitives
    known = primitives.get(primitive or _pointed_at(player))
    if known is not None and known.within:
        known = primitives.get(known.within)
    if known is None:
        return "Choose an event, queue … first: tab to their panel, then ↑ ↓."
    if known.kind not in OPENABLE:
        return INNERMOST.get(known.kind, f"Inside a {known.kind} there is nothing to look at.")
    player.steer()
    player.run.send("inside", known.id, not known.inside)
    if known.inside:
        return f"{known.name} is closed: what it does is one step again."
    return f"{known.name} is open: what its parts do are steps now. x closes it."


def _pointed_at(player: Player) -> int:
    if player.followed is not None and player.followed.kind == "primitive":
        return player.followed.id
    turn = player.world.threads.get(player.world.turn)
    if turn and turn.pending and target_primitive(turn.pending):
        return turn.pending.object
    openable = [one.id for one in player.world.primitives.values() if one.kind in OPENABLE]
    return openable[0] if len(openable) == 1 else 0


@intent
def faster(player: Player) -> str:
    """The next higher speed."""
    speed = player.speed
    if speed is None:
        return "It plays as fast as it goes."
    _pace(player, next(other for other in SPEEDS if other is None or other > speed))
    return ""


@intent
def slower(player: Player) -> str:
    """The next lower speed."""
    lower = [other for other in SPEEDS if other is not None and (player.speed is None or other < player.speed)]
    if not lower:
        return "Slower than this, step by hand: s."
    _pace(player, lower[-1])
    return ""


def _pace(player: Player, speed: float | None) -> None:
    player.speed = speed
    if player.run.moving == "play":
        player.run.send("play", speed)


@intent
def next_strategy(player: Player) -> str:
    """Random, then round-robin, then random again; from here on."""
    if player.recording:
        return RECORDED
    strategy = _after(STRATEGIES, player.options.strategy)
    _change(player, replace(player.options, strategy=strategy), "strategy", strategy, player.options.seed)
    return f"{strategy} chooses who moves{_from_when(player)}"


@intent
def next_granularity(player: Player) -> str:
    """Sync, access, line, bytecode, and sync again; from here on."""
    if player.recording:
        return RECORDED
    granularity = _after(tuple(SIZES), player.options.granularity)
    _change(player, replace(player.options, granularity=granularity), "granularity", granularity)
    return f"{SIZES[granularity]}{_from_when(player)}"


def _change(player: Player, options: Options, *command: object) -> None:
    player.options = options
    if player.run.history.steps:
        player.steer()
    player.run.send(*command)


def _from_when(player: Player) -> str:
    return ", from the next run on." if player.run.over else "."


def _after(words: tuple[str, ...], word: str) -> str:
    """The word after this one, round; the first for one that is not among them."""
    return words[(words.index(word) + 1) % len(words)] if word in words else words[0]


@intent
def restart(player: Player) -> str:
    """The same program from the beginning, with the same seed."""
    player.start()
    return "" if player.begin else RECORDED


@intent
def new_seed(player: Player) -> str:
    """The same program from the beginning, with the next seed."""
    if player.begin is None:
        return RECORDED
    player.options = replace(player.options, seed=player.options.seed + 1, schedule=None)
    player.start()
    return ""
