"""Deadlock verdicts of random programs against a small model: for the very order in which the engine's run went, and
against a search of everything that can happen."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.harness import execute, target_of
from threadtui.engine import events as ev
from threadtui.world.circles import circles
from threadtui.world.history import History
from threadtui.world.state import World

FIRST = 2
"""The engine's number of the first thread that main makes."""

Do = tuple[str, str]
"""An operation and the name of what it is done to: ``("acquire", "lock0")``."""

Program = tuple[tuple[Do, ...], ...]

OBJECTS = ("lock0", "lock1", "lock2", "semaphore0", "event0", "queue0")
MADE = {"lock": "threading.Lock()", "semaphore": "threading.Semaphore(1)", "event": "threading.Event()",
        "queue": "queue.Queue(maxsize=1)"}  # fmt: skip


class State(NamedTuple):
    """The model: how far each thread is, who holds each lock, what is left of the others."""

    at: tuple[int, ...]
    holders: tuple[tuple[str, int], ...] = ()
    counts: tuple[tuple[str, int], ...] = (("event0", 0), ("queue0", 0), ("semaphore0", 1))


def next_of(program: Program, state: State, thread: int) -> Do | None:
    code = program[thread]
    return code[state.at[thread]] if state.at[thread] < len(code) else None


def enabled(program: Program, state: State, thread: int) -> bool:
    do = next_of(program, state, thread)
    if do is None:
        return False
    op, name = do
    held, count = dict(state.holders), dict(state.counts).get(name, 0)
    if op == "acquire" and name.startswith("lock"):
        return name not in held
    if op in ("acquire", "get"):
        return count > 0
    if op == "put":
        return count < 1
    return op != "wait" or count > 0


def step(program: Program, state: State, thread: int) -> State:
    do = next_of(program, state, thread)
    assert do is not None
    op, name = do
    held, counts = dict(state.holders), dict(state.counts)
    if name.startswith("lock"):
        if op == "acquire":
            held[name] = thread
        else:
            del held[name]
    elif op == "set":
        counts[name] = 1
    elif op in ("release", "put"):
        counts[name] += 1
    elif op in ("acquire", "get"):
        counts[name] -= 1
    at = tuple(place + (number == thread) for number, place in enumerate(state.at))
    return State(at, tuple(sorted(held.items())), tuple(sorted(counts.items())))


def outcomes(program: Program) -> set[str]:
    """All verdicts that some order gives: every state is visited once."""
    seen, todo, found = set(), [State((0,) * len(program))], set()
    while todo:
        state = todo.pop()
        if state in seen:
            continue
        seen.add(state)
        ways = [step(program, state, thread) for thread in range(len(program)) if enabled(program, state, thread)]
        todo += ways
        if not ways:
            found.add(verdict_of(program, state))
    return found


def verdict_of(program: Program, state: State) -> str:
    ended = all(next_of(program, state, thread) is None for thread in range(len(program)))
    return "passed" if ended else "deadlock"


def lock_circles(program: Program, state: State) -> set[frozenset[int]]:
    """Naively: from each thread on, who holds the lock that it wants, until one comes again."""
    held, found = dict(state.holders), set()
    for start in range(len(program)):
        path: list[int] = [start]
        while (do := next_of(program, state, path[-1])) and do[0] == "acquire" and do[1] in held:
            path.append(held[do[1]])
            if path[-1] == start:
                found.add(frozenset(path))
            if path[-1] in path[:-1]:
                break
    return found


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Two or three threads; locks are let go at the end, in the reverse order, unless before."""
    return tuple(tuple(_code(draw)) for _ in range(draw(st.integers(2, 3))))


def _code(draw: st.DrawFn) -> Iterator[Do]:
    held: list[str] = []
    for name in draw(st.lists(st.sampled_from(OBJECTS), min_size=1, max_size=4)):
        if name.startswith("lock"):
            free = name in held and draw(st.booleans())
            yield ("release" if free else "acquire", name)
            held = [lock for lock in held if lock != name] if free else [*held, name]
        else:
            ops = {"semaphore0": ("acquire", "release"), "event0": ("wait", "set"), "queue0": ("put", "get")}
            yield (draw(st.sampled_from(ops[name])), name)
    yield from (("release", name) for name in dict.fromkeys(reversed(held)))


def source(program: Program) -> str:
    lines = ["import queue, threading"]
    lines += [f"{name} = {MADE[name[:-1]]}" for name in OBJECTS]
    for number, code in enumerate(program):
        calls = [f"{name}.{op}({'None' if op == 'put' else ''})" for op, name in code]
        lines += [f"def work{number}():", *(f"    {call}" for call in calls)]
    works = ", ".join(f"work{number}" for number in range(len(program)))
    lines += [f"threads = [threading.Thread(target=work) for work in ({works})]"]
    lines += ["for thread in threads:", "    thread.start()", "for thread in threads:", "    thread.join()"]
    return "\n".join(lines) + "\n"


def replayed(program: Program, history: History) -> State:
    """What the model makes of the engine's order: each operation must have been possible when it was done."""
    state = State((0,) * len(program))
    for number in range(len(history)):
        event = history.event(number)
        thread = event.thread - FIRST
        if event.kind != ev.OP or thread < 0 or event.value["op"] == "begin":
            continue
        do = next_of(program, state, thread)
        assert do is not None
        assert do[0] == event.value["op"]
        assert enabled(program, state, thread), (do, state)
        state = step(program, state, thread)
    return state


def engines_circles(world: World) -> set[frozenset[int]]:
    """Those of locks alone, numbered as the model's threads."""
    found = (circle for circle in circles(world) if all(_wants_lock(world, thread) for thread in circle))
    return {frozenset(thread - FIRST for thread in circle) for circle in found}


def _wants_lock(world: World, thread: int) -> bool:
    waits = world.threads[thread].waits_for
    return waits is not None and waits.kind == "primitive" and world.primitives[waits.id].kind == "Lock"


def check(program: Program, seed: int, path: Path) -> None:
    path.write_text(source(program))
    history = History(execute(target_of(path), seed=seed, granularity="sync").events)
    verdict = history.world.verdict
    assert verdict is not None
    state = replayed(program, history)
    assert verdict.verdict == verdict_of(program, state)
    assert not any(enabled(program, state, thread) for thread in range(len(program)))
    assert verdict.verdict in outcomes(program)
    assert engines_circles(history.world) == lock_circles(program, state)


@cache
def _abba() -> Program:
    one = (("acquire", "lock0"), ("acquire", "lock1"), ("release", "lock1"), ("release", "lock0"))
    two = (("acquire", "lock1"), ("acquire", "lock0"), ("release", "lock0"), ("release", "lock1"))
    return one, two


def test_the_model_knows_both_ends_of_two_locks_in_opposite_orders() -> None:
    assert outcomes(_abba()) == {"passed", "deadlock"}
    stuck = State((1, 1), (("lock0", 0), ("lock1", 1)))
    assert lock_circles(_abba(), stuck) == {frozenset({0, 1})}


def _settings(examples: int) -> settings:
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=checks)


@_settings(12)
@given(program=programs(), seed=st.integers(0, 50))
def test_verdict_and_circle_are_the_models(program: Program, seed: int, tmp_path: Path) -> None:
    check(program, seed, tmp_path / "program.py")


@pytest.mark.slow
@_settings(600)
@given(program=programs(), seed=st.integers(0, 50))
def test_of_many_programs(program: Program, seed: int, tmp_path: Path) -> None:
    check(program, seed, tmp_path / "program.py")
