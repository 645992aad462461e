"""Where a tree of schedules has been cut: what was handed out at each moment, and what is still to be handed out.

Optimal DPOR's parts are not independent: an execution of one may show that something is to be tried at a moment before its own
first step. That comes back with the answer and is put in here, unless it has been handed out: a part covers every schedule that
may as well begin with the step at which it was cut. Parts at one moment are in order: in a younger one the older ones' threads are
asleep there, so that no two parts contain the same schedule, up to the order of independent steps.

What a thread touches with a step that was planned but not made is only foreseen (``waking``). When the answer tells that it touches
more, what was taken to be covered by it is looked at again, and younger parts that relied on it are done anew.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from threadtui.search import objects
from threadtui.search.model import Key
from threadtui.search.objects.base import Accesses, Space
from threadtui.search.splitting.parts import Task
from threadtui.search.splitting.words import Words, asleep_from, branch_from, told_asleep, told_branch, touch
from threadtui.search.waking import Branch, Steps, begins, insert

Path = tuple[Key, ...]


class Moment:
    """``taken`` are the branches that have been or are to be handed out, the oldest first; ``share`` that of a branch here."""

    def __init__(self, asleep: dict[Key, Accesses], share: float) -> None:
        self.asleep = asleep
        self.share = share
        self.taken: list[Branch] = []


class Place(NamedTuple):
    """A branch, the moment it is at, and how one comes there."""

    path: Path
    moment: Moment
    branch: Branch

    @property
    def prefix(self) -> Path:
        """With the branch's own step."""
        return (*self.path, self.branch.thread)

    @property
    def younger(self) -> list[Branch]:
        taken = self.moment.taken
        return taken[taken.index(self.branch) + 1 :]

    def task(self) -> Task:
        """The branch as a part of its own, with older ones asleep."""
        moment, branch = self.moment, self.branch
        older = moment.taken[: moment.taken.index(branch)]
        asleep = {**moment.asleep, **{each.thread: each.touched for each in older if each.thread != branch.thread}}
        return Task(self.prefix, told_asleep(asleep), [told_branch(each) for each in branch.after], moment.share)


class Frontier:
    """Of optimal DPOR. ``next`` gives tasks, ``take`` what became of each."""

    def __init__(self, bound: int = 0) -> None:
        self.bound = bound
        self.postponed = False
        self.done = 0.0
        """The share that is through, estimated."""
        self._space: Space = objects.space([])
        self._moments: dict[Path, Moment] = {}
        self._waiting: deque[Place] = deque()
        self._out: list[Place] = []
        self._begun = self._root_out = False

    def __len__(self) -> int:
        """Tasks that wait."""
        return len(self._waiting) if self._begun else 1

    @property
    def through(self) -> bool:
        return self._begun and not (self._waiting or self._out or self._root_out)

    def next(self) -> Task:
        """The one that has waited longest."""
        if not self._begun:
            self._begun = self._root_out = True
            return Task()
        self._out.append(self._waiting.popleft())
        return self._out[-1].task()

    def _came_back(self, task: Task) -> Place | None:
        """None for the whole tree."""
        if not task.prefix:
            self._root_out = False
            return None
        place = next(place for place in self._out if place.prefix == task.prefix)
        self._out.remove(place)
        return place

    def take(self, task: Task, rest: dict[str, Any] | None) -> None:
        """What became of a task; None: it was not begun."""
        place = self._came_back(task)
        if rest is None:
            assert place is not None
            self._waiting.append(place)
            return
        self.bound = max(self.bound, rest["bound"])
        self.postponed = self.postponed or rest["postponed"]
        self.done += max(0.0, task.share - self._left(task.prefix, tuple(rest["path"]), rest["moments"]))
        if place is not None and rest["touched"]:
            self._made(place, touch(rest["touched"], self._space))
        for depth, branches in rest["beyond"]:
            for words in branches:
                for sequence in _sequences(branch_from(words, self._space)):
                    self._put(task.prefix[:depth], sequence)

    def _left(self, prefix: Path, path: Path, moments: Words) -> float:
        """Take in what is left of a part, a list of moments as ``DporPart`` tells them; returns its share."""
        left = 0.0
        for depth, (asleep, own, share, branches) in enumerate(moments):
            here = prefix + path[:depth]
            moment = self._moments[here] = Moment(asleep_from(asleep, self._space), share)
            if own is not None:
                moment.taken.append(Branch(path[depth], touch(own, self._space)))
            for words in branches:
                self._hand_out(here, moment, branch_from(words, self._space))
            left += share * len(branches)
        return left

    def _hand_out(self, path: Path, moment: Moment, branch: Branch) -> None:
        moment.taken.append(branch)
        self._waiting.append(Place(path, moment, branch))

    def _put(self, path: Path, sequence: Steps) -> None:
        """To be tried there, unless somebody who is asleep or was handed out begins it."""
        moment = self._moments[path]
        if any(begins(thread, touched, sequence) for thread, touched in moment.asleep.items()):
            return
        for branch in moment.taken:
            if begins(branch.thread, branch.touched, sequence):
                if branch.passed is not None:
                    branch.passed.append(sequence)
                return
        planned: list[Branch] = []
        insert(planned, sequence, 0)
        self._hand_out(path, moment, planned[0])

    def _made(self, place: Place, touched: Accesses) -> None:
        """The step has been made, and touched this."""
        path, moment, branch = place
        if branch.passed is None:
            return
        foreseen, branch.touched = branch.touched, touched
        passed = branch.astray(touched)
        if set(_plainly(touched)) <= set(_plainly(foreseen)):
            return
        for younger in place.younger:
            again = Place(path, moment, younger)
            if again not in self._waiting:
                self._waiting.append(again)
        for sequence in passed:
            self._put(path, sequence)


def _plainly(touched: Accesses) -> Iterator[tuple[Any, int]]:
    return ((track.key, mode) for track, mode, _bits in touched)


def _sequences(branch: Branch) -> Iterator[Steps]:
    """All that a branch plans, each from its first step to its last."""
    step = branch.thread, branch.touched
    for after in branch.after:
        for sequence in _sequences(after):
            yield [step, *sequence]
    if not branch.after:
        yield [step]
    yield from branch.passed or ()
