"""Turns: exactly one program thread runs, all others stand at a scheduling point with their pending operation known.

Rule 1: a thread gives up the turn in ``stand`` and in ``finish``, nowhere else.
Rule 2: who goes next is chosen, recorded and sent before it moves (``turn``), so that a person sees it beforehand.
Rule 3: a step begins in ``_begin_step`` and ends at the mover's next ``point`` (or its end); every event in between is its.
Rule 4: ``inside`` is the thread that is in the middle of a transition; operations of the program's code that an allocation
or a finaliser runs in it then pass straight through, since ``me`` does not know the thread while it is inside.
Rule 5: a thread that is stuck in real I/O loses the turn (``outside``), and comes back at its next point.
"""

from collections.abc import Callable
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine import raw, untraced
from threadtui.engine.clock import Clock
from threadtui.engine.outside import Outside
from threadtui.engine.pace import Pace
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.places import Places
from threadtui.engine.recorder import Recorder
from threadtui.engine.schedule import Choices
from threadtui.engine.strategies import Strategy
from threadtui.engine.strategies.replay import Diverged
from threadtui.engine.surroundings import (
    SIGNAL,
    Gate,
    Interrupts,
    Over,
    Undisturbed,
    no_end,
    no_fault,
    no_limit,
    no_observer,
    no_tracer,
    unexplained,
)

SILENT_LIMIT = 1_000
"""Operations of library code in one step that are no points. More than these are a loop that waits for somebody else, who
would never get the turn; a library's own work in one call of the program takes a few."""


