"""The real program as a host: a schedule means the same on greenlets, on OS threads, and in a run that is watched."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.harness import execute, target_of, write
from tests.scenarios.catalogue import BY_NAME, every
from tests.search.hunting import answer
from threadtui.engine import events as ev
from threadtui.engine.schedule import CLOCK_ANY, Token, program_hash
from threadtui.targets import Scenario

TRAILS = Path(__file__).with_name("trails.py")
SECONDS = 60
"""No program of the tests takes so long; a hang shows as an error."""

MOST_STEPS = 2_000

Trail = list[list[Any]]
Found = tuple[str, str, Trail]


def trails(path: Path, carrier: str, **what: Any) -> list[Found]:
    """Verdict, choices, and who did what step by step, of each execution in one process."""
    config = {"path": str(path), "carrier": carrier, "max_steps": MOST_STEPS, **what}
    return [tuple(each) for each in json.loads(answer(TRAILS, config, seconds=SECONDS))]


def watched(path: Path, choices: str) -> Found:
    """The same schedule in a process of its own, on real threads, under the engine that records."""
    token = Token(program_hash(path.read_bytes()), "access", "random", 0, choices, CLOCK_ANY)
    done = execute(target_of(path), schedule=str(token), max_steps=MOST_STEPS)
    return done.verdict, choices, [[event.thread, event.value] for event in done.of(ev.STEP)]


@every
def test_a_schedule_is_the_same_on_greenlets_and_on_threads(scenario: Scenario) -> None:
    path = Path(scenario.path)
    found = trails(path, "greenlet", seeds=[0, 1, 2, 3])
    assert trails(path, "thread", follow=[choices for _, choices, _ in found]) == found


WATCHED = (
    "race_two_threads",
    "pipeline_queue",
    "barrier_init",
    "event_wait_timeout",
    "readers_writers",
    "daemon_killed",
)


@pytest.mark.parametrize("name", WATCHED)
def test_a_schedule_of_the_search_is_the_same_when_it_is_watched(name: str) -> None:
    check_watched(BY_NAME[name], [3])


@pytest.mark.slow
@every
def test_every_schedule_of_the_search_is_the_same_when_it_is_watched(scenario: Scenario) -> None:
    check_watched(scenario, list(range(10)))


NEVER_SET = """
    import threading
    ready, first = threading.Event(), threading.Event()
    def wait():
        first.wait()
        ready.wait()
    threads = [threading.Thread(target=each) for each in (wait, wait, first.set)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


def test_who_waits_for_an_event_in_vain_has_begun_to_in_a_run_that_is_watched(tmp_path: Path) -> None:
    """While searching, waiting for an event that nobody clears is one step, of which there is none then."""
    path = write(tmp_path, NEVER_SET)
    for found in trails(path, "greenlet", seeds=[0, 1, 2]):
        assert found[0] == "deadlock"
        assert watched(path, found[1]) == found


def check_watched(scenario: Scenario, seeds: list[int]) -> None:
    path = Path(scenario.path)
    for found in trails(path, "greenlet", seeds=seeds):
        assert watched(path, found[1]) == found


LEAVES_TRACES = """
    import atexit, logging, os, queue, random, sys, threading, time, warnings
    from concurrent.futures import ThreadPoolExecutor
    import helper
    helper.count += 1
    names = []
    def note(name): names.append(name)
    assert helper.count == 1
    assert threading.current_thread() is threading.main_thread()
    assert threading.active_count() == 1
    assert "TRACE" not in os.environ
    assert logging.getLogger().handlers == []
    assert "ours" not in [each[0] for each in warnings.filters]
    first = threading.Thread(target=note, args=("first",))
    assert first.name.startswith("Thread-1 ")
    os.environ["TRACE"] = "1"
    logging.basicConfig(level=logging.DEBUG)
    warnings.filterwarnings("ours" and "ignore")
    atexit.register(note, "exit")
    sys.excepthook = note
    lock = threading.Lock()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(note, range(3)))
    first.start()
    first.join()
    sys.stdout.close()
    local = threading.local()
    local.value = random.random()
    late = threading.Thread(target=lambda: queue.Queue().get(), daemon=True)
    late.start()
    lock.acquire()
    assert 0.8444218 < local.value < 0.8444219
"""


@pytest.mark.parametrize("carrier", ["greenlet", "thread"])
def test_every_execution_finds_a_fresh_start(tmp_path: Path, carrier: str) -> None:
    write(tmp_path, "count = 0", "helper.py")
    path = write(tmp_path, LEAVES_TRACES)
    assert {verdict for verdict, _, _ in trails(path, carrier, seeds=list(range(20)))} == {"passed"}


STUBBORN = """
    import threading
    gone = []
    def stubborn():
        while True:
            try:
                threading.Event().wait()
            except BaseException:
                gone.append(1)
    def tidy():
        with lock:
            try:
                threading.Event().wait()
            finally:
                lock.locked()
    lock = threading.Lock()
    for target in (stubborn, tidy):
        threading.Thread(target=target).start()
"""


@pytest.mark.parametrize("carrier", ["greenlet", "thread"])
def test_threads_that_will_not_end_are_left_behind(tmp_path: Path, carrier: str) -> None:
    path = write(tmp_path, STUBBORN)
    assert {verdict for verdict, _, _ in trails(path, carrier, seeds=list(range(5)))} == {"deadlock"}


PER_THREAD = """
    import contextvars, threading
    local, variable, idents = threading.local(), contextvars.ContextVar("variable"), set()
    def check(number):
        assert not hasattr(local, "value")
        assert variable.get(None) is None
        local.value = number
        variable.set(number)
        idents.add(threading.get_ident())
        barrier.wait()
        assert (local.value, variable.get()) == (number, number)
        assert threading.current_thread().ident == threading.get_ident()
    barrier = threading.Barrier(3)
    threads = [threading.Thread(target=check, args=(n,)) for n in range(3)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert len(idents) == 3
"""


@pytest.mark.parametrize("carrier", ["greenlet", "thread"])
def test_what_is_a_threads_own_stays_so(tmp_path: Path, carrier: str) -> None:
    path = write(tmp_path, PER_THREAD)
    assert {verdict for verdict, _, _ in trails(path, carrier, seeds=list(range(10)))} == {"passed"}
