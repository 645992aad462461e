"""Real programs: whatever the standard library orders is no race; what nothing orders is one."""

from pathlib import Path

import pytest

from tests.engine.harness import Run, execute, interpreters, target_of, write
from threadtui.engine import events as ev
from threadtui.world.history import History
from threadtui.world.parts import text
from threadtui.world.race_words import missing

CORRECT = """
import atexit, logging, queue, threading, time
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from concurrent.futures.thread import ThreadPoolExecutor as Plain
from multiprocessing.pool import ThreadPool

class Box:
    pass

def publish(give, take):
    # One thread writes and gives, another takes and reads, and writes itself.
    box = Box()
    box.value = 0
    def giver():
        box.value += 1
        give(box)
    def taker():
        take(box)
        box.value += 1
    threads = [threading.Thread(target=taker), threading.Thread(target=giver)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    box.value += 1
    assert box.value == 3

def share(guard, count=2):
    # Threads take turns.
    box = Box()
    box.value = 0
    def work():
        with guard:
            box.value += 1
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    box.value += 1

def by_event(polled):
    event = threading.Event()
    def take(_box):
        if polled:
            while not event.is_set(): pass
        else:
            event.wait()
    publish(lambda _box: event.set(), take)

def by_pulse():
    event = threading.Event()
    def give(_box):
        time.sleep(30)  # the other one waits by then
        event.set(); event.clear()
    def take(_box):
        assert event.wait(60)
    publish(give, take)

def by_queue(q, between=lambda: None):
    publish(lambda _box: (q.put((1, "box")), between()), lambda _box: q.get())

def by_join_queue():
    q = queue.Queue()
    q.put(1)
    publish(lambda _box: (q.get(), q.task_done()), lambda _box: q.join())

def by_full_queue():
    q = queue.Queue(1)
    q.put(1)
    publish(lambda _box: q.get(), lambda _box: q.put(2))

def by_condition():
    condition, ready = threading.Condition(), []
    def give(_box):
        with condition:
            ready.append(1)
            condition.notify()
    def take(_box):
        with condition:
            condition.wait_for(lambda: ready)
    publish(give, take)

def by_barrier():
    barrier = threading.Barrier(2)
    publish(lambda _box: barrier.wait(), lambda _box: barrier.wait())

def by_barrier_action():
    box = Box()
    box.value = box.sum = 0
    def action(): box.sum = box.value + 1
    barrier = threading.Barrier(2, action)
    def work(first):
        if first: box.value = 1
        barrier.wait()
        assert box.sum == 2
        barrier.wait()
        if not first: box.value = 3
    threads = [threading.Thread(target=work, args=(first,)) for first in (True, False)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()

def by_semaphore():
    semaphore = threading.Semaphore(0)
    publish(lambda _box: semaphore.release(), lambda _box: semaphore.acquire())

def by_thread():
    box = Box()
    box.value = 1
    def child():
        box.value += 1
    def work():
        thread = threading.Thread(target=child)
        thread.start()
        while thread.is_alive(): pass
        box.value += 1
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    timer = threading.Timer(0.1, child)
    timer.start()
    timer.join()
    box.value += 1

def by_pool(collect):
    box, seen = Box(), []
    box.value = 0
    def work(n):
        if n == 1:
            box.value += 1
        return n
    with Plain(2) as pool:
        futures = [pool.submit(work, n) for n in (1, 2)]
        collect(futures)
        box.value += 1
        assert sorted(pool.map(work, (3, 4))) == [3, 4]

def by_callback():
    box = Box()
    box.value = 0
    def work():
        box.value += 1
    with Plain(1) as pool:
        done = threading.Event()
        future = pool.submit(work)
        def called(_future):
            box.value += 1
            done.set()
        future.add_done_callback(called)
        done.wait()
        box.value += 1

def by_library_pool():
    box = Box()
    box.value = 0
    def work(n):
        if n == 1: box.value += 1
        return n
    pool = ThreadPool(2)
    assert pool.map(work, (1, 2)) == [1, 2]
    box.value += 1
    pool.close()
    pool.join()

class Counting(logging.Handler):
    count = 0
    def emit(self, record):
        self.count += 1

def by_logging():
    log = logging.Logger("counted")
    log.addHandler(Counting())
    threads = [threading.Thread(target=log.info, args=("said",)) for _ in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()

def by_local():
    own = threading.local()
    own.value = 0
    def work():
        own.value = 1
        own.value += 1
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads: thread.start()
    own.value += 1
    for thread in threads: thread.join()

total = 0
def last(): assert total == 1
def late():
    global total
    time.sleep(1)
    total += 1
atexit.register(last)

by_event(True); by_event(False); by_pulse(); by_condition(); by_barrier(); by_barrier_action(); by_semaphore(); by_thread()
for q in (queue.Queue(), queue.LifoQueue(), queue.PriorityQueue(2), queue.SimpleQueue()):
    by_queue(q, lambda: q.put((2, "other")))
by_join_queue(); by_full_queue(); by_callback(); by_library_pool(); by_logging(); by_local()
for guard in (threading.Lock(), threading.RLock(), threading.Semaphore(), threading.BoundedSemaphore(), threading.Condition()):
    share(guard)
def poll(fs):
    while not all(f.done() for f in fs): time.sleep(0.1)
by_pool(lambda fs: [f.result() for f in fs]); by_pool(lambda fs: [f.exception() for f in fs]); by_pool(wait)
by_pool(lambda fs: list(as_completed(fs))); by_pool(poll)
threading.Thread(target=late).start()
"""

