"""Panels as functions of a view: rows as text, no app."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui import scenes
from tests.tui.seen import ended, note, text
from tests.world import build
from threadtui.engine.events import Event
from threadtui.session import Busy
from threadtui.tui import hints
from threadtui.tui.panels import (
    files,
    footer,
    header,
    lanes,
    next_bar,
    next_moves,
    output,
    primitives,
    source,
    stack,
    story,
    tabs,
    threads,
    timeline,
    values,
)
from threadtui.tui.panels.base import Draw
from threadtui.tui.panels.spans import Rows, width
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import DARK
from threadtui.tui.view import View
from threadtui.world.history import History

PANELS: dict[str, Draw] = {
    "header": header.rows, "next": next_bar.rows, "source": source.rows, "threads": threads.rows,
    "primitives": primitives.rows, "values": values.rows, "stack": stack.rows, "timeline": timeline.rows,
    "story": story.rows, "output": output.rows, "moves": next_moves.rows, "footer": footer.rows, "tabs": tabs.rows,
}  # fmt: skip


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("scene", ["race", "crowd", "past", "empty"])
def test_every_panel_fits_every_size(name: str, scene: str, request: pytest.FixtureRequest) -> None:
    view: View = request.getfixturevalue(scene)
    for room in (40, 54, 60, 78, 118, 200):
        for height in (1, 2, 5, 30):
            drawn = PANELS[name](view, room, height, None)
            assert len(drawn.lines) <= height
            too_wide = [row.text for row in drawn.lines if width(row.spans) > room]
            assert too_wide == [], (room, height)


def test_the_bars_second_line_ends_with_a_sentence(past: View, race: View) -> None:
    for view in (past, ended(race, "failed", error="AssertionError")):
        for room in (200, 100, 80, 60):
            line = text(next_bar.rows(view, room, 2))[1]
            assert line.endswith("."), (room, line)


@pytest.mark.parametrize("height", [1, 2, 3, 4])
def test_the_story_shows_the_step_that_one_looks_at(race: View, height: int) -> None:
    """However many lines the later ones take, and however few there are."""
    for step in range(1, race.history.steps + 1):
        view = replace(race, world=race.history.world_at(step), transport="past")
        assert step - 1 in (story.rows(view, 60, height).things or [])


@pytest.mark.parametrize("name", PANELS)
def test_ascii_is_ascii(name: str, race: View) -> None:
    drawn = PANELS[name](replace(race, symbols=Symbols.ascii()), 118, 30, None)
    spans = [*drawn.title, *drawn.note, *(span for row in drawn.lines for span in row.spans)]
    assert [span.text for span in spans if not span.text.isascii()] == []


def test_header(race: View) -> None:
    line = text(header.rows(race, 120, 1))[0]
    assert line.startswith("  ‖ PAUSED   race_two_threads   step 14   0.113 s ")
    assert line.endswith("random, seed 7   by access   speed 4/s")
    assert text(header.rows(race, 60, 1))[0].split() == ["‖", "PAUSED", "race_two_threads", "step", "14", "0.113", "s"]


def test_header_in_the_past(past: View) -> None:
    line = text(header.rows(past, 120, 1))[0]
    assert "◄ PAST" in line
    assert "step 10 of 14" in line
    assert "╱╱╱╱" in line


def test_next_bar_names_whom_everybody_waits_for_outside(tmp_path: Path) -> None:
    events, _ = scenes.race(tmp_path / "race_two_threads.py")
    gone = Event("state", 2, 0, {"state": "outside", "waits_for": None, "until": None}, 0, 0, 0)
    view = scenes.view([*events, gone, Event("turn", 0, 0, None, 0, 0, 0)], transport="playing")
    assert "NEXT  nobody can move until ▐2▌ comes back from outside" in text(next_bar.rows(view, 80, 2))[0]


def test_next_bar_names_who_moves_and_what_is_lost(race: View) -> None:
    first, second = text(next_bar.rows(race, 120, 2, keys=[("s", "step")]))
    assert first.startswith("▌ NEXT  ▐3▌ writes FakeDatabase.value = 1      line 15  self.value = local_copy")
    assert first.endswith("s step")
    assert second == "▌        ▲  It read 0 before ▐2▌ wrote 1. If it writes now, the update of ▐2▌ is lost."


def test_next_bar_says_the_same_shorter(race: View) -> None:
    assert text(next_bar.rows(race, 80, 2))[1].endswith("Now the update of ▐2▌ is lost.")
    assert text(next_bar.rows(race, 45, 2))[1] == "▌        ▲  Now the update of ▐2▌ is lost."


def test_a_notice_comes_first(race: View) -> None:
    assert "▐1▌" not in text(next_bar.rows(replace(race, notice="Written."), 120, 2))[1]
    assert text(next_bar.rows(replace(race, notice="Written."), 120, 2))[1].endswith("Written.")


def test_a_busy_step_says_who_computes(race: View) -> None:
    view = replace(race, busy=Busy(1, "x.py", 3, 2.1))
    assert text(next_bar.rows(view, 120, 2))[0] == "▌ BUSY  ▐1▌ has been computing for 2 s at line 3"


def test_the_bar_becomes_the_verdict(race: View) -> None:
    drawn = next_bar.rows(ended(race, "failed", "it is 1", "AssertionError"), 120, 2)
    assert text(drawn)[0].startswith("▌ ✗  ▐3▌ AssertionError: it is 1")
    assert drawn.lines[0].ground == DARK.alarm_bar
    passed = next_bar.rows(ended(race, "passed"), 120, 2)
    assert text(passed)[0].startswith("▌ ✓  passed")


def test_source_follows_the_turn(race: View) -> None:
    drawn = source.rows(race, 54, 17)
    assert note(drawn) == "race_two_threads.py"
    assert drawn.top == 5
    assert text(drawn)[9] == "▐3▌  15 ►         self.value = local_copy"
    assert drawn.lines[9].ground == DARK.tint(3)
    assert text(drawn)[10].startswith("▐2▌  16           print(")


def test_source_marks_the_lines_that_race(race: View) -> None:
    drawn = source.rows(race, 54, 17)
    assert text(drawn)[6] == "     12 ▲         local_copy = self.value"
    numbers = [span for row in drawn.lines for span in row.spans if span.text.strip() in ("11", "12", "15")]
    assert [span.text.strip() for span in numbers if span.ink.colour == DARK.alarm] == [
        "12",
        "15",
    ]  # at 15 the turn's sign stands, and the number alone is marked


def test_the_next_bar_says_which_race_the_step_closes(race: View) -> None:
    reading = {"op": "read", "value": None, "state": "ready", "waits_for": None, "until": None}
    events = [race.history.event(number) for number in range(len(race.history))]
    history = History([*events, Event("point", 3, 1, reading, 1, 12, 0)])
    view = replace(race, history=history, world=history.world_at(history.steps))
    told = "▲  A race: ▐2▌ wrote it at line 15, and nothing orders the two."
    assert text(next_bar.rows(view, 120, 2))[1].strip("▌ ") == told
    assert text(next_moves.rows(view, 197, 4))[1].endswith("▲ a race with ▐2▌")


def test_source_shows_what_names_hold_where_they_were_bound(race: View) -> None:
    assert text(source.rows(race, 54, 17))[7] == "     13           local_copy += 1    ▐3▌ local_copy 1"
    assert text(source.rows(race, 78, 9))[2].endswith("▐2▌ local_copy 1   ▐3▌ local_copy 1")


def test_source_marks_keywords_and_comments(race: View) -> None:
    path = race.world.files[1]
    kinds = {word.text.strip(): word.kind for line in files.lines(path) for word in line}
    assert kinds["class"] == "strong"
    assert kinds["import"] == "strong"
    assert kinds['"""Two threads add one to the same value; one update gets lost."""'] == "quiet"


def test_two_threads_on_a_line_share_the_gutter(past: View) -> None:
    line = next(row for row in text(source.rows(past, 54, 25)) if "time.sleep" in row)
    assert line.startswith("▐2▐3▌14 ►")


def test_no_panel_wants_less_than_a_step_before(race: View, crowd: View) -> None:
    """Else those below it would go up and down."""
    for view in (race, crowd):
        worlds = [view.history.world_at(step) for step in range(view.history.steps + 1)]
        wants = [values.wanted(replace(view, world=world)) for world in worlds]
        wants_locks = [primitives.wanted(replace(view, world=world), 62) for world in worlds]
        assert wants == sorted(wants)
        assert wants_locks == sorted(wants_locks)
    assert wants_locks[-1] == len(primitives.rows(crowd, 62, 30).lines)


def test_timeline(race: View) -> None:
    axis, *drawn = text(timeline.rows(race, 117, 4))
    assert axis.endswith("▼ now")
    assert axis.index("5") == 51
    assert drawn[0].startswith("▐1▌ MainThread        ━━━━━━━━━r━━━━")
    assert drawn[0].endswith("····│")
    assert all(lane.index("│") == axis.index("▼") for lane in drawn)


def test_timeline_with_words(race: View) -> None:
    drawn = text(timeline.rows(race, 197, 8))
    assert "━━━ read 0 ━━" in drawn[2]
    assert drawn[1].strip() == "│"


def test_timeline_in_the_past(past: View) -> None:
    axis, *drawn = text(timeline.rows(past, 117, 4))
    assert "▼ 10" in axis
    assert "╌╌w╌╌" in drawn[1]


def test_a_cell_of_a_lane_is_a_step(race: View) -> None:
    assert lanes.step_at(race, 117, 22) == 1
    assert lanes.step_at(race, 117, 22 + 6 * 13) == 14
    assert lanes.step_at(race, 117, 3) is None


def test_a_long_run_shows_its_latest_steps(tmp_path: Path) -> None:
    tape = scenes.Tape(tmp_path / "long.py")
    tape.add("thread", 0, 1, {"name": "MainThread", "daemon": False})
    for number in range(500):
        tape.step(1, "print", 1)
        tape.add("output", 1, 1, f"line {number}\n")
        tape.point(1, "print", 1, 1, value="x")
    view = scenes.view(tape.events)
    shown = lanes.scale(view, 117)
    assert shown.last == 500
    assert shown.size == 2
    assert shown.end <= 117
    assert text(output.rows(view, 40, 3)) == ["▐1▌ line 497", "▐1▌ line 498", "▐1▌ line 499"]
    assert text(output.rows(view, 40, 3, top=0))[0] == "▐1▌ line 0"
    assert output.rows(view, 40, 3, top=0).total == 500


def test_crowded_lanes_are_counted(tmp_path: Path) -> None:
    tape = scenes.Tape(tmp_path / "many.py")
    for number in range(1, 8):
        tape.add("thread", 0, number, {"name": f"worker-{number}", "daemon": False})
        tape.point(number, "print", 1, 1)
    tape.step(5, "print", 1)
    tape.point(5, "print", 1, 1)
    tape.turn(6)
    drawn = text(timeline.rows(scenes.view(tape.events), 117, 4))
    assert [line[:3] for line in drawn[:-1]] == ["▐1▌", "▐5▌", "▐6▌"]
    assert drawn[-1].strip() == "4 more lanes   tab z zoom"


def test_story(race: View) -> None:
    drawn = story.rows(race, 54, 4)
    assert text(drawn) == [
        " 12  ▐3▌ sleeps 0.1 s, until 0.112 s",
        " 13  ▐2▌ woke up",
        " 14  ▐2▌ wrote FakeDatabase.value: 0 → 1",
        "     ▐3▌ has read 0, which is stale now",
    ]
    assert [row.spans[-1].ink.bold for row in drawn.lines] == [False, False, True, True]


def test_story_in_the_past_tells_what_comes_later(past: View) -> None:
    drawn = story.rows(past, 54, 6)
    assert note(drawn) == "10 of 14"
    assert [line.endswith("later") for line in text(drawn)][-2:] == [True, True]


def test_story_from_a_line_on(race: View) -> None:
    drawn = story.rows(race, 54, 3, top=0)
    assert text(drawn)[0].startswith("  1  ▐1▌")
    assert drawn.things is not None
    assert drawn.things[0] == 0


def test_next_moves(race: View) -> None:
    drawn = text(next_moves.rows(race, 197, 4))
    assert drawn[1].endswith("line 15   ▲ the update of ▐2▌ is lost")
    assert drawn[2].startswith("▐1▌ cannot go on: it joins ▐2▌")


def test_footer_keeps_help_and_quit(race: View) -> None:
    keys = [
        ("s", "step"),
        ("space", "play"),
        ("1-9", "step that thread"),
        ("r", "restart"),
        ("?", "help"),
        ("q", "quit"),
    ]
    assert text(footer.rows(race, 120, 1, keys=keys))[0].startswith("  s step   space play   1-9 step that thread")
    assert text(footer.rows(race, 44, 1, keys=keys))[0] == "  s step   space play   ? help   q quit"


def test_tabs_tell_news(race: View) -> None:
    drawn = text(tabs.rows(race, 78, 1, tabs=("source", "values", "output"), current="source", news={"output"},
                           alarms={"values"}))  # fmt: skip
    assert drawn[0].startswith("─  Source  Values ▲  Output •  ─")
    assert drawn[0].endswith("tab next")


EMPTY: list[tuple[Callable[..., Rows], str]] = [
    (threads.rows, "No thread yet. s makes the first step."),
    (primitives.rows, "No lock, queue or event yet."),
    (values.rows, "No shared value yet."),
    (story.rows, "Nothing has happened yet."),
    (output.rows, "Nothing printed yet."),
    (source.rows, "This thread is in code without source."),
    (timeline.rows, "Each step will be one column here."),
]


@pytest.mark.parametrize(("draw", "told"), EMPTY, ids=[told.split()[0] + told.split()[1] for _, told in EMPTY])
def test_empty_panels_say_so(draw: Callable[..., Rows], told: str, empty: View) -> None:
    assert text(draw(empty, 60, 4)) == [told]


def test_at_sync_shared_values_are_not_seen(empty: View) -> None:
    view = replace(empty, world=replace(empty.world, granularity="sync"))
    assert text(values.rows(view, 60, 4)) == ["No shared value yet. g to access shows reads and writes."]


def test_a_recording_that_breaks_off_says_so(race: View) -> None:
    cut = replace(race, transport="ended", cut="run.trace was cut after event 9 of step 14: its last line is not whole")
    assert text(header.rows(cut, 120, 1))[0].startswith("  ▲ CUT ")
    first, second = text(next_bar.rows(cut, 120, 2))
    assert first.startswith(f"▌ ▲  The recording breaks off after step {race.history.steps}")
    assert "its last line is not whole" in second


def test_while_all_are_frozen_nobody_is_next_and_no_step_is_offered(race: View) -> None:
    ready = frozenset(thread.id for thread in race.world.threads.values() if thread.state == "ready")
    assert ready
    assert "all that could go on are frozen" in text(next_bar.rows(replace(race, frozen=ready), 120, 2))[0]
    for frozen, offered in ((ready, False), (ready - {min(ready)}, True)):
        footer, bar = hints.offer("paused", race.world, {}, frozen)
        assert ("s" in {key for key, _ in (*footer, *bar)}) == offered
        assert (("F", "thaw") in bar) != offered
        assert (footer[0] == ("F", "thaw")) != offered


def test_what_is_next_is_cut_before_the_line_and_the_keys() -> None:
    run = build.Run("main").point(1, "print", 1, "x" * 200, line=4).turn(1)
    view = scenes.view([run.history.event(number) for number in range(len(run.history))])
    first = text(next_bar.rows(view, 120, 2, keys=[("s", "step")]))[0]
    assert "…" in first
    assert "line 4" in first
    assert first.endswith("s step")
