"""``model.Host`` for the real program, in this process."""

from collections.abc import Mapping

from threadtui.engine.pending import Operation
from threadtui.engine.schedule import decode
from threadtui.engine.searching.search_thread import SearchThread
from threadtui.engine.searching.stage import Ending, Stage
from threadtui.engine.stdlib.context import ctx
from threadtui.search.hosting.follow import Follow
from threadtui.search.hosting.standing import Standing
from threadtui.search.hosting.telling import Telling
from threadtui.search.model import STOPPED, Chooser, Done, Execution, Key, Pending, Place
from threadtui.search.runaway import SHORTEST

TOO_LATE = "a daemon thread fails after main's last step, which is or is not before the end of the process"
"""A run that is watched ends there, and a plain one as soon as it gets to it: between the two, anything is possible."""

ROUND_AND_ROUND = "whoever is left only looks again and again at what nobody changes"
"""Of an execution that the search stopped for that. A run that is watched goes on to its limit."""

AT_A_LOCK = "a lock of library code is held from one step to another, and several threads take it"


class RealHost:
    """Runs the program that the stage was set up for."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._telling = Telling(stage)
        self._quiet = stage.recorder
        self._ids: dict[Key, int] = {}
        self._known: dict[Key, int] = {}
        stage.shadows.future_changed = self._telling.future_changed  # type: ignore[method-assign, assignment]
        self._standing = stage.turns.standing = Standing(stage, self._telling.future)
        stage.turns.complete = self._complete

    def standing(self) -> Mapping[Key, Pending]:
        """What the threads stood before when the last execution was over."""
        return self._standing

    def execute(self, chooser: Chooser, max_steps: int) -> Execution:
        """One run from the start; see ``model.Host``."""
        stage = self.stage
        blind = getattr(chooser, "blind", False)
        stage.recorder = ctx.recorder = self._quiet if blind else self._telling  # type: ignore[assignment]
        self._standing.kept = None
        self._standing.spins = max_steps >= SHORTEST
        self._telling.locks.begin()
        stage.before_unwinding = _nothing if blind else self._keep
        ending = self._run(chooser, max_steps)
        self._ids = ending.ids
        self._known |= ending.ids
        if ending.late and not self._fails_in_time(ending.choices, max_steps):
            ending = ending._replace(verdict="passed", message="", errors=[], cut=ending.cut or TOO_LATE)
        if not blind and self._telling.locks.met:
            ending = ending._replace(cut=ending.cut or AT_A_LOCK)
        return self._execution(ending)

    def _run(self, chooser: Chooser, max_steps: int) -> Ending:
        return self.stage.execute(chooser, max_steps)

    def _keep(self) -> None:
        """It is over, and its threads are about to go."""
        self._standing.keep()
        self._telling.locks.end()

    def _fails_in_time(self, choices: str, max_steps: int) -> bool:
        """Does the program fail if a daemon thread does before main's last step what it did after the end?

        If it could not have done it before, it would not have come to it: it is killed where main ends.
        """
        standing, self.stage.before_unwinding = self._standing.kept, _nothing
        again = self._run(Follow(self.stage.turns, [int(one) for one in decode(choices)]), max_steps)
        self._standing.kept = standing
        return again.verdict == "failed"

    def moves(self, choices: str, max_steps: int) -> list[Key]:
        """Who moves, step by step as they are cut now."""
        follow = Follow(self.stage.turns, [int(choice) for choice in decode(choices)])
        self.execute(follow, max_steps)
        return follow.moves

    def trail(self, choices: str, max_steps: int) -> list[tuple[int, str]] | None:
        """Who does what, step by step, in the execution with this schedule: thread id and operation."""
        turns = self.stage.turns
        trail: list[tuple[int, str]] = []
        turns.trail = trail
        self.execute(Follow(turns, [int(choice) for choice in decode(choices)]), max_steps)
        turns.trail = None
        return trail

    @property
    def marks(self) -> list[int]:
        """Of each choice of the last execution, which step of a run that is watched it is."""
        return self.stage.turns.marks

    def id_of(self, thread: Key) -> int:
        """The thread's id in the last execution and in a run that is watched; 0 for one that was not there."""
        return self._ids.get(thread, 0)

    def known_id(self, thread: Key) -> int:
        """The thread's id in the latest execution that had it."""
        return self._known.get(thread, 0)

    def _complete(self, thread: SearchThread, op: Operation, done: list[Done]) -> None:
        """What the thread stood before comes first, also if its body is not over, or told of something else before."""
        first = self._standing.done(thread, op)
        for place, each in enumerate(done):
            if (each.op, each.object) == (first.op, first.object):
                done.insert(0, done.pop(place))
                return
        done.insert(0, first)
        if thread.public is op:
            thread.begun = op.name

    def _execution(self, ending: Ending) -> Execution:
        error, where = "", [Place(*place) for place in ending.blocked]
        if ending.errors:
            _thread, error, _message, file, line = ending.errors[0]
            if ending.verdict == "failed":
                where = [Place(self.stage.path(file), line)]
        return Execution(
            ending.verdict,
            ending.message,
            error if ending.verdict == "failed" else "",
            tuple(where),
            steps=ending.steps,
            cut=bool(ending.cut) or ending.verdict == STOPPED,
            why=ending.cut or (ROUND_AND_ROUND if ending.verdict == STOPPED else ""),
            learned=ending.learned,
            choices=ending.choices,
        )


def _nothing() -> None:
    """A blind chooser does not look back."""
