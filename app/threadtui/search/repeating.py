"""Does the program do the same again under the same schedule? What does not is nondeterministic, and nothing is proved of it."""

from collections.abc import Mapping, Sequence

from threadtui.search.model import STOPPED, Done, Execution, Host, Key, Pending
from threadtui.search.past import Past

REPEATS = 2
"""Executions before ``holds`` is said: a program of one schedule has had none that could differ."""


class Changed(Exception):
    """A schedule that was repeated did not do what it did before: the program does not depend on its schedule alone.

    ``step`` is from 1, as the search counts; ``thread`` makes it. ``before`` and ``now`` are what it did, None if there was no such
    step. ``pending`` is what the thread stands before, if it could not make the step.
    """

    def __init__(
        self,
        step: int,
        thread: Key,
        before: Sequence[Done] | None,
        now: Sequence[Done] | None,
        pending: Pending | None = None,
    ) -> None:
        super().__init__(f"step {step} of {thread} did {before} before, and {now} now ({pending})")
        self.step = step
        self.thread = thread
        self.before = before
        self.now = now
        self.pending = pending

    @property
    def first(self) -> tuple[Done | None, Done | None]:
        """The first thing that differs within the step, before and now; None for nothing."""
        before, now = list(self.before or ()), list(self.now or ())
        while before and now and before[0] == now[0]:
            del before[0], now[0]
        return next(iter(before), None), next(iter(now), None)


class Again:
    """A chooser that makes the steps of an execution again. Raises ``Changed`` at the first that does otherwise.

    The step by which a program ends is told to nobody: ``ends`` says that it was made again, since there was no choice. An
    execution that its chooser ``stopped`` has none.
    """

    def __init__(self, past: Past, stopped: bool) -> None:
        self._before = past
        self._stopped = stopped
        self._moving = Pending("")
        self.past = Past()
        self.ends = False

    def choose(self, enabled: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key | None:  # noqa: ARG002
        at = len(self.past)
        if at < len(self._before):
            thread = self._before.threads[at]
            if thread not in enabled:
                raise Changed(at + 1, thread, self._before.dones[at], None, standing.get(thread))
        else:
            self.ends = len(enabled) == 1 and not self._stopped
            if not self.ends:
                return None
            thread = enabled[0]
        self._moving = standing[thread]
        return thread

    def did(self, thread: Key, done: Sequence[Done]) -> None:
        at = len(self.past)
        before = self._before.dones[at] if at < len(self._before) else None
        if done != before:
            raise Changed(at + 1, thread, before, done)
        self.past.add(thread, self._moving, done)

    def now(self, thread: Key) -> int:
        return self.past.now(thread)


def check_repeats(host: Host, past: Past, execution: Execution, stuck: bool, max_steps: int) -> None:
    """Make the execution again, and again. ``stuck``: it ended since all who were left spin. Raises ``Changed``."""
    for _ in range(REPEATS):
        again = Again(past, stuck or execution.verdict == STOPPED)
        made = host.execute(again, max_steps)
        at = len(again.past)
        if at < len(past):
            raise Changed(at + 1, past.threads[at], past.dones[at], None)
        if again.ends and made.verdict != execution.verdict:
            raise Changed(at, past.threads[-1], (Done(execution.verdict),), (Done(made.verdict),))
