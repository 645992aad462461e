"""Granularity ``bytecode`` in real runs, on every interpreter: one instruction a step."""

from pathlib import Path

import pytest

from tests.engine.conftest import RunSource
from tests.engine.harness import Run, execute, target_of
from tests.scenarios.catalogue import BY_NAME, every
from threadtui.engine import events as ev
from threadtui.targets import Scenario

INCREMENTS = """
    import threading
    total = 0
    def work():
        global total
        mine = 0
        for _ in range(3):
            mine += 1
            total += 1
        print("mine", mine)
    threads = [threading.Thread(target=work) for _ in range(2)]
    for t in threads: t.start()
    for t in threads: t.join()
    print("total", total)
"""

FORMS = """
    import asyncio, contextlib, threading
    lock = threading.Lock()
    shared = {"n": 0}
    seen = []
    class Box:
        def __init__(self): self.value = 0
        @property
        def double(self): return self.value * 2
    box = Box()
    def numbers(most):
        for n in range(most):
            yield n
    def failing(n):
        try:
            return 1 // n
        except ZeroDivisionError as error:
            seen.append(type(error).__name__)
            raise ValueError("again") from error
        finally:
            seen.append("finally")
    @contextlib.contextmanager
    def managed():
        seen.append("in")
        yield box
        seen.append("out")
    async def waits(n):
        await asyncio.sleep(0)
        return n
    async def all_of():
        return [await waits(n) for n in range(3)]
    def work(name):
        with managed() as one, lock:
            one.value += 1
        for n in numbers(2):
            with lock:
                shared["n"] += n
        squares = {n: [m * n for m in range(2)] for n in range(3)}
        while len(squares) > 1:
            squares.popitem()
        match (name, squares):
            case (str(), {0: [*_]}) if (found := one.double):
                seen.append(f"{name!r:>4} {bool(found)}")
        for n in (1, 0):
            with contextlib.suppress(ValueError):
                failing(n)
    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for t in threads: t.start()
    for t in threads: t.join()
    print(asyncio.run(all_of()), box.value, shared, sorted(seen))
    def deeper():
        raise KeyError("the end")
    deeper()
"""

PLAIN_END = """[0, 1, 2] 2 {'n': 2} [" 'a' True", " 'b' True", 'ZeroDivisionError', 'ZeroDivisionError', """
PLAIN_END += "'finally', 'finally', 'finally', 'finally', 'in', 'in', 'out', 'out']\n"


def instructions(run: Run, thread: int) -> list[str]:
    """What the thread stood before, one a step."""
    codes = {event.object: event.value["instructions"] for event in run.of(ev.CODE)}
    found = []
    for point in run.of(ev.POINT):
        if point.thread == thread and "code" in point.value:
            row = next(row for row in codes[point.value["code"]] if row[0] == point.value["offset"])
            found.append(f"{row[2]} {row[3]}")
    return found


def test_an_increment_is_four_steps(run: RunSource) -> None:
    done = run(INCREMENTS, granularity="bytecode")
    told = [text.replace("LOAD_CONST 1", "LOAD").replace("LOAD_FAST mine", "LOAD") for text in instructions(done, 2)]
    at = told.index("LOAD_GLOBAL total")
    assert told[at : at + 4] == ["LOAD_GLOBAL total", "LOAD", "BINARY_OP +=", "STORE_GLOBAL total"]
    assert told[at - 4 : at] == ["LOAD", "LOAD", "BINARY_OP +=", "STORE_FAST mine"]
    steps = [step.value for step in done.of(ev.STEP) if step.thread == 2]
    assert steps.count("read") == steps.count("write") == 3
    others = [step for step in steps if step in ("begin", "print")]
    assert len(told) >= len(steps) - len(others), "each step is an instruction, but for its beginning"


def test_only_what_is_shared_breaks_and_every_run_repeats(run: RunSource) -> None:
    runs = [run(INCREMENTS, granularity="bytecode", seed=seed) for seed in range(4)]
    assert all(done.output.count("mine 3\n") == 2 for done in runs), "nobody else can reach it"
    assert len({done.output.split()[-1] for done in runs}) > 1, "switched between LOAD_GLOBAL and STORE_GLOBAL"
    for done in runs[:2]:
        assert run(INCREMENTS, schedule=done.token).events == done.events


def test_forms_of_the_language_end_as_under_plain_python(run: RunSource) -> None:
    done = run(FORMS, granularity="bytecode")
    assert done.output.startswith(PLAIN_END)
    assert done.exit_status == 1
    assert ", in deeper\n" in done.output
    assert run(FORMS, granularity="access").output == done.output


def changing(run: RunSource, source: str, *parts: str) -> Run:
    """Replay the first choices of a run at ``access``, then what the parts of a token say, such as ``gbytecode``."""
    first = run(source, granularity="access")
    head = first.token.split(":")[:6]
    movers = [f"{mover}x1" for mover in first.movers[: int(parts[0])]]
    return run(source, schedule=":".join([*head, ".".join([*movers, *parts[1:]])]))


def test_it_may_begin_and_end_in_the_middle_of_a_run(run: RunSource) -> None:
    plain = run(FORMS, granularity="access")
    for begin in (1, 12):
        done = changing(run, FORMS, str(begin), "gbytecode")
        assert done.output == plain.output
        assert len(instructions(done, 1)) > 20
        accesses = {"read", "write"}
        assert {step.value for step in done.of(ev.STEP)} >= accesses


SELF_TRACING = """
    import sys, threading
    told = []
    def trace(frame, event, argument):
        if frame.f_code is helper.__code__:
            told.append(event)
            return trace
    shared = 0
    def work():
        global shared
        sys.settrace(trace)
        helper()
        sys.settrace(None)
        shared += 1
    def helper():
        global shared
        shared += 1
    t = threading.Thread(target=work)
    t.start()
    t.join()
    print(shared, told.count("call"), told.count("return"), "line" in told)
"""


def test_a_program_that_traces_itself_is_told_what_it_expects(run: RunSource) -> None:
    done = run(SELF_TRACING, granularity="bytecode")
    assert done.output.split()[0] == "2"
    assert done.output == run(SELF_TRACING, granularity="sync").output
    ours = [
        event.value for event in done.of(ev.WRITE) if event.thread == 2 and event.object == done.of(ev.WRITE)[-1].object
    ]
    assert ours == [["0", "1"], ["1", "2"]], "a thread that is not told of stands at its accesses"


@every
def test_a_scenario_ends_as_declared(scenario: Scenario) -> None:
    done = execute(target_of(Path(scenario.path)), seed=scenario.seed, granularity="bytecode")
    assert done.verdict in scenario.expected, done.message
    assert done.of(ev.CODE)


@pytest.mark.slow
@every
def test_a_scenario_ends_as_declared_on_every_interpreter(scenario: Scenario, python: str) -> None:
    for seed in range(5):
        done = execute(target_of(Path(BY_NAME[scenario.name].path)), seed=seed, granularity="bytecode", python=python)
        assert done.verdict in scenario.expected, done.message
