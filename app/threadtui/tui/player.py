"""A program that is played: its run, where one looks at it, what there is to see. ``intents`` say what keys do to it.

No textual here: a test plays without a terminal.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from threadtui.engine.breakpoints import RACE, Breakpoint
from threadtui.session import CannotStart, Options, Parked, Search
from threadtui.tui.branches import Branch, Branches
from threadtui.tui.cursor import Cursor
from threadtui.tui.fork import Fork, fork_options
from threadtui.tui.run import Run, Watched
from threadtui.tui.stops import stopped
from threadtui.tui.view import View
from threadtui.world.history import History, Subject
from threadtui.world.parts import Pill, text
from threadtui.world.state import World

if TYPE_CHECKING:
    from threadtui.tui.exploring import Exploring
    from threadtui.tui.symbols import Symbols
    from threadtui.tui.theme import Palette

ANSWERS = {
    "refused": "That thread cannot go on now.",
    "frozen": "Every thread that could go on is frozen: F thaws the selected one, 1-9 step one all the same.",
}
"""Why the program has not moved, by the reason that it gave."""

DEFAULT_SPEED = 4.0
"""Steps a second: slow enough to read each one."""


class Player:
    """One program, run as often as one likes. ``start`` makes a session; without it a recorded history is played."""

    def __init__(
        self,
        program: str,
        options: Options,
        start: Callable[[Options], Watched] | None,
        *,
        speed: float | None = DEFAULT_SPEED,
        history: History | None = None,
    ) -> None:
        self.program = program
        self.speed = speed
        """Steps a second, None as fast as it goes."""
        self.notice = ""
        """The answer to the last key."""
        self.changed = True
        """There is something new to see since this was last set to False."""
        self.chosen: int | None = None
        """The thread chosen by the person."""
        self.stops: list[Breakpoint] = []
        """Where the person wants to stop."""
        self.race_after: int | None = None
        """It runs until a race is seen after this step."""
        self.followed: Subject | None = None
        """The primitive or shared value chosen by the person; else it is the selected thread."""
        self.lived = False
        """A run of it has stood at its first point: there has been something to see."""
        self.cut = ""
        """How a recording breaks off that has no end; empty where it has one."""
        self.begin = start
        self.seek: Callable[[Options, Search], Watched] | None = None
        """Starts a search through the schedules of the program; None where there is nothing to run."""
        self.exploring: Exploring | None = None
        """The last search since the program was started from the beginning, under way or over."""
        self.branches = Branches(Branch(Run(None, history), options))
        self.coming: Fork | None = None
        """A fork on its way to its step."""
        self._settle()

    def _settle(self) -> None:
        self.cursor = Cursor(self.run.history)
        self._seen: tuple[int, int] = (-1, -1)
        self._world = World()
        self.changed = True

    @property
    def run(self) -> Run:
        """The run that is watched."""
        return self.branches.here.run

    @property
    def options(self) -> Options:
        """How it was started, with what has been changed since."""
        return self.branches.here.options

    @options.setter
    def options(self, options: Options) -> None:
        self.branches.here.options = options

    @property
    def steered(self) -> bool:
        """A person has interfered: seed and options alone do not repeat this run."""
        return self.branches.here.steered

    def steer(self) -> None:
        """From here on a schedule alone repeats the run; its token comes with the program's next answer."""
        self.branches.here.steered = True
        self.run.token = ""

    def start(self) -> None:
        """Start the program from the beginning; all runs before it are closed."""
        if self.begin is None:
            return
        first = self.branches.all[0].options
        schedule = first.schedule if self.options.arrive else self.options.schedule
        self.give_up_search()
        self.open(replace(self.options, schedule=schedule, arrive=0))

    def open(self, options: Options) -> None:
        """Start the program otherwise; all runs before it are closed."""
        self.give_up_fork()
        self.branches.close()
        self.branches = Branches(Branch(self._begin(options), options))
        self._settle()

    def _begin(self, options: Options) -> Run:
        assert self.begin is not None
        try:
            return Run(self.begin(options), options=options)
        except CannotStart as mistake:
            run = Run(None)
            run.refused = str(mistake)
            return run

    def close(self) -> None:
        """End the program's processes."""
        self.give_up_fork()
        self.give_up_search()
        self.branches.close()

    def give_up_search(self) -> None:
        """End a search that is under way; what it found is forgotten."""
        if self.exploring is not None:
            self.exploring.close()
        self.exploring = None

    # Forks

    def fork(self, thread: int = 0) -> None:
        """Start a run that repeats this one up to the step that is looked at; then this thread moves, if one is given."""
        self.give_up_fork()
        here, step = self.branches.here, self.cursor.step
        options = fork_options(here, step)
        self.coming = Fork(self._begin(options), options, here, step, thread)
        for frozen in sorted(here.frozen):
            self.coming.freeze(frozen)
        if thread:
            self.coming.send("step", thread)

    def give_up_fork(self) -> None:
        """End a fork that is on its way."""
        if self.coming is not None:
            self.coming.close()
        self.coming = None

    def _await(self, fork: Fork, budget: float) -> None:
        if not fork.receive(budget):
            return
        self.changed = True
        self.notice = fork.notice
        if fork.arrived:
            self.coming = None
            self.branches.add(fork.branch)
            self.notice = self.notice or fork.told
            self._settle()
        else:
            self.run.fault = fork.branch.run.fault
            self.give_up_fork()

    def visit(self, branch: Branch) -> None:
        """Watch another run, where it is now."""
        self.branches.visit(branch)
        self._settle()

    # As time passes

    def receive(self, budget: float) -> None:
        """Take what the program has sent, for ``budget`` seconds at most."""
        if self.exploring is not None:
            self.exploring.receive(budget)
        for branch in self.branches.others():
            self.changed |= branch.run.receive(0)
        if self.coming is not None:
            self._await(self.coming, budget)
            return
        before = self.run.parked
        if not self.run.receive(budget):
            return
        self.changed = True
        self._stop_at_race()
        self.lived = self.lived or self.run.answered
        parked = self.run.parked
        if parked is not None and parked is not before:
            answer = self._stopped(parked) or ANSWERS.get(parked.reason, "")
            self.notice, self.run.told = self.run.told or self.notice or answer, ""

    def _stopped(self, parked: Parked) -> str:
        """Which breakpoints stopped the program; empty if none did."""
        return stopped([Breakpoint(*one) for one in parked.met], self.run.history.world)

    def _stop_at_race(self) -> None:
        """A race is found here, not in the program: by then that may be a few steps further, so one looks back to it."""
        since = self.race_after
        if since is None:
            return
        race = next((race for race in self.run.history.races() if race.step > since), None)
        if race is not None:
            if self.run.moving:
                self.run.moving = ""
                self.run.send("pause")
            self.cursor.to(race.step)
            self.notice = stopped([Breakpoint(RACE)], self.run.history.world)
        if race is not None or not self.run.moving:
            self.race_after = None

    def advance(self, seconds: float) -> None:
        """Let time pass: recorded steps play."""
        if self.cursor.advance(seconds, self.speed):
            self.changed = True

    # What there is to see

    @property
    def behind(self) -> bool:
        """More has come than was taken, of the run that is watched, or of the fork that is waited for."""
        return (self.run if self.coming is None else self.coming.branch.run).behind

    @property
    def at_now(self) -> bool:
        """One looks at what happens, not at what is recorded."""
        return self.cursor.past is None

    @property
    def recording(self) -> bool:
        """Nothing runs: it is a trace that is played."""
        return self.begin is None

    @property
    def recorded_next(self) -> int:
        """In the past the thread that made the next step; 0 at now."""
        return 0 if self.at_now else self.run.history.mover(self.cursor.step + 1)

    @property
    def transport(self) -> str:
        """``starting``, ``paused``, ``playing``, ``past``, ``ended``."""
        if self.coming is not None:
            return "starting"
        if not self.at_now:
            return "past"
        if self.run.over:
            return "ended"
        if not self.run.answered:
            return "starting"
        return "playing" if self.run.moving else "paused"

    @property
    def in_motion(self) -> bool:
        """It plays: the program, or what is recorded of it."""
        return bool(self.run.moving) or self.cursor.playing

    @property
    def world(self) -> World:
        """The world that is looked at; the same object as long as nothing changes it."""
        seen = (self.cursor.step, len(self.run.history))
        if seen != self._seen:
            self._seen, self._world = seen, self.run.history.world_at(self.cursor.step)
        return self._world

    @property
    def selected(self) -> int:
        """The thread in focus: the chosen one while it is there, else the turn's, else whoever moved last."""
        world = self.world
        if self.chosen is not None and self.chosen in world.threads:
            return self.chosen
        return world.turn or world.moved or min(world.threads, default=0)

    @property
    def subject(self) -> Subject:
        """What jumps go along: the events of this."""
        return self.followed or Subject("thread", self.selected)

    def view(self, symbols: "Symbols", palette: "Palette") -> View:
        """The frame's bundle."""
        return View(
            world=self.world,
            history=self.run.history,
            program=self.program,
            transport=self.transport,
            speed=self.speed,
            strategy=self.options.strategy,
            seed=self.options.seed,
            python=self.run.python,
            selected=self.selected,
            stacks=self.run.true_stacks() if self.at_now else {},
            busy=self.run.busy if self.at_now else None,
            notice=self.notice,
            recording=self.recording,
            branches=self.branches.lines(),
            frozen=self.branches.here.frozen,
            stops=tuple(self.stops),
            cut=self.cut,
            symbols=symbols,
            palette=palette,
        )


def subject_name(player: Player) -> str:
    """What jumps go along, by name; the names are the newest ones."""
    kind, number = player.subject
    world = player.run.history.world
    if kind == "thread":
        return text((Pill(number),))
    known = (world.primitives if kind == "primitive" else world.locations).get(number)
    return known.name if known else f"#{number}"
