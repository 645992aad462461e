"""One execution with a given beginning, and all that can be said of it afterwards."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from threadtui.search.awaits import Awaits
from threadtui.search.delay import needed_delay
from threadtui.search.model import STOPPED, Done, Execution, Host, Key, Pending
from threadtui.search.past import Past
from threadtui.search.patience import passes
from threadtui.search.staying import Staying

LIVELOCK = "livelock"


class Run(NamedTuple):
    """``preemptions`` are the steps (from 1) that another thread made though the one before could have gone on.

    Of its steps the first ``planned`` come from the list of moves; from there on each thread went on until it could not.
    """

    execution: Execution
    past: Past
    standing: dict[Key, Pending]
    preemptions: tuple[int, ...]
    planned: int

    @property
    def schedule(self) -> list[Key]:
        return self.past.threads

    @property
    def switches(self) -> int:
        return sum(1 for one, other in itertools.pairwise(self.past.threads) if one != other)

    @property
    def needed_delay(self) -> int:
        """In ns."""
        return needed_delay(self.past, self.standing)


class Replay:
    """Follows a list of moves as far as it goes, then lets each thread go on until it cannot.

    A move that cannot be made is left out: what is minimised need not be exact.
    """

    def __init__(self, moves: Sequence[Key]) -> None:
        self._moves = list(reversed(moves))
        self._awaits = Awaits()
        self._staying = Staying()
        self._moving = Pending("")
        self.past = Past()
        self.standing: Mapping[Key, Pending] = {}
        self.preemptions: list[int] = []
        self.planned = 0
        self.stuck = False

    def choose(self, enabled: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key | None:
        past = self.past
        self.standing = standing
        if last:
            self._awaits.moved(last, past.pendings[-1], past.accesses[-1], standing.get(last), len(past) - 1)
        able = self._awaits.able(enabled, past)
        if not able:
            self.stuck = True
            return None
        thread = self._move(able, standing, last)
        if thread != last and last in able and not passes(standing[last]):
            self.preemptions.append(len(past) + 1)
        self._moving = standing[thread]
        return thread

    def _move(self, able: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key:
        moves = self._moves
        while moves:
            thread = moves.pop()
            if thread in able:
                self.planned = len(self.past) + 1
                return thread
        if not self._staying.may(self.past) and len(able) > 1:
            able = [thread for thread in able if thread != last]
        return usual(able, standing, last, self.past.now)

    def did(self, thread: Key, done: Sequence[Done]) -> None:
        self.past.add(thread, self._moving, done)

    def now(self, thread: Key) -> int:
        return self.past.now(thread)


def usual(able: Sequence[Key], standing: Mapping[Key, Pending], last: Key, now: Callable[[Key], int]) -> Key:
    """What a machine with time to spare does: stay, else the first that can move, else the next deadline.

    A deadline counts from when its thread came to stand there: by length alone, a loop of short sleeps would go on for ever.
    """
    if last in able and not passes(standing[last]):
        return last
    prompt = next((thread for thread in able if not passes(standing[thread])), None)
    return prompt or min(able, key=lambda thread: now(thread) + (standing[thread].timed or 0))


def judged(execution: Execution, standing: Mapping[Key, Pending], stuck: bool) -> Execution:
    """The execution, with the search's own verdict where everybody who is left spins for ever."""
    if not stuck or execution.verdict != STOPPED:  # after main's end daemon threads may spin as long as they like
        return execution
    where = tuple(pending.place for pending in standing.values() if pending.place is not None)
    threads = ", ".join(standing)
    return execution._replace(verdict=LIVELOCK, message=f"threads {threads} go round for ever", where=where)


def replay(host: Host, moves: Sequence[Key], max_steps: int) -> Run:
    """Run the program by these moves."""
    chooser = Replay(moves)
    execution = host.execute(chooser, max_steps)
    standing = dict(chooser.standing)
    return Run(
        judged(execution, standing, chooser.stuck), chooser.past, standing, tuple(chooser.preemptions), chooser.planned
    )
