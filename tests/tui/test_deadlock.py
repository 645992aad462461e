"""The deadlock's screen: the cycle drawn, where it was decided, the way out, notes beside the source."""

from pathlib import Path
from typing import Any

import pytest

from tests.tui import scenes
from tests.tui.test_dashboard import Stage
from tests.world.build import Run
from tests.world.test_waits import abba, take, want
from threadtui.engine import events as kinds
from threadtui.tui.layout import DEADLOCK_TABS, Wants, arrange
from threadtui.tui.panels import cycle, decision, lock_notes, next_bar, source, story, timeline, way_out
from threadtui.tui.panels.spans import Rows, width
from threadtui.tui.symbols import Symbols
from threadtui.tui.view import View

SOURCE = "".join(f"line_{number} = {number}\n" for number in range(1, 31))


def ended(run: Run, path: Path, **more: Any) -> View:
    path.write_text(SOURCE)
    events = [event._replace(value=str(path)) if event.kind == kinds.FILE else event for event in run.events]
    verdict = {"verdict": "deadlock", "message": "", "exit_status": None}
    events.append(events[-1]._replace(kind=kinds.VERDICT, thread=0, object=0, value=verdict, file=0, line=0))
    return scenes.view(events, transport="ended", program="two_locks", **more)


@pytest.fixture
def circle(tmp_path: Path) -> View:
    run = abba()
    run.step(1, "print").blocked(1, "join", 2, on="thread")
    return ended(run, tmp_path / "two_locks.py")


def texts(rows: Rows) -> list[str]:
    return [row.text.rstrip() for row in rows.lines]


def test_two_threads_and_two_locks_as_boxes(circle: View) -> None:
    lines = texts(cycle.rows(circle, 62, 13))
    assert [line for line in lines if "wants" in line] == [
        " │ ▐2▌ one            │ ─── wants ────► ┃ lock_b             ┃",
        " ┃ lock_a             ┃ ◄─── wants ──── │ ▐3▌ two            │",
    ]
    assert "held by ▐3▌" in lines[3]
    assert "held by ▐2▌" in lines[11]
    assert len(lines) == 13


@pytest.mark.parametrize("size", [(78, 4), (62, 5), (40, 4), (30, 3)])
def test_smaller_forms_stay_within_their_room(circle: View, size: tuple[int, int]) -> None:
    found = cycle.rows(circle, *size)
    assert all(width(row.spans) <= size[0] for row in found.lines)
    assert len(found.lines) <= size[1]
    assert "▐2▌" in "".join(texts(found))


def test_a_call_that_is_waited_for_is_no_lock_that_is_held(tmp_path: Path) -> None:
    run = Run("MainThread", "worker").primitive(1, "Lock", "lock", holder=None, depth=0)
    calls = [{"name": "task()", "state": "running", "thread": 2}]
    run.primitive(2, "ThreadPoolExecutor", "pool", max_workers=1, workers=[2], pending=[], futures=calls)
    take(run, 1, 1, 9)
    run.step(1, "submit").point(1, "result", 2, "task()", "blocked", ("primitive", 2), line=11)
    want(run, 2, 1, 5)
    view = ended(run, tmp_path / "calls.py")
    lines = texts(cycle.rows(view, 62, 13))
    assert any("▐1▌ MainThread" in line and "wants task(), computed by ▐2▌" in line for line in lines), lines
    assert 11 not in lock_notes.lock_notes(view, str(tmp_path / "calls.py"))


def test_the_boxes_in_ascii(tmp_path: Path) -> None:
    view = ended(abba(), tmp_path / "two_locks.py", symbols=Symbols.ascii())
    assert "".join(texts(cycle.rows(view, 62, 13))).isascii()
    assert "".join(texts(cycle.rows(view, 78, 4))).isascii()


def test_a_longer_circle_has_a_line_for_each_wait(tmp_path: Path) -> None:
    run = Run("MainThread", *"abc")
    for number in (1, 2, 3):
        run.primitive(number, "Lock", f"fork{number}", holder=None, depth=0)
    for thread in (2, 3, 4):
        take(run, thread, thread - 1, 9)
    for thread in (2, 3, 4):
        want(run, thread, (thread - 1) % 3 + 1, 12)
    lines = texts(cycle.rows(ended(run, tmp_path / "forks.py"), 70, 13))
    assert [line[:3] for line in lines[:3]] == ["╭─►", "│  ", "╰──"]
    assert lines[2] == "╰── ▐4▌ c  line 12  wants fork1, held by ▐2▌ since step 1"


def test_the_deciding_step_is_marked_and_can_be_clicked(circle: View) -> None:
    rows = decision.rows(circle, 62, 8)
    marked = [row for row in rows.lines if "decided here" in row.text]
    assert [row.text.split()[0] for row in marked] == ["2"]
    assert {span.target.value for span in marked[0].spans if span.target and span.target.kind == "step"} == {2}
    foot = texts(timeline.rows(circle, 118, 8))[-1]
    assert foot.strip() == "▲ decided here"


def test_the_way_out_names_the_lines_to_swap(circle: View) -> None:
    text = " ".join(texts(way_out.rows(circle, 52, 8)))
    assert "▐2▌  lock_a then lock_b   lines 9, 10" in text
    assert "swap lines 15 and 16." in text


def test_the_way_out_gives_up_blank_rows_before_words(circle: View) -> None:
    words = [line for line in texts(way_out.rows(circle, 52, 20)) if line.strip()]
    assert texts(way_out.rows(circle, 52, len(words))) == words


