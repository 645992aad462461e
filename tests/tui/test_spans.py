"""Rows: what fits, what is cut and where, and that nothing of the program's text gets out of its cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadtui.tui.panels.spans import (
    Ink,
    Row,
    Span,
    cells,
    clean,
    clip,
    column,
    cut_end,
    cut_middle,
    pill,
    spread,
    strip,
    target_at,
    width,
)
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import DARK

INK = Ink(DARK.text)
texts = st.text(max_size=40).map(clean)


@given(texts, st.integers(0, 50))
def test_what_is_cut_fits(text: str, room: int) -> None:
    assert cells(cut_end(text, room)) <= max(room, 0)
    assert cells(cut_middle(text, room)) <= max(room, 0)


@pytest.mark.parametrize("room", range(4, 12))
def test_a_pill_that_does_not_fit_leaves_a_sign_that_can_be_seen(room: int) -> None:
    """In the pill's hue: its number is written in the colour of the ground."""
    spans = [Span("by ", INK), *pill(2, DARK, Symbols.unicode()), Span(" ", INK), *pill(3, DARK, Symbols.unicode())]
    signs = [span for span in clip(spans, room) if span.text == "…"]
    assert all(span.ink.colour in (INK.colour, DARK.thread(2), DARK.thread(3)) for span in signs)
    assert bool(signs) == (room < 10)


@given(st.lists(texts, max_size=5), st.integers(1, 60))
def test_a_column_is_exactly_as_wide(parts: list[str], room: int) -> None:
    spans = [Span(part, INK) for part in parts]
    assert width(column(spans, room)) == room
    assert width(clip(spans, room)) <= room


@given(st.lists(texts, max_size=5), st.integers(1, 60))
def test_a_finished_line_fills_its_row(parts: list[str], room: int) -> None:
    row = Row(tuple(Span(part, INK) for part in parts))
    assert strip(row, room, DARK.background, 1).cell_length == room or room < 2
    assert "\n" not in strip(row, room, DARK.background).text


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\rb", "a\u202eb", "\x9b1m", "tab\tstop", "\ud800", "line\u2028two"])
def test_the_program_cannot_steer_the_terminal(text: str) -> None:
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 or letter in "\u202e\u2028" for letter in clean(text))


def test_signs_that_terminals_join_differently_are_taken_apart() -> None:
    assert clean("👨\u200d👩 ❤\ufe0f 👍🏽") == "👨👩 ❤ 👍"
    assert [cells(clean(text)) for text in ("名前", "👨\u200d👩", "e\u0301", "❤\ufe0f")] == [4, 4, 1, 1]


def test_names_keep_their_end() -> None:
    assert cut_middle("ThreadPoolExecutor-0_1", 15) == "ThreadPool…-0_1"
    assert cut_middle("MainThread", 15) == "MainThread"


def test_numbers_are_not_cut() -> None:
    assert cut_end("value 12345", 9) == "value…"


def test_wide_characters_take_two_cells() -> None:
    assert cells(cut_middle("線程線程線程線程", 9)) <= 9
    assert width(column([Span("線程", INK)], 7)) == 7


def test_a_pill_is_never_cut() -> None:
    mark = pill(2, DARK, Symbols.unicode())
    for room in range(12):
        drawn = "".join(span.text for span in clip([Span("by ", INK), *mark, Span(" it", INK)], room))
        assert ("▐" in drawn) == ("▌" in drawn)


def test_right_parts_stand_at_the_edge() -> None:
    row = spread([Span("left", INK)], [Span("right", INK)], 20)
    assert "".join(span.text for span in row) == "left           right"


def test_a_click_finds_its_target() -> None:
    row = Row((Span("by ", INK), *pill(2, DARK, Symbols.unicode())))
    assert target_at(row, 1) is None
    assert [target_at(row, x) for x in (3, 4, 5)] == [("thread", 2)] * 3
    assert target_at(row, 6) is None


@given(st.lists(texts, max_size=4), st.integers(0, 9), st.integers(1, 60))
def test_blanks_at_the_end_are_cut_without_a_sign(parts: list[str], blanks: int, room: int) -> None:
    spans = [Span(part, INK) for part in parts]
    bare = "".join(parts).rstrip(" ")
    found = "".join(span.text for span in clip([*spans, Span(" " * blanks, INK)], room))
    if cells(bare) <= room:
        assert found.rstrip(" ") == bare
    else:
        assert "…" in found
