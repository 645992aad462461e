"""Who stands around the scheduler: protocols of those that it asks, and what is there where nobody is."""

from collections.abc import Collection
from typing import Any, Protocol

from threadtui.engine.pending import Operation, ProgramThread

SIGNAL = "signal"
"""The operation that the main thread stands before while a signal waits for its handler."""


class Interrupts(Protocol):
    """Signals for handlers of the program."""

    @property
    def waiting(self) -> Collection[int]:
        """Those that have come while the main thread was not in code of its own."""

    def operation(self) -> Operation:
        """What the main thread stands before instead."""

    def deliver(self) -> None:
        """Run the handlers of those that wait, in the main thread, in its turn."""

    def expected(self) -> bool:
        """Whether one is sure to come."""


class Undisturbed:
    """No signal ever comes."""

    waiting: Collection[int] = ()

    def operation(self) -> Operation:
        return Operation(SIGNAL)

    def deliver(self) -> None:
        """Nothing waits."""

    def expected(self) -> bool:
        return False


class Gate(Protocol):
    """What stands between the strategy's choice and the move: a person, or nobody."""

    def pass_through(self, choice: ProgramThread, ready: list[ProgramThread]) -> ProgramThread:
        """Return the thread that moves; may wait for a person."""


class Over(Protocol):
    """Ends the run; does not return."""

    def __call__(self, verdict: str, message: str) -> None: ...


def no_observer(_me: ProgramThread | None) -> None:
    """No observer."""


def no_limit(_ending: bool) -> None:
    """Room on the stack is asked for where a program runs."""


def no_tracer() -> None:
    """No tracer that a thread must set for itself."""


def no_fault() -> None:
    """Without a runner around it a fault shows as the exception itself."""


def unexplained(alive: list[ProgramThread]) -> str:
    return f"{len(alive)} threads wait for each other"


def no_end(verdict: str, message: str) -> Any:
    raise RuntimeError(f"the run ended before it was set up: {verdict}: {message}")
