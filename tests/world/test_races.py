"""Data races: what orders threads and what does not, and that exactly the pairs that nothing orders are found."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.world.build import Run
from tests.world.chance import BLOCKS, Act, Chance
from threadtui.engine import events as kinds
from threadtui.world.history import History
from threadtui.world.judgement import judged
from threadtui.world.parts import text
from threadtui.world.race_words import closing, missing, plainly, summary
from threadtui.world.races import Races

PROGRAMS = st.lists(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=6), min_size=2, max_size=4)


def found(run: Run) -> Races:
    races = Races()
    for event in run.events:
        races.feed(event)
    return races


def check(programs: list[list[list[Act]]], choose: Callable[[int], int]) -> None:
    chance = Chance([list(chain(*blocks)) for blocks in programs], choose).go()
    races = found(chance.run).found
    told = [(race.location, frozenset((race.first.line, race.second.line))) for race in races]
    assert len(told) == len(set(told))
    assert set(told) == chance.races()
    assert [race.second.number for race in races] == sorted(race.second.number for race in races)


@settings(max_examples=300, deadline=None)
@given(PROGRAMS, st.data())
def test_exactly_what_nothing_orders_is_a_race(programs: list[list[list[Act]]], data: st.DataObject) -> None:
    check(programs, lambda count: data.draw(st.integers(0, count - 1)))


def two_threads() -> Run:
    """The main thread has started two others, and there is a location."""
    run = Run("main", "left", "right").location(1, "box.value", "0")
    begun = [event for event in run.events if event.kind == kinds.POINT and event.thread > 1]
    for event in begun:
        run.events.remove(event)
        run.step(1, "start").events.append(event)
    return run


def access(run: Run, thread: int, kind: str, line: int, *method: str) -> Run:
    value: Any = "0" if kind == "read" else ["0", "1", *method]
    return run.step(thread, kind, line).add(kind, thread, 1, value, line)


def places(run: Run) -> list[tuple[int, str, int, int, str, int]]:
    both = ((race.first, race.second) for race in found(run).found)
    return [(a.thread, a.kind, a.line, b.thread, b.kind, b.line) for a, b in both]


def test_two_accesses_that_nothing_orders_are_a_race_if_one_of_them_writes() -> None:
    run = access(access(two_threads(), 2, "read", 5), 3, "read", 5)
    assert places(run) == []
    access(run, 3, "write", 6)
    assert places(run) == [(2, "read", 5, 3, "write", 6)]


def test_what_main_did_before_it_started_them_is_no_race() -> None:
    run = Run("main", "worker").location(1, "box.value", "0")
    begun = run.events.pop(-2)
    assert (begun.kind, begun.thread) == (kinds.POINT, 2)
    access(run, 1, "write", 3).step(1, "start").events.append(begun)
    access(access(run, 2, "write", 5), 1, "write", 7)
    assert places(run) == [(2, "write", 5, 1, "write", 7)]


def test_a_pair_of_places_is_told_once_and_in_the_order_of_detection() -> None:
    run = two_threads()
    for _ in range(3):
        access(access(access(run, 2, "read", 5), 3, "write", 6), 2, "write", 7)
    told = [(2, "read", 5, 3, "write", 6), (3, "write", 6, 2, "write", 7)]
    assert places(run) == told
    history = run.history
    steps = [race.step for race in history.races()]
    assert steps == sorted(steps)
    assert history.races(steps[0] - 1) == []
    assert history.races(steps[0]) == history.races()[:1]


def test_a_race_hides_no_other_one() -> None:
    """FastTrack alone would miss the last: it knows the latest write only."""
    run = two_threads().primitive(1, "Lock", "lock", holder=None, depth=0)
    access(access(run, 2, "write", 5), 3, "write", 6).step(3, "release").op("release", 1)
    access(run.step(1, "acquire").op("acquire", 1, True), 1, "read", 7)
    assert places(run) == [(2, "write", 5, 3, "write", 6), (2, "write", 5, 1, "read", 7)]


def test_methods_of_containers_are_one_act_each() -> None:
    run = access(access(two_threads(), 2, "write", 5, "append"), 3, "write", 6, "append")
    assert places(run) == []
    access(run, 3, "write", 7)
    assert places(run) == [(2, "write", 5, 3, "write", 7)]


def test_a_container_is_accessed_with_each_of_its_elements() -> None:
    for late in (False, True):
        run = two_threads()  # location 1 is an element of 2
        whole = {"name": "box", "value": "[0]", "elements": [1]}
        if not late:
            run.add(kinds.LOCATION, 1, 2, whole)
        access(run, 2, "write", 5)
        if late:
            run.add(kinds.LOCATION, 1, 2, whole)
        run.step(3, "read", 6).add(kinds.READ, 3, 2, "[0]", 6)
        assert [(race.location, race.first.line, race.second.line) for race in found(run).found] == [(2, 5, 6)]


def test_the_action_of_a_barrier_comes_after_all_arrivals_and_before_all_leaves() -> None:
    run = two_threads().primitive(1, "Barrier", "gate", parties=2, arrived=[], broken=False)
    access(run, 2, "write", 5).step(2, "arrive").update(1, arrived=[2]).blocked(2, "arrive", 1, "inside")
    run.step(3, "arrive").update(1, arrived=[2, 3])
    access(run, 3, "write", 6)  # the action
    run.op("arrive", 1, 1).update(1, arrived=[])
    access(run.step(2, "arrive").op("arrive", 1, 0), 2, "write", 7)
    assert places(run) == []
    access(run, 3, "write", 8)
    assert places(run) == [(2, "write", 7, 3, "write", 8)]


def test_who_broke_a_barrier_comes_before_those_who_are_told() -> None:
    run = two_threads().primitive(1, "Barrier", "gate", parties=3, arrived=[], broken=False)
    run.step(2, "arrive").update(1, arrived=[2]).blocked(2, "arrive", 1, "inside")
    access(run, 3, "write", 5).step(3, "abort").op("abort", 1)
    access(run.step(2, "arrive").op("arrive", 1, {"raised": "BrokenBarrierError"}), 2, "read", 7)
    assert places(run) == []


def test_who_comes_to_a_broken_barrier_completes_no_generation() -> None:
    run = two_threads().primitive(1, "Barrier", "gate", parties=2, arrived=[], broken=False)
    access(run, 2, "write", 5).step(2, "arrive").update(1, arrived=[2]).blocked(2, "arrive", 1, "inside")
    run.step(1, "abort").op("abort", 1).update(1, broken=True)
    broken = {"raised": "BrokenBarrierError"}
    run.step(3, "arrive").update(1, arrived=[2, 3]).op("arrive", 1, broken).update(1, arrived=[2])
    access(run, 3, "write", 6)
    access(run.step(2, "arrive").op("arrive", 1, broken).update(1, arrived=[]), 2, "read", 7)
    assert places(run) == [(2, "write", 5, 3, "write", 6), (3, "write", 6, 2, "read", 7)]


def test_who_comes_after_a_reset_waits_for_the_next_generation_and_is_told_nothing() -> None:
    run = two_threads().primitive(1, "Barrier", "gate", parties=2, arrived=[], broken=False)
    run.step(2, "arrive").update(1, arrived=[2]).blocked(2, "arrive", 1, "inside")
    access(run, 1, "write", 4).step(1, "reset").op("reset", 1)
    access(run, 3, "write", 5).step(3, "arrive").update(1, arrived=[2, 3]).blocked(3, "arrive", 1, "inside")
    run.step(2, "arrive").op("arrive", 1, {"raised": "BrokenBarrierError"}).update(1, arrived=[3])
    access(run, 2, "read", 7)
    assert set(places(run)) == {(1, "write", 4, 3, "write", 5), (3, "write", 5, 2, "read", 7)}


def test_who_breaks_a_barrier_anew_comes_before_those_who_are_told_then() -> None:
    run = two_threads().primitive(1, "Barrier", "gate", parties=3, arrived=[], broken=False)
    run.step(1, "abort").op("abort", 1).update(1, broken=True).step(1, "reset").op("reset", 1).update(1, broken=False)
    run.step(3, "arrive").update(1, arrived=[3]).blocked(3, "arrive", 1, "inside")
    access(run, 2, "write", 5).step(2, "arrive").update(1, arrived=[3, 2])
    broken = {"raised": "BrokenBarrierError"}
    run.op("arrive", 1, broken).update(1, arrived=[3], broken=True)  # its time was up
    access(run.step(3, "arrive").op("arrive", 1, broken), 3, "read", 7)
    assert places(run) == []


def test_a_shutdown_of_a_queue_comes_before_those_who_are_told() -> None:
    run = two_threads().primitive(1, "Queue", "q", size=0, maxsize=0, items=[], unfinished=0)
    access(run, 2, "write", 5).step(2, "shutdown").op("shutdown", 1)
    access(run.step(3, "get").op("get", 1, {"raised": "ShutDown"}), 3, "read", 7)
    access(run.step(1, "get").op("get", 1, {"raised": "Empty"}), 1, "read", 8)
    assert places(run) == [(2, "write", 5, 1, "read", 8)]


def test_a_get_whose_put_is_not_known_comes_after_all_puts() -> None:
    run = two_threads().primitive(1, "Queue", "q", size=0, maxsize=0, items=[], unfinished=0)
    item = {"item": "1", "size_before": 0, "size_after": 1}
    access(run, 2, "write", 5).step(2, "put").op("put", 1, item)
    access(run.step(3, "get").op("get", 1, item), 3, "read", 7)
    assert places(run) == []


def words(run: Run) -> list[str]:
    history = run.history
    (race,) = history.races()
    world = history.world
    return [text(summary(world, race)), text(missing(world, race)), plainly(world, race)]


def test_words_say_which_order_is_missing() -> None:
    assert words(access(access(two_threads(), 2, "read", 5), 3, "write", 6)) == [
        "box.value: ▐2▌ reads it at line 5, ▐3▌ writes it at line 6",
        "no lock was held, and neither waits for the other",
        "race on box.value: left reads it at program.py:5 and right writes it at program.py:6, and nothing orders the two",
    ]


def test_words_say_which_lock_is_missing() -> None:
    def locked(second: int) -> str:
        run = two_threads().primitive(1, "Lock", "lock_a", holder=None).primitive(2, "Lock", "lock_b", holder=None)
        access(run.step(2, "acquire").op("acquire", 1, True).update(1, holder=2), 2, "read", 5)
        run.step(2, "release").op("release", 1).update(1, holder=None)
        if second:
            run.step(3, "acquire").op("acquire", second, True).update(second, holder=3)
        return words(access(run, 3, "write", 6))[1]

    assert locked(0) == "▐2▌ held lock_a, ▐3▌ held nothing: no lock was held by both"
    assert locked(2) == "▐2▌ held lock_a, ▐3▌ held lock_b: these are different locks"


def test_a_semaphore_of_two_permits_is_no_lock() -> None:
    run = two_threads().primitive(1, "Semaphore", "seats", value=2, initial=2, takers=[])
    access(run.step(2, "acquire").op("acquire", 1, True).update(1, value=1, takers=[2]), 2, "read", 5)
    access(run.step(3, "acquire").op("acquire", 1, True).update(1, value=0, takers=[2, 3]), 3, "write", 6)
    assert words(run)[1] == "both held seats, which lets in more than one at a time"


def test_who_ignores_races_sees_none() -> None:
    run = access(access(two_threads(), 2, "write", 5), 3, "write", 6)
    assert History(run.events, races=False).races() == []


def test_only_a_run_that_passed_is_failed_by_its_races() -> None:
    run = access(access(two_threads(), 2, "write", 5), 3, "write", 6)
    run.add(kinds.VERDICT, 0, 0, {"verdict": "passed", "message": "", "exit_status": 0})
    history = run.history
    (event,) = judged(history, "fail", "warn")
    assert (event.value["verdict"], event.value["exit_status"]) == ("failed", 0)
    history.append([event])
    assert judged(history, "fail", "warn") == []
    assert judged(Run().history, "fail", "fail") == []


def test_the_race_that_a_step_would_close_is_known_before() -> None:
    run = access(two_threads(), 2, "write", 5).point(3, "read", 1, line=6).point(2, "write", 1, "2", line=7)
    history = run.history
    (race,) = history.races_ahead(history.world, 3)
    assert (race.first.line, race.second.line, race.second.kind) == (5, 6, "read")
    assert text(closing(history.world, race)) == "A race: ▐2▌ wrote it at line 5, and nothing orders the two."
    assert history.races_ahead(history.world, 2) == []
    assert history.races_ahead(history.world_at(1), 3) == []
    assert history.races() == []


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (1, 0, "A race: ▐2▌ wrote it at line 5 under lock_a; ▐3▌ holds no lock now."),
        (0, 1, "A race: ▐2▌ wrote it at line 5 under no lock; ▐3▌ holds lock_a now."),
        (1, 2, "A race: ▐2▌ wrote it at line 5 under lock_a; ▐3▌ holds lock_b now."),
    ],
)
def test_the_race_that_a_step_would_close_is_told_with_the_locks(first: int, second: int, told: str) -> None:
    run = two_threads().primitive(1, "Lock", "lock_a", holder=None).primitive(2, "Lock", "lock_b", holder=None)
    if first:
        run.step(2, "acquire").op("acquire", first, True).update(first, holder=2)
    access(run, 2, "write", 5)
    if first:
        run.step(2, "release").op("release", first).update(first, holder=None)
    if second:
        run.add(kinds.OP, 3, second, {"op": "acquire", "result": True}, 6).update(second, holder=3)
    history = run.point(3, "write", 1, "2", line=7).history
    assert text(closing(history.world, history.races_ahead(history.world, 3)[0])) == told


def test_a_semaphore_that_both_hold_is_told_as_what_it_is() -> None:
    run = two_threads().primitive(1, "Semaphore", "seats", value=2, initial=2, takers=[])
    access(run.step(2, "acquire").op("acquire", 1, True).update(1, value=1, takers=[2]), 2, "write", 5)
    run.step(3, "acquire").op("acquire", 1, True).update(1, value=0, takers=[2, 3]).point(3, "write", 1, "2", line=7)
    history = run.history
    told = "A race: ▐2▌ wrote it at line 5 under seats; ▐3▌ holds seats now, which lets in more than one."
    assert text(closing(history.world, history.races_ahead(history.world, 3)[0])) == told


def test_what_may_be_two_methods_is_not_told_before() -> None:
    history = access(two_threads(), 2, "write", 5, "append").point(3, "write", 1, line=6).history
    assert history.races_ahead(history.world, 3) == []
