"""Which keys the screen offers now: in the footer, and at the right of the NEXT bar."""

from collections.abc import Mapping
from typing import NamedTuple

from threadtui.tui import keys


class Hint(NamedTuple):
    """What the footer offers: keys that belong together, and words."""

    ids: tuple[str, ...]
    words: str
    label: str = ""


_BACK = Hint(("back",), "back")
_ALONG = Hint(("back", "on"), "one step")
_RESTART = Hint(("restart",), "restart")
_SEED = Hint(("seed",), "new seed")
_SPEED = Hint(("faster", "slower"), "speed")
_WRITE = Hint(("write",), "write a trace")
_OPEN = Hint(("open",), "open")
_LAST = (Hint(("help",), "help"), Hint(("quit",), "quit"))
_PAUSED = (
    Hint(("step",), "step"),
    Hint(("play",), "play"),
    Hint(("step-any",), "step that thread", "1-9"),
    _BACK,
    _RESTART,
    _SEED,
    Hint(("granularity",), "granularity"),
    Hint(("strategy",), "strategy"),
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
        Hint(("jump",), "jump to a step"),
        Hint(("play",), "play up to now"),
        *_LAST,
    ),
    "ended": (
        _BACK,
        _RESTART,
        _SEED,
        Hint(("jump",), "jump"),
        _WRITE,
        Hint(("copy",), "copy the command"),
        _OPEN,
        *_LAST,
    ),
}
"""Transport → what the footer offers, the most important first."""

BARS: dict[str, tuple[Hint, ...]] = {
    "starting": (),
    "paused": (Hint(("step",), "step"),),
    "playing": (Hint(("play",), "pause"),),
    "past": (Hint(("on",), "on"), Hint(("end",), "back to now")),
    "ended": (Hint(("back",), "look back"), Hint(("restart",), "again")),
}
"""Transport → what the NEXT bar offers."""


def hinted(hint: Hint, keymap: Mapping[str, str] | None = None) -> str:
    """How the footer writes the keys of a hint."""
    return hint.label or " ".join(keys.shown(keys.key(id), keymap) for id in hint.ids)
