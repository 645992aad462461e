"""A program run to its end without a screen."""

import contextlib
import select
import signal
from dataclasses import dataclass, field
from time import monotonic

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.session import Busy, CannotStart, Ended, Events, Fault, Hello, Options, Refused, Schedule, Session
from threadtui.targets import Target, UsageMistake
from threadtui.world.history import History

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


def run(target: Target, options: Options) -> Outcome:
    """Run to the verdict. Raises ``UsageMistake`` and ``EngineFault``. The program's process is gone afterwards."""
    outcome = Outcome()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill leaves nothing behind either
    try:
        session = Session(target, options, interactive=False)
    except CannotStart as problem:
        raise UsageMistake(str(problem)) from problem
    try:
        _follow(session, outcome, _deadline(options))
    except KeyboardInterrupt:
        _stop(session, outcome)
    finally:
        session.close()
    if outcome.history.world.verdict is None:
        _conclude(outcome, "crashed", _how_it_died(outcome), _plain_status(outcome.status))
    return outcome


def _deadline(options: Options) -> float | None:
    return None if options.max_seconds is None else monotonic() + options.max_seconds + GRACE_SECONDS


def _follow(session: Session, outcome: Outcome, deadline: float | None) -> None:
    """Take messages until the last one, or until the deadline."""
    while outcome.status is None:
        left = None if deadline is None else deadline - monotonic()
        if left is not None and left <= 0:
            return _overdue(outcome)
        select.select([session.fileno()], [], [], left)
        for message in session.receive():
            _take(outcome, message)
    return None


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
        case Refused(text):
            raise UsageMistake(text)
        case Fault(traceback):
            raise EngineFault(traceback)
        case Ended(status):
            outcome.status = status
        case _:
            pass  # parked and stacks are for a person


def _stop(session: Session, outcome: Outcome) -> None:
    """Ctrl+C: ask for an end with a schedule; a second Ctrl+C does not wait for it."""
    session.send("quit")
    with contextlib.suppress(KeyboardInterrupt):
        _follow(session, outcome, monotonic() + FAREWELL_SECONDS)
    if outcome.history.world.verdict is None:
        _conclude(outcome, "stopped", f"stopped by Ctrl+C after step {outcome.history.steps}", None)


def _overdue(outcome: Outcome) -> None:
    busy, step = outcome.busy, outcome.history.steps
    where = f"{busy.file}:{busy.line}" if busy else _last_line(outcome)
    _conclude(outcome, "livelock", f"the time limit was reached in step {step}, at {where}", None)


def _last_line(outcome: Outcome) -> str:
    world = outcome.history.world
    mover = world.threads.get(world.moved)
    return f"{world.files.get(mover.where.file)}:{mover.where.line}" if mover and mover.where else "a place unknown"


def _conclude(outcome: Outcome, verdict: str, message: str, exit_status: int | None) -> None:
    """The verdict that the program's process could not give itself becomes the history's last event."""
    value = {"verdict": verdict, "message": message, "exit_status": exit_status}
    outcome.history.append([Event(kinds.VERDICT, 0, 0, value, 0, 0, outcome.history.world.time)])


def _how_it_died(outcome: Outcome) -> str:
    status, step = outcome.status or 0, outcome.history.steps
    if status >= 0:
        return f"the program's process ended with status {status} without ending its run; the last step was {step}"
    try:
        name = f" ({signal.Signals(-status).name})"
    except ValueError:
        name = ""
    return f"the program's process was killed by signal {-status}{name}; the last step was {step}"


def _plain_status(status: int | None) -> int | None:
    """A plain run would have ended by the same signal, of which there is no exit status, or with the same status."""
    return status if status is not None and status >= 0 else None
