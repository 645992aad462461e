"""The verdict page: the deciding events with a column for each thread, causes, the way out, the command."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui import scenes
from tests.tui.test_deadlock import ended, texts
from tests.world.build import Run
from tests.world.test_waits import abba
from threadtui.tui.panels import why
from threadtui.tui.panels.spans import width
from threadtui.tui.symbols import Symbols
from threadtui.tui.view import View


def test_a_column_for_each_thread_and_the_deciding_step_marked(tmp_path: Path) -> None:
    view = ended(abba(), tmp_path / "two_locks.py")
    lines = texts(why.rows(view, 110, 40, command="threadtui run --seed 3 two_locks.py"))
    head = next(line for line in lines if "▐2▌ one" in line and "▐3▌ two" in line)
    first = next(line for line in lines if "took lock_a  line 9" in line)
    second = next(line for line in lines if "took lock_b  line 15" in line)
    assert head.index("▐2▌") == first.index("▌ took")
    assert head.index("▐3▌") == second.index("▌ took")
    assert "▲ decided here" in lines[lines.index(second) + 1]
    for part in ("Causes", "The way out", "  threadtui run --seed 3 two_locks.py"):
        assert part in lines
    assert any("swap lines 15 and 16" in line for line in lines)


def over(verdict: str) -> View:
    run = Run("MainThread", "one").primitive(1, "Lock", "lock", holder=None, depth=0)
    run.step(1, "release", 9).op("release", 1)
    run.step(2, "release", 9).op("release", 1)
    if verdict:
        run.add("verdict", 0, 0, {"verdict": verdict, "message": "", "exit_status": 0})
    return scenes.view(run.events, transport="ended" if verdict else "paused")


def test_of_a_run_that_passed_it_says_so() -> None:
    lines = texts(why.rows(over("passed"), 110, 40))
    assert lines[0].startswith("Nothing went wrong, it passed: 2 steps")
    assert lines[0].endswith("Another schedule may still fail.")
    assert lines[1].strip() == "e looks for a schedule that fails"
    assert not any("deciding" in line for line in lines)


def test_before_the_end_it_says_so() -> None:
    lines = texts(why.rows(over(""), 110, 40))
    assert lines[0].startswith("The run has not come to an end: 2 steps")
    assert lines[1].strip().startswith("space plays it to its end")
    assert "The last steps" in lines
    recorded = texts(why.rows(over(""), 110, 40, live=False))
    assert not any("space" in line for line in recorded)


@pytest.mark.parametrize("room", [78, 58])
def test_it_fits_a_small_screen(room: int, tmp_path: Path) -> None:
    view = ended(abba(), tmp_path / "two_locks.py")
    assert all(width(row.spans) <= room for row in why.rows(view, room, 60).lines)


def test_four_columns_that_do_not_fit_become_one(tmp_path: Path) -> None:
    run = Run("MainThread", "one", "two", "three").primitive(1, "Lock", "lock", holder=None, depth=0)
    for thread in (1, 2, 3, 4):
        run.step(thread, "release", 9).op("release", 1)
    run.add("verdict", 0, 0, {"verdict": "stopped", "message": "", "exit_status": None})
    rows = why.rows(ended(run, tmp_path / "program.py"), 78, 60).lines
    assert all(width(row.spans) <= 78 for row in rows)
    assert any("▐4▌ let go of lock" in "".join(span.text for span in row.spans) for row in rows)
    heads = ["".join(span.text for span in row.spans).strip() for row in rows]
    assert "▐1▌ MainThread   ▐2▌ one   ▐3▌ two   ▐4▌ three" in heads


def test_a_page_that_is_longer_than_the_screen_says_so(tmp_path: Path) -> None:
    view = ended(abba(), tmp_path / "two_locks.py")
    whole = why.rows(view, 78, 60)
    part = why.rows(view, 78, 10, 2)
    assert "".join(span.text for span in whole.note) == "k back"
    assert "".join(span.text for span in part.note) == f"lines 3 to 12 of {whole.total}  ↑ ↓   k back"


def test_the_page_in_ascii(tmp_path: Path) -> None:
    view = replace(ended(abba(), tmp_path / "two_locks.py"), symbols=Symbols.ascii())
    for room in (110, 58):
        page = why.rows(view, room, 12, command="threadtui two_locks.py")
        spans = [*page.note, *(span for row in page.lines for span in row.spans)]
        assert [span.text for span in spans if not span.text.isascii()] == []