class Scheduler:
    """Threads, turns and the choice of who goes next."""

    def __init__(self, recorder: Recorder, clock: Clock, places: Places, strategy: Strategy, max_steps: int) -> None:
        self.recorder = recorder
        self.clock = clock
        self.places = places
        self.strategy = strategy
        self.max_steps = max_steps
        self.gate: Gate | None = None
        self.pace: Pace | None = None
        self.over: Over = no_end
        self.before_choice: Callable[[ProgramThread | None], None] = no_observer
        self.fault: Callable[[], None] = no_fault
        self.headroom: Callable[[bool], None] = no_limit
        self.locate: Callable[[], tuple[int, int] | None] | None = None
        self.arrived: Callable[[], None] = no_tracer
        self.explain_deadlock: Callable[[list[ProgramThread]], str] = unexplained
        self.threads: dict[int, ProgramThread] = {}
        self.alive: list[ProgramThread] = []
        self.by_ident: dict[int, ProgramThread] = {}
        self.current: ProgramThread | None = None
        self.step = 0
        self.last = 0
        self.choices = Choices()
        self.inside: ProgramThread | None = None
        self.outside = Outside(self)
        self.signals: Interrupts = Undisturbed()
        self.interfered = False
        self.announced = -1
        self.frozen: set[int] = set()
        """Threads that the strategy is not asked about; a person may step them all the same."""

    deadlines_choose = False
    """Is it a choice too that a deadline passes? Else the clock decides that."""

    events_stay = False
    """Is it known that an event that was set stays so? Then it makes no difference when somebody began to wait for it."""

    def clears_event(self) -> None:
        """An event is about to be cleared."""

    def foreign_waits(self) -> None:
        """A thread that is none of the program's is about to wait for one of the program's locks: it may."""

    # -- threads ------------------------------------------------------------------------------------------------------

    def me(self) -> ProgramThread | None:
        """The program thread that is calling; None for one that the engine does not know, or that is ``inside``."""
        thread = self.by_ident.get(raw.get_ident())
        return None if thread is self.inside else thread

    def new_thread(self, name: str, daemon: bool) -> ProgramThread:
        """Register a thread that has been constructed; ids go by order of construction."""
        creator = self.me()
        thread = ProgramThread(len(self.threads) + 1, name, daemon)
        self.threads[thread.id] = thread
        file, line = self.places.here()
        self.recorder.emit(
            ev.THREAD, creator.id if creator else 0, thread.id, {"name": name, "daemon": daemon}, file, line
        )
        return thread

    def rename(self, thread: ProgramThread, name: str, daemon: bool) -> None:
        thread.daemon = daemon
        if thread.name != name:
            thread.name = name
            self.recorder.emit(ev.THREAD_NAME, 0, thread.id, name)

    def enter(self, thread: ProgramThread) -> None:
        """The calling OS thread carries this program thread from now on."""
        thread.ident = raw.get_ident()
        thread.native = raw.get_native_id()
        thread.started = True
        self.by_ident[thread.ident] = thread
        self.alive.append(thread)
        self.alive.sort(key=lambda other: other.id)

    def carry(self, run: Callable[[ProgramThread, Any], None], thread: ProgramThread, box: Any) -> None:
        """Give the thread an OS thread, which calls ``run(thread, box)``."""
        raw.start_new_thread(run, (thread, box))

    def arrive(self, thread: ProgramThread) -> None:
        """The calling OS thread is to carry this program thread: wait until that has the turn."""
        self._park(thread)

    def hand_to_new(self, me: ProgramThread, thread: ProgramThread) -> None:
        """Let a new thread run its bootstrap up to its ``begin``, then come back: all of it belongs to this step."""
        thread.handback = me
        if untraced.needed():
            with untraced.Untraced():
                self._hand(thread)
                self._park(me)
        else:
            self._hand(thread)
            self._park(me)

    def bootstrapped(self, me: ProgramThread) -> None:
        """The new thread stands at its ``begin``; it goes on when it is chosen."""
        self.stand(me, Operation("begin", me.id), me.file, me.line)
        self.recorder.emit(ev.OP, me.id, me.id, {"op": "begin", "result": None}, me.file, me.line)

    def finish(self, me: ProgramThread, state: str) -> None:
        """The thread has ended: hand the turn on. The caller must not run the program's code any more."""
        if self.outside.comes_back(me, state):
            return
        try:
            if not me.outside:
                self.end(me, state)
            following = self._next(None)
        except Exception:
            self.fault()
            raise
        self._leave(following)

    def go_on_without(self) -> None:
        """The thread that had the turn is outside: choose who goes on. Runs in an OS thread of its own."""
        try:
            following = self._next(None)
        except Exception:
            self.fault()
            raise
        self._leave(following)

    def end(self, me: ProgramThread, state: str) -> None:
        """Record that a thread ended; it takes part in nothing any more."""
        me.state = state
        me.pending = None
        if me in self.alive:
            self.alive.remove(me)
            self.by_ident.pop(me.ident, None)
        self.recorder.emit(ev.END, me.id, 0, state)

    # -- scheduling points --------------------------------------------------------------------------------------------

    def stand(self, me: ProgramThread, op: Operation, file: int = 0, line: int = 0) -> bool:
        """Stand before ``op`` until it is this thread's step. True if the guard lets it go on, False if its time is up."""
        self.headroom(op.name == "release")
        place = (file, line) if file else self.places.here()
        if self.locate is not None and op.at is None:
            op.at = self.locate()
        while not self._stand(me, op, place):
            # A signal stood in its place; its handler may stand anywhere, and raise.
            self.signals.deliver()
        return op.guard is None or op.guard()

    def _stand(self, me: ProgramThread, op: Operation, place: tuple[int, int]) -> bool:
        """Come back with the turn; False if it was given for something else that stood in this operation's place."""
        if untraced.needed():
            with untraced.Untraced():
                mine = self._hand_on(me, op, place)
        else:
            mine = self._hand_on(me, op, place)
        self.arrived()
        return mine

    def _hand_on(self, me: ProgramThread, op: Operation, place: tuple[int, int]) -> bool:
        me.pending = op
        me.file, me.line = place
        if not self.outside.comes_back(me):
            try:
                following = self._back_to_creator(me) or self._next(None if me.outside else me)
            except Exception:
                self.fault()  # never the program's: tell it as our own and end
                raise
            self._leave(following, me)
        self._park(me)
        return me.pending is op

    def silent(self, me: ProgramThread, *, ending: bool = False) -> None:
        """An operation that is no point, unless they go on and on, or the thread comes from outside."""
        self.headroom(ending)
        me.silent += 1
        if me.silent >= SILENT_LIMIT or me.outside:
            self.stand(me, Operation("line"))

    def _back_to_creator(self, me: ProgramThread) -> ProgramThread | None:
        creator, me.handback = me.handback, None
        if creator is not None:
            self.report(me)
        return creator

    def _leave(self, following: ProgramThread | None, me: ProgramThread | None = None) -> None:
        """The transition is over; the turn goes to its mover."""
        self.inside = None
        if following is me:
            self.current = me
        elif following is not None:
            self._hand(following)

    def _hand(self, thread: ProgramThread) -> None:
        self.current = thread
        if thread.baton.locked():
            thread.baton.release()

    def _park(self, me: ProgramThread) -> None:
        # A loop over a flag, since an asynchronous exception or a stale release may wake a thread too early.
        while self.current is not me:
            me.baton.acquire()

    # -- the next step ------------------------------------------------------------------------------------------------

    def _next(self, me: ProgramThread | None) -> ProgramThread | None:
        """End this step and begin the next one; returns its mover. Ends the run when there is none."""
        self.before_choice(me or self.threads.get(self.last))
        if me is not None:
            self.report(me)
        while True:
            if self.outside.anyone:
                self.outside.welcome()
            if self.signals.waiting:
                self._interrupt()
            ready = self._ready() or ([] if self.deadlines_choose else self._after_jump())
            if ready or (self.deadlines_choose and self._timed()):
                break
            if self.signals.waiting or self._waits_for_alarm():
                continue
            if not self.outside.anyone:
                self._nobody()
            self._announce(0)
            self.recorder.flush()
            if self.outside.wait():
                return None
        choice = self.choose(ready)
        if self.gate is not None:
            choice = self.gate.pass_through(choice, ready)
        return self._begin_step(choice)

    def choose(self, ready: list[ProgramThread]) -> ProgramThread:
        """Let the strategy choose, and tell."""
        choice = (
            self._choose_deadline_too(ready) if self.deadlines_choose else self._choose(self.thawed(ready) or ready)
        )
        self.announced = -1
        self._announce(choice.id)
        return choice

    def thawed(self, ready: list[ProgramThread]) -> list[ProgramThread]:
        """Of these the ones that are not frozen."""
        return [thread for thread in ready if thread.id not in self.frozen] if self.frozen else ready

    def report(self, me: ProgramThread) -> None:
        """Record where a thread stands now."""
        op = me.pending
        assert op is not None
        me.state = op.state(self.clock.now)
        value = {"op": op.name, "value": op.value, **_standing(me.state, op)}
        if op.at is not None and self.locate is not None:
            value["code"], value["offset"] = op.at
        self.recorder.emit(ev.POINT, me.id, op.target, value, me.file, me.line)

    def _ready(self) -> list[ProgramThread]:
        """Everybody who can go on; records whose state has changed."""
        now, ready = self.clock.now, []
        for thread in self.alive:
            op = thread.pending
            if op is None or thread.outside:
                continue
            state = op.state(now)
            if state != thread.state:
                thread.state = state
                self.recorder.emit(ev.STATE, thread.id, 0, _standing(state, op))
            if state == "ready":
                ready.append(thread)
        return ready

    def _after_jump(self) -> list[ProgramThread]:
        deadlines = [thread.pending.until for thread in self._timed()]  # type: ignore[union-attr]
        if not deadlines:
            return []
        deadline: int = min(deadlines)  # type: ignore[type-var, assignment]
        if self.pace is not None:
            self.recorder.flush_if_due()
            real = bool(self.outside.anyone) or self.signals.expected()
            self.pace.wait(deadline - self.clock.now, real, self._is_disturbed)
            if self._is_disturbed():
                return []
        self.clock.jump(deadline)
        return self._ready()

    def _is_disturbed(self) -> bool:
        return self.outside.somebody_is_back() or bool(self.signals.waiting)

    def _interrupt(self) -> None:
        """A signal waits: where the main thread stands, it stands before that instead, and is ready."""
        main = self.threads[1]
        if main.outside or main.pending is None or main.pending.name == SIGNAL:
            return
        main.pending = self.signals.operation()
        self.report(main)

    def _waits_for_alarm(self) -> bool:
        """Nobody can go on and no deadline is ahead, but an alarm is: let real time pass."""
        if self.pace is None or not self.signals.expected():
            return False
        self._announce(0)
        self.recorder.flush()
        self.pace.pause()
        return True

    def _announce(self, thread: int) -> None:
        """Who moves next; 0: nobody, until the real world lets somebody go on. That is said once."""
        if thread != self.announced:
            self.announced = thread
            self.recorder.emit(ev.TURN, thread, 0)

    def _choose(self, ready: list[ProgramThread]) -> ProgramThread:
        try:
            return self.threads[self.strategy.choose([thread.id for thread in ready], self.last)]
        except Diverged as diverged:
            self.over("refused", str(diverged))
            raise

    def _timed(self) -> list[ProgramThread]:
        """Everybody whose operation has a deadline."""
        return [
            thread
            for thread in self.alive
            if (op := thread.pending) is not None and op.until is not None and not thread.outside
        ]

    def _choose_deadline_too(self, ready: list[ProgramThread]) -> ProgramThread:
        """A thread with a deadline may be chosen as well: the clock goes there first. It is in ``ready`` then."""
        able = {thread.id: thread for thread in (*ready, *self._timed())}
        enabled = [able[thread] for thread in sorted(able)]
        choice = self._choose(self.thawed(enabled) or enabled)
        if choice not in ready:
            assert choice.pending is not None
            assert choice.pending.until is not None
            self.clock.jump(choice.pending.until)
            ready[:] = self._ready()
        return choice

    def _begin_step(self, mover: ProgramThread) -> ProgramThread:
        op = mover.pending
        assert op is not None
        if self.step >= self.max_steps:
            where = self.places.text(mover.file, mover.line)
            self.over(
                "livelock", f"the limit of {self.max_steps} steps was reached at {where}; --max-steps N allows more"
            )
        self.step += 1
        self.last = mover.id
        mover.moved_at = self.step
        mover.silent = 0
        self.choices.chose(mover.id)
        if op.ticks and (not self.deadlines_choose or op.name == "time"):
            self.clock.tick()
        self.recorder.emit(ev.STEP, mover.id, self.step, op.name, mover.file, mover.line)
        self.recorder.flush_if_due()
        return mover

    def _nobody(self) -> None:
        self.recorder.emit(ev.TURN, 0, 0)
        self.over("deadlock", self.explain_deadlock(self.alive))


def _standing(state: str, op: Operation) -> dict[str, Any]:
    """State of a thread that stands before ``op``, and what it waits for unless it can go on."""
    if state == "ready":
        return {"state": state, "waits_for": None, "until": None}
    return {"state": state, "waits_for": op.waits_for, "until": op.until}
