"""More threads than the panel has lines: who matters stays in sight, and what is left out is counted."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui import scenes
from threadtui.tui.layout import Wants, arrange
from threadtui.tui.panels import threads, timeline
from threadtui.tui.view import View
from threadtui.world.state import Thread, WaitsFor


@pytest.fixture
def crowd(tmp_path: Path) -> View:
    return scenes.view(scenes.crowd(tmp_path / "pipeline.py"))


def changed(view: View, **states: Thread) -> View:
    found = view.world.threads | {thread.id: thread for thread in states.values()}
    return replace(view, world=replace(view.world, threads=found))


def drawn(view: View, height: int) -> list[str]:
    return [row.text.rstrip() for row in threads.rows(view, 60, height).lines]


def numbers(lines: list[str]) -> list[int]:
    return [int(line[1]) for line in lines if line.startswith("▐")]


def test_what_does_not_fit_is_counted(crowd: View) -> None:
    lines = drawn(crowd, 5)
    assert numbers(lines) == [1, 2, 3, 4]
    assert lines[-1] == "    5 more: 4 blocked, 1 sleeping"
    assert numbers(drawn(crowd, 9)) == [*range(1, 10)]


def test_the_turn_and_who_failed_are_in_sight(crowd: View) -> None:
    failed = changed(crowd, one=crowd.world.threads[8]._replace(state="failed", pending=None))
    lines = drawn(replace(failed, world=replace(failed.world, turn=9), selected=9), 4)
    assert numbers(lines) == [1, 8, 9]
    assert "failed" in lines[1]
    assert "turn" in lines[2]
    assert numbers(drawn(replace(failed, world=replace(failed.world, turn=9)), 1)) == [9]


def test_who_is_deadlocked_is_in_sight(crowd: View) -> None:
    """8 holds guard and wants log_lock, 9 the other way round, while 2 goes on."""
    held = {
        number: crowd.world.primitives[number]._replace(view={"holder": holder, "depth": 1})
        for number, holder in ((6, 8), (7, 9))
    }
    world = replace(crowd.world, primitives=crowd.world.primitives | held)
    wants = {
        f"thread{thread}": world.threads[thread]._replace(
            state="blocked", waits_for=WaitsFor("primitive", lock), until=None
        )
        for thread, lock in ((8, 7), (9, 6))
    }
    lines = drawn(changed(replace(crowd, world=world), **wants), 4)
    assert numbers(lines) == [2, 8, 9]
    assert all("■ blocked  ▲ " in line for line in lines[1:3])


def test_scrolled_it_is_a_plain_window(crowd: View) -> None:
    rows = threads.rows(crowd, 60, 4, 3)
    assert numbers([row.text for row in rows.lines]) == [4, 5, 6, 7]


def test_a_failed_thread_keeps_its_lane(crowd: View) -> None:
    failed = changed(crowd, one=crowd.world.threads[8]._replace(state="failed", pending=None))
    lanes = [row.text for row in timeline.rows(failed, 78, 4).lines]
    assert any(line.startswith("▐8▌") for line in lanes)


def test_blank_rows_give_way_to_threads_on_a_small_screen() -> None:
    few, many = (arrange(80, 24, Wants(threads=count, source=40)).places for count in (3, 9))
    assert few["tabs"].y - few["threads"].y - few["threads"].height == 1
    assert many["threads"].height == 6
    assert many["tabs"].y == many["threads"].y + 6
    assert many["source"].height >= 7


def test_of_a_long_name_the_middle_is_cut_and_not_who_holds_it(crowd: View) -> None:
    guard = crowd.world.primitives[6]._replace(name="Registry.of_all_subscribers.lock")
    view = replace(crowd, world=replace(crowd.world, primitives=crowd.world.primitives | {6: guard}))
    line = drawn(view, 9)[2]
    assert line.endswith("lock held by ▐2▌")
    assert "acquire Reg" in line
