from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.world.build import Run
from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world import history as module
from threadtui.world.columns import Columns
from threadtui.world.fold import BadEvent, apply
from threadtui.world.history import Access, History, Subject
from threadtui.world.lanes import Run as Lane
from threadtui.world.marks import Mark
from threadtui.world.printed import Line
from threadtui.world.state import World

THREADS = st.integers(1, 3)
VALUES = st.sampled_from(["0", "1", "'é'", None])
STATES = st.sampled_from(["ready", "blocked", "sleeping", "outside"])


@st.composite
def runs(draw: st.DrawFn) -> list[Event]:
    """Any events that fit, in any order: stranger than what an engine sends."""
    run = Run("main", "a", "b").primitive(1, "Lock", "lock", holder=None, depth=0).location(1, "box", None)
    for kind in draw(st.lists(st.sampled_from(sorted(_DRAWN)), max_size=60)):
        _DRAWN[kind](draw, run)
    return run.events


def _point(draw: st.DrawFn, run: Run) -> None:
    until = draw(st.none() | st.integers(0, 2**62))
    run.point(draw(THREADS), "acquire", 1, draw(VALUES), draw(STATES), ("primitive", 1), until)


_DRAWN: dict[str, Any] = {
    "step": lambda draw, run: run.step(draw(THREADS), "acquire"),
    "point": _point,
    "state": lambda draw, run: run.state(draw(THREADS), draw(STATES), ("primitive", 1)),
    "end": lambda draw, run: run.add(kinds.END, draw(THREADS), 0, draw(st.sampled_from(["done", "failed", "killed"]))),
    "update": lambda draw, run: run.update(1, holder=draw(THREADS), depth=draw(st.integers(0, 2))),
    "read": lambda draw, run: run.add(kinds.READ, draw(THREADS), 1, draw(VALUES)),
    "write": lambda draw, run: run.add(kinds.WRITE, draw(THREADS), 1, [draw(VALUES), draw(VALUES)]),
    "output": lambda draw, run: run.add(kinds.OUTPUT, draw(THREADS), 1, draw(st.text("ab\n", max_size=4))),
    "turn": lambda draw, run: run.turn(draw(THREADS)),
    "name": lambda draw, run: run.add(kinds.THREAD_NAME, 0, draw(THREADS), draw(st.sampled_from(["x", "é", ""]))),
    "error": lambda draw, run: run.add(kinds.ERROR, draw(THREADS), 0, {"type": "E", "message": ""}),
}


def folded(events: list[Event], upto: int) -> World:
    """The world after a step, from scratch."""
    world = World()
    for event in events:
        if event.kind == kinds.STEP and event.object > upto:
            break
        apply(world, event)
    return world


