"""What a thread would do next: the NEXT bar, its row, and why a step is refused."""

from typing import Any

import pytest

from tests.world.build import TICK, Run
from threadtui.engine.operations import TARGETS
from threadtui.world.moves import consequence, phrase, short, why_blocked
from threadtui.world.parts import text
from threadtui.world.state import World


def world() -> Run:
    run = Run("main", "a", "b", "c").location(1, "FakeDatabase.value", "0")
    run.primitive(1, "RLock", "guard", holder=2, depth=1).primitive(2, "Event", "started", flag=False)
    run.primitive(3, "Condition", "drained", lock=1)
    run.primitive(4, "Barrier", "all_set", parties=4, arrived=[3, 4], broken=False)
    run.primitive(5, "Queue", "pipeline", size=8, maxsize=10, items=[], unfinished=3)
    run.primitive(6, "Semaphore", "slots", value=0, initial=2, takers=[2, 3])
    run.primitive(7, "ThreadPoolExecutor", "executor", max_workers=2, workers=[3, 4], pending=[], futures=[])
    return run.primitive(8, "Lock", "lock_a", holder=None, depth=0)


def told(run: Run, thread: int = 1) -> tuple[str, str]:
    now = run.history.world
    return text(phrase(now, thread)), text(short(now, thread))


@pytest.mark.parametrize(
    ("op", "target", "value", "third", "row"),
    [
        ("write", 1, "1", "writes FakeDatabase.value = 1", "write FakeDatabase.value = 1"),
        ("write", 1, None, "writes FakeDatabase.value", "write FakeDatabase.value"),
        ("read", 1, None, "reads FakeDatabase.value", "read FakeDatabase.value"),
        ("acquire", 8, None, "acquires lock_a", "acquire lock_a"),
        ("release", 1, None, "releases guard", "release guard"),
        ("release", 6, None, "releases a permit of slots", "release a permit of slots"),
        ("put", 5, "8", "puts message 8 into pipeline", "put message 8 into pipeline"),
        ("get", 5, None, "gets a message from pipeline", "get a message from pipeline"),
        ("print", 1, "Thread 0: starting\n", 'prints "Thread 0: starting"', 'print "Thread 0: starting"'),
        ("print", 1, "\n", "prints an empty line", "print an empty line"),
        ("sleep", 0, 0.1, "sleeps 0.1 s", "sleep 0.1 s"),
        ("wake", 0, None, "wakes up", "wake up"),
        ("begin", 1, None, "begins", "begin"),
        ("start", 3, None, "starts ▐3▌", "start ▐3▌"),
        ("join", 3, None, "joins ▐3▌", "join ▐3▌"),
        ("is_alive", 3, None, "asks whether ▐3▌ is alive", "ask whether ▐3▌ is alive"),
        ("set", 2, None, "sets started", "set started"),
        ("is_set", 2, None, "asks whether started is set", "ask whether started is set"),
        ("notify", 3, 1, "notifies drained", "notify drained"),
        ("notify", 3, 2, "notifies drained for 2", "notify drained for 2"),
        ("submit", 7, "update(0)", "submits update(0)", "submit update(0)"),
        ("work", 7, "update(0)", "takes up update(0)", "take up update(0)"),
        ("work", 7, None, "looks for work", "look for work"),
        ("line", 0, None, "runs line 7", "run line 7"),
    ],
)  # fmt: skip
def test_a_pending_operation(op: str, target: int, value: Any, third: str, row: str) -> None:
    assert told(world().point(1, op, target, value)) == (third, row)


@pytest.mark.parametrize("op", sorted(TARGETS))
def test_every_operation_has_words_in_every_state(op: str) -> None:
    for state in ("ready", "blocked", "sleeping", "outside"):
        now = world().point(1, op, 1, None, state, until=5).history.world
        for say in (phrase, short, why_blocked, consequence):
            assert isinstance(text(say(now, 1)), str)
        assert text(phrase(now, 1))


