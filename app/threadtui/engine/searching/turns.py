"""Turns while searching: the scheduler's place is taken, without events and without a clock that ticks.

The replacements of ``engine.stdlib`` see no difference. A schedule means the same here and there: the same points in the same
order, so what is found here can be watched there. Only where nothing can depend on it are points passed over, and counted.

Rule 1: ``current`` is None while the engine decides: a finaliser that runs then is in no thread, and passes straight through.
Rule 2: a thread that is ready may be chosen, and one with a deadline too: its time is up then, unless it is ready.
Rule 3: when the verdict is known the turn goes to the hub, which unwinds every thread that is left: ``Unwound`` is raised
where it stands, and from then on its operations pass straight through or raise again.
"""

import sys
from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any, Protocol

from threadtui.engine.headroom import Headroom
from threadtui.engine.pending import Operation, ProgramThread, Unwound
from threadtui.engine.places import Places
from threadtui.engine.scheduler import SILENT_LIMIT
from threadtui.engine.searching.carriers import Carriers
from threadtui.engine.searching.clock import Clock
from threadtui.engine.searching.search_thread import SearchThread

UNWINDING_LIMIT = 1_000
"""Operations of a thread that is being unwound. One that makes more swallows every exception, and is left behind."""

PASSED_LIMIT = 1_000
"""Points passed over in one step. More are a loop that may wait for somebody else."""

DAEMON_STEPS = 2_000
"""Steps that daemon threads may make when everybody else has ended, before they are said to go on for ever."""

_set, _getframe = sys.setrecursionlimit, sys._getframe

FREE = frozenset({"sleep", "print"})
"""Operations on which nothing depends, and that cost no choice: falling asleep is one thing, to wake another."""


class Chooser(Protocol):
    """``search.model.Chooser``, as far as it is needed here."""

    def choose(self, enabled: Sequence[str], standing: Mapping[str, Any], last: str) -> str | None: ...
    def did(self, thread: str, done: Sequence[Any]) -> None: ...
    def now(self, thread: str) -> int: ...