@settings(deadline=None)
@given(events=runs(), every=st.integers(1, 8), most=st.integers(2, 5), cut=st.integers(0, 70))
def test_any_earlier_world_is_what_folding_from_scratch_gives(
    events: list[Event], every: int, most: int, cut: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SNAPSHOT_EVERY", every)
        patch.setattr(module, "MOST_SNAPSHOTS", most)
        history = History(events[:cut])
        history.append(events[cut:])
        for step in range(history.steps + 1):
            assert history.world_at(step) == folded(events, step)
    assert len(history._snapshots) <= most + 1
    assert history.world == folded(events, history.steps)


@settings(deadline=None)
@given(events=runs())
def test_events_come_back_as_they_were(events: list[Event]) -> None:
    history = History(events)
    assert [history.event(number) for number in range(len(history))] == events
    by_step = [event for step in range(history.steps + 1) for event in history.events_of(step)]
    assert by_step == events


@settings(deadline=None)
@given(events=runs(), first=st.integers(-2, 20), length=st.integers(0, 30))
def test_a_window_of_a_lane_is_that_part_of_the_whole(events: list[Event], first: int, length: int) -> None:
    history = History(events)
    whole = {step: run.state for run in history.lane(2) for step in range(run.first, run.last + 1)}
    assert sorted(whole) == list(range(history.steps + 1))
    window = {
        step: run.state for run in history.lane(2, (first, first + length)) for step in range(run.first, run.last + 1)
    }
    assert window == {step: state for step, state in whole.items() if first <= step <= first + length}
    assert all((state == "ran") == (history.mover(step) == 2) for step, state in whole.items())


@settings(deadline=None)
@given(events=runs(), upto=st.integers(0, 30))
def test_output_of_the_past_is_the_output_of_a_history_that_ends_there(events: list[Event], upto: int) -> None:
    history = History(events)
    upto = min(upto, history.steps)
    shorter = History(event for step in range(upto + 1) for event in history.events_of(step))
    assert history.output(upto) == shorter.output()
    assert history.output_lines(upto) == shorter.output_lines()
    assert history.output_lines(upto, tail=2) == shorter.output_lines()[-2:]


def test_values_survive_when_the_memory_of_shared_ones_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threadtui.world.columns.INTERNED", 3)
    columns = Columns()
    values = [{"n": [number % 5, None, "\udc80", True, 2**70]} for number in range(20)]
    events = [Event(kinds.READ, 1, 1, value, 0, 0, 0) for value in values]
    for event in events:
        columns.append(event)
    assert [columns[number] for number in range(len(columns))] == events


def test_a_bad_event_is_not_kept() -> None:
    history = History(Run("main").events)
    count = len(history)
    with pytest.raises(BadEvent):
        history.append([Event(kinds.READ, 1, 77, "0", 0, 0, 0)])
    assert len(history) == count == history.world.events


def test_a_returned_world_is_the_callers_own() -> None:
    history = Run("main").step(1, "begin").history
    history.world_at(1).threads.clear()
    history.world_at(0).threads.clear()
    assert history.world_at(1).threads
    assert history.world_at(0).threads


@pytest.mark.parametrize("step", [-1, 2])
def test_a_step_that_is_not_there(step: int) -> None:
    with pytest.raises(IndexError):
        Run("main").step(1, "begin").history.world_at(step)


def switching() -> History:
    run = Run("main", "a")
    for thread in (1, 1, 2, 2, 2, 1):
        run.step(thread, "line")
    return run.history


def test_switches_of_the_turn() -> None:
    history = switching()
    assert [history.mover(step) for step in range(7)] == [0, 1, 1, 2, 2, 2, 1]
    assert [history.next_switch(step) for step in (0, 2, 3, 5, 6)] == [3, 3, 6, 6, None]
    assert [history.previous_switch(step) for step in (1, 3, 4, 6)] == [None, None, 3, 3]


def test_a_lane_tells_steps_made_and_states_between() -> None:
    run = Run("main")
    run.step(1, "start").add(kinds.THREAD, 1, 2, {"name": "a", "daemon": False}).point(2, "begin", 2)
    run.step(1, "join").blocked(1, "join", 2, on="thread")
    run.step(2, "begin").point(2, "sleep", 0, 0.1)
    run.step(2, "sleep").point(2, "wake", 0, None, "sleeping", until=99)
    run.step(1, "join").point(1, "print", 1)
    run.step(2, "wake").add(kinds.END, 2, 0, "done")
    run.step(1, "print")
    history = run.history
    assert history.lane(2) == [
        Lane(0, 0, "absent"), Lane(1, 2, "ready"), Lane(3, 4, "ran"), Lane(5, 5, "sleeping"), Lane(6, 6, "ran"),
        Lane(7, 7, "absent"),
    ]  # fmt: skip
    assert history.lane(1, (2, 4)) == [Lane(2, 2, "ran"), Lane(3, 4, "blocked")]
    assert history.lane(9) == [Lane(0, 7, "absent")]
    assert history.state_at(2, 5) == "sleeping"


def test_accesses_of_a_location() -> None:
    run = Run("main", "a").location(1, "box", "0").location(2, "other", "0")
    run.step(1, "read").add(kinds.READ, 1, 1, "0").step(2, "read").add(kinds.READ, 2, 2, "5")
    run.step(2, "write").add(kinds.WRITE, 2, 1, ["0", "1"])
    history = run.history
    assert history.accesses(1) == [Access(1, 1, "read", "0"), Access(3, 2, "write", "1")]
    assert history.accesses(1, (2, 3)) == [Access(3, 2, "write", "1")]
    assert history.accesses(1, (0, 3), 1) == [Access(3, 2, "write", "1")]
    assert history.accesses(1, (0, 2), 1) == [Access(1, 1, "read", "0")]
    assert history.accesses(1, (0, 3), 0) == []
    assert history.accesses(7) == []


def test_marks_of_a_thread() -> None:
    run = Run("main", "a").location(1, "box", "0").primitive(1, "Lock", "lock", holder=None, depth=0)
    run.step(1, "begin").op("begin", 1)
    run.step(1, "read").add(kinds.READ, 1, 1, "0")
    run.step(2, "print").op("print", 1)
    run.step(1, "write").add(kinds.WRITE, 1, 1, ["0", "1"])
    run.step(1, "acquire").op("acquire", 1, True)
    run.step(1, "acquire").op("acquire", 1, False)
    run.step(1, "wait").op("release", 1)
    run.step(1, "notify_all").op("notify_all", 1)
    run.step(1, "put").op("put", 1, {"item": "1", "size_before": 0, "size_after": 1})
    run.step(1, "line", line=13)
    assert run.history.marks(1) == [
        Mark(1, " ", "begin"), Mark(2, "r", "read 0"), Mark(4, "w", "write 1"), Mark(5, "[", "acquire"),
        Mark(6, " ", "acquire"), Mark(7, " ", "wait"), Mark(8, "!", "notify all"), Mark(9, "+", "put"),
        Mark(10, " ", "line 13"),
    ]  # fmt: skip
    assert run.history.marks(2, (0, 3)) == [Mark(3, " ", "print")]


def test_output_is_cut_into_lines_of_threads() -> None:
    run = Run("main", "a")
    run.step(1, "print").add(kinds.OUTPUT, 1, 1, "one ").step(2, "print").add(kinds.OUTPUT, 2, 1, "two\nthree")
    run.step(1, "print").add(kinds.OUTPUT, 1, 1, "more\n\n").add(kinds.OUTPUT, 1, 2, "oh\n")
    run.add(kinds.OUTPUT, 0, 1, "outside\n")
    history = run.history
    assert history.output() == "one two\nthreemore\n\noh\noutside\n"
    assert history.output_lines() == [
        Line(1, "stdout", "one more", 1), Line(2, "stdout", "two", 2), Line(2, "stdout", "three", 2),
        Line(1, "stdout", "", 3), Line(1, "stderr", "oh", 3), Line(None, "stdout", "outside", 3),
    ]  # fmt: skip
    assert history.output(2) == "one two\nthree"
    assert history.output_lines(2) == [
        Line(1, "stdout", "one ", 1), Line(2, "stdout", "two", 2), Line(2, "stdout", "three", 2),
    ]  # fmt: skip


def test_events_of_a_thread_a_primitive_a_shared_value() -> None:
    run = Run("main", "a").primitive(1, "Lock", "lock", holder=None, depth=0).location(1, "box", "0")
    run.step(1, "acquire").op("acquire", 1, True).update(1, holder=1)
    run.step(2, "read").add(kinds.READ, 2, 1, "0")
    run.step(2, "acquire").op("acquire", 1, False)
    run.step(1, "write").add(kinds.WRITE, 1, 1, ["0", "1"])
    history = run.history

    def along(what: Subject) -> tuple[list[int], list[int]]:
        steps = range(history.steps + 1)
        on = {history.next_event(what, step) for step in steps} - {None}
        back = {history.previous_event(what, step) for step in steps} - {None}
        return sorted(filter(None, on)), sorted(step for step in back if step is not None)

    assert along(Subject("thread", 1)) == ([1, 4], [1])
    assert along(Subject("primitive", 1)) == ([1, 3], [0, 1, 3])
    assert along(Subject("location", 1)) == ([2, 4], [2])
    assert along(Subject("primitive", 9)) == ([], [])
