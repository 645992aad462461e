"""What all interleavings of a program come to, found by trying every one: the truth that the search is held against."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from tests.search.toy import Machine, Program, key_of
from threadtui.search.model import Pending
from threadtui.search.past import Past

Result = tuple[str, Any]
T = TypeVar("T")


def all_results(program: Program) -> set[Result]:
    """Every (verdict, final state), by visiting every state once; what depends on what plays no part."""
    return all_ends(program, lambda machine: (machine.verdict, machine.final))


def all_ends(program: Program, tell: Callable[[Machine], T]) -> set[T]:
    """What is told of each state in which nobody can go on."""
    results: set[T] = set()
    seen: set[Any] = set()
    todo = [Machine(program)]
    while todo:
        machine = todo.pop()
        enabled = machine.enabled()
        if not enabled:
            results.add(tell(machine))
        for number in enabled:
            following = machine.copy()
            following.step(number)
            if following.state not in seen:
                seen.add(following.state)
                todo.append(following)
    return results


class Timed(NamedTuple):
    """A machine, its clock, and since when on it each thread has stood where it is, and could have gone on (absent: it cannot)."""

    machine: Machine
    now: int
    stood: dict[int, int]
    able: dict[int, int]

    @property
    def state(self) -> Any:
        """All that what comes can depend on: of times, how long ago."""
        return (
            self.machine.state,
            *(tuple((who, self.now - then) for who, then in sorted(each.items())) for each in (self.stood, self.able)),
        )


def results_within(program: Program, limit: int) -> set[Result]:
    """Every (verdict, final state) of schedules in which nobody who can go on waits longer, in ns, while the clock moves.

    A clock for all, which stands still but where a deadline passes: with 0 it moves only when nobody can go on else.
    """
    results: set[Result] = set()
    machine = Machine(program)
    todo = [Timed(machine, 0, {0: 0}, {0: 0})]
    seen: set[Any] = set()
    while todo:
        moment = todo.pop()
        standing = {number: moment.machine.pending(number) for number in moment.machine.alive()}
        able = {
            number: since
            for number, pending in standing.items()
            if (since := _could(pending, moment.stood[number], moment.able.get(number))) is not None
        }
        if not able:
            results.add((moment.machine.verdict, moment.machine.final))
        for number, since in able.items():
            now = max(moment.now, since)
            if now > moment.now and now - min(able.values()) > limit:
                continue
            following = _later(moment, number, now)
            if following.state not in seen:
                seen.add(following.state)
                todo.append(following)
    return results


def _could(pending: Pending, stood: int, able: int | None) -> int | None:
    """Since when, or from when on, it can be made."""
    times = [] if able is None else [able]
    if pending.timed is not None:
        times.append(stood + pending.timed)
    return min(times, default=None)


def _later(moment: Timed, mover: int, now: int) -> Timed:
    machine = _stepped(moment.machine, mover)
    stood, able = {}, {}
    for number in machine.alive():
        pending = machine.pending(number)
        kept = number != mover
        stood[number] = moment.stood.get(number, now) if kept else now
        if pending.ready and pending.op != "sleep":
            able[number] = moment.able.get(number, now) if kept else now
    return Timed(machine, now, stood, able)


def count_interleavings(program: Program) -> int:
    """How many schedules there are."""
    counts: dict[Any, int] = {}

    def count(machine: Machine) -> int:
        if machine.state not in counts:
            counts[machine.state] = sum(count(_stepped(machine, number)) for number in machine.enabled()) or 1
        return counts[machine.state]

    return count(Machine(program))


def _stepped(machine: Machine, number: int) -> Machine:
    following = machine.copy()
    following.step(number)
    return following


def count_traces(program: Program) -> int:
    """How many classes of schedules that differ only in the order of independent steps.

    Every interleaving is run to its end, prefixes of the same class once. A class is named by its set of steps, each named
    by its thread, its number there, and the names of all it depends on.
    """
    todo: list[tuple[tuple[int, ...], Machine]] = [((), Machine(program))]
    seen: set[frozenset[Any]] = set()
    ends: set[frozenset[Any]] = set()
    while todo:
        path, machine = todo.pop()
        enabled = machine.enabled()
        if not enabled:
            ends.add(trace_of(program, path))
        for number in enabled:
            longer = (*path, number)
            name = trace_of(program, longer)
            if name not in seen:
                seen.add(name)
                todo.append((longer, _stepped(machine, number)))
    return len(ends)


def trace_of(program: Program, path: tuple[int, ...]) -> frozenset[Any]:
    """The class of a schedule."""
    machine, past = Machine(program), Past()
    for number in path:
        pending: Pending = machine.pending(number)
        past.add(key_of(number), pending, machine.step(number))
    counted: dict[str, int] = {}
    names: list[tuple[str, int]] = []
    for thread in past.threads:
        counted[thread] = counted.get(thread, 0) + 1
        names.append((thread, counted[thread]))
    return frozenset(
        (name, frozenset(names[k] for k in range(number) if past.before[number] >> k & 1))
        for number, name in enumerate(names)
    )
