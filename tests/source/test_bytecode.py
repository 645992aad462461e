"""The code with points is, instruction by instruction, the plain code: in the listing, on its way, and in what it touches."""

import contextlib
import itertools
import re
from pathlib import Path
from types import CodeType

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from tests.source.programs import programs
from tests.source.recording import Recorder
from tests.source.stepping import PATH, Stepping
from threadtui.engine import tracing
from threadtui.engine.source.body import Body
from threadtui.engine.source.bytecode import NO_STEPS, inner
from threadtui.engine.source.loader import compile_source

LIBRARY = ("abc", "contextlib", "enum", "logging/__init__", "queue", "threading")

FOUND = 0.985
"""Of a module's instructions: the compiler has joined or turned round some around a point, such as a test and its jump."""

UNTRACED = (Phase.reuse, Phase.generate)
"""Hypothesis shrinks and explains failures under a trace function of its own, beside which nobody is told of before 3.12."""

at_random = settings(max_examples=25, deadline=None, phases=UNTRACED, suppress_health_check=list(HealthCheck))

NOTED = "    log.append(repr(value))"
"""In a random program's function ``note``, which it calls all over."""


def both(source: bytes, path: str) -> tuple[CodeType, CodeType]:
    """With points, and plain."""
    sink = Recorder()
    code = compile_source(source, path, sink)
    assert not sink.failures
    return code, compile(source, path, "exec", dont_inherit=True)


@pytest.mark.parametrize("module", LIBRARY)
def test_nearly_every_instruction_has_its_twin(module: str) -> None:
    path = Path(contextlib.__file__).parent / f"{module}.py"
    steps = found = 0
    for code, plain in inner(*both(path.read_bytes(), str(path))):
        body = Body(str(path), code, plain)
        numbers = [body.steps[offset] for offset in sorted(body.steps)]
        assert numbers == sorted(set(numbers)), "one to one, and in order"
        assert not any(body.listing[number].name in NO_STEPS for number in numbers)
        steps += sum(instruction.name not in NO_STEPS for instruction in body.listing)
        found += len(numbers)
    assert steps > 100
    assert found >= FOUND * steps


def way(pairs: list[tuple[CodeType, CodeType]], run: CodeType) -> list[tuple[str, int]]:
    """Function and number in the listing of each instruction that is carried out, of those that can be in both codes."""
    bodies = {id(code): Body(PATH, code, plain) for code, plain in pairs}
    told: list[tuple[str, int]] = []

    def reached(code: CodeType, offset: int) -> bool:
        number = bodies[id(code)].steps.get(offset)
        if number is not None:
            told.append((code.co_qualname, number))
        return True

    tracer = tracing.make(reached, bodies)
    for code, _ in pairs:
        tracer.add(code)
    tracer.start()
    tracer.arrived()
    try:
        with contextlib.suppress(Exception, SystemExit), contextlib.redirect_stdout(None):
            exec(run, {"__name__": "program"})
    finally:
        tracer.stop()
        tracer.arrived()
    return told


def compiles(text: str) -> bool:
    with contextlib.suppress(SyntaxError):
        compile(text, PATH, "exec")
        return True
    return False


@at_random
@given(text=programs())
def test_it_goes_the_plain_way(text: str) -> None:
    assume(compiles(text))
    code, plain = both(text.encode(), PATH)
    pairs = list(inner(code, plain))
    known = {(body.co_qualname, body.co_firstlineno) for _, body in pairs}
    assert known == {(body.co_qualname, body.co_firstlineno) for body, _ in inner(plain, plain)}
    stops = {twin.co_qualname: set(Body(PATH, one, twin).steps.values()) for one, twin in pairs}
    assume(len(stops) == len(pairs))
    expected = [
        (name, number) for name, number in way([(twin, twin) for _, twin in pairs], plain) if number in stops[name]
    ]
    assert way(pairs, code) == expected


def outcome(text: str, bytecode: bool, flips: bool = False) -> tuple[list[str], str]:
    """Reads and writes; and how the program ended with its log. ``flips`` changes the granularity at every third note."""
    stepping = Stepping()
    calls = itertools.count(1)
    now = [bytecode]

    def flip() -> None:
        if flips and next(calls) % 3 == 0:
            now[0] = not now[0]
            stepping.switch(now[0])

    with contextlib.redirect_stdout(None):
        names = stepping.run(text, bytecode, flip=flip)
    ended = re.sub("0x[0-9a-f]+", "", f"{names.get('ended')} {names['log']}")
    return stepping.accesses(), ended


@at_random
@given(text=programs())
def test_accesses_are_those_of_the_coarser_granularity(text: str) -> None:
    """But for one that raises: at ``access`` it is recorded before it is tried, here when it is done."""
    text = text.replace(NOTED, f"    flip()\n{NOTED}")
    assume(compiles(text))
    accesses, ended = outcome(text, bytecode=False)
    raises = "Traceback" in ended or not ended.startswith("None")
    for bytecode, flips in ((True, False), (True, True), (False, True)):
        found, end = outcome(text, bytecode, flips)
        assert end == ended
        if raises:
            left = iter(accesses)
            assert all(access in left for access in found), "the same ones, in the same order"
        else:
            assert found == accesses


MODULE = """
total = 0
running = True
class Box:
    pass
box = Box()
box.value = box.other = 0
items, table = [0, 1], {"a": 1}
def outer():
    cell = 0
    def inside():
        nonlocal cell
        cell += 1
    inside()
    return cell
def main():
    global total, running, items
    BODY
running = False
total = 1
main()
"""


@pytest.mark.parametrize(
    ("statement", "carried_out"),
    [
        ("total += 1", ["read program.total: LOAD_GLOBAL total", "write program.total: STORE_GLOBAL total"]),
        ("mine = 1; mine += 1", []),
        ("box.value += 1", ["read Box.value: LOAD_ATTR value", "write Box.value: STORE_ATTR value"]),
        ("box.value = box.other", ["read Box.other: LOAD_ATTR other", "write Box.value: STORE_ATTR value"]),
        ("del box.value", ["write Box.value: DELETE_ATTR value"]),
        ("items[0] = total", ["read program.total: LOAD_GLOBAL total", "write program.items[0]: STORE_SUBSCR"]),
        ("table['a'] += 1", ["read program.table['a']: BINARY_SUBSCR", "write program.table['a']: STORE_SUBSCR"]),
        ("items.append(2)", ["write program.items: CALL 1"]),
        ("row = items; row += [2]", ["write program.items: BINARY_OP +="]),
        ("len(items)", ["read program.items: CALL 1"]),
        ("1 in items", ["read program.items: CONTAINS_OP 0"]),
        ("return running", ["read program.running: LOAD_GLOBAL running"]),
        ("outer()", ["read outer.cell: LOAD_DEREF cell", "write outer.cell: STORE_DEREF cell",
                     "read outer.cell: LOAD_DEREF cell"]),
    ],
)  # fmt: skip
def test_an_access_is_its_instruction(statement: str, carried_out: list[str]) -> None:
    stepping = Stepping()
    names = stepping.run(MODULE.replace("BODY", statement), bytecode=True)
    assert "ended" not in names
    line = MODULE.splitlines().index("    BODY") + 1
    within = (
        range(line, line + 1) if statement != "outer()" else range(MODULE.splitlines().index("def outer():") + 1, line)
    )
    assert [text for where, text in stepping.carriers() if where in within] == carried_out
