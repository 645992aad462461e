"""Circles of waits, waits that nobody is left to end, where they were decided, and the way out. Built event by event."""

import pytest

from tests.world.build import Run
from threadtui.world.causes import causes
from threadtui.world.circles import circles
from threadtui.world.decided import decided, deciding_steps
from threadtui.world.history import Fate
from threadtui.world.parts import text
from threadtui.world.waits import chain
from threadtui.world.way_out import way_out


def told(run: Run) -> list[str]:
    history = run.history
    return [text(sentence) for sentence in causes(history, history.world)]


def advice(run: Run) -> list[str]:
    history = run.history
    out = way_out(history, history.world)
    assert out is not None
    return [text(sentence) for sentence in out.advice]


def take(run: Run, thread: int, lock: int, line: int) -> None:
    run.point(thread, "acquire", lock, line=line).step(thread, "acquire", line)
    run.add("op", thread, lock, {"op": "acquire", "result": True}, line).update(lock, holder=thread, depth=1)


def want(run: Run, thread: int, lock: int, line: int, until: int | None = None) -> None:
    """The thread makes a step that ends before a lock that it cannot have."""
    run.step(thread, "print", line).point(thread, "acquire", lock, None, "blocked", ("primitive", lock), until, line)


def abba(second_until: int | None = None) -> Run:
    run = Run("MainThread", "one", "two")
    run.primitive(1, "Lock", "lock_a", holder=None, depth=0).primitive(2, "Lock", "lock_b", holder=None, depth=0)
    take(run, 2, 1, 9)
    take(run, 3, 2, 15)
    want(run, 2, 2, 10)
    want(run, 3, 1, 16, second_until)
    return run


def test_two_locks_in_opposite_orders() -> None:
    run = abba()
    assert circles(run.history.world) == [[2, 3]]
    assert told(run) == [
        "▐2▌ waits at line 10 for lock_b, which ▐3▌ took at line 15 (step 2)",
        "▐3▌ waits at line 16 for lock_a, which ▐2▌ took at line 9 (step 1)",
    ]
    assert decided(run.history, run.history.world) == 2
    assert deciding_steps(run.history, run.history.world) == [1, 2, 3, 4]
    assert advice(run) == ["Take lock_a before lock_b everywhere: swap lines 15 and 16."]


def test_what_a_search_has_shown_to_decide() -> None:
    history = abba().history
    history.fate = Fate(1, 2)
    assert decided(history, history.world) == 1
    history.fate = Fate(1, 3)
    assert decided(history, history.world) == 2, "it is of another run: in this one somebody else made the step"


def test_who_waits_only_so_long_is_in_no_circle() -> None:
    assert circles(abba(second_until=5_000_000_000).history.world) == []


def test_the_waits_of_an_earlier_world() -> None:
    history = abba().history
    assert circles(history.world_at(3)) == []
    assert circles(history.world_at(4)) == [[2, 3]]


def test_two_circles_at_once() -> None:
    run = Run("MainThread", *"abcd")
    for number in range(1, 5):
        run.primitive(number, "Lock", f"lock{number}", holder=None, depth=0)
    for thread in (2, 3, 4, 5):
        take(run, thread, thread - 1, 9)
    for thread, lock in ((2, 2), (3, 1), (4, 4), (5, 3)):
        want(run, thread, lock, 10)
    assert circles(run.history.world) == [[2, 3], [4, 5]]


def test_a_lock_that_its_holder_wants_again() -> None:
    run = Run().primitive(1, "Lock", "lock", holder=None, depth=0)
    take(run, 1, 1, 9)
    want(run, 1, 1, 12)
    assert told(run) == ["▐1▌ waits at line 12 for lock, which it took itself at line 9 (step 1)"]
    assert "RLock" in advice(run)[0]


