"""The disassembly: every thread at its instruction, under the source line that it belongs to."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui import scenes
from threadtui.tui.layout import Wants, arrange
from threadtui.tui.panels import bytecode, next_bar
from threadtui.tui.panels.spans import Spans
from threadtui.tui.symbols import Symbols
from threadtui.tui.view import View


def text(spans: Spans) -> str:
    return "".join(span.text for span in spans)


@pytest.fixture
def view(tmp_path: Path) -> View:
    return scenes.view(scenes.instructions(tmp_path / "increment.py"))


def lines(view: View, height: int = 20) -> list[str]:
    return [text(row.spans).rstrip() for row in bytecode.rows(view, 60, height).lines]


def test_each_thread_stands_at_its_instruction(view: View) -> None:
    drawn = lines(view)
    assert "line 6  total += 1" in drawn[2]
    assert [line.split()[0] for line in drawn if "▐" in line] == ["▐2▌", "▐3▌"]
    at_turn = next(line for line in drawn if "►" in line)
    assert at_turn.split() == ["▐3▌", "20", "►", "STORE_GLOBAL", "total"]


def test_in_ascii(view: View) -> None:
    assert any(
        line.split()[:1] == ["[2]"] and "BINARY_OP" in line for line in lines(replace(view, symbols=Symbols.ascii()))
    )


def test_in_the_past_it_is_where_it_was(tmp_path: Path) -> None:
    view = scenes.view(scenes.instructions(tmp_path / "increment.py"), step=1, transport="past")
    assert next(line for line in lines(view) if "▐2▌" in line).split()[-2:] == ["LOAD_CONST", "1"]


def test_it_scrolls_to_the_turn(view: View) -> None:
    assert any("►" in line for line in lines(view, 4))


def test_without_a_function_it_says_how_to_get_one(tmp_path: Path) -> None:
    events, _ = scenes.race(tmp_path / "race.py")
    assert lines(scenes.view(events))[0].startswith("No function's bytecode yet. g to bytecode")
    assert bytecode.wanted(scenes.view(events)) == 0


def test_the_next_bar_names_the_instruction(tmp_path: Path) -> None:
    view = scenes.view(scenes.instructions(tmp_path / "increment.py"), step=3)
    told = text(next_bar.rows(view, 120, 2).lines[0].spans)
    assert "▐3▌ loads 1 " in told
    assert "line 6  total += 1" in told


@pytest.mark.parametrize(
    ("size", "there"), [((80, 24), {"bytecode"}), ((120, 36), {"bytecode"}), ((200, 50), {"source", "bytecode"})]
)
def test_source_and_bytecode_share_the_room(size: tuple[int, int], there: set[str]) -> None:
    places = arrange(*size, Wants(threads=3, source=40, bytecode=30)).places
    assert {"source", "bytecode"} & set(places) == there
    assert "bytecode" not in arrange(*size, Wants(threads=3, source=40)).places
