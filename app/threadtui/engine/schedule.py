"""Schedules: what was chosen, and the printable token that repeats it.

A token is ``threadtui1:HASH:CLOCK:GRANULARITY:STRATEGY:SEED`` and, where a person interfered, ``:CHOICES``:
runs of ``THREADxSTEPS`` and changes in line, joined by dots: of granularity (``gline``), and looking inside primitive 3 (``i3``)
or not any more (``o3``). ``HASH`` names the program's text.
"""

import hashlib
from collections.abc import Iterable

VERSION = "threadtui1"
CLOCK_TICK = "tick"
"""Each operation costs a tick, and the clock jumps when nobody can go on: for playing."""
CLOCK_ANY = "any"
"""There are no ticks, and a deadline passes when its thread is chosen: for searching."""
CLOCKS = (CLOCK_TICK, CLOCK_ANY)
HASH_DIGITS = 12
_HEX = frozenset("0123456789abcdef")
OTHER_TEXT = "the schedule was recorded with a different text of this program"
"""How the refusal of another program's schedule begins."""
OPENS, CLOSES = "i", "o"
"""Before a primitive's id: one looks inside from here on, or no longer."""


class Unusable(ValueError):
    """The token cannot be used; the text says why, in one line."""


class Token:
    """A parsed token. ``choices`` is their text, None where strategy and seed alone repeat the run."""

    __slots__ = ("choices", "clock", "granularity", "hash", "seed", "strategy")

    def __init__(
        self,
        program_hash: str,
        granularity: str,
        strategy: str,
        seed: int,
        choices: str | None = None,
        clock: str = CLOCK_TICK,
    ) -> None:
        self.hash = program_hash
        self.granularity = granularity
        self.strategy = strategy
        self.seed = seed
        self.choices = choices
        self.clock = clock

    def __str__(self) -> str:
        head = [VERSION, self.hash, self.clock, self.granularity, self.strategy, str(self.seed)]
        return ":".join(head if self.choices is None else [*head, self.choices])


def program_hash(source: bytes) -> str:
    """What a token says of the program: the first digits of the SHA-256 of its main file."""
    return hashlib.sha256(source).hexdigest()[:HASH_DIGITS]


class Choices:
    """What has been chosen so far, run-length coded while it is made: a token can be asked for at any step."""

    __slots__ = ("_length", "_parts", "_thread")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._thread = 0
        self._length = 0

    def chose(self, thread: int) -> None:
        """This thread made a step."""
        if thread != self._thread:
            self._close()
            self._thread = thread
        self._length += 1

    def changed_granularity(self, name: str) -> None:
        """From here on steps are of this size."""
        self._close()
        self._parts.append(f"g{name}")

    def looked_inside(self, primitive: int, opened: bool) -> None:
        """From here on the operations in its body are steps, or no longer."""
        self._close()
        self._parts.append(looking(primitive, opened))

    def _close(self) -> None:
        if self._length:
            self._parts.append(f"{self._thread}x{self._length}")
        self._thread = self._length = 0

    def __str__(self) -> str:
        return ".".join([*self._parts, f"{self._thread}x{self._length}"] if self._length else self._parts)


def looking(primitive: int, opened: bool) -> str:
    """How a schedule says that somebody looks inside a primitive from here on, or no longer."""
    return f"{OPENS if opened else CLOSES}{primitive}"


def looked_at(change: str) -> tuple[int, bool] | None:
    """The primitive, and whether it is opened; None for a granularity's name."""
    if not change[1:].isdecimal():
        return None
    return int(change[1:]), change[0] == OPENS


def encode(threads: Iterable[int]) -> str:
    """The text of ``Choices`` that were made one after the other at one granularity."""
    parts: list[str] = []
    last = count = 0
    for thread in threads:
        if thread == last:
            count += 1
            continue
        if count:
            parts.append(f"{last}x{count}")
        last, count = thread, 1
    if count:
        parts.append(f"{last}x{count}")
    return ".".join(parts)


def decode(text: str) -> list[int | str]:
    """Thread ids and changes in line (a granularity's name, or as ``looking`` writes it), from the text of ``Choices``.
    Raises ``Unusable``."""
    choices: list[int | str] = []
    for part in text.split(".") if text else []:
        thread, cross, count = part.partition("x")
        if part.startswith("g"):
            choices.append(part[1:])
        elif part[:1] in (OPENS, CLOSES) and part[1:].isdecimal():
            choices.append(part)
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
    if clock not in CLOCKS:
        raise Unusable(f"the schedule token asks for the clock {clock!r}; this version knows {' and '.join(CLOCKS)}")
    if len(digest) != HASH_DIGITS or not _HEX.issuperset(digest):
        raise Unusable(f"the schedule token is damaged at {digest!r}, which should name a program")
    if not seed.removeprefix("-").isdecimal():
        raise Unusable(f"the schedule token is damaged at {seed!r}")
    choices = parts[6] if len(parts) == 7 else None
    decode(choices or "")
    return Token(digest, granularity, strategy, int(seed), choices, clock)


def usable(text: str, program: str, *, force: bool) -> Token:
    """A token for the program of this hash. Raises ``Unusable``, also if it is another program's and nobody insists."""
    token = parse(text)
    if token.hash != program and not force:
        raise Unusable(f"{OTHER_TEXT}; --force uses it all the same")
    return token
