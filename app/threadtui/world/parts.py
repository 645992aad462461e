"""Pieces of sentences: text, and pills that stand for threads. The screen colours the pills, a report spells them."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Pill(NamedTuple):
    """A thread within a sentence."""

    thread: int


_MARKED = re.compile(r"▐(\d+)▌")

Part = str | Pill
Sentence = tuple[Part, ...]
Parts = Part | Iterable["Parts"]
"""A part, or groups of parts in groups."""


def join(*parts: Parts) -> Sentence:
    """One sentence of parts and groups of parts; neighbouring texts become one, empty ones go."""
    joined: list[Part] = []
    for part in _flat(parts):
        if isinstance(part, Pill) or not joined or isinstance(joined[-1], Pill):
            joined.append(part)
        else:
            joined[-1] = joined[-1] + part
    return tuple(part for part in joined if part != "")


def _flat(parts: Iterable[Parts]) -> Iterable[Part]:
    for part in parts:
        if isinstance(part, str | Pill):
            if part != "":
                yield part
        else:
            yield from _flat(part)


def pills(threads: Iterable[int]) -> Sentence:
    """``▐2▌ ▐3▌``"""
    found: list[Part] = []
    for thread in threads:
        found += [" ", Pill(thread)]
    return tuple(found[1:])


def go_on(freed: Iterable[int], before: str = ": ") -> Sentence:
    """The consequence ``: ▐3▌ can go on``; nothing for nobody."""
    found = pills(freed)
    return join(before, found, " can go on") if found else ()


def and_go_on(freed: Iterable[int]) -> Sentence:
    """The same after another consequence."""
    return go_on(freed, ", ")


def marked(told: str) -> Sentence:
    """What ``text`` has made of a sentence, as one again."""
    found = _MARKED.split(told)
    return join(*(Pill(int(part)) if number % 2 else part for number, part in enumerate(found)))


def text(sentence: Iterable[Part], ascii_only: bool = False) -> str:
    """The sentence as text: ``▐2▌ took lock_a``, or with ``[2]``."""
    left, right = "[]" if ascii_only else "▐▌"
    return "".join(part if isinstance(part, str) else f"{left}{part.thread}{right}" for part in sentence)


def spoken(sentence: Iterable[Part], names: Mapping[int, str]) -> str:
    """The sentence with threads by their names: ``Thread-1 took lock_a``."""
    return "".join(
        part if isinstance(part, str) else names.get(part.thread, f"thread {part.thread}") for part in sentence
    )


def moment(nanoseconds: int) -> str:
    """A moment of virtual time: ``0.111 s``."""
    return f"{nanoseconds / 1e9:.3f} s"


def duration(seconds: object) -> str:
    """A duration as the program gave it: ``0.1 s``."""
    return f"{seconds:g} s" if isinstance(seconds, int | float) else f"{seconds} s"


def counted(number: int, thing: str) -> str:
    """``1 step``, ``2 steps``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