class Turns:
    """One execution after the other; ``begin`` starts afresh."""

    __slots__ = (
        "alive", "blind", "by_ident", "by_key", "carriers", "choices", "choose", "chooser", "clock", "complete", "current",
        "cut", "deadlines", "error", "errors_of_main", "events_stay", "following", "last", "last_of_main", "learned", "limit",
        "lingering", "main_ended", "marks", "max_steps", "message", "mover", "new_choices", "passed", "places", "room", "standing",
        "stood_before", "tell_of_thread", "threads", "trail", "uncounted", "unwinding", "verdict", "where",
    )  # fmt: skip

    deadlines_choose = True

    def __init__(self, carriers: Carriers, places: Places, room: Headroom) -> None:
        self.carriers = carriers
        self.places = places
        self.clock = Clock(self)
        self.standing: Mapping[str, Any] = {}
        self.chooser: Chooser
        self.threads: dict[int, SearchThread] = {}
        self.trail: list[tuple[int, str]] | None = None
        """Who did what, step by step, where somebody wants to compare it with a run that is watched."""
        self.current: SearchThread | None = None
        self.by_ident: dict[int, SearchThread] = {}
        self.room = room
        self.new_choices: Callable[[], list[int]] = list
        """What the choices of an execution are kept in."""
        self.events_stay = True
        """Until an execution clears one: from then on, in all executions to come, waiting for it begins with a step."""
        self.learned = False
        """Does this execution show that steps are to be cut finer than they are?"""

    def clears_event(self) -> None:
        if self.events_stay:
            self.events_stay, self.learned = False, True

    def begin(self, chooser: Chooser, max_steps: int) -> SearchThread:
        """A new execution; returns its main thread, which has no carrier yet."""
        self.chooser = chooser
        self.choose = chooser.choose
        self.learned = False
        self.blind = getattr(chooser, "blind", False)
        self.max_steps = self.limit = max_steps
        self.threads = {}
        self.by_key: dict[str, SearchThread] = {}
        self.alive: list[SearchThread] = []
        self.by_ident = {}
        self.last = ""
        self.choices: list[int] = self.new_choices()
        self.marks: list[int] = []
        """Of each choice, which step of a run that is watched it is."""
        self.uncounted: list[int] = []
        """Which of these are none: a run that is watched has no point there."""
        self.verdict = ""
        self.cut = ""
        """Why nothing is proved by this execution; empty if it was made to its end, and seen in full."""
        self.unwinding = False
        self.error: BaseException | None = None
        self.mover: SearchThread | None = None
        self.stood_before: Any = None
        self.lingering = self.passed = self.main_ended = self.last_of_main = 0
        self.errors_of_main = 0
        self.message = ""
        self.deadlines = 0
        """How many stand before an operation whose time may be up."""
        self.following: Any = None
        main = self.new_thread("MainThread", False)
        self.enter(main)
        return main

    # -- threads ------------------------------------------------------------------------------------------------------

    def foreign_waits(self) -> None:
        """Between executions, and while the engine decides, nobody can give a lock back."""
        raise Unwound

    @property
    def step(self) -> int:
        """Steps that have been made, of a run that is watched."""
        return len(self.choices)

    def me(self) -> SearchThread | None:
        return self.current

    def new_thread(self, name: str, daemon: bool) -> SearchThread:
        """Register a thread that has been constructed: named by its maker and its place among what that made."""
        creator = self.current or self.mover
        if creator is None:
            order: tuple[int, ...] = (0,)
            key = "0"
        else:
            creator.children = nth = creator.children + 1
            order = (*creator.order, nth)
            key = f"{creator.key}.{nth}"
        number = len(self.threads) + 1
        self.threads[number] = self.by_key[key] = thread = SearchThread(number, name, daemon, order, key)
        return thread

    def rename(self, thread: ProgramThread, name: str, daemon: bool) -> None:
        thread.name, thread.daemon = name, daemon

    def enter(self, thread: SearchThread) -> None:
        thread.started = True
        self.by_ident[thread.ident] = thread
        alive = self.alive
        if alive and thread.order < alive[-1].order:
            insort(alive, thread)
        else:
            alive.append(thread)

    def carry(self, run: Callable[[Any, Any], None], thread: SearchThread, box: Any) -> None:
        """Give the thread something to run on; it runs ``run(thread, box)`` when it gets the turn."""
        if self.unwinding:
            raise Unwound

        def carried() -> Any:
            run(thread, box)
            return self.following

        thread.carrier = self.carriers.make(carried)

    def arrive(self, thread: SearchThread) -> None:
        """The calling carrier has been switched to for the first time: the thread has the turn."""

    def hand_to_new(self, me: SearchThread, thread: SearchThread) -> None:
        """Let a new thread run its bootstrap up to its ``begin``, then come back: all of it belongs to this step."""
        thread.handback = me
        if not self.blind and (me.public is None or me.public.name != "start"):
            me.done.append(self.tell_of_thread("start", thread))
        self.current = thread
        thread.carrier.switch()

    def bootstrapped(self, me: SearchThread) -> None:
        """The new thread stands at its ``begin``; it goes on when it is chosen."""
        self.stand(me, Operation("begin", me.id))
        if not self.blind:
            me.done.append(self.tell_of_thread("begin", me))

    def finish(self, me: SearchThread, state: str) -> None:
        """The thread has ended; the carrier goes on with ``following``. The caller must not run the program's code any more."""
        self.current = None
        self.end(me, state)
        if self.unwinding:
            self.following = self.carriers.hub
            return
        self.mover = me
        if not self.blind:
            me.done.append(self.tell_of_thread("end", me))
        following = self._next()
        self.current = following
        self.following = self.carriers.hub if following is None else following.carrier

    def end(self, me: SearchThread, state: str) -> None:
        me.state = state
        me.pending = None
        if me in self.alive:
            self.alive.remove(me)
            self.by_ident.pop(me.ident, None)

    tell_of_thread: Callable[[str, SearchThread], Any]
    where: Callable[[FrameType], Any]
    """The place in the source of whoever comes to stand, from the frame that called; for a chooser that looks."""
    complete: Callable[[SearchThread, Operation, list[Any]], None]
    """Sees to it that what a step did begins with the operation that its thread stood before."""

    # -- scheduling points --------------------------------------------------------------------------------------------

    def stand(self, me: SearchThread, op: Operation, file: int = 0, line: int = 0) -> bool:  # noqa: ARG002
        """Stand before ``op`` until it is this thread's step. True if the guard lets it go on, False if its time is up."""
        if self.unwinding:
            return self._straight_through(me, op)
        name, room = op.name, self.room
        try:  # as in ``Headroom.ensure``
            _set(room.ending if name == "release" else room.low)
        except RecursionError:
            raise RecursionError("maximum recursion depth exceeded") from None
        _set(room.high)
        if name in FREE and self.passed_over(me, name):
            return True
        timed = op.until is not None
        if timed:
            self.deadlines += 1
            me.stood_at = self.clock.now
            me.guard = op.may_go_on
        else:
            me.guard = op.guard
        self.current = me.told = None
        me.pending = op
        me.place = None if self.blind else self.where(_getframe(1))
        following = me.handback
        if following is None:
            self.mover = me
            following = self._next()
        else:
            me.handback = None
        if following is not me:
            self._switch(me, following)
        self.current = me
        if not timed:
            return True  # it has been chosen since it could go on
        self.deadlines -= 1
        guard = op.guard
        return guard is None or guard()

    def stand_uncounted(self, me: SearchThread, op: Operation) -> None:
        """A point that a run which is watched does not have: no step there, and nothing of it in a token."""
        me.uncounted = True
        try:
            self.stand(me, op)
        finally:
            me.uncounted = False

    def _switch(self, me: SearchThread, following: SearchThread | None) -> None:
        self.current = following
        (self.carriers.hub if following is None else following.carrier).switch()
        if self.unwinding:
            self.current = me
            raise Unwound

    def silent(self, me: SearchThread, *, ending: bool = False) -> None:
        """An operation that is no point, unless they go on and on."""
        if not self.unwinding:
            self.room.ensure(ending)
        me.silent += 1
        if me.silent >= SILENT_LIMIT and not self.unwinding:
            self.stand(me, Operation("line"))

    def passed_over(self, me: SearchThread, op: str) -> bool:
        """Pass over a point where nothing can depend on who goes next; a schedule counts it. False: too many, stand there."""
        if self.unwinding:
            return True
        self.passed += 1
        if self.passed >= PASSED_LIMIT:
            return False
        self.choices.append(me.id)
        if self.trail is not None:
            self.trail.append((me.id, op))
        me.silent = 0
        me.changes += op == "write"
        return True

    def _straight_through(self, me: SearchThread, op: Operation) -> bool:
        me.silent += 1
        if me.silent < UNWINDING_LIMIT and (op.guard is None or op.guard()):
            return True
        if me.silent > 2 * UNWINDING_LIMIT:
            self.end(me, "killed")
            self.carriers.hub.switch()  # nobody switches back
        raise Unwound

    # -- the next step ------------------------------------------------------------------------------------------------

    def _next(self) -> SearchThread | None:
        """End this step and begin the next one; returns its mover, None if the execution is over."""
        try:
            if not self.blind:
                self.tell()
            enabled = [thread.key for thread in self.alive if (guard := thread.guard) is None or guard()]
            choices = self.choices
            if not enabled or len(choices) >= self.limit:
                verdict = self._has_ended(enabled)
                if verdict:
                    return self._over(verdict)
            key = self.choose(enabled, self.standing, self.last)
            if key is None:
                return self._over("lingered" if self.lingering else "stopped")
            self.last = key
            mover = self.by_key[key]
            self.passed = 0
            self.stood_before = mover.pending
            if mover.uncounted:
                self.uncounted.append(len(self.marks))
            else:
                mover.silent = 0
                choices.append(mover.id)
                if self.trail is not None:
                    self.trail.append((mover.id, mover.pending.name))  # type: ignore[union-attr]
            self.marks.append(len(choices))
            return mover
        except BaseException as error:  # noqa: BLE001 (the chooser's: it comes out of the hub)
            self.error = error
            return self._over("stopped")

    def tell(self) -> None:
        """The chooser hears what the step did that is over: the last one too, which may be in a race. Not once all is over."""
        if self.blind or not self.last or self.unwinding:
            return
        mover = self.by_key[self.last]
        done, mover.done = mover.done, []
        if not done or done[0].op != self.stood_before.name:
            self.complete(mover, self.stood_before, done)
        self.chooser.did(self.last, done)

    def _has_ended(self, enabled: list[str]) -> str:
        """The verdict if there is no other step; else empty."""
        if not enabled:
            return "lingered" if self.lingering else "deadlock"
        if len(self.choices) >= self.max_steps:
            self.cut = f"{self.max_steps} steps were not enough"
            return "livelock"
        self.lingering += 1
        if self.lingering > DAEMON_STEPS:
            self.cut = "a daemon thread goes on without end"
            return "lingered"
        return ""

    def linger(self, main: SearchThread) -> None:
        """Main is at its end: daemon threads go on until none can. Does not return; the verdict is ``lingered``."""
        self.main_ended = len(self.choices)
        last = len(self.marks) - 1
        while last in self.uncounted:
            last -= 1
        self.last_of_main = self.marks[last] - 1
        self.errors_of_main = sum(thread.errors for thread in self.threads.values())
        self.lingering, self.limit = 1, -1
        self.stand(main, Operation("exit", guard=lambda: False))

    @property
    def failed_while_lingering(self) -> bool:
        """Did a daemon thread fail after main had ended?"""
        return self.lingering > 0 and sum(thread.errors for thread in self.threads.values()) > self.errors_of_main

    def as_watched(self, made: list[Any], in_the_end: bool) -> list[Any]:
        """What was made step by step, as a run that is watched makes it: there daemon threads stop where main ends.

        ``in_the_end``: what they did after that matters. Then it comes before main's last step, on which it does not depend.
        """
        if not self.lingering:
            return made
        first, end = self.last_of_main, self.main_ended
        return made[:first] + made[end:] + made[first:end] if in_the_end else made[:end]

    def enter_waits(self) -> None:
        """Nobody can go on. In a run that is watched, whoever stands before an event's ``wait`` begins it, and is blocked then."""
        for thread in self.alive:
            op = thread.pending
            if op is not None and op.name == "wait" and op.guard is not None and op.value is None:
                self.choices.append(thread.id)
                if self.trail is not None:
                    self.trail.append((thread.id, op.name))

    def leave(self, me: SearchThread) -> None:
        """The execution is over, which ``me`` knows: the turn goes to the hub. Raises ``Unwound`` afterwards."""
        self._switch(me, None)

    def _over(self, verdict: str) -> SearchThread | None:
        self.over(verdict)
        return None

    def over(self, verdict: str, message: str = "") -> None:
        """The execution is over. Whoever called this gives the turn to the hub."""
        self.verdict, self.message = verdict, message
        self.unwinding = True

    def fault(self) -> None:
        """A bug of the engine, while its exception is handled: it comes out of the hub."""
        self.error = sys.exc_info()[1]