def test_the_outermost_acquire_of_an_rlock_is_where_it_was_taken() -> None:
    run = Run("MainThread", "one").primitive(1, "RLock", "lock", holder=None, depth=0)
    take(run, 2, 1, 9)
    run.step(2, "acquire", 10).add("op", 2, 1, {"op": "acquire", "result": True}, 10).update(1, holder=2, depth=2)
    run.step(2, "print").blocked(2, "join", 1, on="thread")
    want(run, 1, 1, 20)
    history = run.history
    taken = chain(history, history.world, [1, 2])[0].taken
    assert taken is not None
    assert taken.where is not None
    assert (taken.step, taken.where.line) == (1, 9)
    assert "▐2▌ must let go of lock before it joins ▐1▌ at line 7." in advice(run)


@pytest.mark.parametrize("heard", [True, False])
def test_a_notify_that_nobody_heard_is_named(heard: bool) -> None:
    run = Run("MainThread", "waiter", "other").primitive(1, "Condition", "cond", lock=None)
    if heard:
        run.step(3, "wait").blocked(3, "wait", 1, "inside")
    run.step(1, "notify", 29).op("notify", 1)
    if heard:
        run.state(3, "ready")
    run.step(2, "wait", 21).blocked(2, "wait", 1, "inside")
    run.add("end", 1, 0, "done").add("end", 3, 0, "done")
    lost = "▐1▌ notified cond at line 5 (step 1), when nobody was waiting: it was not heard"
    assert any(sentence.startswith(lost) for sentence in told(run)) is not heard
    assert decided(run.history, run.history.world) == (3 if heard else 1)
    assert ("remembers nothing" in advice(run)[0]) is not heard


def test_an_empty_queue_names_who_filled_it_last_and_what_became_of_it() -> None:
    run = Run("MainThread", "producer", "consumer").primitive(1, "Queue", "numbers", size=0, maxsize=0)
    run.step(2, "put", 22).op("put", 1, {"item": "1", "size_before": 0, "size_after": 1})
    run.step(3, "get", 28).op("get", 1, {"item": "1", "size_before": 1, "size_after": 0})
    run.blocked(3, "get", 1)
    run.step(2, "print").add("error", 2, 0, {"type": "ValueError", "message": "no"}, 23).add("end", 2, 0, "failed")
    assert told(run)[1:] == [
        "▐2▌ last put into numbers at line 5 (step 1) and then raised ValueError at line 23: "
        "nobody is left to put anything into it"
    ]
    assert decided(run.history, run.history.world) == 3


def test_who_was_told_to_leave_decided_when_it_asked() -> None:
    run = Run("MainThread", "producer", "consumer")
    run.primitive(1, "Queue", "pipeline", size=0, maxsize=1).primitive(2, "Event", "stop", flag=False)
    run.step(3, "get").op("get", 1, {"item": "1", "size_before": 1, "size_after": 0})
    run.step(2, "print").blocked(2, "put", 1)
    run.step(1, "set").op("set", 2)
    run.step(3, "is_set").op("is_set", 2, True)
    run.step(3, "print").add("end", 3, 0, "done")
    assert decided(run.history, run.history.world) == 4
    assert deciding_steps(run.history, run.history.world) == [1, 2, 3, 4, 5]


def test_a_lock_whose_holder_has_ended() -> None:
    run = Run("MainThread", "one").primitive(1, "Lock", "lock", holder=None, depth=0)
    take(run, 2, 1, 9)
    run.step(2, "print").add("end", 2, 0, "done")
    want(run, 1, 1, 12)
    assert told(run) == ["▐1▌ at line 12 wants lock, held by ▐2▌", "▐2▌ took it at line 9 (step 1) and has ended"]
    assert "with statement" in advice(run)[0]


def test_too_few_at_a_barrier() -> None:
    run = Run("MainThread", "one").primitive(1, "Barrier", "all_set", parties=3, arrived=[1], broken=False)
    run.step(1, "arrive").blocked(1, "arrive", 1)
    assert told(run)[1] == "▐1▌ waits there, 3 are needed: nobody is left to arrive"


