"""Breakpoints in words."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui import scenes
from tests.world.build import Run
from threadtui.engine.breakpoints import BLOCKS, CHANGE, LINE, PRIMITIVE, RACE, READ, WRITE, Breakpoint
from threadtui.tui.panels import source
from threadtui.tui.stops import NotUnderstood, parse, stopped, told
from threadtui.tui.symbols import Symbols
from threadtui.world.state import World

PATH = "/folder/program.py"


def world() -> World:
    run = Run("main").location(1, "Box.value", "0").location(2, "Other.value", "0").location(3, "count", "0")
    return run.primitive(4, "Lock", "gate", holder=None, depth=0).history.world


@pytest.mark.parametrize(
    ("words", "one", "again"),
    [
        ("25", Breakpoint(LINE, 0, PATH, 25), "line 25 of program.py"),
        ("25 if x > 1", Breakpoint(LINE, 0, PATH, 25, "x > 1"), "line 25 of program.py if x > 1"),
        ("read Box.value", Breakpoint(READ, 1), "read Box.value"),
        ("write count", Breakpoint(WRITE, 3), "write count"),
        ("change Box.value", Breakpoint(CHANGE, 1), "change Box.value"),
        ("gate", Breakpoint(PRIMITIVE, 4), "any operation on gate"),
        ("blocks", Breakpoint(BLOCKS), "any thread blocks"),
        ("race", Breakpoint(RACE), "a race is seen"),
    ],
)
def test_what_is_typed(words: str, one: Breakpoint, again: str) -> None:
    assert parse(words, world(), PATH) == one
    assert told(one, world()) == again


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("25 if x >", "no Python"),
        ("25 sometimes", "if and a condition"),
        ("write value", "can mean 2"),
        ("nothing", "No lock, queue or event is called nothing"),
        ("read gate", "No shared value is called gate"),
        ("read", "read what"),
    ],
)
def test_what_means_nothing_says_why(words: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        parse(words, world(), PATH)


def test_a_line_needs_a_source() -> None:
    with pytest.raises(NotUnderstood, match="No source"):
        parse("25", world(), "")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (0, "own.py has no line 0: its last is 6"),
        (7, "own.py has no line 7: its last is 6"),
        (2, "Nothing is done in line 2 of own.py, so no step ends there. The next in which something is done is 3"),
        (5, "Nothing is done in line 5"),
    ],
)
def test_a_line_where_nobody_ever_stands_is_refused(tmp_path: Path, line: int, why: str) -> None:
    path = tmp_path / "own.py"
    path.write_text("import os\n# nothing\nif os:\n    os.getpid()\nelse:\n    pass\n")
    with pytest.raises(NotUnderstood, match=why):
        parse(str(line), world(), str(path))
    assert parse("4", world(), str(path)).line == 4


def test_what_stopped_it_is_said() -> None:
    ones = [Breakpoint(LINE, 0, PATH, 25), Breakpoint(CHANGE, 3), Breakpoint(PRIMITIVE, 4), Breakpoint(RACE)]
    said = "Stopped: line 25 of program.py, count changed, gate was used, a race was seen."
    assert (stopped(ones, world()), stopped([], world())) == (said, "")


@pytest.mark.parametrize(("symbols", "sign"), [(Symbols.unicode(), "◆"), (Symbols.ascii(), "*")])
def test_the_source_marks_its_line(tmp_path: Path, symbols: Symbols, sign: str) -> None:
    events, stacks = scenes.race(tmp_path / "race_two_threads.py")
    view = scenes.view(events, stacks=stacks, symbols=symbols)
    path = source.shown_file(view)
    plain = [row.text for row in source.rows(view, 54, 17).lines]
    marked = [row.text for row in source.rows(replace(view, stops=(Breakpoint(LINE, 0, path, 15),)), 54, 17).lines]
    changed = [(one, other) for one, other in zip(plain, marked, strict=True) if one != other]
    assert [other.count(sign) - one.count(sign) for one, other in changed] == [1]
    assert f"15{sign}" in changed[0][1]
