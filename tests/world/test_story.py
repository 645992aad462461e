"""The wording of what happened, sentence by sentence as the design lists them."""

import pytest
from hypothesis import given, settings

from tests.world.build import TICK, Run
from tests.world.test_history import runs
from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.history import History
from threadtui.world.moves import consequence, phrase, short, why_blocked
from threadtui.world.parts import Pill, join, text
from threadtui.world.story import sentences, switch_before


def lock(**view: object) -> Run:
    run = Run("MainThread", "Thread-1", "Thread-2")
    run.primitive(1, "Lock", "lock_a", **{"holder": None, "depth": 0, **view})
    return run.step(1, "begin").op("begin", 1)


def test_the_first_step() -> None:
    assert lock().story() == ["▐1▌ began"]
    assert lock().story(0) == []


def test_taking_a_lock() -> None:
    run = lock().step(2, "acquire").op("acquire", 1, True).update(1, holder=2, depth=1)
    assert run.story() == ["▐2▌ took lock_a"]


def test_wanting_a_lock_that_another_holds() -> None:
    run = lock(holder=2, depth=1).step(3, "print").op("print", 1).blocked(3, "acquire", 1)
    assert run.story() == ["▐3▌ printed a line", "▐3▌ wants lock_a, held by ▐2▌: blocked"]


def test_a_lock_taken_away_before_its_turn() -> None:
    run = lock().point(3, "acquire", 1).step(2, "acquire").op("acquire", 1, True).update(1, holder=2, depth=1)
    run.point(2, "print", 1).state(3, "blocked", ("primitive", 1))
    assert run.story() == ["▐2▌ took lock_a", "▐3▌ has to wait for lock_a"]


def test_wanting_a_lock_that_it_holds_itself() -> None:
    run = lock().step(1, "acquire").op("acquire", 1, True).update(1, holder=1, depth=1).blocked(1, "acquire", 1)
    assert run.story() == ["▐1▌ took lock_a", "▐1▌ wants lock_a, which it holds itself: blocked"]


def test_letting_go_lets_another_go_on() -> None:
    run = lock(holder=2, depth=1).blocked(3, "acquire", 1)
    run.step(2, "release").op("release", 1).update(1, holder=None, depth=0).state(3, "ready")
    assert run.story() == ["▐2▌ let go of lock_a: ▐3▌ can go on"]


def test_an_rlock_counts() -> None:
    run = Run().primitive(1, "RLock", "guard", holder=1, depth=1)
    run.step(1, "acquire").op("acquire", 1, True).update(1, holder=1, depth=2)
    assert run.story() == ["▐1▌ took guard again: depth 2"]
    run.step(1, "release").op("release", 1).update(1, holder=1, depth=1)
    assert run.story() == ["▐1▌ let go of guard once: depth 1"]


def test_a_lock_that_did_not_come_in_time() -> None:
    run = lock(holder=2, depth=1).blocked(3, "acquire", 1, until=9 * TICK).state(3, "ready", until=9 * TICK)
    assert run.step(3, "acquire").op("acquire", 1, False).story() == ["▐3▌ timed out: it did not get lock_a"]


def test_a_try_that_failed() -> None:
    run = lock(holder=2, depth=1).point(3, "acquire", 1)
    assert run.step(3, "acquire").op("acquire", 1, False).story() == ["▐3▌ tried lock_a: held by ▐2▌"]


def test_reading_and_writing() -> None:
    run = Run("main", "a").location(1, "FakeDatabase.value", "0")
    assert run.step(2, "read").add(kinds.READ, 2, 1, "0").story() == ["▐2▌ read FakeDatabase.value: 0"]
    run.step(2, "write").add(kinds.WRITE, 2, 1, ["0", "1"]).op("write", 1)
    assert run.story() == ["▐2▌ wrote FakeDatabase.value: 0 → 1"]
    assert run.step(2, "write").add(kinds.WRITE, 2, 1, [None, "2"]).story() == ["▐2▌ wrote FakeDatabase.value: 2"]
    assert run.step(2, "write").add(kinds.WRITE, 2, 1, [None, None]).story() == ["▐2▌ wrote FakeDatabase.value"]


