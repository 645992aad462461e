"""The tree of runs as rows, and where it stands: no terminal."""

import pytest

from tests.tui import scenes
from tests.world.build import Run
from threadtui.engine import events as kinds
from threadtui.tui.branches import Line, name
from threadtui.tui.layout import Wants, arrange
from threadtui.tui.panels import branches
from threadtui.tui.panels.spans import Target
from threadtui.tui.symbols import Symbols
from threadtui.tui.view import View
from threadtui.world.history import History


def run(movers: list[int], value: str, verdict: str = "") -> History:
    made = Run("main", "a", "b").location(1, "box", "0")
    for mover in movers:
        made.step(mover, "write").add(kinds.WRITE, mover, 1, ["0", value], 5).turn(mover)
    if verdict:
        made.add(kinds.VERDICT, value={"verdict": verdict, "message": "", "exit_status": 1})
    return made.history


FIRST = run([1] * 41, "1", "failed")
SECOND = run([1] * 12 + [2] * 21, "2", "passed")
THIRD = run([1] * 24 + [3] * 14, "1")


def drawn(step: int = 12, here: int = 0, symbols: Symbols | None = None) -> View:
    lines = (
        Line("A", None, 0, 41, "failed", here == 0, FIRST),
        Line("B", 0, 12, 33, "passed", here == 1, SECOND),
        Line("C", 0, 24, 38, "paused", here == 2, THIRD),
    )
    events = [FIRST.event(number) for number in range(len(FIRST))]
    return scenes.view(events, step=step, transport="past", branches=lines, symbols=symbols)


def test_the_tree_as_it_is_drawn() -> None:
    content = branches.rows(drawn(), 60, 5)
    assert [row.text.rstrip() for row in content.lines] == [
        "    1         ▼ 12       24            41",
        "A   ──────────●────────────────────────── ✗ failed        41",
        "B             ╰───────────────────        ✓ passed        33",
        "C                        ╰────────────    ‖ paused        38",
        "    you are at ▼ on A            ↑ ↓ choose   enter go there",
    ]
    assert content.things == [-1, 0, 1, 2, -1]


def test_without_glyphs() -> None:
    text = "".join(row.text for row in branches.rows(drawn(symbols=Symbols.ascii()), 60, 12).lines)
    assert text.isascii()


def test_a_run_hangs_from_the_one_it_left() -> None:
    lines = branches.rows(drawn(step=3, here=2), 60, 5).lines
    assert lines[2].text[25] == "─", "B is drawn over what hangs from A"
    assert lines[3].text[25] == "╰"


def test_every_line_of_the_tree_can_be_clicked() -> None:
    lines = branches.rows(drawn(), 60, 5).lines
    assert [{span.target for span in row.spans if span.target} for row in lines[1:4]] == [
        {Target("branch", number)} for number in range(3)
    ]


def test_the_chosen_one_is_compared_with_the_one_watched() -> None:
    lines = [row.text.rstrip() for row in branches.rows(drawn(), 60, 12, chosen=1).lines]
    assert lines[5:] == [
        "",
        "A and B part at step 13",
        "A   ▐1▌ wrote box: 0 → 1                              failed",
        "B   ▐2▌ wrote box: 0 → 2                              passed",
        "values at the end                   A           B",
        "box                                 1           2",
    ]


def test_one_run_takes_no_room_and_says_how_there_are_more() -> None:
    view = scenes.view([FIRST.event(number) for number in range(len(FIRST))])
    assert branches.wanted(view) == 0
    assert branches.rows(view, 60, 5).lines[0].text == branches.EMPTY
    assert branches.wanted(drawn()) >= len(branches.rows(drawn(), 60, 30, chosen=1).lines)


def test_the_comparison_is_whole_or_a_key_away() -> None:
    short, long = (branches.rows(drawn(), 60, height, chosen=1) for height in (9, 10))
    assert "".join(span.text for span in short.note) == "b z compare   3 runs"
    assert len(short.lines) == 5
    assert "".join(span.text for span in long.note) == "3 runs"
    assert len(long.lines) == 10


def test_how_a_run_ended_stands_below_where_the_line_is_full() -> None:
    last = FIRST.event(len(FIRST) - 1)
    told = {"verdict": "failed", "message": "AssertionError in MainThread at a_program.py:36", "exit_status": 1}
    events = [*(FIRST.event(number) for number in range(len(FIRST) - 1)), last._replace(value=told)]
    lines = (
        Line("A", None, 0, 41, "failed", True, History(events)),
        Line("B", 0, 12, 33, "passed", False, SECOND),
    )
    view = scenes.view(events, step=12, transport="past", branches=lines)
    text = [row.text.rstrip() for row in branches.rows(view, 60, 20).lines]
    at = text.index("A   ▐1▌ wrote box: 0 → 1")
    assert text[at + 1] == "    failed: AssertionError in MainThread at a_program.py:36"
    assert text[at + 2].startswith("B   ▐2▌ wrote box: 0 → 2 ")


@pytest.mark.parametrize("size", [(120, 36), (200, 50), (104, 28)])
def test_a_place_beside_all_others_once_there_are_two(size: tuple[int, int]) -> None:
    wants = Wants(threads=3, primitives=2, values=7, source=40, branches=5)
    assert "branches" not in arrange(*size, Wants(threads=3, primitives=2, values=7, source=40)).places
    place = arrange(*size, wants).places["branches"]
    assert place.height >= 5


def test_of_many_the_chosen_one_is_in_sight() -> None:
    many = tuple(Line(name(n), 0 if n else None, n, 41, "paused", n == 0, FIRST) for n in range(30))
    view = scenes.view([FIRST.event(n) for n in range(len(FIRST))], step=3, transport="past", branches=many)
    for chosen in (0, 7, 29):
        assert chosen in (branches.rows(view, 60, 7, chosen=chosen).things or [])


def test_names() -> None:
    assert [name(number) for number in (0, 25, 26, 52)] == ["A", "Z", "A2", "A3"]


def test_choosing_the_one_that_is_watched_compares_it_too() -> None:
    assert "A and C part at step 25" in [row.text.rstrip() for row in branches.rows(drawn(), 60, 12, chosen=0).lines]
    assert "B and A part at step 13" in [row.text.rstrip() for row in branches.rows(drawn(here=1), 60, 12).lines]


@pytest.mark.parametrize("chosen", [None, 0, 1])
def test_the_chosen_one_is_marked_also_where_it_is_the_one_watched(chosen: int | None) -> None:
    marked = [
        number for number, row in enumerate(branches.rows(drawn(), 60, 12, chosen=chosen).lines[1:4]) if row.ground
    ]
    assert marked == ([] if chosen is None else [chosen])


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (run([1] * 41, "1", "failed"), "A and B went the same way to the end"),
        (run([1] * 40, "1"), "A and B have gone the same way so far"),
    ],
)
def test_who_goes_the_same_way(other: History, told: str) -> None:
    lines = (Line("A", None, 0, 41, "failed", True, FIRST), Line("B", 0, 12, other.steps, "passed", False, other))
    view = scenes.view([FIRST.event(number) for number in range(len(FIRST))], step=41, branches=lines)
    assert branches.rows(view, 60, 12).lines[-1].text.rstrip() == told
