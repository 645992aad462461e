"""Schedules: what was chosen, and the printable token that repeats it.

A token is ``threadtui1:HASH:CLOCK:GRANULARITY:STRATEGY:SEED`` and, where a person interfered, ``:CHOICES``:
runs of ``THREADxSTEPS`` and changes of granularity (``gline``) joined by dots. ``HASH`` names the program's text.
"""

import hashlib
from collections.abc import Iterable

VERSION = "threadtui1"
CLOCK_TICK = "tick"
HASH_DIGITS = 12


class Unusable(ValueError):
    """The token cannot be used; the text says why, in one line."""


class Token:
    """A parsed token. ``choices`` is None where strategy and seed alone repeat the run."""

    __slots__ = ("choices", "granularity", "hash", "seed", "strategy")

    def __init__(
        self, program_hash: str, granularity: str, strategy: str, seed: int, choices: "list[int | str] | None" = None
    ) -> None:
        self.hash = program_hash
        self.granularity = granularity
        self.strategy = strategy
        self.seed = seed
        self.choices = choices

    def __str__(self) -> str:
        head = [VERSION, self.hash, CLOCK_TICK, self.granularity, self.strategy, str(self.seed)]
        return ":".join(head if self.choices is None else [*head, encode(self.choices)])


def program_hash(source: bytes) -> str:
    """What a token says of the program: the first digits of the SHA-256 of its main file."""
    return hashlib.sha256(source).hexdigest()[:HASH_DIGITS]


def encode(choices: Iterable[int | str]) -> str:
    """Thread ids and granularity names, run-length coded."""
    parts: list[str] = []
    run, length = 0, 0
    for choice in [*choices, 0]:
        if choice == run:
            length += 1
            continue
        if length:
            parts.append(f"{run}x{length}")
            length = 0
        if isinstance(choice, str):
            parts.append(f"g{choice}")
            run = 0
        else:
            run, length = choice, 1
    return ".".join(parts)


def decode(text: str) -> list[int | str]:
    """The opposite of ``encode``. Raises ``Unusable``."""
    choices: list[int | str] = []
    for part in text.split(".") if text else []:
        thread, cross, count = part.partition("x")
        if part.startswith("g"):
            choices.append(part[1:])
        elif cross and thread.isdecimal() and count.isdecimal():
            choices.extend([int(thread)] * int(count))
        else:
            raise Unusable(f"the schedule token is damaged at {part!r}")
    return choices


def parse(text: str) -> Token:
    """A token from its text. Raises ``Unusable``."""
    parts = text.strip().split(":")
    if parts[0] != VERSION:
        raise Unusable(f"this is no schedule token of threadtui: it does not begin with {VERSION}:")
    if len(parts) not in (6, 7):
        raise Unusable("the schedule token is cut short or damaged")
    _, digest, clock, granularity, strategy, seed = parts[:6]
    if clock != CLOCK_TICK:
        raise Unusable(f"the schedule token asks for the clock {clock!r}; this version knows {CLOCK_TICK!r}")
    if not seed.removeprefix("-").isdecimal():
        raise Unusable(f"the schedule token is damaged at {seed!r}")
    return Token(digest, granularity, strategy, int(seed), decode(parts[6]) if len(parts) == 7 else None)
