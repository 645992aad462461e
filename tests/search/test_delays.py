"""What a failure asks of the machine decides whether it counts: programs whose deadlines pass early, on the real host."""

from math import inf
from pathlib import Path

import pytest

from tests.engine.harness import write
from tests.search.hunting import hunt

SECOND = 1_000_000_000

CANCELLED_AT_ONCE = """
    import threading
    def late():
        raise AssertionError("five seconds have passed")
    timer = threading.Timer(5, late)
    timer.start()
    timer.cancel()
"""

LOSES_A_PERMIT = """
    import queue, threading
    permits = threading.Semaphore(1)
    items = queue.Queue()
    def take():
        permits.acquire()
        try:
            items.get(timeout=0.05)
        except queue.Empty:
            return
        permits.release()
    taker = threading.Thread(target=take)
    taker.start()
    items.put(1)
    taker.join()
    permits.acquire()
"""

SLEEPS_IN_VAIN = """
    import threading, time
    class Box:
        value = 0
    def write():
        Box.value = 1
    threading.Thread(target=write).start()
    time.sleep(0.05)
    assert Box.value == 1
"""

NOBODY_ELSE = """
    import threading
    threading.Event().wait(5)
    assert threading.Event().is_set()
"""


@pytest.mark.parametrize("strategy", ["auto", "dpor"])
@pytest.mark.parametrize(
    ("text", "delay", "counts", "needed"),
    [
        (CANCELLED_AT_ONCE, 0, False, 5),
        (CANCELLED_AT_ONCE, 0.1, False, 5),
        (CANCELLED_AT_ONCE, inf, True, 5),
        (LOSES_A_PERMIT, 0, False, 0.05),
        (LOSES_A_PERMIT, 0.04, False, 0.05),
        (LOSES_A_PERMIT, 0.1, True, 0.05),
        (LOSES_A_PERMIT, inf, True, 0.05),
        (SLEEPS_IN_VAIN, 0, False, 0.05),
        (SLEEPS_IN_VAIN, 0.1, True, 0.05),
        (NOBODY_ELSE, 0, True, 0),
    ],
)
def test_a_failure_counts_up_to_the_delay_that_is_allowed(
    tmp_path: Path, text: str, delay: float, counts: bool, needed: float, strategy: str
) -> None:
    """One that needs more is listed apart, and does not decide: the schedules are exhausted, and hold."""
    most = None if delay == inf else int(delay * SECOND)
    (found,) = hunt(write(tmp_path, text), strategy=strategy, delay=most, all=1)
    failures = found["failures"] if counts else found["late"]
    assert {failure["needed_delay"] for failure in failures} == {needed * SECOND}
    assert found["verdict"] == ("fails" if counts else "holds")
    assert not (found["late"] if counts else found["failures"])