RACY = """
import queue, threading
from concurrent.futures import ThreadPoolExecutor

class Box:
    pass

def race(name, left, right):
    box = type(name, (Box,), {})()
    box.value = 0
    def one():
        left(); box.value += 1
    def other():
        right(); box.value += 1
    threads = [threading.Thread(target=one), threading.Thread(target=other)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()

def nothing(): pass
def within(guard):
    def work():
        with guard: pass
    return work

race("Bare", nothing, nothing)
race("TwoLocks", within(threading.Lock()), within(threading.Lock()))
event, q, semaphore = threading.Event(), queue.Queue(), threading.Semaphore(2)
race("NotWaited", event.set, nothing)
race("TwoPuts", lambda: q.put(1), lambda: q.put(2))
race("TwoPermits", semaphore.acquire, semaphore.acquire)
race("TimedOut", lambda: threading.Event().wait(0.01), nothing)
pooled = type("Pooled", (Box,), {})()
pooled.value = 0
def work(_): pooled.value += 1
with ThreadPoolExecutor(2) as pool:
    list(pool.map(work, range(2)))
counted, sized = type("Sized", (Box,), {})(), queue.Queue(1)
counted.value = 0
def looks():
    while sized.empty() or not sized.qsize() or not sized.full(): pass
    counted.value += 1
thread = threading.Thread(target=looks)
thread.start()
counted.value += 1
sized.put(1)
thread.join()
"""

CONTAINERS = """
import threading
said, asked, counts, places = [], [], {}, [0, 0]
def work(n):
    said.append(n)
    asked.append(n)
    if len(asked) == 2:
        asked.clear()
    counts[n] = n
    counts["all"] = counts.get("all", 0) + 1
    places[n] += 1
threads = [threading.Thread(target=work, args=(n,)) for n in (0, 1)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(said, counts, places)
"""


CHECKED_TWICE = """
import threading
class Box: pass
box, lock = Box(), threading.Lock()
box.made = None
def get():
    if box.made is None:
        with lock:
            if box.made is None:
                box.made = "made"
    return box.made
threads = [threading.Thread(target=get) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def races_of(run: Run) -> set[str]:
    """Names of the locations that are raced for."""
    history = History(run.events)
    return {history.world.locations[race.location].name for race in history.races()}


@pytest.mark.parametrize("python", interpreters(), ids=lambda path: path.rpartition("versions/")[2].partition("/")[0])
def test_whatever_the_standard_library_orders_is_no_race(python: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write(tmp_path_factory.mktemp("program"), CORRECT)
    for seed in range(2):
        run = execute(target_of(path), seed=seed, python=python)
        assert run.verdict == "passed", run.message
        assert races_of(run) == set()
    by_turns = execute(target_of(path), strategy="round-robin", python=python)
    assert races_of(by_turns) == set()


def test_what_nothing_orders_is_a_race_in_any_schedule(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write(tmp_path_factory.mktemp("program"), RACY)
    for strategy in ("random", "round-robin"):
        run = execute(target_of(path), strategy=strategy)
        names = {"Bare", "TwoLocks", "NotWaited", "TwoPuts", "TwoPermits", "Sized", "TimedOut", "Pooled"}
        assert races_of(run) == {f"{name}.value" for name in names}


def test_methods_of_containers_race_with_readers_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    run = execute(target_of(write(tmp_path_factory.mktemp("program"), CONTAINERS)))
    assert races_of(run) == {"asked", "counts['all']"}
    assert {len(event.value) for event in run.of(ev.WRITE)} == {2, 3}


def test_double_checked_locking_is_a_race_and_says_which_lock_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path, CHECKED_TWICE)
    for seed in range(4):
        history = History(execute(target_of(path), seed=seed).events)
        assert history.races()
        told = {text(missing(history.world, race)) for race in history.races()}
        assert all("held lock" in words and words.endswith(": no lock was held by both") for words in told), told