BLOCKED = [
    ("acquire", 1, None, "acquire guard held by ▐2▌", "it wants guard, held by ▐2▌"),
    ("acquire", 6, None, "acquire slots held by ▐2▌ ▐3▌", "it wants a permit of slots, all are taken"),
    ("wait", 2, None, "wait until started is set", "it waits until started is set"),
    ("wait", 3, None, "wait for notify on drained", "it waits for notify on drained"),
    ("arrive", 4, None, "barrier all_set: 2 missing", "it waits at the barrier all_set, 2 missing"),
    ("put", 5, "8", "put message 8 into pipeline: full", "it wants to put message 8 into pipeline, which is full"),
    ("get", 5, None, "get from pipeline: empty", "it wants a message from pipeline, which is empty"),
    ("join_queue", 5, None, "join pipeline: 3 unfinished",
     "it waits until all messages of pipeline are done, 3 unfinished"),
    ("shutdown", 7, None, "join ▐3▌ ▐4▌", "it joins ▐3▌ ▐4▌"),
    ("work", 7, None, "wait for work", "it waits for work"),
    ("result", 7, "pow(2, 3)", "wait for the result of pow(2, 3)", "it waits for the result of pow(2, 3)"),
]  # fmt: skip


@pytest.mark.parametrize(("op", "target", "value", "row", "why"), BLOCKED)
def test_a_blocked_thread(op: str, target: int, value: Any, row: str, why: str) -> None:
    now = world().blocked(1, op, target, value).history.world
    assert text(short(now, 1)) == row
    assert text(why_blocked(now, 1)) == f"▐1▌ cannot go on: {why}."
    assert consequence(now, 1) == ()


def test_a_thread_that_joins() -> None:
    now = world().blocked(1, "join", 3, on="thread").history.world
    assert text(short(now, 1)) == "join ▐3▌"
    assert text(why_blocked(now, 1)) == "▐1▌ cannot go on: it joins ▐3▌, which has not ended."


def test_a_thread_that_waits_for_itself() -> None:
    now = world().blocked(2, "acquire", 1).history.world
    assert text(why_blocked(now, 2)) == "▐2▌ cannot go on: it wants guard, which it holds itself."


def test_threads_that_sleep() -> None:
    run = world().point(1, "wake", 0, None, "sleeping", until=111 * TICK)
    assert text(short(run.history.world, 1)) == "sleep until 0.111 s"
    assert text(why_blocked(run.history.world, 1)) == "▐1▌ cannot go on: it sleeps until 0.111 s."
    run.step(2, "line").point(1, "timer", 2, None, "sleeping", until=251 * TICK)
    assert text(short(run.history.world, 1)) == "fires in 0.250 s"


def test_threads_that_do_not_stand_anywhere() -> None:
    run = Run("main").add("thread", 1, 2, {"name": "a", "daemon": False}).add("end", 1, 0, "done")
    now = run.history.world
    assert text(short(now, 2)) == "not started yet"
    assert text(why_blocked(now, 2)) == "▐2▌ cannot go on: it has not been started."
    assert text(why_blocked(now, 1)) == "▐1▌ cannot go on: it is done."


def test_a_wait_that_is_over_but_for_its_end() -> None:
    now = world().point(3, "wait", 3, "inside").point(4, "arrive", 4, "inside").point(1, "arrive", 4).history.world
    assert text(phrase(now, 3)) == "goes on from drained"
    assert text(phrase(now, 4)) == "goes on from all_set"
    assert text(phrase(now, 1)) == "arrives at all_set"
    now = world().point(2, "wait", 3).history.world
    assert text(phrase(now, 2)) == "waits for notify on drained"


def next_bar(run: Run, thread: int = 1) -> str:
    return text(consequence(run.history.world, thread))


@pytest.mark.parametrize(
    ("op", "target", "sentence"),
    [
        ("acquire", 8, "The lock is free."),
        ("put", 5, "The queue has 2 free places: it will not block."),
        ("release", 1, ""),
        ("notify", 3, "Nobody waits there: it will change nothing."),
        ("acquire", 1, "▐2▌ holds the lock: it will not get it."),
        ("read", 1, ""),
    ],
)
def test_consequences(op: str, target: int, sentence: str) -> None:
    assert next_bar(world().point(1, op, target)) == sentence


def test_consequences_for_those_who_wait() -> None:
    run = world().blocked(3, "acquire", 1).point(2, "release", 1)
    assert next_bar(run, 2) == "▐3▌ waits for this."
    assert next_bar(run.blocked(4, "acquire", 1), 2) == "▐3▌ ▐4▌ wait for this."
    assert next_bar(world().point(2, "acquire", 1), 2) == "It holds this lock already: depth 2."


def test_an_unknown_object_is_no_reason_to_fail() -> None:
    now = World()
    now.threads.update(Run("main").point(1, "acquire", 99).history.world.threads)
    assert text(phrase(now, 1)) == "acquires #99"
    assert consequence(now, 1) == ()