def queue() -> Run:
    return Run("main", "a", "b", "c").primitive(1, "Queue", "pipeline", size=7, maxsize=10, items=[], unfinished=2)


def test_putting_and_getting() -> None:
    run = queue().step(2, "put").op("put", 1, {"item": "7", "size_before": 7, "size_after": 8}).update(1, size=8)
    assert run.story() == ["▐2▌ put message 7: pipeline 7 → 8"]
    run.blocked(3, "put", 1, "9").step(4, "get").op("get", 1, {"item": "0", "size_before": 8, "size_after": 7})
    assert run.state(3, "ready").story() == ["▐4▌ got message 0: pipeline 8 → 7, ▐3▌ can go on"]


def test_a_queue_that_is_full_or_empty() -> None:
    run = queue().step(2, "begin").op("begin", 2).blocked(2, "put", 1, "9").step(3, "begin").blocked(3, "get", 1)
    assert run.story(1)[1:] == ["▐2▌ wants to put message 9, pipeline is full: blocked"]
    assert run.story(2) == ["▐3▌ wants a message, pipeline is empty: blocked"]


@pytest.mark.parametrize("result", [False, {"raised": "Empty"}])
def test_a_get_in_vain(result: object) -> None:
    run = queue().point(2, "get", 1).step(2, "get").op("get", 1, result)
    assert run.story() == ["▐2▌ got nothing: pipeline is empty"]
    run.blocked(2, "get", 1, until=5).step(2, "get").op("get", 1, result)
    assert run.story() == ["▐2▌ timed out: pipeline is empty"]


def test_task_done() -> None:
    run = queue().blocked(1, "join_queue", 1).step(2, "task_done").op("task_done", 1).update(1, unfinished=0)
    assert run.state(1, "ready").story() == ["▐2▌ finished a message of pipeline: 0 unfinished, ▐1▌ can go on"]


def test_sleeping_and_waking() -> None:
    run = Run("main", "a").point(2, "sleep", 0, 0.1)
    run.step(2, "sleep").op("sleep").point(2, "wake", 0, None, "sleeping", until=111 * TICK)
    assert run.story() == ["▐2▌ sleeps 0.1 s, until 0.111 s"]
    assert run.step(2, "wake").op("wake").story() == ["▐2▌ woke up"]


def test_a_sleep_over_which_the_clock_jumps_is_told_too() -> None:
    run = Run("main").point(1, "sleep", 0, 2).step(1, "sleep").op("sleep")
    run.point(1, "wake", 0, None, "sleeping", until=2000 * TICK).state(1, "ready", until=2000 * TICK)
    assert run.story() == ["▐1▌ sleeps 2 s, until 2.000 s"]


def test_starting_and_joining() -> None:
    run = Run("MainThread", "Thread-1").step(1, "start").op("start", 2)
    assert run.story() == ["▐1▌ started ▐2▌ Thread-1"]
    run.step(1, "print").blocked(1, "join", 2, on="thread")
    assert run.story() == ["▐1▌ joins ▐2▌ and waits"]
    run.step(2, "print").op("print", 2).add(kinds.END, 2, 0, "done").state(1, "ready", ("thread", 2))
    assert run.story() == ["▐2▌ printed a line to stderr", "▐2▌ ended: ▐1▌ can go on"]
    assert run.step(1, "join").op("join", 2, True).story() == ["▐1▌ joined ▐2▌"]


def test_a_join_that_timed_out() -> None:
    run = Run("MainThread", "Thread-1").step(1, "join").op("join", 2, False)
    assert run.story() == ["▐1▌ timed out: ▐2▌ has not ended"]


def test_setting_an_event() -> None:
    run = Run("main", *"abcde").primitive(1, "Event", "started", flag=False)
    run.step(6, "begin").op("begin", 6).blocked(6, "wait", 1)
    assert run.story() == ["▐6▌ began", "▐6▌ waits until started is set"]
    assert run.step(1, "set").op("set", 1).state(6, "ready").story() == ["▐1▌ set started: ▐6▌ can go on"]
    assert run.step(6, "wait").op("wait", 1, True).story() == ["▐6▌ saw that started is set"]
    assert run.step(6, "is_set").op("is_set", 1, True).story() == ["▐6▌ asked whether started is set: yes"]
    run.blocked(6, "wait", 1, until=9)
    assert run.step(6, "wait").op("wait", 1, False).story() == ["▐6▌ timed out: started was not set"]


