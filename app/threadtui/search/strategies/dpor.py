"""Optimal dynamic partial-order reduction: one execution for each way in which dependent steps can be ordered, and no other.

Source: Abdulla, Aronsson, Jonsson and Sagonas, *Optimal Dynamic Partial Order Reduction*, POPL 2014, with sleep sets and wake-up
trees. After each execution, for each of its new steps and each earlier step it is in a race with: what happened
independently of the earlier one, followed by the later one, must be tried from where the earlier one was made.

What the paper leaves open, since its operations cannot block and fail:

- A thread that is blocked at the end may be in races all the same: its pending operation counts as one more step.
- Which operations a step may race with goes by the *widest* touch it could have, whatever came of it this time.
- Whether it could have gone on without the earlier step, and what would have come of it, is computed from the object's own
  steps. An earlier step without which it could not go on is in no race with it (``release`` before ``acquire``).
"""

from collections.abc import Mapping, Sequence

from threadtui.search.awaits import Awaits, Spin
from threadtui.search.model import BEGUN, Done, Execution, Key, Pending
from threadtui.search.objects.base import BLOCKED, Accesses, conflict
from threadtui.search.past import Past
from threadtui.search.repeating import Changed
from threadtui.search.staying import Staying
from threadtui.search.waking import Branch, Steps, first_of, insert


class Node:
    """A moment between two steps: who need not move first (``asleep``), and what is still to be tried (``branches``).

    The first branch is the one under way. In a ``fixed`` one there is no other.
    """

    __slots__ = ("asleep", "branches", "fixed", "tried")

    def __init__(self, asleep: dict[Key, Accesses], branches: list[Branch], fixed: bool) -> None:
        self.fixed = fixed
        self.asleep = asleep
        self.branches = branches
        self.tried = 0


class Step:
    """What is kept of a step beside the past: its widest touch, and what its thread was going round for."""

    __slots__ = ("spin", "steady", "wide")

    def __init__(self, wide: Accesses, spin: Spin | None, steady: bool) -> None:
        self.wide = wide
        self.spin = spin
        self.steady = steady


DEPTHS = 4
"""The first bound on the depth of plans, in lengths of the first execution: those of a program that ends differ by less."""

LEAST_BOUND = 100
"""The least first bound, in steps: a short first execution says little."""

NOBODY: dict[Key, Accesses] = {}


