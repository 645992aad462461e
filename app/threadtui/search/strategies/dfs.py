"""Every schedule, depth first, with at most so many preemptions if a bound is given.

The first schedule has none, and the nearest neighbours of a schedule come next. Nothing is left out but by the bound, so that it
is the yardstick for the others; for more than toys it is hopeless.
"""

from collections.abc import Mapping, Sequence

from threadtui.search.awaits import Awaits
from threadtui.search.model import Chooser, Done, Execution, Key, Pending
from threadtui.search.past import Past
from threadtui.search.repeating import Changed


class Choice:
    """A moment of the execution: who else could be chosen, and how many preemptions there were before."""

    __slots__ = ("left", "preemptions", "thread")

    def __init__(self, thread: Key, left: list[Key], preemptions: int) -> None:
        self.thread = thread
        self.left = left
        self.preemptions = preemptions


class Dfs:
    """``bound``: the most preemptions, None without. The schedule under way is ``_choices``."""

    name = "dfs"

    def __init__(self, bound: int | None = None) -> None:
        self._bound = bound
        self._choices: list[Choice] = []
        self._at = 0
        self._awaits = Awaits()
        self._moving = Pending("")
        self.standing: Mapping[Key, Pending] = {}
        self.past = self._before = Past()
        self._same = 0
        """So many steps are those of the execution before."""
        self.stuck = False
        self.exhausted = False
        self.bounded = False
        """Was a choice left out because of the bound?"""

    @property
    def sound(self) -> bool:
        return not self.bounded

    def begin(self) -> Chooser | None:
        if self.exhausted:
            return None
        self._at = 0
        self._before, self.past = self.past, Past()
        self._awaits.reset()
        self.stuck = False
        return self

    def choose(self, enabled: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key | None:
        self.standing = standing
        if last:
            past = self.past
            self._awaits.moved(last, past.pendings[-1], past.accesses[-1], standing.get(last), len(past) - 1)
        if self._at == len(self._choices):
            able = list(self._awaits.able(enabled, self.past))
            if not able:
                self.stuck = True
                return None
            self._choices.append(self._choice(able, last))
        choice = self._choices[self._at]
        self._at += 1
        thread = choice.thread
        if thread not in enabled:
            raise Changed(self._at, thread, self._done_before(), None, standing.get(thread))
        self._moving = standing[thread]
        return thread

    def _choice(self, able: list[Key], last: Key) -> Choice:
        before = self._choices[-1] if self._choices else None
        spent = before.preemptions if before else 0
        if last not in able:
            return Choice(able[0], able[1:], spent)
        others = [thread for thread in able if thread != last]
        if self._bound is not None and spent >= self._bound:
            self.bounded = self.bounded or bool(others)
            others = []
        return Choice(last, others, spent)

    def _done_before(self) -> Sequence[Done]:
        return self._before.dones[self._at - 1] if self._at <= self._same else ()

    def did(self, thread: Key, done: Sequence[Done]) -> None:
        if self._at <= self._same and done != self._done_before():
            raise Changed(self._at, thread, self._done_before(), done)
        self.past.add(thread, self._moving, done)

    def now(self, thread: Key) -> int:
        return self.past.now(thread)

    def end(self, execution: Execution) -> None:
        """Go back to the last moment where another thread could be chosen."""
        del execution
        choices = self._choices
        while choices and not choices[-1].left:
            choices.pop()
        if not choices:
            self.exhausted = True
            return
        latest = choices[-1]
        before = choices[-2] if len(choices) > 1 else None
        stayed = before is not None and latest.thread == before.thread
        latest.preemptions += stayed
        latest.thread = latest.left.pop(0)
        self._same = len(choices) - 1

    def again(self) -> bool:
        self._choices, self._same, self.exhausted, self.bounded = [], 0, False, False
        return True

    def without_tree(self) -> bool:
        """There is nothing else to it."""
        return False

    def explored(self) -> float:
        return 1.0 if self.exhausted else 0.0
