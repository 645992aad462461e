"""Parts of a tree of schedules: those that begin with given steps. What is left of one when its time is up can be done elsewhere.

Each says in ``rest`` what became of it, as plain values. ``void`` is one whose first steps mean nothing any more, since the host
cuts steps finer now.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from threadtui.search.model import Key
from threadtui.search.objects.base import Accesses
from threadtui.search.splitting.words import Words, asleep_from, branch_from, told, told_asleep, told_branch
from threadtui.search.strategies.dfs import Choice, Dfs
from threadtui.search.strategies.dpor import Dpor, Node
from threadtui.search.waking import Branch, Steps, first_of, insert


class Task(NamedTuple):
    """A part that is to be searched: its first steps; who is asleep before the last of them, and what is planned ``after`` it.

    ``share`` is its part of the whole, estimated.
    """

    prefix: tuple[Key, ...] = ()
    asleep: Words = []  # noqa: RUF012 (nobody changes it)
    after: Words = []  # noqa: RUF012
    share: float = 1.0

    @classmethod
    def of(cls, words: Words) -> "Task":
        prefix, asleep, after, share = words
        return cls(tuple(prefix), asleep, after, share)


class DporPart(Dpor):
    """Optimal DPOR of one part. What its executions plan for moments within the first steps is told in ``rest``.

    With a ``bound`` it does not double it by itself: all parts begin anew together.
    """

    def __init__(self, task: Task, bound: int = 0) -> None:
        self._task = task
        self._elsewhere: dict[Key, Accesses] = {}
        super().__init__(task.prefix)
        self.bound = bound
        self.void = False

    def _anew(self) -> None:
        super()._anew()
        self._own = len(self._prefix)
        self._nodes[0].fixed = False

    def again(self) -> bool:
        if not self._prefix:
            return super().again()
        self.void = self.exhausted = True
        return True

    def _through(self) -> None:
        self.exhausted = True

    def _forced(self, node: Node, able: Sequence[Key]) -> Key | None:
        thread = self._prefix[self._at]
        branch = Branch(thread, ())
        node.fixed = False
        if self._at == len(self._prefix) - 1:
            node.asleep = self._elsewhere = asleep_from(self._task.asleep, self.past.space)
            branch.after = [branch_from(words, self.past.space) for words in self._task.after]
        node.branches.append(branch)
        if thread in able:
            return thread
        self.flaws += 1
        return None

    def _put(self, node: Node, sequence: Steps) -> None:
        """As alone, but for those who sleep because another part has their step.

        Alone, a sequence is covered also where one of them could move first without being part of it: what the other part shows to
        be left out comes back here then. Parts have no such way, so it is covered only where one of them begins it.
        """
        elsewhere = self._elsewhere
        for other, touched in node.asleep.items():
            place = first_of(other, touched, sequence)
            if place is not None and (place < len(sequence) or elsewhere.get(other) is not touched):
                return
        insert(node.branches, sequence, 1)

    def rest(self) -> dict[str, Any]:
        """What became of it: plans beyond it, and the moments on its path with what is left to try there."""
        past, own = self.past, self._own
        whole = len(past) >= own
        return {
            "touched": told(past.accesses[own - 1]) if own and whole else [],
            "beyond": [
                [depth, [told_branch(branch) for branch in node.branches[1:]]]
                for depth, node in enumerate(self._nodes[:own])
                if len(node.branches) > 1
            ],
            "path": [] if self.exhausted else past.threads[own : self._keep],
            "moments": [] if self.exhausted else self._moments(),
            "bound": self.bound,
            "postponed": self.postponed,
            "void": self.void,
        }

    def _moments(self) -> list[Words]:
        """Each moment on the path: who is asleep, what the path's own step touches (None at the end), the share of each branch
        there, and the branches left."""
        share, moments = self._task.share, []
        for depth in range(self._own, self._keep + 1):
            node, last = self._nodes[depth], depth == self._keep
            share /= max(1, node.tried + len(node.branches))
            left = node.branches if last else node.branches[1:]
            moments.append(
                [
                    told_asleep(node.asleep),
                    None if last else told(self.past.accesses[depth]),
                    share,
                    [told_branch(branch) for branch in left],
                ]
            )
        return moments


class DfsPart(Dfs):
    """Depth first through one part."""

    def __init__(self, task: Task, bound: int | None) -> None:
        super().__init__(bound)
        self._prefix = task.prefix
        self.void = False

    def again(self) -> bool:
        if not self._prefix:
            return super().again()
        self.void = self.exhausted = True
        return True

    def _choice(self, able: list[Key], last: Key) -> Choice:
        at = len(self._choices)
        if at >= len(self._prefix):
            return super()._choice(able, last)
        thread = self._prefix[at]
        before = self._choices[-1].preemptions if self._choices else 0
        return Choice(thread, [], before + (thread != last and last in able))

    def rest(self) -> dict[str, Any]:
        """What is left: the first steps of each part that is not done."""
        choices = self._choices
        threads = [choice.thread for choice in choices]
        left = [] if self.exhausted else [threads]
        if not self.exhausted:
            left += [[*threads[:at], other] for at, choice in enumerate(choices) for other in choice.left]
        return {"left": left, "bounded": self.bounded, "void": self.void}
