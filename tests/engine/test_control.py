"""A person's hand on a run: stepping, choosing, playing, pausing; on the default interpreter."""

import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.harness import PATIENCE_SECONDS, target_of, write
from threadtui.engine import events as ev
from threadtui.engine.events import Event
from threadtui.engine.outside import STUCK_SECONDS
from threadtui.session import Busy, Ended, Events, Fault, Hello, Options, Parked, Schedule, Session, Stack

TWO = """
    import threading
    lock = threading.Lock()
    def work():
        with lock:
            print("has it")
    threads = [threading.Thread(target=work) for _ in range(2)]
    for t in threads: t.start()
    for t in threads: t.join()
"""


class Hand:
    """Gives commands and keeps what comes back."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.events: list[Event] = []
        self.stacks: dict[int, Stack] = {}
        self.messages: list[Any] = []

    def give(self, *command: Any) -> Parked:
        self.session.send(*command)
        parked: Parked = self.until(Parked)
        return parked

    def until(self, kind: type[Any]) -> Any:
        """Wait for a message of this kind."""
        while True:
            for index, message in enumerate(self.messages):
                if isinstance(message, kind):
                    del self.messages[index]
                    return message
            self._receive()

    def _receive(self) -> None:
        readable, _, _ = select.select([self.session.fileno()], [], [], PATIENCE_SECONDS)
        assert readable, "the program's process says nothing"
        for message in self.session.receive():
            assert not isinstance(message, Fault), message.traceback
            if isinstance(message, Events):
                self.events.extend(message.events)
            elif isinstance(message, Stack):
                self.stacks[message.thread] = message
            self.messages.append(message)

    @property
    def turn(self) -> int:
        """The thread that was announced last."""
        return [event.thread for event in self.events if event.kind == ev.TURN][-1]

    @property
    def token(self) -> str:
        """The last one that was told."""
        return [message.token for message in self.messages if isinstance(message, Schedule)][-1]

    def of_begin(self) -> list[int]:
        """Threads that stand, or stood, before their first step."""
        return [event.thread for event in self.events if event.kind == ev.POINT and event.value["op"] == "begin"][1:]

    @property
    def movers(self) -> list[int]:
        return [event.thread for event in self.events if event.kind == ev.STEP]


Start = Callable[..., Hand]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    sessions: list[Session] = []

    def begin(source: str, **options: Any) -> Hand:
        options.setdefault("granularity", "sync")
        session = Session(target_of(write(tmp_path, source)), Options(**options), interactive=True)
        sessions.append(session)
        hand = Hand(session)
        assert hand.until(Parked) == Parked(options.get("arrive", 0), "start")
        return hand

    yield begin
    for session in sessions:
        session.close()


def test_it_waits_before_the_first_step(start: Start) -> None:
    hand = start(TWO)
    assert (hand.turn, hand.movers) == (1, [])
    assert hand.give("step", None) == Parked(1, "step")
    assert hand.movers == [1]


def test_the_announced_thread_moves(start: Start) -> None:
    hand = start(TWO)
    for _ in range(8):
        announced = hand.turn
        hand.give("step", None)
        assert hand.movers[-1] == announced


def test_a_person_chooses(start: Start) -> None:
    hand = start(TWO)
    for thread in (1, 1, 1, 3, 2, 3):
        assert hand.give("step", thread).reason == "step"
    assert hand.give("step", 2) == Parked(6, "refused")
    assert hand.movers == [1, 1, 1, 3, 2, 3]


def test_a_chosen_schedule_repeats(start: Start) -> None:
    hand = start(TWO)
    for thread in (1, 1, 1, 3, 2, 3):
        hand.give("step", thread)
    hand.give("play", None)
    again = start(TWO, schedule=hand.token)
    again.give("play", None)
    # All the same but the announcements: the replay announces what the person chose instead.
    assert _without_turns(again.events) == _without_turns(hand.events)


def _without_turns(events: list[Event]) -> list[Event]:
    return [event for event in events if event.kind != ev.TURN]


def test_play_to_the_end_and_ask(start: Start) -> None:
    hand = start(TWO)
    assert hand.give("play", None).reason == "verdict"
    assert hand.events[-1].kind == ev.VERDICT
    hand.session.send("quit")
    assert hand.until(Ended) == Ended(0)


def test_nothing_is_told_after_the_verdict_of_an_exit_at_once(start: Start) -> None:
    hand = start("import os, threading\nt = threading.Thread(target=os._exit, args=(3,))\nt.start(); t.join()\n")
    assert hand.give("play", None).reason == "verdict"
    # The stacks of the threads that moved come behind the answer: those may be told, an event may not.
    while select.select([hand.session.fileno()], [], [], 2 * STUCK_SECONDS)[0]:
        hand._receive()
    assert (hand.events[-1].kind, hand.events[-1].value["exit_status"]) == (ev.VERDICT, 3)


def test_pause(start: Start) -> None:
    hand = start("import time\nwhile True:\n    time.sleep(0)\n")
    hand.session.send("play", None)
    hand.until(Events)
    parked = hand.give("pause")
    assert parked.reason == "pause"
    steps = len(hand.movers)
    assert steps == parked.step
    assert hand.give("step", None).step == steps + 1


def test_speed(start: Start) -> None:
    hand = start("for n in range(10): print(n)\n")
    began = time.monotonic()
    hand.give("play", 50)
    assert time.monotonic() - began > 9 / 50


def test_run_one_thread_until_it_blocks(start: Start) -> None:
    hand = start(TWO)
    assert hand.give("run", 1).reason == "blocked"
    assert set(hand.movers) == {1}
    standing = [event for event in hand.events if event.kind == ev.POINT and event.thread == 1][-1]
    assert (standing.value["op"], standing.value["state"]) == ("join", "blocked")


def test_run_until_a_line(start: Start) -> None:
    hand = start(TWO)
    path = next(event.value for event in hand.events if event.kind == ev.FILE)
    assert hand.give("until", path, 6).reason == "target"
    standing = [event for event in hand.events if event.kind == ev.POINT][-1]
    assert standing.line == 6


def test_change_granularity_and_repeat_it(start: Start) -> None:
    source = "n = 0\ndef f():\n    global n\n    n += 1\nf()\nf()\n"
    again = start(source)
    again.give("granularity", "line")
    again.give("step", None)
    assert [e.value["op"] for e in again.events if e.kind == ev.POINT][-1] == "line"
    again.give("play", None)
    third = start(source, schedule=again.token)
    third.give("play", None)
    assert third.movers == again.movers


def test_stacks_and_locals(start: Start) -> None:
    hand = start("def f(word):\n    number = 7\n    print(word, number)\nf('x')\n")
    hand.give("step", None)
    hand.give("step", None)
    stack = hand.stacks[1]
    assert [frame[0] for frame in stack.frames][:2] == ["f", "<module>"]
    assert [list(pair) for pair in stack.locals] == [["word", "'x'"], ["number", "7"]]


def test_a_busy_step_is_told_and_can_be_ended(start: Start) -> None:
    hand = start("while True:\n    pass\n", granularity="access")
    hand.session.send("step", None)
    busy = hand.until(Busy)
    assert busy.thread == 1
    assert busy.line in (1, 2)
    assert busy.seconds >= 0.5
    hand.session.close()


def test_lines_can_be_stepped_in_an_endless_loop(start: Start) -> None:
    hand = start("while True:\n    pass\n", granularity="line")
    assert [hand.give("step", None).step for _ in range(4)] == [1, 2, 3, 4]


def test_killed_from_outside(start: Start) -> None:
    hand = start(TWO)
    hand.give("step", None)
    os.kill(hand.session._process.pid, signal.SIGKILL)
    assert hand.until(Ended) == Ended(-signal.SIGKILL)


def test_closing_leaves_nothing_behind(start: Start) -> None:
    source = """
        import subprocess, sys
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        print(1)
    """
    hand = start(source)
    hand.give("step", None)
    group = hand.session._process.pid
    hand.session.close()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _members(group):
        assert time.monotonic() < deadline, "processes are left behind"


def _members(group: int) -> list[int]:
    """Processes of this group that still run (zombies that nobody has reaped yet do not)."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def test_hello_says_which_python(tmp_path: Path) -> None:
    session = Session(target_of(write(tmp_path, "pass")), Options(), interactive=True)
    try:
        hello = Hand(session).until(Hello)
        assert hello.python.startswith("3.")
    finally:
        session.close()


