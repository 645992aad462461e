"""Whether a run repeats another one: made-up runs here, programs that do not repeat in ``tests/app``."""

from typing import Any

import pytest

from tests.world.build import Run
from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.world.divergence import (
    ADDRESS,
    ORDER,
    OUTSIDE,
    TIME,
    WAY,
    Comparison,
    Difference,
    cause,
    told,
)
from threadtui.world.history import History
from threadtui.world.parts import text


def made(value: str = "1", *, turn: int = 1, granularity_first: bool = False) -> Run:
    """Two steps; the first writes a value."""
    run = Run("main", "a").location(1, "box", "0").turn(turn).step(1, "write")
    run.add(kinds.WRITE, 1, 1, ["0", value], 5).point(1, "print", value=value)
    if granularity_first:
        run.add(kinds.GRANULARITY, 0, 0, "line").turn(2)
    else:
        run.turn(2).add(kinds.GRANULARITY, 0, 0, "line")
    return run.step(2, "begin").point(2, "time")


def compare(recorded: History, fresh: History, step: int) -> Difference | None:
    return Comparison(recorded, step).arrived(fresh)


def test_the_same_events_are_the_same_whoever_was_announced() -> None:
    assert compare(made().history, made(turn=2, granularity_first=True).history, 2) is None


def test_the_first_difference_and_its_step() -> None:
    recorded, fresh = made("1").history, made("2").history
    found = compare(recorded, fresh, 2)
    assert found is not None
    assert (found.step, found.recorded and found.recorded.kind) == (1, kinds.WRITE)
    words = text(told(found, recorded, fresh))
    assert words.startswith("This program does not repeat. Step 1: now ▐1▌ wrote box: 2, before ▐1▌ wrote box: 1. It")


def test_what_comes_after_the_step_is_not_compared() -> None:
    later = made().step(2, "time").history
    assert compare(later, made().step(1, "print").history, 2) is None
    assert compare(later, made().step(1, "print").history, 3) is not None


def test_a_run_that_stops_too_early_differs() -> None:
    recorded = made().history
    found = compare(recorded, History(recorded.events_of(0) + recorded.events_of(1)), 2)
    assert found is not None
    assert (found.step, found.fresh) == (2, None)
    assert "now nothing more happens, before ▐2▌ made a step: begin" in text(told(found, recorded, recorded))


def test_events_may_come_in_any_batches() -> None:
    recorded = made("1").history
    events = [recorded.event(number) for number in range(len(recorded))]
    fresh, comparison = History(), Comparison(recorded, 2)
    for event in events:
        fresh.append([event])
        assert comparison.look(fresh) is None
    assert comparison.arrived(fresh) is None


def _event(value: Any, kind: str = kinds.READ, line: int = 5) -> Event:
    return Event(kind, 1, 1, value, 1, line, 0)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("1732463000.25", "1732463001.5", TIME),
        ("1732463000123456789", "1732463000999999999", TIME),
        ("'2026-11-24 15:00:01'", "'2026-11-24 15:00:09'", TIME),
        ("<A object at 0x7f01>", "<A object at 0x7f99>", ADDRESS),
        ("{'b', 'a', 'c'}", "{'a', 'c', 'b'}", ORDER),
        ("b'\\x12\\x99'", "b'\\x07a'", OUTSIDE),
        ("3", "4", OUTSIDE),
        ("100000001", "300000000", OUTSIDE),
    ],
)
def test_what_a_value_seems_to_depend_on(old: str, new: str, why: str) -> None:
    assert cause(_event(old), _event(new)) == why
    assert cause(_event(["0", old], kinds.WRITE), _event(["0", new], kinds.WRITE)) == why


def test_another_way_through_the_program_tells_of_no_value() -> None:
    assert cause(_event("1"), _event("1", line=6)) == WAY
    assert cause(_event("1"), None) == WAY
