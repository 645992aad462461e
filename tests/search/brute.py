"""What all interleavings of a program come to, found by trying every one: the truth that the search is held against."""

from collections.abc import Callable
from typing import Any, TypeVar

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
