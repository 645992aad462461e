import pytest

from tests.world.build import Run
from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.fold import BadEvent, UnknownKind, apply, getters, holds, putters, waiters
from threadtui.world.state import Failure, Pending, Verdict, WaitsFor, Where, World


def fold(run: Run) -> World:
    world = World()
    for event in run.events:
        apply(world, event)
    return world


def test_every_kind_of_event_can_be_folded() -> None:
    run = Run("main", "worker")
    run.primitive(1, "Lock", "lock", holder=None, depth=0).location(1, "box.value", "0")
    run.step(1, "write").op("write", 1).update(1, holder=1, depth=1)
    run.add(kinds.READ, 1, 1, "0").add(kinds.WRITE, 1, 1, ["0", "1"]).add(kinds.OUTPUT, 1, 1, "hello\n")
    run.add(kinds.THREAD_NAME, 0, 2, "renamed").add(kinds.PRIMITIVE_NAME, 0, 1, "lock#1")
    run.add(kinds.LOCATION_NAME, 0, 1, "box.value#1").state(2, "outside").turn(2)
    run.add(kinds.ERROR, 2, 0, {"type": "ValueError", "message": "no"}, 9).add(kinds.END, 2, 0, "failed")
    run.add(kinds.CODE, 0, 1, {"name": "main", "instructions": [[0, 1, "LOAD_GLOBAL", "counter"]]}, 1)
    run.add(kinds.GRANULARITY, 0, 0, "line").add(kinds.ORDER, 2, 1, "give").add(kinds.INSIDE, 0, 1, True)
    run.add(kinds.VERDICT, 0, 0, {"verdict": "failed", "message": "no", "exit_status": 1})
    world = fold(run)
    assert {event.kind for event in run.events} == set(kinds.KINDS)
    assert world.events == len(run.events)
    assert (world.step, world.moved, world.turn, world.granularity) == (1, 1, 2, "line")
    assert world.verdict == Verdict("failed", "no", 1)


def test_a_thread_stands_where_its_point_says() -> None:
    run = Run("main")
    run.point(1, "write", 4, "17", line=12)
    thread = fold(run).threads[1]
    assert thread.pending == Pending("write", 4, "17", Where(1, 12))
    assert (thread.state, thread.waits_for, thread.where) == ("ready", None, Where(1, 12))


def test_a_thread_that_can_go_on_waits_for_nothing() -> None:
    run = Run("main")
    run.point(1, "acquire", 1, state="ready", waits_for=("primitive", 1), until=5)
    thread = fold(run).threads[1]
    assert (thread.waits_for, thread.until) == (None, None)


def test_a_timed_wait_is_blocked_until_a_time() -> None:
    thread = fold(Run("main").blocked(1, "wait", 1, until=500)).threads[1]
    assert (thread.state, thread.waits_for, thread.until) == ("blocked", WaitsFor("primitive", 1), 500)


def test_a_state_keeps_the_pending_operation() -> None:
    thread = fold(Run("main").blocked(1, "acquire", 3).state(1, "ready")).threads[1]
    assert thread.pending is not None
    assert (thread.pending.op, thread.state, thread.waits_for) == ("acquire", "ready", None)


def test_the_end_leaves_nothing_pending_and_a_killed_thread_where_it_stood() -> None:
    run = Run("main", "daemon").add(kinds.END, 1, 0, "done").add(kinds.END, 2, 0, "killed")
    world = fold(run)
    assert (world.threads[1].state, world.threads[1].pending, world.threads[1].where) == ("done", None, None)
    assert (world.threads[2].state, world.threads[2].where) == ("killed", Where(1, 7))


def test_an_uncaught_exception_stays_with_its_thread_and_with_the_world() -> None:
    world = fold(Run("main").add(kinds.ERROR, 1, 0, {"type": "KeyError", "message": "'a'"}, 9))
    failure = Failure(1, "KeyError", "'a'", Where(1, 9))
    assert world.errors == (failure,)
    assert world.threads[1].error == failure


def test_a_read_teaches_an_unknown_value_and_a_write_is_remembered() -> None:
    run = Run("main").location(1, "a", None).step(1, "read").add(kinds.READ, 1, 1, "'x'")
    assert fold(run).locations[1].value == "'x'"
    run.step(1, "write").add(kinds.WRITE, 1, 1, ["'x'", "'y'"])
    location = fold(run).locations[1]
    assert (location.value, location.last_writer, location.changed) == ("'y'", 1, 2)


def test_an_update_changes_only_its_fields_and_an_older_world_not_at_all() -> None:
    run = Run("main").primitive(1, "Queue", "q", size=0, maxsize=3, items=[])
    before = fold(run)
    after = before.copy()
    apply(after, run.step(1, "put").update(1, size=1).events[-1])
    assert before.primitives[1].view == {"size": 0, "maxsize": 3, "items": []}
    assert after.primitives[1].view == {"size": 1, "maxsize": 3, "items": []}


def test_waiters_stand_in_the_order_in_which_they_came() -> None:
    run = Run("main", "a", "b", "c").primitive(1, "Queue", "q", size=0, maxsize=1)
    run.blocked(3, "put", 1).blocked(4, "get", 1).blocked(2, "put", 1).blocked(1, "join_queue", 1)
    run.state(3, "blocked", ("primitive", 1))  # said again: it keeps its place
    world = fold(run)
    assert waiters(world, 1) == [3, 4, 2, 1]
    assert putters(world, 1) == [3, 2]
    assert getters(world, 1) == [4]


def test_who_waits_for_a_thread_waits_for_no_primitive_of_that_id() -> None:
    assert waiters(fold(Run("main", "a").blocked(1, "join", 2, on="thread")), 2) == []


def test_what_a_thread_holds() -> None:
    run = Run("main", "a").primitive(1, "Lock", "lock", holder=2, depth=1).primitive(2, "Lock", "free", holder=None)
    run.primitive(3, "Semaphore", "slots", value=0, initial=2, takers=[2, 1])
    world = fold(run)
    assert holds(world, 2) == [1, 3]
    assert holds(world, 1) == [3]


def test_an_unknown_kind_is_an_error_of_its_own() -> None:
    with pytest.raises(UnknownKind, match="event 0 is of the unknown kind 'tea'"):
        apply(World(), Event("tea", 0, 0, None, 0, 0, 0))


@pytest.mark.parametrize(
    "event",
    [
        Event(kinds.POINT, 9, 0, {"op": "begin", "state": "ready"}, 0, 0, 0),
        Event(kinds.UPDATE, 1, 9, {"size": 1}, 0, 0, 0),
        Event(kinds.WRITE, 1, 9, ["0", "1"], 0, 0, 0),
        Event(kinds.THREAD, 0, 1, None, 0, 0, 0),
        Event(kinds.VERDICT, 0, 0, {}, 0, 0, 0),
    ],
)
def test_an_event_that_does_not_fit_raises_and_changes_nothing(event: Event) -> None:
    world = World()
    with pytest.raises(BadEvent, match=event.kind):
        apply(world, event)
    assert world == World()
