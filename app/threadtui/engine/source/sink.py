"""What the points of rewritten source talk to. The scheduler implements it; tests implement a recorder."""

from types import CodeType
from typing import Protocol

SYNC, ACCESS, LINE, BYTECODE = 0, 1, 2, 3
"""Levels of granularity as the points compare them: a point of a finer level than the run's returns at once."""


class Sink(Protocol):
    """Where points go. Every method runs in the thread that reached the point."""

    level: int
    """The run's granularity as a level; it may change while the program runs, so points read it each time."""

    def line(self, path: str, line: int) -> None:
        """A statement is about to run; a scheduling point of granularity ``line``. May block the thread."""

    def access(self, op: str, location: "Shared", new: str | None, path: str, line: int) -> None:
        """A read or a write (``op``) of a shared location is about to happen; a scheduling point. May block the thread.

        ``new`` is the safe repr of the value to be written, None where it is not known beforehand. After the turn has
        come the implementation records the event, asking ``location.peek()`` for the value that is there then.
        """

    def note(self, op: str, location: "Shared", new: str | None, path: str, line: int) -> None:
        """The same, recorded but no scheduling point: an object's own ``__init__``, a variable's first value."""

    def declare(self, name: str, value: str | None, within: int, elements: list[int]) -> int:
        """A new location; returns its id, from 1. ``within`` as its own; ``elements`` are those it has itself already."""

    def rename(self, location: int, name: str) -> None:
        """The location has a better name: ``FakeDatabase.value`` becomes ``FakeDatabase#1.value`` at the second one."""

    def compiled(self, path: str, plain: CodeType, code: CodeType) -> None:
        """This file's plain code, and the one with points that runs in its place (the same where rewriting failed)."""

    def plain(self, path: str, reason: str) -> None:
        """This file runs without points, and why (rewriting failed)."""


class Shared(Protocol):
    """A shared location."""

    id: int

    @property
    def within(self) -> int:
        """Of an element: id of the location of its container as a whole, once that has one; else 0.

        Reading or changing the whole depends on every write of an element, and the other way round.
        """

    @property
    def method(self) -> str:
        """The container's own method that the access is a call of, which others see as one; empty for none."""

    def peek(self) -> str | None:
        """Safe repr of its value now, None when unset; never runs code of the program."""

    def after(self) -> str | None:
        """Of a container, before a write whose value the point could not give: safe repr of what it will hold.

        To be asked when the turn has come, since others may change it until then. None where that is not known.
        """