def test_the_bar_says_who_waits_for_whom(circle: View) -> None:
    lines = texts(next_bar.rows(circle, 120, 2))
    assert "▐2▌ and ▐3▌ wait for each other. Neither can ever go on." in lines[0]
    assert "Each holds what the other one wants; ▐1▌ joins ▐2▌ and waits too." in lines[1]


def test_notes_beside_the_source_while_one_looks_at_the_end(circle: View) -> None:
    path = source.shown_file(circle)
    found = lock_notes.lock_notes(circle, path)
    notes = {line: "".join(span.text for span in words[0]) for line, words in found.items()}
    assert notes == {
        9: "held by ▐2▌", 10: "wanted; held by ▐3▌", 15: "held by ▐3▌", 16: "wanted; held by ▐2▌",
    }  # fmt: skip
    assert all(f"line_{line} =" in "".join(texts(source.rows(circle, 53, 14))) for line in notes)


def test_a_notify_that_nobody_heard_is_noted_beside_its_line(tmp_path: Path) -> None:
    run = Run("MainThread", "waiter").primitive(1, "Condition", "cond", lock=None)
    run.step(1, "notify", 29).add(kinds.OP, 1, 1, {"op": "notify", "result": None}, 29)
    run.step(2, "wait", 21).point(2, "wait", 1, "inside", "blocked", ("primitive", 1), line=21)
    view = ended(run, tmp_path / "lost.py")
    notes = lock_notes.lock_notes(view, source.shown_file(view))
    assert {line: "".join(span.text for span in words[0]) for line, words in notes.items()} == {
        21: "waits for ever ▐2▌", 29: "nobody heard ▐1▌",
    }  # fmt: skip


def test_lines_and_steps_are_told_whole_or_not_at_all(circle: View) -> None:
    """Where a word too many would be cut, it goes."""
    for room in range(30, 90):
        taking = [line for line in texts(way_out.rows(circle, room, 20)) if "then" in line]
        assert all(
            line.endswith(("lines 9, 10", "lines 15, 16", "  9, 10", "  15, 16", "lock_b", "lock_a")) for line in taking
        )


def test_since_when_a_lock_is_held_goes_before_who_holds_it(tmp_path: Path) -> None:
    run = Run("MainThread", "one", "two", "three")
    for number in (1, 2, 3):
        run.primitive(number, "Lock", f"lock_{number}", holder=None, depth=0)
    for thread in (2, 3, 4):
        take(run, thread, thread - 1, 9)
    for thread, lock in ((2, 2), (3, 3), (4, 1)):
        want(run, thread, lock, 10)
    view = ended(run, tmp_path / "three_locks.py")
    ends = {line.partition("held by ")[2] for room in (70, 54) for line in texts(cycle.rows(view, room, 9))}
    assert ends - {""} == {f"▐{n}▌{since}" for n in (2, 3, 4) for since in (f" since step {n - 1}", "")}


def test_the_way_out_gives_up_threads_before_what_to_do(circle: View) -> None:
    """In lines that are too few, what is wrong and what to do stay whole; who takes what goes."""
    words = [line for line in texts(way_out.rows(circle, 52, 20)) if line.strip()]
    short = texts(way_out.rows(circle, 52, len(words) - 1))
    assert [line for line in words if line not in short] == [next(line for line in words if "▐3▌" in line)]


def test_the_code_beside_a_note_is_not_cut_for_a_word_too_many(circle: View) -> None:
    """Down to where the shortest words fit."""
    path = source.shown_file(circle)
    for room in (60, 53, 46, 40):
        for line, words in lock_notes.lock_notes(circle, path).items():
            row = next(text for text in texts(source.rows(circle, room, 30)) if f"line_{line} = {line}" in text)
            assert any(row.endswith("".join(span.text for span in spans)) for spans in words)


def test_what_a_step_brought_about_goes_before_what_was_done(tmp_path: Path) -> None:
    run = Run("MainThread", "one").primitive(1, "Lock", "a_lock_with_a_long_name", holder=1, depth=1)
    take(run, 1, 1, 9)
    want(run, 2, 1, 15)
    view = ended(run, tmp_path / "long.py")
    long = "▐2▌ wants a_lock_with_a_long_name, held by ▐1▌: blocked"
    told = [line for room in (70, 58) for line in texts(story.rows(view, room, 9)) if "wants" in line]
    assert [line.strip(" 2") for line in told] == [long, long.removesuffix(": blocked") + "…"]


def test_output_stands_below_where_much_is_free() -> None:
    wants = Wants(threads=3, primitives=2, source=30, cycle=6, decision=6, way_out=3, hints=4)
    places = arrange(200, 50, wants).places
    for above, below in (("cycle", "decision"), ("decision", "hints"), ("hints", "output")):
        assert places[below].y == places[above].y + places[above].height + 1
    assert "output" not in arrange(120, 36, wants).places


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_places_of_the_deadlock(size: tuple[int, int]) -> None:
    found = arrange(*size, Wants(threads=3, primitives=2, source=30, cycle=13, decision=4, way_out=6))
    assert {"header", "next", "cycle", "footer"} <= found.places.keys()
    assert found.tabs == (() if size[0] > 100 else DEADLOCK_TABS)
    cells = [(x, y) for place in found.places.values()
             for x in range(place.x, place.x + place.width) for y in range(place.y, place.y + place.height)]  # fmt: skip
    assert len(cells) == len(set(cells))
    assert all(x < size[0] and y < size[1] for x, y in cells)


class TestLooks:
    """Pictures of the deadlock."""

    @pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
    def test_size(self, circle: View, size: tuple[int, int], snap_compare: Any) -> None:
        assert snap_compare(Stage(circle), terminal_size=size)
