"""How much is done to show an old world; the times themselves are measured on demand, in CPU time: others use the machine."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world.build import Run
from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world import history as module
from threadtui.world.fold import apply
from threadtui.world.history import MOST_SNAPSHOTS, History
from threadtui.world.state import World

STEPS = 100_000
WORLD_SECONDS = 0.05
WINDOW_SECONDS = 0.02


def long_run(steps: int) -> list[Event]:
    run = Run("main", "a", "b").primitive(1, "Queue", "q", size=0, maxsize=9, items=[]).location(1, "box", "0")
    for step in range(1, steps + 1):
        thread = step % 3 + 1
        run.step(thread, "write").update(1, size=step % 9).add(kinds.WRITE, thread, 1, [str(step - 1), str(step)])
        run.point(thread, "write", 1, str(step)).turn(step % 3 + 2)
    return run.events


def test_no_old_world_takes_more_than_a_snapshots_distance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SNAPSHOT_EVERY", 50)
    monkeypatch.setattr(module, "MOST_SNAPSHOTS", 8)
    history = History(long_run(1_000))
    folded: list[Event] = []

    def counted(world: World, event: Event) -> None:
        folded.append(event)
        apply(world, event)

    monkeypatch.setattr(module, "apply", counted)
    for step in range(0, 1_001, 7):
        folded.clear()
        history.world_at(step)
        assert len(folded) <= history._distance + 10
    assert len(history._snapshots) <= 9


def test_old_worlds_of_many_locations_are_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SNAPSHOT_EVERY", 50)
    monkeypatch.setattr(module, "MOST_RECORDS", 1_000)
    events = long_run(1_000)
    few = History(events)
    many = History([*events[:9], *(Event(kinds.LOCATION, 1, n, {"name": "x", "value": None}, 0, 0, 0) for n in range(2, 99)),
                    *events[9:]])  # fmt: skip
    assert len(few._snapshots) > 50
    assert sum(len(world.locations) for world in many._snapshots) <= 1_000
    assert [many.world_at(step).time for step in range(0, 1_000, 99)] == [
        few.world_at(step).time for step in range(0, 1_000, 99)
    ]


@pytest.mark.slow
def test_a_history_of_a_million_events_fits_and_every_step_is_there_at_once() -> None:
    before = _resident()
    history = History(_million(threads=20, locations=5_000))
    assert len(history) > 1_000_000
    assert _resident() - before < 200e6
    times = []
    for step in range(0, history.steps, history.steps // 199):
        start = time.process_time()
        history.world_at(step)
        times.append(time.process_time() - start)
    assert sorted(times)[len(times) * 95 // 100] < WORLD_SECONDS


def _resident() -> int:
    """Bytes of memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def _million(threads: int, locations: int) -> Iterator[Event]:
    """Made as they are taken, since a list of them would be larger than any history."""
    run = Run(*(f"thread {number}" for number in range(1, threads + 1)))
    run.primitive(1, "Queue", "q", size=0, maxsize=9, items=[])
    for number in range(1, locations + 1):
        run.location(number, f"box{number}.value", "0")
    for step in range(200_001):
        yield from run.events
        run.events.clear()
        thread, location = step % threads + 1, step % locations + 1
        run.step(thread, "write").update(1, size=step % 9)
        run.add(kinds.WRITE, thread, location, [str(step - 1), str(step)], 5)
        run.point(thread, "write", location, str(step)).turn(step % threads + 1)


@pytest.mark.slow
def test_old_worlds_and_windows_are_there_at_once() -> None:
    history = History(long_run(STEPS))
    assert len(history._snapshots) <= MOST_SNAPSHOTS
    for step in range(0, STEPS, 997):
        start = time.process_time()
        history.world_at(step)
        assert time.process_time() - start < WORLD_SECONDS
    start = time.process_time()
    for thread in (1, 2, 3):
        history.lane(thread, (STEPS - 200, STEPS))
        history.marks(thread, (STEPS - 200, STEPS))
    assert time.process_time() - start < WINDOW_SECONDS
