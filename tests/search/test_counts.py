"""Textbook programs on the real host: as many executions as there are ways to order what depends on each other, and no more."""

from math import factorial
from typing import Any

import pytest

from tests.search.brute import count_traces
from tests.search.hunting import Facts, design, hunts
from tests.search.toy import Instruction, Program
from tests.search.windows import lost_update, starting

Code = list[Instruction]

X: dict[str, Any] = {"x": ("location", None)}
LOCKED: dict[str, Any] = {"L": ("RLock", None), "c": ("Condition", "L"), **X}
USE: Code = [("acquire", "s", None), ("release", "s")]
WAIT: Code = [
    ("acquire", "L", None), ("read", "x", "r"), ("if", "r", 0, 2), ("wait", "c", None), ("jump", -4), ("release", "L")
]  # fmt: skip
TELL: Code = [("acquire", "L", None), ("write", "x", 1), ("notify_all", "c"), ("release", "L")]


def together(objects: dict[str, Any], *codes: Code) -> Program:
    """Main starts them, and joins them at its end, which orders nothing."""
    return Program(objects, [starting(len(codes)), *codes])


KNOWN = {
    **{("readers", count): 2**count for count in range(1, 7)},
    **{("lock_counter", count): factorial(count) for count in range(2, 5)},
    ("rlock_counter", 3): 6,
    ("barrier", 3): 6,
    ("producers", 3): 6,
    ("event", 3): 1,
    ("event_looked_at", 3): 8,
    ("queue_of_1", 3): 1,
    ("queue_of_2", 3): 1,
    ("deque_ends", 3): 6,
}
"""Each reader comes before or after the writer; who has the lock, arrives or puts before whom; hands over in one order alone."""

COUNTED = {
    ("lost_update", 2): lost_update(2),
    ("lost_update", 3): lost_update(3),
    ("semaphore", 2): together({"s": ("Semaphore", 2)}, *[USE] * 2),
    ("semaphore", 3): together({"s": ("Semaphore", 2)}, *[USE] * 3),
    ("condition", 1): together(LOCKED, TELL, WAIT),
    ("condition", 2): together(LOCKED, TELL, WAIT, WAIT),
}
"""The same programs for the machine whose classes of schedules brute force can count."""

Window = tuple[str, int]


@pytest.fixture(scope="module")
def exhausted() -> dict[Window, Facts]:
    """What the search came to for each of the programs."""
    windows = [*KNOWN, *COUNTED]
    found = hunts(design("textbook"), windows, strategy="dpor", most=1000)
    return {window: facts for window, (facts,) in zip(windows, found, strict=True)}


@pytest.mark.parametrize("window", [*KNOWN, *COUNTED], ids=lambda window: f"{window[0]}-{window[1]}")
def test_a_textbook_program_takes_as_many_executions_as_it_has_traces(
    window: Window, exhausted: dict[Window, Facts]
) -> None:
    facts = exhausted[window]
    expected = KNOWN[window] if window in KNOWN else count_traces(COUNTED[window])
    assert (facts["schedules"], facts["traces"]) == (expected, expected)
    assert (facts["redundant"], facts["flaws"]) == (0, 0)
    assert facts["exhausted"]
    assert facts["verdict"] == "holds"
