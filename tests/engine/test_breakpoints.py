"""Running to the next breakpoint in a real program, and finding the same steps again in what is recorded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.harness import target_of, write
from tests.engine.test_control import Hand
from threadtui.engine import events as ev
from threadtui.engine.breakpoints import BLOCKS, CHANGE, LINE, PRIMITIVE, READ, WRITE, Breakpoint
from threadtui.session import Options, Parked, Session, Told
from threadtui.world.history import History
from threadtui.world.stops import last_stop, next_stop, tellable

PROGRAM = """
    import threading
    class Box: pass
    box = Box()
    box.value = 0
    lock = threading.Lock()
    def work(n):
        for turn in range(3):
            with lock:
                box.value = turn
            box.seen = n
    threads = [threading.Thread(target=work, args=(n,)) for n in range(2)]
    for t in threads: t.start()
    for t in threads: t.join()
    print(box.value)
"""
LINE_OF_TURN = 10


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    session = Session(target_of(write(tmp_path, PROGRAM)), Options(seed=3), interactive=True)
    found = Hand(session)
    found.until(Parked)
    yield found
    session.close()


def _path(hand: Hand) -> str:
    return str(next(event.value for event in hand.events if event.kind == ev.FILE))


def _numbers(hand: Hand, kind: str) -> dict[str, int]:
    return {event.value["name"]: event.object for event in hand.events if event.kind == kind}


def _to_the_end(hand: Hand, one: Breakpoint) -> list[int]:
    """The steps at which it stops, one after the other, up to the verdict."""
    found = []
    while (parked := hand.give("next", [list(one)])).reason == "target":
        found.append(parked.step)
        assert parked.met == [list(one)], "it says what stopped it"
    assert parked.reason == "verdict"
    return found


@pytest.mark.parametrize("kind", [LINE, READ, WRITE, CHANGE, PRIMITIVE, BLOCKS])
def test_it_stops_at_each_step_that_meets_it_and_at_no_other(hand: Hand, kind: str) -> None:
    for _ in range(5):
        hand.give("step", None)
    numbers = {**_numbers(hand, ev.LOCATION), **_numbers(hand, ev.PRIMITIVE)}
    name = {PRIMITIVE: "lock"}.get(kind, "Box.value")
    place: dict[str, Any] = {"path": _path(hand), "line": LINE_OF_TURN} if kind == LINE else {}
    object_: Any = 0 if kind in (LINE, BLOCKS) else numbers[name]
    one = Breakpoint(kind, object_, **place)
    stopped = _to_the_end(hand, one)
    history = History(hand.events)
    recorded, step = [], 5
    while (found := next_stop(history, [one], step)) is not None:
        recorded.append(found)
        step = found
    assert stopped == recorded
    assert len(stopped) > (0 if kind in (READ, BLOCKS) else 3)
    back = []
    step = history.steps
    while (found := last_stop(history, [one], step)) is not None and found > 5:
        back.append(found)
        step = found
    assert back[::-1] == [number for number in recorded if number != history.steps]


def test_a_condition_is_asked_of_the_frame_at_the_line(hand: Hand) -> None:
    one = Breakpoint(LINE, 0, _path(hand), LINE_OF_TURN, "turn == 2 and n == 1 and box.value >= 0")
    stopped = _to_the_end(hand, one)
    assert stopped
    assert len(stopped) < len([e for e in hand.events if e.kind == ev.POINT and e.line == LINE_OF_TURN])
    assert tellable([one]) == []
    assert tellable([one, Breakpoint(BLOCKS)]) == [Breakpoint(BLOCKS)]


def test_a_condition_that_fails_is_told_and_never_raised_into_the_program(hand: Hand) -> None:
    one = Breakpoint(LINE, 0, _path(hand), LINE_OF_TURN, "nowhere.found")
    parked = hand.give("next", [list(one)])
    assert parked.reason == "target"
    told: Told = hand.until(Told)
    assert told.text == "The condition nowhere.found failed: NameError: name 'nowhere' is not defined"
    hand.give("play", None)
    verdict = next(event.value for event in hand.events if event.kind == ev.VERDICT)
    assert verdict["verdict"] == "passed"


def test_asking_changes_nothing(hand: Hand, tmp_path: Path) -> None:
    one = Breakpoint(LINE, 0, _path(hand), LINE_OF_TURN, "lock.acquire(False) and lock.release() or box.value < 0")
    assert hand.give("next", [list(one)]).reason == "verdict"
    other = Session(target_of(write(tmp_path, PROGRAM)), Options(seed=3), interactive=True)
    plain = Hand(other)
    plain.until(Parked)
    plain.give("play", None)
    other.close()
    assert plain.movers == hand.movers
