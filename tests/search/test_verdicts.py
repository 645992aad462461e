"""Searches of real programs against a search by brute force of all that can happen in them: every failure is found, no other."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engine.harness import write
from tests.search.as_python import name_of, one_of
from tests.search.brute import all_ends
from tests.search.hunting import answer, hunt
from tests.search.publishing import Drawn, batch
from tests.search.toy import Machine

VERDICTS = Path(__file__).with_name("verdicts.py")

MOST_UNKNOWN = 0.05
"""Of programs without a failure: to say that nothing is proved is no mistake, as long as it is rare."""


def searched(programs: list[Drawn], folder: Path, carrier: str) -> list[tuple[str, set[str]]]:
    """What can be said of each program, and the verdicts of its failures."""
    path = folder / "drawn.py"
    path.write_text(one_of(programs))
    config = {"path": str(path), "numbers": [drawn.seed for drawn in programs], "carrier": carrier}
    return [(verdict, set(failures)) for verdict, failures in json.loads(answer(VERDICTS, config))]


def failures_of(drawn: Drawn) -> set[str]:
    """By every order that there is. A pool's worker that waits for work waits for nothing that keeps a program."""

    def verdict(machine: Machine) -> str:
        idle = {number for number in drawn.workers & {*machine.alive()} if machine.pending(number).object == "work"}
        states = [thread.status for number, thread in enumerate(machine.threads) if number not in idle]
        return "deadlock" if "alive" in states else "failed" if "failed" in states else "passed"

    return all_ends(drawn.program, verdict) - {"passed"}


def check(seed: int, folder: Path, carrier: str = "greenlet") -> None:
    programs = batch(seed)
    unknown = 0
    for drawn, (verdict, failures) in zip(programs, searched(programs, folder, carrier), strict=True):
        assert failures == failures_of(drawn), name_of(drawn)
        assert (verdict == "fails") == bool(failures), name_of(drawn)
        unknown += verdict == "unknown"
    assert unknown <= MOST_UNKNOWN * len(programs)


def _settings(examples: int) -> settings:
    checks, phases = [HealthCheck.function_scoped_fixture], (Phase.explicit, Phase.generate)
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=phases,
        suppress_health_check=checks,
    )


@_settings(1)
@given(seed=st.integers(0, 10**6))
def test_a_deadlock_is_found_where_one_can_be_reached_and_only_there(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


@pytest.mark.slow
@_settings(60)
@given(seed=st.integers(0, 10**6))
def test_of_many_programs(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


CANCELLED_IN_TIME_OR_NOT = """
    import threading
    def fires(): raise ValueError
    timer = threading.Timer({seconds}, fires)
    def starts():
        timer.start()
        timer.join()
    threads = [threading.Thread(target=starts), threading.Thread(target=timer.cancel)]
    for thread in threads: thread.start()
"""


@pytest.mark.parametrize("seconds", [0.05, 0])
def test_a_timer_that_may_be_cancelled_before_it_begins_may_fire_as_well(seconds: float, tmp_path: Path) -> None:
    path = write(tmp_path, CANCELLED_IN_TIME_OR_NOT.format(seconds=seconds))
    (found,) = hunt(path, strategy="dpor")
    assert found["verdict"] == "fails"


STARTED_IN_ANOTHER_ORDER = """
    import threading
    class Box: value = 0
    box = Box()
    def reads(): box.value
    def writes(): box.value = 1
    late = threading.Thread(target=reads)
    early = threading.Thread(target=writes)
    early.start()
    late.start()
"""


def test_threads_may_be_made_in_another_order_than_they_are_started(tmp_path: Path) -> None:
    """The end of the main thread joins them in the order of their making, and waits for some longer than for others."""
    (found,) = hunt(write(tmp_path, STARTED_IN_ANOTHER_ORDER), strategy="dpor")
    assert (found["verdict"], found["schedules"], found["redundant"], found["flaws"]) == ("holds", 2, 0, 0)


NOBODY_SHUTS_IT_DOWN = """
    import threading
    from concurrent.futures import ThreadPoolExecutor
    class Box: value = 0
    box = Box()
    pool = ThreadPoolExecutor(1)
    def call(): box.value = 1
    def submits():
        pool.submit(call).result()
        box.value = 2
    def writes(): box.value = 3
    threads = [threading.Thread(target=target) for target in (submits, writes)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


def test_the_workers_of_a_pool_leave_at_the_end_of_the_program_and_not_before(tmp_path: Path) -> None:
    (found,) = hunt(write(tmp_path, NOBODY_SHUTS_IT_DOWN), strategy="dpor")
    assert (found["verdict"], found["schedules"], found["redundant"], found["flaws"]) == ("holds", 3, 0, 0)


TRIES = """
    import queue, threading
    items = queue.Queue(1)
    {before}
    def waits():
        {waits}
    def twice():
        {helps}
        {helps}
    threads = [threading.Thread(target=target) for target in (waits, twice)]
    for thread in reversed(threads): thread.start()
    for _ in range(2):
        try: {tries}
        except (queue.Full, queue.Empty): pass
    for thread in threads: thread.join()
"""


@pytest.mark.parametrize(
    "words",
    [
        {"before": "", "waits": "items.put(0)", "helps": "items.get()", "tries": "items.put_nowait(1)"},
        {"before": "items.put(0)", "waits": "items.get()", "helps": "items.put(1)", "tries": "items.get(block=False)"},
    ],
)
def test_who_puts_or_gets_without_waiting_may_be_too_late(words: dict[str, str], tmp_path: Path) -> None:
    """Where the other one is first, both tries are in vain, and who counts on them waits for ever."""
    (found,) = hunt(write(tmp_path, TRIES.format(**words)), strategy="dpor", all=True)
    assert {failure["verdict"] for failure in found["failures"]} == {"deadlock"}


IS_IT_DONE = """
    from concurrent.futures import ThreadPoolExecutor
    pool = ThreadPoolExecutor(1)
    def call(): pass
    assert not pool.submit(call).done()
"""


def test_a_future_that_is_asked_at_once_may_be_done(tmp_path: Path) -> None:
    (found,) = hunt(write(tmp_path, IS_IT_DONE), strategy="dpor")
    assert (found["verdict"], found["schedules"]) == ("fails", 2)
