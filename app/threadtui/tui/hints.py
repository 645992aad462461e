"""Which keys the screen offers now: in the footer, and at the right of the NEXT bar."""

from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

from threadtui.tui import keys
from threadtui.tui.keys import Key
from threadtui.tui.view import all_frozen
from threadtui.world.reasons import target_primitive
from threadtui.world.state import OPENABLE, World

NUMBERS = "1-9"
OR = " or "
LAST_NUMBER_KEY = 9
MOST_NAMED = 3
"""More threads than this are not named one by one."""


class Hint(NamedTuple):
    """What the footer offers: keys that belong together, and words."""

    ids: tuple[str, ...]
    words: str
    label: str = ""


_BACK = Hint(("back",), "back")
_ALONG = Hint(("back", "on"), "one step")
_EXPLORE = Hint(("explore",), "explore")
_RESTART = Hint(("restart",), "restart")
_SEED = Hint(("seed",), "new seed")
_SPEED = Hint(("faster", "slower"), "speed")
_WRITE = Hint(("write",), "write a trace")
_OPEN = Hint(("open",), "open")
_FORK = Hint(("fork",), "fork here")
_LAST = (Hint(("help",), "help"), Hint(("quit",), "quit"))
_PAUSED = (
    Hint(("step",), "step"),
    Hint(("play",), "play"),
    Hint(("step-any",), "step that thread", NUMBERS),
    _BACK,
    _RESTART,
    _SEED,
    _EXPLORE,
    Hint(("granularity",), "granularity"),
    Hint(("strategy",), "strategy"),
    Hint(("freeze",), "freeze"),
    _SPEED,
    _WRITE,
    _OPEN,
    *_LAST,
)

FOOTERS: dict[str, tuple[Hint, ...]] = {
    "starting": (_RESTART, _OPEN, *_LAST),
    "paused": _PAUSED,
    "playing": (Hint(("play",), "pause"), _SPEED, Hint(("step",), "one step"), _BACK, _RESTART, _SEED, *_LAST),
    "past": (
        _ALONG,
        Hint(("last-switch", "next-switch"), "last, next switch"),
        Hint(("home", "end"), "first, now"),
        _FORK,
        Hint(("branches",), "branches"),
        Hint(("last-event", "next-event"), "its last, next event"),
        Hint(("jump",), "jump to a step"),
        Hint(("play",), "play up to now"),
        *_LAST,
    ),
    "ended": (
        _BACK,
        _RESTART,
        _SEED,
        _EXPLORE,
        Hint(("branches",), "branches"),
        Hint(("jump",), "jump"),
        _WRITE,
        Hint(("copy",), "copy the command"),
        _OPEN,
        *_LAST,
    ),
    "recorded": (
        _BACK,
        Hint(("home",), "first"),
        Hint(("last-switch",), "last switch"),
        Hint(("jump",), "jump"),
        Hint(("copy",), "copy the command"),
        _OPEN,
        *_LAST,
    ),
}
"""Transport → what the footer offers, the most important first; ``recorded``: the end of a trace."""

BARS: dict[str, tuple[Hint, ...]] = {
    "starting": (),
    "paused": (Hint(("step",), "step"),),
    "playing": (Hint(("play",), "pause"),),
    "past": (Hint(("on",), "on"), Hint(("end",), "back to now"), _FORK),
    "ended": (Hint(("back",), "look back"), Hint(("restart",), "again")),
    "recorded": (Hint(("back",), "look back"), Hint(("play",), "play it")),
}
"""Transport → what the NEXT bar offers."""


_INSIDE = Hint(("inside",), "look inside")
_NO_LONGER = Hint(("inside",), "close it")
_THAW = Hint(("freeze",), "thaw")
WANTS_SOMEBODY = ("step", "play")
"""What is not offered while all that could go on are frozen."""
_WHY = Hint(("why",), "why")
_DECIDED = Hint(("decided",), "where it was decided")
_TO_DECIDED = Hint(("decided",), "back to where it was decided")

Offer = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
"""For the footer and for the NEXT bar: keys as they are written, and words."""


def offer(
    transport: str,
    world: World,
    used: Mapping[str, str],
    frozen: frozenset[int] = frozenset(),
    *,
    sealed: bool = False,
) -> Offer:
    """What the keys do now; ``used`` as ``keys.in_use`` gives it. ``sealed``: a search has shown which step decided."""
    footer = tuple((written(hint, used), hint.words) for hint in FOOTERS[transport])
    bar = tuple((written(hint, used), hint.words) for hint in BARS[transport])
    if transport in ("ended", "recorded") and world.verdict is not None and world.verdict.verdict != "passed":
        footer = ((written(_WHY, used), _WHY.words), *footer)
        if world.verdict.verdict == "deadlock" or sealed:
            footer = ((written(_DECIDED, used), _DECIDED.words), *footer)
            bar = ((written(_TO_DECIDED, used), _TO_DECIDED.words),)
    look = _look(world) if transport == "paused" else None
    if look is not None:
        footer = (footer[0], (written(look, used), look.words), *footer[1:])
    if transport == "paused" and all_frozen(world, frozen):
        thaw = (written(_THAW, used), _THAW.words)
        footer = (thaw, *(entry for entry in footer if entry[1] not in WANTS_SOMEBODY and entry[0] != thaw[0]))
        bar = (thaw,)
    ready = [thread.id for thread in world.threads.values() if thread.state == "ready"]
    if transport == "paused" and len(ready) > 1:
        bar = (*bar, (_choice(ready), "choose"))
    return footer, bar


def _look(world: World) -> Hint | None:
    """Where the turn is about a primitive that one can look into, or no longer."""
    turn = world.threads.get(world.turn)
    if turn is None or turn.pending is None or not target_primitive(turn.pending):
        return None
    about = world.primitives.get(turn.pending.object)
    if about is None or not (about.within or about.kind in OPENABLE):
        return None
    return _NO_LONGER if about.within or about.inside else _INSIDE


def _choice(threads: list[int]) -> str:
    """``2 or 3``; of more than three, or of numbers that are no key, all number keys."""
    few = len(threads) <= MOST_NAMED and max(threads) <= LAST_NUMBER_KEY
    return OR.join(map(str, threads)) if few else NUMBERS


def written(hint: Hint, used: Mapping[str, str]) -> str:
    """How the footer writes the keys of a hint."""
    return hint.label or " ".join(keys.shown(keys.key(id), used) for id in hint.ids)


def pressed(text: str, used: Mapping[str, str]) -> Key | None:
    """What a click on keys written like this means: the first of them; a choice of threads asks which."""
    if OR in text:
        return keys.key("step-any")
    for hint in (*chain(*FOOTERS.values()), *chain(*BARS.values())):
        if written(hint, used) == text:
            return keys.key(hint.ids[0])
    return next((key for key in keys.KEYS if keys.shown(key, used) == text), None)