def test_nobody_has_ever_set_it() -> None:
    run = Run().primitive(1, "Event", "started", flag=False).step(1, "wait").blocked(1, "wait", 1)
    assert told(run)[1] == "Nobody has ever set started, and nobody is left to set it"


# A queue that is joined


def put(run: Run, item: str, line: int = 21) -> Run:
    return run.step(1, "put", line).op("put", 1, {"item": item, "size_before": 0, "size_after": 1})


def get(run: Run, thread: int, item: str, line: int = 10) -> Run:
    return run.step(thread, "get", line).add("op", thread, 1, {"op": "get", "result": {"item": item}}, line)


def joined(run: Run, size: int, unfinished: int) -> Run:
    """Main joins the queue, in which so many messages are left."""
    run.step(1, "print").update(1, size=size, unfinished=unfinished)
    return run.blocked(1, "join_queue", 1)


def workers(*names: str) -> Run:
    return Run("MainThread", *names).primitive(1, "Queue", "jobs", size=0, maxsize=0, unfinished=0)


def die(run: Run, thread: int, line: int) -> Run:
    """It reads at this line, raises there, and lets go of a lock before it ends."""
    run.step(thread, "read", line).step(thread, "release", line - 1)
    return run.add("error", thread, 0, {"type": "KeyError", "message": "'c'"}, line).add("end", thread, 0, "failed")


def test_a_worker_that_died_before_it_marked_any_message_done() -> None:
    run = joined(get(put(put(workers("worker"), "'c'"), "'d'"), 2, "'c'"), size=1, unfinished=2)
    died = run.number + 1
    assert told(die(run, 2, 12)) == [
        "▐1▌ at line 7 waits in Queue.join on jobs: 2 messages were never marked done",
        "▐2▌, who should have, died of KeyError at line 12: it had got message 'c' at line 10 (step 3)",
        "1 message is still in it: nobody is left to get more",
    ]
    assert decided(run.history, run.history.world) == died
    assert deciding_steps(run.history, run.history.world) == [3, 4, died]


def test_the_one_who_died_is_named_and_not_another_worker_who_goes_on() -> None:
    run = get(put(put(workers("one", "two"), "'c'"), "'d'"), 2, "'c'")
    get(run, 3, "'d'").step(3, "task_done").op("task_done", 1)
    died = run.number + 1
    joined(die(run, 2, 12), size=0, unfinished=1)
    run.step(3, "line").blocked(3, "get", 1)
    assert told(run)[1].startswith("▐2▌, who should have, died of KeyError at line 12")
    assert decided(run.history, run.history.world) == died
    assert not any("last message" in sentence for sentence in advice(run))


def test_a_worker_that_passes_over_a_message() -> None:
    run = joined(get(put(workers("worker"), "'c'"), 2, "'c'"), size=0, unfinished=1)
    run.step(2, "line").blocked(2, "get", 1)
    assert told(run)[1] == ("▐2▌, who should have, waits itself at line 7: it had got message 'c' at line 10 (step 2)")
    assert decided(run.history, run.history.world) == run.number


def test_messages_that_somebody_else_marks_done_are_blamed_on_nobody() -> None:
    run = get(put(put(workers("one", "two"), "'c'"), "'d'"), 2, "'c'")
    get(run, 2, "'d'").step(3, "task_done").op("task_done", 1)
    assert not any("who should have" in sentence for sentence in told(joined(die(run, 2, 12), 0, 1)))


def test_an_exception_that_comes_after_a_lock_is_let_go_is_raised_in_its_last_step() -> None:
    run = get(put(workers("worker"), "'c'"), 2, "'c'").step(2, "read", 12).step(2, "release", 11)
    run.add("error", 2, 0, {"type": "KeyError", "message": ""}, 13).add("end", 2, 0, "failed")
    last = run.number
    assert decided(joined(run, 0, 1).history, run.history.world) == last