def condition() -> Run:
    run = Run("main", "a", "b").primitive(1, "RLock", "guard", holder=2, depth=1)
    return run.primitive(2, "Condition", "drained", lock=1)


def test_a_notify_without_waiters() -> None:
    run = condition().step(3, "notify").op("notify", 2)
    assert run.story() == ["▐3▌ notified drained: nobody was waiting"]


def test_a_wait_lets_go_of_its_lock_and_takes_it_back() -> None:
    run = condition().step(2, "wait").op("release", 1).update(1, holder=None, depth=0).blocked(2, "wait", 2)
    assert run.story() == ["▐2▌ let go of guard", "▐2▌ waits for notify on drained"]
    run.step(3, "notify").op("notify", 2).point(3, "release", 1).state(2, "ready", ("primitive", 2))
    assert run.story() == ["▐3▌ notified drained: ▐2▌ can go on"]
    run.step(2, "wait").op("acquire", 1, True).update(1, holder=2, depth=1).op("wait", 2, True)
    assert run.story() == ["▐2▌ was notified on drained", "▐2▌ took guard back"]


def test_a_notified_thread_that_has_to_wait_for_the_lock() -> None:
    run = condition().blocked(2, "wait", 2).step(3, "notify_all").op("notify_all", 2)
    run.blocked(2, "acquire", 1, "again").update(1, holder=3)
    assert run.story() == [
        "▐3▌ notified drained: ▐2▌ wants guard back",
    ]


def test_a_barrier() -> None:
    run = Run("main", "a", "b").primitive(1, "Barrier", "all_set", parties=3, arrived=[], broken=False)
    run.step(1, "arrive").update(1, arrived=[1]).blocked(1, "arrive", 1)
    assert run.story() == ["▐1▌ arrived at all_set: 2 missing"]
    run.step(2, "arrive").update(1, arrived=[1, 2]).blocked(2, "arrive", 1)
    run.step(3, "arrive").update(1, arrived=[1, 2, 3]).op("arrive", 1, 2).state(1, "ready").state(2, "ready")
    assert run.story() == ["▐3▌ arrived at all_set: all go on"]
    assert run.step(1, "arrive").op("arrive", 1, 0).update(1, arrived=[2]).story() == ["▐1▌ went on from all_set"]


def test_a_semaphore() -> None:
    run = Run("main", "a").primitive(1, "Semaphore", "slots", value=2, initial=3, takers=[1])
    run.step(2, "acquire").op("acquire", 1, True).update(1, value=1, takers=[1, 2])
    assert run.story() == ["▐2▌ took a permit of slots: 1 of 3 free"]
    run.update(1, value=0).step(1, "print").blocked(1, "acquire", 1)
    assert run.story() == ["▐1▌ wants a permit of slots, all are taken: blocked"]
    run.step(2, "release").op("release", 1).update(1, value=1).state(1, "ready")
    assert run.story() == ["▐2▌ gave back a permit of slots: 1 of 3 free, ▐1▌ can go on"]


def pool() -> Run:
    view = {"max_workers": 2, "workers": [], "pending": [], "futures": []}
    return Run("main").primitive(1, "ThreadPoolExecutor", "executor", **view).point(1, "submit", 1, "update(0)")


def test_a_pool() -> None:
    run = pool().step(1, "submit").add(kinds.THREAD, 1, 2, {"name": "w", "daemon": False}).point(2, "begin", 2)
    assert run.op("submit", 1).update(1, workers=[2]).story() == ["▐1▌ submitted update(0): ▐2▌ started"]
    assert run.step(1, "print").blocked(1, "shutdown", 1).story() == ["▐1▌ joins ▐2▌ and waits"]
    futures = [{"name": "update(0)", "state": "running", "thread": 2}]
    run.point(2, "work", 1).step(2, "work").op("work", 1).update(1, futures=futures)
    assert run.story() == ["▐2▌ took up update(0)"]
    run.step(2, "work").op("work", 1).update(1, futures=[]).add(kinds.END, 2, 0, "done")
    assert run.story() == ["▐2▌ found no more work", "▐2▌ ended"]


