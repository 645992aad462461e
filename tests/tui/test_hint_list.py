"""The panel of hints, and the mark at threads that are deadlocked while others go on."""

from tests.tui import scenes
from tests.tui.test_deadlock import texts
from tests.world.test_waits import abba
from threadtui.tui.panels import hint_list, story, threads


def test_a_deadlock_of_some_threads_while_others_go_on() -> None:
    run = abba().turn(1).step(1, "print")
    view = scenes.view(run.events)
    assert texts(hint_list.rows(view, 60, 4)) == [
        "▲  ▐2▌ ▐3▌ wait for one another: they cannot go on any more,",
        "   while others do (step 4, line 10)",
    ]
    assert hint_list.wanted(view, 60) == 2
    assert texts(hint_list.rows(view, 60, 1)) == ["▲  ▐2▌ ▐3▌ wait for one another: they cannot go on any mo…"]
    assert texts(hint_list.rows(view, 64, 1)) == ["▲  ▐2▌ ▐3▌ wait for one another: they cannot go on any more, …"]
    marked = [line for line in texts(threads.rows(view, 72, 3)) if "▲ deadlocked" in line]
    assert [line[:3] for line in marked] == ["▐2▌", "▐3▌"]
    shorter = [line for line in texts(threads.rows(view, 60, 3)) if "▲ " in line]
    assert [line[line.index("▲") :] for line in shorter] == [
        "▲ acquire lock_b held by ▐3▌",
        "▲ acquire lock_a held by ▐2▌",
    ]
    assert any("cannot go on any more" in line for line in texts(story.rows(view, 80, 8)))


def test_no_hint_yet_in_the_past() -> None:
    view = scenes.view(abba().turn(1).step(1, "print").events, step=2, transport="past")
    assert texts(hint_list.rows(view, 60, 4)) == [hint_list.EMPTY]
