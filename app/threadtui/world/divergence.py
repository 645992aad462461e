"""Does a fresh run repeat a recorded one? If not: the first event that differs, and what in it is to blame.

A run repeats when all that it depends on does. Time, chance and hashes are made to; the real clock, ``os.urandom``, files,
other processes and addresses in memory are not, and show in what the program reads, writes and prints.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.history import History
from threadtui.world.parts import Pill, Sentence, join

ANNOUNCED = frozenset({kinds.TURN, kinds.GRANULARITY})
"""What a person overruled or changed is announced at another moment in the repetition; all else is the same."""

TIME = "the real time"
ADDRESS = "an address in memory"
ORDER = "the order of a set or of hashes"
OUTSIDE = "what comes from outside: a file, another process, real chance"
WAY = "what it looks at is not recorded: a file, the real time, an order by address"

EPOCH = 1e8
"""Numbers above this that nearly agree are taken for readings of a clock, in seconds or finer, since 1970."""
NEARLY = 1e-3

SHOWN = 48
"""Letters of a value that are told."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_CLOCK = re.compile(r"\d{4}-\d\d-\d\d|\d?\d:\d\d:\d\d|datetime\.")
_WORD = re.compile(r"\w+")


class Difference(NamedTuple):
    """The first event that is not the same, of step ``step``; None where one of the runs has none any more."""

    step: int
    recorded: Event | None
    fresh: Event | None

    @property
    def cause(self) -> str:
        """What the program seems to depend on."""
        return cause(self.recorded, self.fresh)


class Comparison:
    """Follows a fresh run beside a recorded one, up to the last event of a step."""

    def __init__(self, recorded: History, step: int) -> None:
        self._recorded = recorded
        self._step = step
        self._end = recorded.end_of(step)
        self._at = 0
        self._looked = 0
        self.difference: Difference | None = None
        """The first one that was found."""

    def look(self, fresh: History) -> Difference | None:
        """Compare what has come since the last look; the difference, once there is one."""
        while self.difference is None and self._looked < len(fresh):
            new = fresh.event(self._looked)
            self._looked += 1
            if new.kind in ANNOUNCED:
                continue
            old = self._next()
            if old is None:
                break
            if old != new:
                self._found(old, new)
        return self.difference

    def arrived(self, fresh: History) -> Difference | None:
        """The fresh run stands still: was that all of the recorded one?"""
        if self.look(fresh) is None and fresh.steps < self._step and (old := self._next()) is not None:
            self._found(old, None)
        return self.difference

    def _found(self, old: Event, new: Event | None) -> None:
        self.difference = Difference(self._recorded.step_of(self._at - 1), old, new)

    def _next(self) -> Event | None:
        while self._at < self._end:
            event = self._recorded.event(self._at)
            self._at += 1
            if event.kind not in ANNOUNCED:
                return event
        return None


def cause(recorded: Event | None, fresh: Event | None) -> str:
    """What two events that should be equal differ by: ``TIME``, ``ADDRESS``, ``ORDER``, ``OUTSIDE`` or ``WAY``."""
    if recorded is None or fresh is None or _place(recorded) != _place(fresh):
        return WAY
    pair = next(_unequal(recorded.value, fresh.value), None)
    return OUTSIDE if pair is None else _suspect(*map(str, pair))


def _place(event: Event) -> tuple[Any, ...]:
    return event.kind, event.thread, event.object, event.line


def _suspect(old: str, new: str) -> str:
    if _ADDRESS.sub("", old) == _ADDRESS.sub("", new) != old:
        return ADDRESS
    if _looks_like_a_clock(old, new):
        return TIME
    words = sorted(_WORD.findall(old))
    return ORDER if len(words) > 1 and words == sorted(_WORD.findall(new)) else OUTSIDE


def _looks_like_a_clock(old: str, new: str) -> bool:
    if _NUMBER.sub("", old) != _NUMBER.sub("", new):
        return False
    if _CLOCK.search(old) and _CLOCK.search(new):
        return True
    pairs = zip(_NUMBER.findall(old), _NUMBER.findall(new), strict=True)
    differing = [(float(one), float(other)) for one, other in pairs if one != other]
    return all(min(pair) > EPOCH and abs(pair[0] - pair[1]) < NEARLY * max(pair) for pair in differing)


def _unequal(old: Any, new: Any) -> Iterator[tuple[Any, Any]]:
    """The innermost values that differ, as pairs."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for key in old:
            yield from _unequal(old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for one, other in zip(old, new, strict=True):
            yield from _unequal(one, other)
    elif old != new:
        yield old, new


def told(difference: Difference, recorded: History, fresh: History) -> Sentence:
    """``step 5 is not the same again: ▐2▌ wrote stamp 17, before it was 16. It looks at the real time.``"""
    now = _said(difference.fresh, fresh) if difference.fresh else join("nothing more happens")
    before = _said(difference.recorded, recorded) if difference.recorded else join("nothing more happened")
    why = difference.cause
    blamed = f". {why[0].upper()}{why[1:]}." if why == WAY else f". It depends on {why}."
    return join(f"This program does not repeat. Step {difference.step}: now ", now, ", before ", before, blamed)


def _said(event: Event, history: History) -> Sentence:
    world = history.world
    who: Sentence = (Pill(event.thread), " ") if event.thread else ()
    location = world.locations.get(event.object)
    return join(who, _words(event, location.name if location else ""))


def _words(event: Event, location: str) -> str:
    value = event.value
    match event.kind:
        case kinds.READ:
            return f"read {location}: {_short(value)}"
        case kinds.WRITE:
            return f"wrote {location}: {_short(value[1])}"
        case kinds.LOCATION:
            return f"came to {value['name']}: {_short(value['value'])}"
        case kinds.OUTPUT:
            return f"printed {_short(value)}"
        case kinds.POINT:
            return f"stood at line {event.line} before {_operation(value)}"
        case kinds.STEP:
            return f"made a step: {value}"
    return f"{event.kind} {_short(value)}"


def _operation(value: dict[str, Any]) -> str:
    told = value.get("value")
    return str(value["op"]) if told is None else f"{value['op']} {_short(told)}"


def _short(value: Any) -> str:
    text = str(value).strip()
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
