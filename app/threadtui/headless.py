"""A program run to its end without a screen."""

import contextlib
import os
import select
import signal
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import Any

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.mistakes import UsageMistake
from threadtui.session import (
    Busy,
    CannotStart,
    Ended,
    Events,
    Fault,
    Hello,
    Options,
    Parked,
    Raised,
    Refused,
    Schedule,
    Search,
    Session,
)
from threadtui.targets import Target
from threadtui.trace import source
from threadtui.world.death import death
from threadtui.world.hints.lock_order import LockOrder
from threadtui.world.history import History
from threadtui.world.judgement import judged

GRACE_SECONDS = 1.0
"""After ``--max-seconds`` the program's process has so long to end by itself; code without a point cannot."""

FAREWELL_SECONDS = 1.0
"""After Ctrl+C the program's process has so long to end with its schedule told."""


class EngineFault(Exception):
    """A bug of threadtui in the program's process; its text is the traceback there."""


@dataclass(slots=True)
class Outcome:
    """A run that is over; its world has a verdict."""

    history: History = field(default_factory=History)
    python: str = ""
    schedule: str | None = None
    status: int | None = None
    busy: Busy | None = None
    raised: dict[str, Any] | None = None
    """Of a function of this process: the exception that ended it, as its process tells it."""


def require_answer(target: Target, options: Options) -> None:
    """Start the program's process and end it again. Raises ``UsageMistake`` if it refuses to run this, as it is asked to.

    What is found out behind a screen is found out too late.
    """
    try:
        session = Session(target, options, interactive=True)
    except CannotStart as problem:
        raise UsageMistake(str(problem)) from None
    with contextlib.closing(session):
        while True:
            select.select([session], [], [])
            for message in session.receive():
                match message:
                    case Refused(text):
                        raise UsageMistake(text)
                    case Parked() | Fault() | Ended():
                        return  # it runs; or what is wrong is not the user's mistake, and is told by the run itself


class Interrupts:
    """Ctrl+C and a polite kill, as something to select on: an exception in the middle of an event would tear it."""

    def __init__(self) -> None:
        self.count = 0
        self._old: dict[int, Any] = {}

    def __enter__(self) -> "Interrupts":
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)
        with contextlib.suppress(ValueError):  # beside the main thread, which alone gets signals
            self._old = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old.items():
            signal.signal(number, handler)
        os.close(self._read_end)
        os.close(self._write_end)

    def _note(self, _number: int, _frame: object) -> None:
        self.count += 1
        with contextlib.suppress(BlockingIOError):
            os.write(self._write_end, b"!")

    def fileno(self) -> int:
        """Readable when there was one more."""
        return self._read_end

    def taken(self) -> None:
        """Wait for the next one."""
        os.read(self._read_end, 1)


def watched_history(options: Options) -> History:
    """An empty history that looks for what the options ask for."""
    history = History(races=options.races != "ignore")
    history.hints.read_sources(source)
    if options.lock_order == "ignore":
        history.hints.ignored = frozenset({LockOrder.kind})
    return history


def run(target: Target, options: Options) -> Outcome:
    """Run to the verdict. Raises ``UsageMistake`` and ``EngineFault``. The program's process is gone afterwards."""
    outcome = Outcome(watched_history(options))
    with Interrupts() as interrupts:
        session = start(target, options)
        try:
            _follow(session, outcome, interrupts, options.max_seconds)
        finally:
            session.close()
    if outcome.history.world.verdict is None:
        outcome.history.append([death(outcome.history.world, outcome.status or 0)])
    outcome.history.append(judged(outcome.history, options.races, options.lock_order))
    return outcome


def start(target: Target, options: Options, search: Search | None = None) -> Session:
    """The program's process. Raises ``UsageMistake`` where there can be none."""
    try:
        return Session(target, options, search=search)
    except CannotStart as problem:
        raise UsageMistake(str(problem)) from problem


def _follow(session: Session, outcome: Outcome, interrupts: Interrupts, max_seconds: float | None) -> None:
    """Take messages until the last one; see to it that there is a last one."""
    deadline = inf if max_seconds is None else monotonic() + max_seconds + GRACE_SECONDS
    sources: list[Session | Interrupts] = [session, interrupts]
    while outcome.status is None:
        left = deadline - monotonic()
        if left <= 0:
            return _stopped(outcome) if interrupts.count else _overdue(outcome)
        readable, _, _ = select.select(sources, [], [], None if left == inf else left)
        if interrupts in readable:
            interrupts.taken()
            # The first asks for an end with a schedule, the second does not wait for it.
            deadline = monotonic() + (FAREWELL_SECONDS if interrupts.count == 1 else 0)
            session.send("quit")
        for message in session.receive():
            if isinstance(message, Hello) and max_seconds is not None:
                deadline = monotonic() + max_seconds + GRACE_SECONDS  # counted from where the program's process counts
            _take(outcome, message)
    return _stopped(outcome) if interrupts.count else None


def _stopped(outcome: Outcome) -> None:
    if outcome.history.world.verdict is None:
        _conclude(outcome, "stopped", f"stopped by Ctrl+C after step {outcome.history.steps}", None)


def _take(outcome: Outcome, message: object) -> None:
    match message:
        case Events(events):
            outcome.history.append(events)
        case Hello(python=python):
            outcome.python = python
        case Schedule(token):
            outcome.schedule = token
        case Busy():
            outcome.busy = message
        case Raised(facts):
            outcome.raised = facts
        case Refused(text):
            raise UsageMistake(text)
        case Fault(traceback):
            raise EngineFault(traceback)
        case Ended(status):
            outcome.status = status
        case _:
            pass  # parked and stacks are for a person


def _overdue(outcome: Outcome) -> None:
    busy, step = outcome.busy, outcome.history.steps
    where = f"{busy.file}:{busy.line}" if busy else _last_line(outcome)
    _conclude(
        outcome, "livelock", f"the time limit was reached in step {step}, at {where}; --max-seconds S allows more", None
    )


def _last_line(outcome: Outcome) -> str:
    world = outcome.history.world
    mover = world.threads.get(world.moved)
    return f"{world.files.get(mover.where.file)}:{mover.where.line}" if mover and mover.where else "a place unknown"


def _conclude(outcome: Outcome, verdict: str, message: str, exit_status: int | None) -> None:
    """The verdict that the program's process could not give itself becomes the history's last event."""
    value = {"verdict": verdict, "message": message, "exit_status": exit_status}
    outcome.history.append([Event(kinds.VERDICT, 0, 0, value, 0, 0, outcome.history.world.time)])