class Dpor:
    """A strategy and its own chooser. ``begin`` gives None when nothing is left to try.

    With a ``prefix``, all executions begin with these threads' moves.

    A loop that may go round any number of times makes a tree without end, in which going deep first never comes back. So what is to
    be tried at a step beyond ``bound`` is left out at first; when all else is done, it begins again with twice the bound.
    """

    name = "dpor"

    def __init__(self, prefix: Sequence[Key] = ()) -> None:
        self._prefix = prefix
        self.bound = 0
        self._anew()

    def again(self) -> bool:
        """Begin anew: what is known of the tree of schedules is void."""
        self._anew()
        return True

    def _anew(self) -> None:
        self.past = Past()
        self.exhausted = False
        self.redundant = 0
        """Executions that ended because all who could move were asleep: optimal means that there are none."""
        self.flaws = 0
        """Planned steps that could not be made; an object's model knows too little. Nothing is proved then."""
        self.surprises = 0
        """Planned steps that touched something else than was foreseen: each may make a trace be tried twice."""
        self.stuck = False
        self.postponed = False
        """Was something left out because of the bound?"""
        self._nodes: list[Node] = [Node(NOBODY, [], bool(self._prefix))]
        self._steps: list[Step] = []
        self._awaits = Awaits()
        self._keep = 0
        self._own = 0
        self._at = 0
        self._staying = Staying()
        self._chosen: tuple[Pending, Spin | None] | None = None
        self.standing: Mapping[Key, Pending] = {}

    # -- one execution ------------------------------------------------------------------------------------------------

    def begin(self) -> "Dpor | None":
        """The chooser of the next execution."""
        if self.exhausted:
            return None
        self.past.cut(self._keep)
        del self._steps[self._keep :]
        self._awaits.reset()
        self._at = 0
        self.stuck = False
        return self

    def without_tree(self) -> bool:
        """There is nothing else to it."""
        return False

    @property
    def sound(self) -> bool:
        return not self.flaws

    def choose(self, enabled: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key | None:
        at = self._at
        self.standing = standing
        if at:
            past = self.past
            self._awaits.moved(last, past.pendings[at - 1], past.accesses[at - 1], standing.get(last), at - 1)
        if at < self._keep:
            again = self.past.threads[at]
            if again not in enabled:
                raise Changed(at + 1, again, self.past.dones[at], None, standing.get(again))
            return again
        able = self._awaits.able(enabled, self.past)
        thread = self._pick(self._nodes[at], able, last)
        if thread is not None:
            self._chosen = standing[thread], self._awaits.spin(thread)
        return thread

    def _pick(self, node: Node, able: Sequence[Key], last: Key) -> Key | None:
        while node.branches:
            thread = node.branches[0].thread
            if thread in able:
                return thread
            self.flaws += 1
            del node.branches[0]
        if self._at < len(self._prefix):
            return self._forced(node, able)
        asleep = node.asleep
        awake = [thread for thread in able if thread not in asleep] if asleep else able
        if not awake:
            self.stuck = not able
            self.redundant += bool(able)
            return None
        thread = self._usual(awake, last)
        node.branches.append(Branch(thread, ()))
        return thread

    def _forced(self, node: Node, able: Sequence[Key]) -> Key | None:
        thread = self._prefix[self._at]
        node.branches.append(Branch(thread, ()))
        return thread if thread in able else None

    def _usual(self, awake: Sequence[Key], last: Key) -> Key:
        """Where any choice will do: stay with the thread, but not for ever."""
        may_stay = self._staying.may(self.past)
        if last in awake and may_stay:
            return last
        return next((thread for thread in awake if thread > last), awake[0])

    def did(self, thread: Key, done: Sequence[Done]) -> None:
        at, past = self._at, self.past
        self._at = at + 1
        if at < self._keep:
            if done != past.dones[at]:
                raise Changed(at + 1, thread, past.dones[at], done)
            past.again(at)
            return
        assert self._chosen is not None
        pending, spin = self._chosen
        self._steps.append(self._step(thread, pending, spin, done))
        past.add(thread, pending, done)
        node = self._nodes[at]
        touched = past.accesses[at]
        branch = node.branches[0]
        asleep = _still_asleep(node.asleep, branch, touched) if node.asleep else NOBODY
        if branch.passed is not None:
            self.surprises += set(touched) != set(branch.touched)
            for sequence in branch.astray(touched):
                self._put(node, sequence)
        self._nodes.append(Node(asleep, branch.after, at + 1 < len(self._prefix)))

    def _step(self, thread: Key, pending: Pending, spin: Spin | None, done: Sequence[Done]) -> Step:
        if not pending.kind:
            return Step((), spin, spin is None)
        if pending.lock:
            self.past.space.knows_lock(pending)
        track = self.past.space.track(pending.kind, pending.object, pending.size)
        if track.settled(done[0]):
            return Step((), spin, spin is None)
        return Step(track.widest(thread, pending) + self.past.touched(thread, done[1:]), spin, False)

    def now(self, thread: Key) -> int:
        """The thread's own time."""
        return self.past.now(thread)

    # -- after it -----------------------------------------------------------------------------------------------------

    def end(self, execution: Execution) -> None:
        """Plan what the execution has shown to be untried, and go back to the last moment that has something left."""
        self.bound = self.bound or max(LEAST_BOUND, DEPTHS * execution.steps)
        if not self._at < self._keep:
            self._races()
        self._back()

    def _back(self) -> None:
        nodes, past = self._nodes, self.past
        del nodes[len(past) + 1 :]
        nodes.pop()
        while len(nodes) > self._own:
            node, number = nodes[-1], len(nodes) - 1
            node.asleep = {**node.asleep, past.threads[number]: past.accesses[number]}
            node.branches.pop(0)
            node.tried += 1
            if node.branches:
                self._keep = number
                return
            nodes.pop()
        self._through()

    def _through(self) -> None:
        """All that was planned is done."""
        if self.postponed:
            self.bound *= 2
            self._anew()
        else:
            self.exhausted = True

    def _races(self) -> None:
        past = self.past
        for number in range(len(past)):  # the repeated steps too: what is independent of a race may be more than before
            step = self._steps[number]
            if step.steady:
                self._plain_races(number)
            else:
                self._races_of(
                    past.threads[number], past.pendings[number], step, past.base[number], number, past.dones[number]
                )
        for thread, pending in self.standing.items():
            self._races_of_standing(thread, pending)

    def _plain_races(self, number: int) -> None:
        past = self.past
        touched, thread = past.accesses[number], past.threads[number]
        left = past.conflicting(touched) & ~past.base[number] & ((1 << number) - 1)
        while left:
            first = left.bit_length() - 1
            left &= ~past.before[first]
            steps, _ = past.without(first)
            self._plan(first, steps, thread, touched)

    def _races_of_standing(self, thread: Key, pending: Pending) -> None:
        """The pending operation of a thread that never came to it: blocked, or the end came first."""
        past, spin = self.past, self._awaits.spin(thread)
        if not pending.kind:
            return
        if pending.lock:
            past.space.knows_lock(pending)
        track = past.space.track(pending.kind, pending.object, pending.size)
        step = Step(track.widest(thread, pending), spin, False)
        self._races_of(thread, pending, step, past.own.get(thread, 0), len(past), ())

    def _races_of(
        self, thread: Key, pending: Pending, step: Step, base: int, number: int, done: Sequence[Done]
    ) -> None:
        """Races of a step whose outcome, or whether it can be made at all, depends on what came before."""
        past = self.past
        track = past.space.track(pending.kind, pending.object, pending.size)
        touched = past.accesses[number] if done else step.wide
        left = past.conflicting(step.wide or touched) & ~base & ((1 << number) - 1)
        while left:
            first = left.bit_length() - 1
            steps, within = past.without(first, other=number if done else -1)
            would = self._would(step, within, thread, pending, done)
            if would is not None and (conflict(would, past.accesses[first]) or conflict(touched, past.accesses[first])):
                self._plan(first, steps, thread, would)
                if track.CERTAIN:
                    left &= ~past.before[first]
            left &= ~(1 << first)

    def _would(self, step: Step, within: int, thread: Key, pending: Pending, done: Sequence[Done]) -> Accesses | None:
        """What a step would touch after the steps ``within``; None if it could not be made.

        The rest of it, beyond its operation: where that would come to the same as it did, the same. Where not, nobody
        knows; it is taken to end its thread if it did (``_still_asleep`` sees to where it does not).
        """
        past = self.past
        if step.spin is not None and not step.spin.goes_on(past, within):
            return None
        track = past.space.track(pending.kind, pending.object, pending.size)
        outcome = track.outcome(within, thread, pending)
        if outcome is BLOCKED:
            return None
        would = track.would_touch(within, thread, pending, outcome)
        if outcome != BEGUN:
            for each in done[1:]:
                if each.kind and (each.op == "end" or outcome == done[0].outcome):
                    would += past.space.tracks[each.object].touched(within, thread, each)
        return would

    def _plan(self, first: int, steps: list[int], thread: Key, touched: Accesses) -> None:
        """From before step ``first``: ``steps``, which do not depend on it, then the step that raced with it."""
        if first > self.bound:
            self.postponed = True
            return
        past, node = self.past, self._nodes[first]
        sequence = [(past.threads[k], past.accesses[k]) for k in steps]
        sequence.append((thread, touched))
        self._put(node, sequence)

    def _put(self, node: Node, sequence: Steps) -> None:
        """Plan it, unless somebody who need not move first might, or a branch leads there."""
        if node.fixed:
            return
        for other, touch in node.asleep.items():
            if first_of(other, touch, sequence) is not None:
                return
        insert(node.branches, sequence, 1)

    # -- progress -----------------------------------------------------------------------------------------------------

    def explored(self) -> float:
        """An estimate of the part of the space that is done, from how many of the known branches on the path are."""
        share, done = 1.0, 0.0
        for node in self._nodes:
            known = node.tried + len(node.branches)
            if known:
                share /= known
                done += share * node.tried
        return 1.0 if self.exhausted else done


def _still_asleep(asleep: dict[Key, Accesses], branch: Branch, touched: Accesses) -> dict[Key, Accesses]:
    """Who need not move first after a step either.

    A step that was planned for what it was foreseen to touch, and then did not, wakes who waits for that too: the plan had been
    no reason to come here, but others have been found to lead through it since.
    """
    wakes = touched + branch.touched if branch.passed is not None else touched
    return {other: touch for other, touch in asleep.items() if not conflict(touch, wakes)} or NOBODY