def test_a_timer() -> None:
    run = Run("main", "t").primitive(1, "Timer", "heartbeat", due=None, state="new", thread=2)
    run.step(2, "begin").op("begin", 2).point(2, "timer", 1, None, "sleeping", until=250 * TICK)
    assert run.story() == ["▐2▌ began", "▐2▌ waits to fire heartbeat, at 0.250 s"]
    assert run.step(2, "timer").op("timer", 1).story() == ["▐2▌ fired heartbeat"]
    run.update(1, state="cancelled")
    assert run.step(2, "timer").op("timer", 1).story() == ["▐2▌ found heartbeat cancelled"]


def test_an_exception_that_nobody_caught() -> None:
    run = Run("main", "a").blocked(1, "join", 2, on="thread").step(2, "line", 13).op("line")
    run.add(kinds.ERROR, 2, 0, {"type": "ValueError", "message": "no"}).add(kinds.END, 2, 0, "failed")
    assert run.story() == ["▐2▌ ran line 5", "▐2▌ raised ValueError: nobody caught it"]
    assert run.state(1, "ready").story()[1:] == ["▐2▌ raised ValueError: nobody caught it", "▐2▌ ended: ▐1▌ can go on"]


def test_an_operation_that_raised() -> None:
    run = lock().step(2, "set").op("set", 1, {"raised": "RuntimeError"})
    assert run.story() == ["▐2▌ tried set on lock_a: it raised RuntimeError"]
    run.point(2, "release", 1).step(2, "release")
    assert run.story() == ["▐2▌ releases lock_a"], "the step is under way"
    assert run.point(2, "line").story() == ["▐2▌ tried to release lock_a"]


def test_a_line_that_did_nothing_shared() -> None:
    assert Run("main").step(1, "line", line=13).point(1, "line").story() == ["▐1▌ ran line 13"]


def test_killed_and_outside() -> None:
    run = Run("main", "d").step(1, "exit").op("exit").add(kinds.END, 2, 0, "killed")
    assert run.story() == ["▐1▌ left the program", "▐2▌ was killed: the program is over"]
    run.step(1, "line").state(1, "outside")
    assert run.step(1, "line").point(1, "print", 1, None, "outside").story() == [
        "▐1▌ is outside, in real time: the others go on"
    ]


@settings(deadline=None)
@given(events=runs())
def test_nothing_that_fits_is_beyond_words(events: list[Event]) -> None:
    history = History(events)
    for step in range(history.steps + 1):
        world = history.world_at(step)
        switch_before(history, step)
        assert bool(sentences(history, step)) == (step > 0)
        for thread in world.threads:
            for say in (phrase, short, why_blocked, consequence):
                text(say(world, thread))


def test_every_operation_has_words() -> None:
    from threadtui.engine.operations import TARGETS

    for op in TARGETS:
        run = lock().step(2, op).op(op, 1)
        told = [sentence for step in run.history.events_of(2)[:1] for sentence in sentences(run.history, step.object)]
        assert told, op
        assert told[0][0] == Pill(2)


def test_the_switch() -> None:
    run = Run("main", "a").step(1, "print").point(1, "print", 1).step(2, "begin").blocked(2, "join", 1, on="thread")
    run.step(1, "print").point(1, "print", 1)
    history = run.history
    told = [switch_before(history, step) for step in range(4)]
    assert told == [None, None, ("the switch: ", Pill(1), " could have gone on"), None]


def test_text_with_and_without_signs() -> None:
    sentence = join(Pill(12), " joins ", (Pill(2), (" ", "and", " waits")))
    assert sentence == (Pill(12), " joins ", Pill(2), " and waits")
    assert text(sentence) == "▐12▌ joins ▐2▌ and waits"
    assert text(sentence, ascii_only=True) == "[12] joins [2] and waits"


def test_a_line_says_of_which_file_where_there_are_several() -> None:
    run = Run("main").add(kinds.FILE, 0, 2, "/somewhere/side.py").step(1, "line", line=13).point(1, "line")
    assert run.story() == ["▐1▌ ran line 13 of program.py"]
