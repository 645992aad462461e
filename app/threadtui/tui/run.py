"""One run of a program as it is watched: its session, and all that has come out of it so far.

Rules:
1. What the screen knows of a run came as a message; nothing is assumed from a command that was sent, but ``moving``.
2. A run ends exactly once: with its verdict, and, where the process went without one, with the verdict made here.
3. Whose fault: ``refused`` is the user's mistake, ``fault`` a bug of threadtui; neither is ever a verdict.
"""

from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import Any, Protocol

from threadtui.engine.events import Event
from threadtui.engine.schedule import parse
from threadtui.headless import watched_history
from threadtui.session import (
    Busy,
    Ended,
    Events,
    Fault,
    Frame,
    Hello,
    Message,
    Options,
    Parked,
    Refused,
    Schedule,
    Stack,
    Told,
)
from threadtui.world.death import death
from threadtui.world.fold import BadEvent
from threadtui.world.history import History
from threadtui.world.judgement import judged

PART = 64
"""Events taken before the clock is looked at: about a millisecond's, where a whole batch is ten."""


class Watched(Protocol):
    """What a run asks of a session; ``session.Session`` is one."""

    def fileno(self) -> int:
        """Readable when there is something to receive."""

    def receive(self) -> list[Message]:
        """What has come; empty when there is nothing now. Never blocks."""

    def send(self, *command: Any) -> None:
        """One command."""

    def close(self) -> None:
        """End the program's process, if it is still there. May be called again."""


class Run:
    """A session and its history; without a session it is a recorded one. ``options`` say what to look for."""

    def __init__(self, session: Watched | None, history: History | None = None, options: Options | None = None) -> None:
        self.session = session
        self.options = options or Options()
        self.history = history or watched_history(self.options)
        self.python = ""
        self.token = ""
        self.told_at = 0
        """The step up to which the token tells what a person chose."""
        self.program = ""
        """The program's hash, as schedules name it."""
        self.refused = ""
        self.told = ""
        """What the program's process answered to the last command, if it did in words."""
        self.fault = ""
        self.answered = session is None
        """It has parked once: the program stands at its first point."""
        self.gone = session is None
        """The program's process is no more."""
        self.moving = ""
        """The command that lets it move by itself: ``play``, ``run``, ``until``, or nothing."""
        self.behind = False
        """There is more to receive than there was time for."""
        self.parked: Parked | None = None
        self.busy: Busy | None = None
        self.stacks: dict[int, Stack] = {}
        self._parts: deque[Message] = deque()

    @property
    def over(self) -> bool:
        """Nothing can move any more."""
        return self.gone or self.history.world.verdict is not None

    def true_stacks(self) -> dict[int, Stack]:
        """Of threads that stand where they stood when they were asked last: while it plays nobody is."""
        since = self.history.stands_since
        return {thread: stack for thread, stack in self.stacks.items() if stack.step >= since(thread)}

    def send(self, *command: Any) -> None:
        """Send a command, unless nobody is left to take it."""
        if self.session is not None and not self.gone:
            self.session.send(*command)

    def close(self) -> None:
        """End the program's process; what is recorded stays."""
        if self.session is not None:
            self.session.close()
        self.gone = True
        self.moving = ""

    def receive(self, budget: float, clock: Callable[[], float] = perf_counter) -> bool:
        """Take what has come, for ``budget`` seconds at most; whether anything had. The rest stays in the pipe.

        A program that is faster than its reader then waits for the pipe: so no event is lost, and a key is answered.
        """
        if self.session is None or self.gone:
            self.behind = False
            return False
        until = clock() + budget
        came = self.behind = False
        while not self.gone and self._next_part():
            came = True
            self._take(self._parts.popleft())
            if clock() >= until:
                self.behind = not self.gone
                break
        return came

    def _next_part(self) -> bool:
        """Is there something to take? A batch of events is cut small, so that its time can be kept to."""
        if not self._parts and self.session is not None:
            for message in self.session.receive():
                events = message.events if isinstance(message, Events) else []
                parts: list[Message] = [Events(events[start : start + PART]) for start in range(0, len(events), PART)]
                self._parts.extend(parts or [message])
        return bool(self._parts)

    def _take(self, message: Message) -> None:
        match message:
            case Events(events=events):
                self._record(events)
            case Parked(reason=reason):
                self.answered, self.parked, self.busy = True, message, None
                if reason in ("blocked", "frozen", "target", "verdict"):
                    self.moving = ""
            case Stack(thread=thread):
                self.stacks[thread] = message._replace(frames=[Frame(*frame) for frame in message.frames])
            case Busy():
                self.busy = message
            case Hello(python=python):
                self.python = python
            case Schedule(token=token):
                self.token, self.told_at = token, self.history.steps
                self.program = parse(token).hash
            case Told(text=text):
                self.told = text
            case Refused(text=text):
                self.refused = text
            case Fault(traceback=traceback):
                self._fail(traceback)
            case Ended(status=status):
                self._end(status)

    def _record(self, events: list[Event]) -> None:
        self.busy = None
        try:
            self.history.append(events)
            self.history.append(judged(self.history, self.options.races, self.options.lock_order))
        except BadEvent as problem:
            self._fail(f"An event that cannot be: {problem}")
            self.close()

    def _fail(self, traceback: str) -> None:
        self.fault = self.fault or traceback

    def _end(self, status: int) -> None:
        self.gone, self.moving, self.busy = True, "", None
        if self.history.world.verdict or self.refused or self.fault:
            return
        self._record([death(self.history.world, status)])