def test_who_watches_a_schedule_stops_where_its_choices_end(start: Start) -> None:
    hand = start(TWO)
    for _ in range(3):
        hand.give("step", 1)
    again = start(TWO, schedule=hand.token)
    assert again.give("play", None) == Parked(3, "target")
    assert again.give("play", None).reason == "verdict", "from there on the strategy chooses"


def test_a_repetition_stops_where_it_is_to_arrive(start: Start) -> None:
    hand = start(TWO)
    for _ in range(3):
        hand.give("step", 1)
    again = start(TWO, schedule=hand.token, arrive=3)
    assert again.movers == hand.movers
    assert again.give("play", None).reason == "verdict"


def test_a_frozen_thread_is_never_picked_and_can_be_stepped(start: Start) -> None:
    hand = start(TWO)
    while len(hand.of_begin()) < 2:
        hand.give("step", 1)
    assert hand.give("freeze", 2) == Parked(len(hand.movers), "pause")
    before = len(hand.movers)
    for _ in range(5):
        if hand.give("step", None).reason != "step":
            break
    assert 2 not in hand.movers[before:]
    assert hand.give("step", 2).reason == "step"
    assert hand.movers[-1] == 2
    token = hand.token
    hand.give("thaw", 2)
    assert hand.give("play", None).reason == "verdict"
    again = start(TWO, schedule=token)
    again.give("play", None)
    assert again.movers == hand.movers[: len(again.movers)]


def test_if_all_that_can_go_on_are_frozen_it_says_so(start: Start) -> None:
    hand = start(TWO)
    hand.give("freeze", 1)
    assert hand.give("play", None).reason == "frozen"
    assert hand.give("step", None).reason == "frozen"
    assert hand.movers == []
    assert hand.give("step", 1).reason == "step"
    hand.give("thaw", 1)
    assert hand.give("play", None).reason == "verdict"
    token = hand.token
    again = start(TWO, schedule=token)
    again.give("play", None)
    assert again.movers == hand.movers


def test_freezing_while_a_schedule_is_repeated_ends_the_repetition(start: Start) -> None:
    hand = start(TWO)
    hand.give("step", 1)
    assert hand.give("play", None).reason == "verdict"
    again = start(TWO, schedule=hand.token)
    again.give("freeze", 2)
    assert again.give("play", None).reason in ("frozen", "verdict")
    assert 2 not in again.movers
