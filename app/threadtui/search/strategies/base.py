"""What a strategy is, and what those have in common that take one sample after another."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Protocol

from threadtui.search.awaits import Awaits
from threadtui.search.model import Chooser, Done, Execution, Key, Pending
from threadtui.search.past import Past
from threadtui.search.patience import Patience

SPREAD = 1_000_003
"""Seed times this, plus the number of the execution, seeds it: two runs with neighbouring seeds share none."""


LENGTHS = 4
"""An execution so many times longer than the shortest one so far goes round in circles, maybe because of who is preferred."""

LEAST_LENGTH = 200
"""Steps that any execution may have before it is said to."""


class Strategy(Protocol):
    """Chooses schedules, one execution after another; the same seed and the same program, the same schedules.

    After an execution ``past`` is what happened in it, and ``standing`` are the threads that had not ended; ``stuck`` says that
    it ended because everybody spins. ``exhausted``: there is no other schedule (up to the order of independent steps).
    ``sound``: then, and if nothing was cut, nothing was missed.
    """

    name: str

    @property
    def past(self) -> Past: ...
    @property
    def standing(self) -> Mapping[Key, Pending]: ...
    @property
    def stuck(self) -> bool: ...
    @property
    def exhausted(self) -> bool: ...
    @property
    def sound(self) -> bool: ...

    def begin(self) -> Chooser | None:
        """The chooser of the next execution; None if there is none left."""

    def end(self, execution: Execution) -> None:
        """It has been run."""

    def again(self) -> bool:
        """The host now cuts steps finer: what was learned of the tree of schedules is void. True if the count begins anew."""

    def without_tree(self) -> bool:
        """The program does not repeat (``Changed``), so a tree of its schedules means nothing. True if there is another way to go
        on."""

    def explored(self) -> float:
        """The part of the space of schedules that is done, estimated; 0 where nothing can be said."""


class Composed:
    """What strategies share that are made of others: ``under_way`` is the one that had the execution under way."""

    under_way: Strategy

    @property
    def past(self) -> Past:
        return self.under_way.past

    @property
    def standing(self) -> Mapping[Key, Pending]:
        return self.under_way.standing

    @property
    def stuck(self) -> bool:
        return self.under_way.stuck


def at_work(strategy: Strategy) -> str:
    """The name of the one strategy that had the execution under way."""
    while isinstance(strategy, Composed):
        strategy = strategy.under_way
    return strategy.name


class Sampler:
    """One schedule after another, each on its own. A strategy says in ``pick`` who goes next.

    Threads that spin are held back (``awaits``), and so are those whose deadline would pass too early (``patience``). An
    execution that gets long goes on at random, so that a thread which never came to its turn may end it.
    """

    name: str = ""
    exhausted = False
    sound = False

    def __init__(self, seed: int, max_delay: int | None) -> None:
        self._seed = seed
        self._number = 0
        self._shortest = 0
        self._awaits = Awaits()
        self._patience = Patience(max_delay)
        self.standing: Mapping[Key, Pending] = {}
        self._moving = Pending("")
        self.random = Random(0)
        self.past = Past()
        self.stuck = False

    def skip(self, samples: int) -> None:
        """Begin with a later sample, as if so many had been drawn."""
        self._number = samples

    def begin(self) -> Chooser | None:
        self.random = Random(self._seed * SPREAD + self._number)
        if len(self.past):
            self._shortest = min(self._shortest or len(self.past), len(self.past))
        self._number += 1
        self.past = Past()
        self._awaits.reset()
        self._patience.reset()
        self.stuck = False
        self.started()
        return self

    def choose(self, enabled: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key | None:
        self.standing = standing
        if last:
            past = self.past
            self._awaits.moved(last, past.pendings[-1], past.accesses[-1], standing.get(last), len(past) - 1)
        able = self._patience.able(self._awaits.able(enabled, self.past) or (), standing)
        if not able:
            self.stuck = True
            return None
        if len(able) == 1:
            thread = able[0]
        elif len(self.past) > LEAST_LENGTH + LENGTHS * self._shortest:
            thread = able[int(self.random.random() * len(able))]
        else:
            thread = self.pick(able, standing, last)
        self._moving = standing[thread]
        self._patience.moved(thread, self._moving, standing)
        return thread

    def did(self, thread: Key, done: Sequence[Done]) -> None:
        self.past.add(thread, self._moving, done)
        self.moved(thread, self._moving, done)

    def now(self, thread: Key) -> int:
        return self.past.now(thread)

    def end(self, execution: Execution) -> None:
        """Nothing is learned unless a strategy says what."""

    def again(self) -> bool:
        """Samples depend on nothing that came before."""
        return False

    def without_tree(self) -> bool:
        return True

    def explored(self) -> float:
        return 0.0

    # -- what a strategy says -----------------------------------------------------------------------------------------

    def started(self) -> None:
        """An execution begins."""

    def pick(self, able: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key:
        """One of ``able``, of which there are two or more."""
        raise NotImplementedError

    def moved(self, thread: Key, pending: Pending, done: Sequence[Done]) -> None:
        """The thread made a step."""
