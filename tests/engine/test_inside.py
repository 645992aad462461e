"""Looking inside a primitive: what its body does becomes steps, the results stay, and the schedule repeats all of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.harness import execute, target_of, write
from tests.engine.test_control import Hand
from threadtui.engine import events as ev
from threadtui.engine.events import Event
from threadtui.schema import check
from threadtui.session import Options, Parked, Schedule, Session
from threadtui.world.history import History

EVENT = """
    import threading
    one = threading.Event()
    def work():
        one.wait()
        print("go")
    threads = [threading.Thread(target=work) for _ in range(2)]
    for t in threads: t.start()
    one.set()
    for t in threads: t.join()
"""
QUEUE = """
    import queue, threading
    one = queue.Queue(1)
    def work():
        for i in range(2): one.put(i)
    threads = [threading.Thread(target=work) for _ in range(2)]
    for t in threads: t.start()
    print(sorted(one.get() for _ in range(4)))
    for t in threads: t.join()
"""
SEMAPHORE = """
    import threading
    one = threading.Semaphore(1)
    n = 0
    def work():
        global n
        with one:
            n += 1
    threads = [threading.Thread(target=work) for _ in range(2)]
    for t in threads: t.start()
    for t in threads: t.join()
    print(n)
"""
BARRIER = """
    import threading
    one = threading.Barrier(2)
    def work():
        one.wait()
        one.wait()
    threads = [threading.Thread(target=work) for _ in range(2)]
    for t in threads: t.start()
    for t in threads: t.join()
    print("met twice")
"""
TOO_MANY = """
    import queue, threading
    one = queue.Queue(1)
    threads = [threading.Thread(target=one.put, args=(i,)) for i in range(2)]
    for t in threads: t.start()
    for t in threads: t.join()
"""
COND = {"one.cond", "one.cond.lock"}
PROGRAMS = {
    "event": (EVENT, COND, "go\ngo\n"),
    "queue": (QUEUE, {"one.mutex", "one.not_empty", "one.not_full", "one.all_tasks_done"}, "[0, 0, 1, 1]\n"),
    "semaphore": (SEMAPHORE, COND, "2\n"),
    "barrier": (BARRIER, COND, "met twice\n"),
}

Start = Callable[..., Hand]


@pytest.fixture
def start(tmp_path: Path, python: str) -> Iterator[Start]:
    sessions: list[Session] = []

    def begin(source: str, **options: Any) -> Hand:
        session = Session(target_of(write(tmp_path, source)), Options(python=python, **options), interactive=True)
        sessions.append(session)
        hand = Hand(session)
        hand.until(Parked)
        return hand

    yield begin
    for session in sessions:
        session.close()


def of(hand: Hand, kind: str) -> list[Event]:
    return [event for event in hand.events if event.kind == kind]


def until_made(hand: Hand) -> None:
    while not of(hand, ev.PRIMITIVE):
        hand.give("step", None)


def last_token(hand: Hand) -> str:
    return [message.token for message in hand.messages if isinstance(message, Schedule)][-1]


def printed(hand: Hand) -> str:
    return "".join(event.value for event in of(hand, ev.OUTPUT))


def points_on(hand: Hand, names: set[str]) -> int:
    """Points before operations on primitives of these names."""
    ids = {event.object for event in of(hand, ev.PRIMITIVE) if event.value["name"] in names}
    return sum(
        event.object in ids and event.value["op"] in ("acquire", "release", "wait", "notify", "notify_all")
        for event in of(hand, ev.POINT)
    )


@pytest.mark.parametrize("name", PROGRAMS)
def test_inner_operations_are_steps_and_repeat_event_for_event(start: Start, name: str, python: str) -> None:
    source, parts, output = PROGRAMS[name]
    hand = start(source)
    until_made(hand)
    assert {event.value["name"] for event in of(hand, ev.PRIMITIVE)} == {"one"}
    hand.give("inside", 1, True)
    assert {event.value["name"] for event in of(hand, ev.PRIMITIVE)} == {"one", *parts}
    hand.give("play", None)
    assert (of(hand, ev.VERDICT)[-1].value["verdict"], printed(hand)) == ("passed", output)
    assert points_on(hand, parts) >= 7
    history = History()
    for event in hand.events:
        check(event, history.world)
        history.append([event])
    assert not history.hints.found
    assert not history.races()

    again = start(source, schedule=last_token(hand))
    while not of(again, ev.VERDICT):
        again.give("play", None)
    announced = (ev.TURN,)  # the person's choice is announced only the second time
    assert [e for e in again.events if e.kind not in announced] == [e for e in hand.events if e.kind not in announced]
    run = execute(again.session.target, python=python, schedule=last_token(hand))
    assert run.events == again.events, "without a screen it is the same run"


def test_opened_and_closed_while_threads_stand_inside(start: Start) -> None:
    hand = start(BARRIER, granularity="sync")
    until_made(hand)
    for switched in range(12):
        if not of(hand, ev.VERDICT):
            hand.give("inside", 1, switched % 2 == 0)
        for _ in range(3):
            if not of(hand, ev.VERDICT):
                hand.give("step", None)
    if not of(hand, ev.VERDICT):
        hand.give("play", None)
    assert (of(hand, ev.VERDICT)[-1].value["verdict"], printed(hand)) == ("passed", "met twice\n")
    again = start(BARRIER, schedule=last_token(hand))
    while not of(again, ev.VERDICT):
        again.give("play", None)
    assert [e for e in again.events if e.kind != ev.TURN] == [e for e in hand.events if e.kind != ev.TURN]


def test_a_deadlock_inside_is_told(start: Start) -> None:
    """Both pass the guard while there is room; the one that comes second waits inside, for ever."""
    hand = start(TOO_MANY, granularity="sync")
    until_made(hand)
    hand.give("inside", 1, True)
    hand.give("play", None)
    verdict = of(hand, ev.VERDICT)[-1].value
    assert verdict["verdict"] == "deadlock"
    assert "one" in verdict["message"]


def test_closed_again_nothing_more_is_told(start: Start) -> None:
    hand = start(EVENT, granularity="sync")
    until_made(hand)
    hand.give("inside", 1, True)
    hand.give("inside", 1, False)
    told = len(hand.events)
    hand.give("play", None)
    parts = {event.object for event in of(hand, ev.PRIMITIVE) if event.value.get("within")}
    on_parts = [e for e in hand.events[told:] if e.kind in (ev.OP, ev.UPDATE) and e.object in parts]
    assert [
        e for e in on_parts if e.value.get("op") in ("acquire", "release", "notify_all") or e.kind == ev.UPDATE
    ] == []
    assert printed(hand) == "go\ngo\n"


def test_what_has_nothing_inside_is_told(start: Start) -> None:
    hand = start("import threading\nlock = threading.Lock()\nlock.acquire()\n")
    until_made(hand)
    hand.give("inside", 1, True)
    assert any("nothing inside" in getattr(message, "text", "") for message in hand.messages)
    assert not of(hand, ev.INSIDE)


def test_a_schedule_that_opens_what_is_not_there_is_refused(tmp_path: Path, python: str) -> None:
    target = target_of(write(tmp_path, "print(1)\n"))
    first = execute(target, python=python)
    refused = execute(target, python=python, schedule=f"{first.token}:i7.1x3")
    assert "does not fit" in refused.refusal
