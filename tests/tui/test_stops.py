"""Breakpoints in words."""

import pytest

from tests.world.build import Run
from threadtui.engine.breakpoints import BLOCKS, CHANGE, LINE, PRIMITIVE, RACE, READ, WRITE, Breakpoint
from threadtui.tui.stops import NotUnderstood, parse, told
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
    ],
)
def test_what_means_nothing_says_why(words: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        parse(words, world(), PATH)


def test_a_line_needs_a_source() -> None:
    with pytest.raises(NotUnderstood, match="No source"):
        parse("25", world(), "")
