"""A library's own locks order threads by few events: as many as say something, and never fewer."""

from pathlib import Path
from typing import NamedTuple
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.harness import execute, target_of, write
from threadtui.engine import events as ev
from threadtui.engine.clock import Clock
from threadtui.engine.events import Event
from threadtui.engine.recorder import Channel, Recorder
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.library_order import LibraryOrder
from threadtui.world.order import Order

USES = 400
"""In one step: fewer than make a silent loop a point."""

LIBRARY = """
import threading
lock = threading.Lock()
def use(times):
    for _ in range(times):
        with lock:
            pass
def hold(meanwhile):
    with lock:
        meanwhile()
"""

USES_OFTEN = f"""
import sys
sys.path.append(sys.argv[1])
import guarded, threading, time
def work():
    guarded.use({USES})
def wait():
    guarded.hold(lambda: time.sleep(0.01))
threads = [threading.Thread(target=each) for each in (wait, work, work)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""

THREADS, LOCKS = (1, 2, 3), (0, 1)


class Act(NamedTuple):
    """``access`` something, or ``take`` or ``give`` a lock."""

    thread: int
    word: str
    lock: int


ACTS = st.lists(
    st.builds(Act, st.sampled_from(THREADS), st.sampled_from(["access", "take", "give"]), st.sampled_from(LOCKS)),
    max_size=25,
)


def ordered(events: list[Event]) -> set[tuple[int, int]]:
    """Which of the accesses, by their place among them, come after which."""
    order, seen, found = Order(), list[tuple[int, int]](), set[tuple[int, int]]()
    for event in events:
        order.feed(event)
        if event.kind == ev.READ:
            clock = order.clocks.of(event.thread)
            found |= {(n, len(seen)) for n, (thread, epoch) in enumerate(seen) if clock.get(thread, 0) >= epoch}
            seen.append((event.thread, clock[event.thread]))
    return found


def told(acts: list[Act]) -> list[Event]:
    """By ``LibraryOrder``."""
    recorder = Recorder(Channel(-1), Clock())
    with mock.patch.object(ctx, "recorder", recorder, create=True):
        locks = [LibraryOrder() for _ in LOCKS]
        for act in acts:
            if act.word == "access":
                recorder.emit(ev.READ, act.thread, 1)
            else:
                getattr(locks[act.lock], act.word)(act.thread)
    return [Event(*event) for event in recorder._batch]


def in_full(acts: list[Act]) -> list[Event]:
    """An event for each act."""
    return [
        Event(ev.READ if word == "access" else ev.ORDER, thread, lock + 1, word, 0, 0, 0) for thread, word, lock in acts
    ]


@given(ACTS)
def test_what_is_left_out_orders_nothing(acts: list[Act]) -> None:
    assert ordered(told(acts)) == ordered(in_full(acts))


def test_a_lock_that_one_thread_uses_again_and_again_is_told_once() -> None:
    acts = [Act(1, "take", 0), Act(1, "give", 0)] * 100
    assert [event.value for event in told(acts)] == ["give"]
    assert [event.value for event in told([*acts, Act(2, "take", 0), *acts])] == ["give", "take", "take", "give"]


def test_a_step_tells_of_a_library_s_lock_once(tmp_path: Path) -> None:
    library, own = tmp_path / "library", tmp_path / "own"
    for folder in (library, own):
        folder.mkdir()
    write(library, LIBRARY, "guarded.py")
    run = execute(target_of(write(own, USES_OFTEN), str(library)), granularity="sync", strategy="round-robin")
    assert run.verdict == "passed"
    (lock,) = [event.object for event in run.of(ev.PRIMITIVE) if event.value["name"] == "guarded's lock"]
    steps: list[list[Event]] = [[]]
    for event in run.events:
        steps[-1].append(event) if event.kind != ev.STEP else steps.append([event])
    updates = [sum(event.kind == ev.UPDATE and event.object == lock for event in step) for step in steps]
    assert max(updates) == 1
    assert len(run.of(ev.ORDER)) < USES / 10
    states = [event.value["holder"] for event in run.of(ev.UPDATE) if event.object == lock]
    assert states[-1] is None
    assert any(states), "while somebody waits it is told who holds it"
