"""The person's hand on the run: commands, pausing, pacing. And a watchdog for a step that takes long in real time.

Commands are read by a thread of the engine's own, which the program never sees; the thread that has the turn looks at
them before every step, and waits for them while the run is paused.
"""

import os
import select
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.breakpoints import Breakpoint, hits
from threadtui.engine.inspection import Inspector
from threadtui.engine.outside import Stillness
from threadtui.engine.pending import ProgramThread
from threadtui.engine.points import Points
from threadtui.engine.program import flush_streams
from threadtui.engine.recorder import Recorder
from threadtui.engine.schedule import looked_at
from threadtui.engine.scheduler import Scheduler
from threadtui.engine.source.sink import ACCESS, BYTECODE, LINE, SYNC
from threadtui.engine.stdlib.inside import NothingInside, switch
from threadtui.engine.strategies import by_name
from threadtui.engine.strategies.replay import Diverged, Replay
from threadtui.engine.wire import Deframer

LEVELS = {"sync": SYNC, "access": ACCESS, "line": LINE, "bytecode": BYTECODE}

BUSY_SECONDS = 0.5
"""A step that has taken this long is reported: long enough that ordinary steps never are."""

POLL_SECONDS = 0.1


class Commands:
    """Reads commands in a thread of its own; ``get`` waits in slices so that signals of the program are handled."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._queue: deque[list[Any]] = deque()
        self._arrived = raw.allocate_lock()
        self._arrived.acquire()

    def start(self, tick: Any) -> None:
        raw.start_new_thread(self._read, (tick,))

    def _read(self, tick: Any) -> None:
        import json  # already loaded by the wire format; this thread must not import anything new

        deframer = Deframer()
        while True:
            if select.select([self._descriptor], [], [], POLL_SECONDS)[0]:
                data = os.read(self._descriptor, 65536)
                if not data:
                    raw.exit_process(1)  # the watching process is gone
                for payload in deframer.feed(data):
                    self._queue.append(json.loads(payload))
                    if self._arrived.locked():
                        self._arrived.release()
            tick()

    def close(self) -> None:
        """In a forked child: no commands come any more."""
        os.close(self._descriptor)

    def waiting(self) -> bool:
        return bool(self._queue)

    def pop(self) -> list[Any] | None:
        return self._queue.popleft() if self._queue else None

    def wait(self, seconds: float = -1) -> None:
        """Until a command has arrived, or so many real seconds have passed (-1: no limit)."""
        if not self._queue:
            self._arrived.acquire(True, seconds)


class Control:
    """A ``Gate``: lets steps through while playing, holds them while paused."""

    def __init__(
        self, scheduler: Scheduler, recorder: Recorder, commands: Commands, points: Points, interactive: bool
    ) -> None:
        self._scheduler = scheduler
        self._recorder = recorder
        self._commands = commands
        self._points = points
        self._inspector = Inspector(scheduler, scheduler.places)
        self._playing = not interactive
        self._interactive = interactive
        self._interval = 0.0
        self._due = 0.0
        self._only: ProgramThread | None = None
        self._until: tuple[str, int] | None = None
        self._breakpoints: list[Breakpoint] = []
        self._met: list[Breakpoint] = []
        self._reached: list[Breakpoint] = []
        self._since = 0
        self._reason = "start"
        self.token: Callable[[], str] = str
        self._waiting = False
        self._began = raw.monotonic()
        self._seen_step = -1
        self._stillness = Stillness()
        self.deadline: float | None = None
        self.arrival = 0
        """Steps that are passed without a look at the person: a fork repeats what led to it, and stops there first."""

        self.schedule_end = 0
        """The step with which the choices of a schedule end: whoever watches it stops there."""

    # -- Gate ---------------------------------------------------------------------------------------------------------

    def pass_through(self, choice: ProgramThread, ready: list[ProgramThread]) -> ProgramThread:
        """The thread that moves next: the strategy's choice unless a person names another."""
        if self._playing and not self._commands.waiting() and not self._interactive:
            self._stop_when_out_of_time()
            return choice
        if self._scheduler.step < self.arrival:
            return choice
        mover: ProgramThread | None = None
        while mover is None:
            if choice.id in self._scheduler.frozen and self._scheduler.thawed(ready):
                choice = self._scheduler.choose(ready)
            mover = self._play(choice, ready) if self._playing else self._ask(choice, ready)
        return mover

    def _stop_when_out_of_time(self) -> None:
        if self.deadline is not None and raw.monotonic() > self.deadline:
            self._scheduler.over("livelock", self.time_is_up())

    def time_is_up(self) -> str:
        mover = self._scheduler.threads.get(self._scheduler.last)
        return self._over_time(self._place(mover) if mover else "the start")

    def _over_time(self, where: str) -> str:
        return f"the time limit was reached at {where}; --max-seconds S allows more"

    def _place(self, thread: ProgramThread) -> str:
        return self._scheduler.places.text(thread.file, thread.line)

    def _play(self, choice: ProgramThread, ready: list[ProgramThread]) -> ProgramThread | None:
        if self._obey():
            return None
        if self._only is not None:
            return self._play_only(self._only, ready)
        if not self._scheduler.thawed(ready):
            self._pause("frozen")
            return None
        if self._met and self._is_met():
            self._pause("target")
            return None
        if self._until is not None and self._has_arrived(self._until):
            self._pause("target")
            return None
        if self.schedule_end and self._scheduler.step == self.schedule_end:
            self.schedule_end = 0
            self._pause("target")
            return None
        if self._interval:
            self._recorder.flush()
            left = self._due - raw.monotonic()
            if left > 0:
                self._commands.wait(left)
                return None
            self._due = max(self._due + self._interval, raw.monotonic())
        return choice

    def _has_arrived(self, target: tuple[str, int]) -> bool:
        """Has the thread that moved last come to this line? One that stood there before does not count."""
        mover = self._scheduler.threads.get(self._scheduler.last)
        if mover is None or self._scheduler.step <= self._since:
            return False
        return (self._scheduler.places.path(mover.file), mover.line) == target

    def _look(self, event: tuple[Any, ...]) -> None:
        for one in self._breakpoints:
            if hits(one, event, self._scheduler.last, self._scheduler.places.path):
                self._met.append(one)

    def _is_met(self) -> bool:
        """Has the step that is over met a breakpoint, its condition included? Which ones, is told with the pause."""
        met, self._met = dict.fromkeys(self._met), []
        self._reached = [one for one in met if not one.condition or self._holds(one.condition)]
        return bool(self._reached)

    def _holds(self, condition: str) -> bool:
        """Ask the frame that stands at the line; what goes wrong is told, and stops the run too."""
        scheduler = self._scheduler
        mover = scheduler.threads.get(scheduler.last)
        frame = scheduler.places.own_frame(sys._getframe())
        if mover is None or mover.ident != raw.get_ident() or frame is None:
            return False
        before, scheduler.inside = scheduler.inside, mover  # nothing that the condition does is a step
        try:
            return bool(eval(condition, frame.f_globals, dict(frame.f_locals)))
        except BaseException as problem:  # noqa: BLE001 (a person's words: the program must not see it)
            self._recorder.channel.send(
                "told", f"The condition {condition} failed: {type(problem).__name__}: {problem}"
            )
            return True
        finally:
            scheduler.inside = before

    def _play_only(self, thread: ProgramThread, ready: list[ProgramThread]) -> ProgramThread | None:
        if thread in ready:
            return thread
        self._pause("blocked")
        return None

    def _pause(self, reason: str) -> None:
        self._playing, self._only, self._until = False, None, None
        if self._breakpoints:
            self._breakpoints = []
            self._recorder.unwatch()
        self._reason = reason

    def _ask(self, choice: ProgramThread, ready: list[ProgramThread]) -> ProgramThread | None:
        """Wait for one command while paused; a thread if it makes a step."""
        self._tell(self._reason)
        self._waiting = True
        self._commands.wait()
        self._waiting = False
        command = self._commands.pop()
        if command is None:
            return None
        if command[0] != "step":
            self._do(command)
            return None
        self._reason = "step"
        if command[1] is None:
            if self._scheduler.thawed(ready):
                return choice
            self._reason = "frozen"
            return None
        return self._named(command[1], ready)

    def _named(self, thread: int, ready: list[ProgramThread]) -> ProgramThread | None:
        """The thread that a person names, if it can go on; from now on seed and strategy alone do not repeat the run."""
        mover = self._scheduler.threads.get(thread)
        if mover is None or mover not in ready:
            self._reason = "refused"
            return None
        self._scheduler.interfered = True
        return mover

    def _tell(self, reason: str) -> None:
        if not reason:
            return
        self._reason = ""
        self._recorder.flush()
        if self._scheduler.interfered or reason == "start":
            self._recorder.channel.send("schedule", self.token())
        parked: dict[str, Any] = {"step": self._scheduler.step, "reason": reason}
        if self._reached:
            parked["met"], self._reached = [list(one) for one in self._reached], []
        self._recorder.channel.send("parked", parked)
        for stack in self._inspector.moved():
            self._recorder.channel.send("stack", stack)

    # -- commands -----------------------------------------------------------------------------------------------------

    def _obey(self) -> bool:
        """Carry out what has arrived while playing; True if anything had."""
        command = self._commands.pop()
        if command is None:
            return False
        self._do(command)
        return True

    def _do(self, command: list[Any]) -> None:
        name, *arguments = command
        getattr(self, f"_do_{name}")(*arguments)

    def _do_step(self, _thread: int | None) -> None:
        """A step while playing means nothing: the run is on its way already."""

    def _do_play(self, rate: float | None) -> None:
        self._playing = True
        self._interval = 1 / rate if rate else 0.0
        self._due = raw.monotonic()

    def _do_pause(self) -> None:
        self._pause("pause")

    def _do_run(self, thread: int) -> None:
        self._only = self._scheduler.threads.get(thread)
        self._scheduler.interfered = True
        self._do_play(None)

    def _do_until(self, path: str, line: int) -> None:
        self._until = (path, line)
        self._since = self._scheduler.step
        self._do_play(None)

    def _do_next(self, breakpoints: list[list[Any]]) -> None:
        self._breakpoints = [Breakpoint(*one) for one in breakpoints]
        self._met = []
        self._recorder.watch(self._look)
        self._do_play(None)

    def _do_freeze(self, thread: int) -> None:
        """From here on the person chooses too, whatever a schedule says: its further choices go."""
        self._scheduler.frozen.add(thread)
        self._scheduler.interfered = True
        if isinstance(self._scheduler.strategy, Replay):
            self._scheduler.strategy = self._scheduler.strategy.then
        self._reason = self._reason or "pause"

    def _do_thaw(self, thread: int) -> None:
        self._scheduler.frozen.discard(thread)
        self._reason = self._reason or "pause"

    def _do_granularity(self, name: str) -> None:
        obstacle = self._obstacle(name)
        if obstacle:
            self._recorder.channel.send("told", obstacle)
            self._reason = self._reason or "pause"
            return
        self.set_granularity_in_line(name)
        self._scheduler.interfered = True
        self._reason = self._reason or "pause"

    def _do_inside(self, primitive: int, opened: bool) -> None:
        """Look inside a primitive, or no longer; what cannot be is told."""
        try:
            self._look_inside(primitive, opened)
        except NothingInside as why:
            self._recorder.channel.send("told", f"{str(why)[0].upper()}{str(why)[1:]}.")
        else:
            self._scheduler.interfered = True
        self._reason = self._reason or "pause"

    def _look_inside(self, primitive: int, opened: bool) -> None:
        switch(primitive, opened)
        self._scheduler.choices.looked_inside(primitive, opened)

    def change_in_line(self, change: str) -> None:
        """A change that a schedule asks for. Raises ``Diverged`` where it cannot be."""
        looking = looked_at(change)
        if looking is None:
            self.set_granularity_in_line(change)
            return
        try:
            self._look_inside(*looking)
        except NothingInside as why:
            raise Diverged(f"the schedule does not fit: {why}") from why

    def set_granularity_in_line(self, name: str) -> None:
        """A change in the middle of a run: part of its schedule."""
        self._scheduler.choices.changed_granularity(name)
        self.set_granularity(name)

    def set_granularity(self, name: str) -> None:
        """From the next point on, steps end at the points of this granularity. Where they cannot, the run is refused."""
        obstacle = self._obstacle(name)
        if obstacle:
            self._scheduler.over("refused", obstacle)
        self._points.level = LEVELS[name]
        self._recorder.emit(ev.GRANULARITY, 0, 0, name)
        if self._points.instructions is not None:
            self._points.instructions.switch(name == "bytecode")

    def _obstacle(self, granularity: str) -> str:
        """Why it cannot be had, in one line: what it needs is the program's, or another tool's."""
        instructions = self._points.instructions
        return "" if instructions is None or granularity != "bytecode" else instructions.obstacle()

    def _do_strategy(self, name: str, seed: int) -> None:
        self._scheduler.strategy = by_name(name, seed)
        self._scheduler.interfered = True
        self._reason = self._reason or "pause"

    def _do_quit(self) -> None:
        self._recorder.flush()
        raw.exit_process(0)

    # -- the end, and the watchdog ------------------------------------------------------------------------------------

    def linger(self) -> None:
        """After the verdict: stay for questions, so that a person can look at stacks, until told to quit."""
        self._tell("verdict")
        self._waiting = True
        while True:
            self._commands.wait()
            command = self._commands.pop()
            if command is not None and command[0] == "quit":
                self._do_quit()

    def watch(self) -> None:
        """Called every ``POLL_SECONDS`` in the reading thread: report a step that takes long, end a run that is out of time."""
        now = raw.monotonic()
        if self._scheduler.signals.waiting:
            self._scheduler.outside.resume()
        thread = self._scheduler.current
        if thread is not None and thread.started and self._stillness.stuck(thread, self._scheduler.step, now):
            self._scheduler.outside.take_turn_from(thread, self._scheduler.step)
            return
        if self._waiting or self._scheduler.step != self._seen_step:
            self._seen_step, self._began = self._scheduler.step, now
            return
        self._recorder.flush()  # what led to a step that takes long is seen while it lasts, and not lost if it is the last
        if now - self._began < BUSY_SECONDS:
            return
        path, line = self._inspector.running_place()
        if self.deadline is not None and now > self.deadline:
            self._out_of_time(path, line)
        if self._interactive and thread is not None:
            busy = {"thread": thread.id, "file": path, "line": line, "seconds": now - self._began}
            self._recorder.channel.send("busy", busy)

    def _out_of_time(self, path: str, line: int) -> None:
        # Whoever has the turn never comes to a point, or nobody has it: nobody else can end the run.
        message = self._over_time(
            self._stuck() or (f"{os.path.basename(path)}:{line}" if path else "code without source")
        )
        self._recorder.emit(ev.VERDICT, 0, 0, {"verdict": "livelock", "message": message, "exit_status": None})
        self._recorder.flush()
        flush_streams()
        raw.exit_process(0)

    def _stuck(self) -> str:
        """Who is outside, where nobody else can go on."""
        if self._scheduler.current is not None:
            return ""
        outside = [thread for thread in self._scheduler.alive if thread.outside]
        places = (f"{thread.name} at {self._place(thread)}" for thread in outside)
        return f"a call that has not returned, {', '.join(places)}" if outside else ""
