"""Every size from the smallest screen to a large one: nothing overlaps or is outside, the bars are always there."""

from dataclasses import replace
from itertools import combinations

import pytest

from threadtui.tui.layout import TABS, Place, Wants, arrange

RACE = Wants(threads=3, primitives=1, values=7, source=25)
PIPELINE = Wants(threads=9, primitives=8, values=0, source=43)
CROWD = Wants(threads=60, primitives=40, values=30, source=4000, stack=12)
EMPTY = Wants()


def overlap(one: Place, other: Place) -> bool:
    apart = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (apart or one.y + one.height <= other.y or other.y + other.height <= one.y)


@pytest.mark.parametrize("wants", [RACE, PIPELINE, CROWD, EMPTY], ids=["race", "pipeline", "crowd", "empty"])
def test_every_size(wants: Wants) -> None:
    for width in range(40, 221):
        for height in range(12, 61):
            places = arrange(width, height, wants).places
            assert {"header", "next", "footer", "threads"} <= places.keys(), (width, height)
            for place in places.values():
                assert place.width > 0, (width, height, places)
                assert place.height > 0, (width, height, places)
                assert place.x >= 0, (width, height, places)
                assert place.x + place.width <= width, (width, height, places)
                assert place.y + place.height <= height, (width, height, places)
            for one, other in combinations(places.values(), 2):
                assert not overlap(one, other), (width, height, places)


def test_two_columns_as_drawn() -> None:
    places = arrange(120, 36, RACE).places
    assert places["header"][:4] == (0, 0, 120, 1)
    assert places["next"][:4] == (0, 2, 120, 2)
    assert places["source"][:4] == (1, 5, 54, 18)
    assert places["threads"][:4] == (57, 5, 61, 4)
    assert places["primitives"][:4] == (57, 10, 61, 2)
    assert places["values"][:4] == (57, 13, 61, 10)
    assert places["timeline"][:4] == (1, 24, 117, 5)
    assert places["story"][:4] == (1, 30, 54, 5)
    assert places["output"][:4] == (57, 30, 61, 5)
    assert places["footer"][:4] == (0, 35, 120, 1)


def test_tabs_as_drawn() -> None:
    arrangement = arrange(80, 24, RACE)
    assert arrangement.tabs == TABS
    places = arrangement.places
    assert places["threads"][:4] == (0, 4, 79, 3)
    assert places["tabs"].y == 8
    assert places["source"][:4] == (1, 9, 78, 8)
    assert places["timeline"][:4] == (1, 18, 78, 5)


def test_three_columns_as_drawn() -> None:
    places = arrange(200, 50, RACE).places
    assert (places["source"].x, places["source"].width) == (1, 76)
    assert (places["threads"].x, places["threads"].width) == (79, 63)
    assert (places["story"].x, places["story"].width) == (144, 54)
    assert "moves" in places
    assert "stack" in places


def test_small_screen_has_no_timeline() -> None:
    places = arrange(60, 18, RACE).places
    assert "timeline" not in places
    assert places["threads"].height == 3
    assert places["source"].height >= 7


def test_too_small_keeps_the_bar() -> None:
    for width, height in ((39, 30), (100, 11), (10, 3)):
        assert set(arrange(width, height, RACE).places) == {"next", "small"}


def test_output_and_story_give_way_before_threads() -> None:
    places = arrange(120, 36, PIPELINE).places
    assert places["story"].height == 3
    assert places["threads"].height == 10
    assert places["primitives"].height >= 9


@pytest.mark.parametrize("panel", TABS)
def test_a_tab_or_a_zoom_takes_the_place(panel: str) -> None:
    assert panel in arrange(80, 24, RACE, tab=panel).places
    zoomed = arrange(120, 36, RACE, zoomed=panel)
    assert set(zoomed.places) == {"header", "next", "footer", panel}
    assert zoomed.places[panel].height == 30


@pytest.mark.parametrize("size", [(120, 36), (200, 50)])
def test_nothing_moves_while_a_table_grows(size: tuple[int, int]) -> None:
    """The values' table takes what is free; above it, and in story and output, all stays."""
    steady = ("threads", "primitives", "values", "story", "output", "timeline")
    found = {
        tuple(arrange(*size, replace(RACE, values=rows)).places[panel][:2] for panel in steady) for rows in range(1, 13)
    }
    assert len(found) == 1
    places = arrange(*size, replace(RACE, values=12)).places
    assert places["story"].height >= 5
    for above, below in (("threads", "primitives"), ("primitives", "values")):
        assert places[below].y - places[above].y - places[above].height == 1


def test_at_the_end_lanes_take_the_rows_of_next_moves_and_nothing_else_moves() -> None:
    wants = Wants(threads=9, primitives=2, values=4, source=40)
    before, over = (arrange(200, 50, replace(wants, over=ended)).places for ended in (False, True))
    assert over["timeline"].height == before["timeline"].height + 3
    assert {name: place for name, place in before.items() if name not in ("timeline", "moves")} == {
        name: place for name, place in over.items() if name not in ("timeline", "moves")
    }
    assert over["timeline"].y == before["timeline"].y
