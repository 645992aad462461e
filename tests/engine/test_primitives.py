"""Each primitive does what the standard library says, and what it did is recorded."""

import pytest

from tests.engine.conftest import RunSource
from threadtui.engine import events as ev

SEEDS = range(3)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_lock_excludes(run: RunSource, seed: int) -> None:
    result = run(
        """
        import threading
        lock, inside = threading.Lock(), []
        def work():
            for _ in range(5):
                with lock:
                    inside.append(1)
                    assert len(inside) == 1
                    inside.pop()
        threads = [threading.Thread(target=work) for _ in range(3)]
        for t in threads: t.start()
        for t in threads: t.join()
        """,
        seed=seed,
    )
    assert result.verdict == "passed"
    assert len([1 for op, taken in result.ops() if op == "acquire" and taken]) == 15


def test_a_lock_says_what_the_standard_library_says(run: RunSource) -> None:
    result = run(
        """
        import threading
        lock = threading.Lock()
        for call in (lambda: lock.release(), lambda: lock.acquire(False, 1), lambda: lock.acquire(True, -2)):
            try: call()
            except Exception as error: print(type(error).__name__, error)
        assert lock.acquire() and not lock.acquire(False) and not lock.acquire(timeout=0.2) and lock.locked()
        lock.release()
        assert not lock.locked()
        """
    )
    assert result.verdict == "passed"
    assert result.output.splitlines() == [
        "RuntimeError release unlocked lock",
        "ValueError can't specify a timeout for a non-blocking call",
        "ValueError timeout value must be a non-negative number",
    ]


def test_an_rlock_counts_and_belongs_to_its_thread(run: RunSource) -> None:
    result = run(
        """
        import threading
        lock = threading.RLock()
        def other():
            try: lock.release()
            except RuntimeError as error: print(error)
            print(lock.acquire(timeout=0.05))
        with lock, lock:
            t = threading.Thread(target=other)
            t.start()
            t.join()
        """
    )
    assert result.verdict == "passed"
    assert result.output.splitlines() == ["cannot release un-acquired lock", "False"]
    depths = [e.value["depth"] for e in result.of(ev.UPDATE) if "depth" in e.value]
    assert depths == [1, 2, 1, 0]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_condition_hands_over(run: RunSource, seed: int) -> None:
    result = run(
        """
        import threading
        ready, items, got = threading.Condition(), [], []
        def take():
            with ready:
                while not items:
                    ready.wait()
                got.append(items.pop())
        def give(n):
            with ready:
                items.append(n)
                ready.notify()
        threads = [threading.Thread(target=take) for _ in range(2)]
        threads += [threading.Thread(target=give, args=(n,)) for n in range(2)]
        for t in threads: t.start()
        for t in threads: t.join()
        assert sorted(got) == [0, 1]
        with ready:
            assert not ready.wait(0.1)
            assert not ready.wait_for(lambda: False, 0.1)
        """,
        seed=seed,
    )
    assert result.verdict == "passed", result.output
    kinds = [e.value["kind"] for e in result.of(ev.PRIMITIVE)]
    assert kinds == ["Condition", "RLock"]


def test_a_semaphore_knows_its_takers(run: RunSource) -> None:
    result = run(
        """
        import threading
        slots = threading.BoundedSemaphore(2)
        def use():
            with slots:
                pass
        threads = [threading.Thread(target=use) for _ in range(4)]
        for t in threads: t.start()
        for t in threads: t.join()
        try: slots.release()
        except ValueError as error: print(error)
        slots.acquire()
        assert slots.acquire(timeout=0.1) and not slots.acquire(timeout=0.1) and not slots.acquire(False)
        """
    )
    assert result.verdict == "passed"
    (made,) = result.of(ev.PRIMITIVE)
    assert made.value["kind"] == "BoundedSemaphore"
    assert (made.value["value"], made.value["initial"], made.value["takers"]) == (2, 2, [])
    assert all(len(e.value.get("takers", [])) <= 2 for e in result.of(ev.UPDATE))


def test_an_event_wakes_all(run: RunSource) -> None:
    result = run(
        """
        import threading
        go = threading.Event()
        waiting = [threading.Thread(target=go.wait) for _ in range(3)]
        for t in waiting: t.start()
        assert not go.wait(0.1) and not go.is_set()
        go.set()
        for t in waiting: t.join()
        go.clear()
        """
    )
    assert result.verdict == "passed"
    assert [e.value["flag"] for e in result.of(ev.UPDATE)] == [True, False]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_barrier_lets_all_go_at_once(run: RunSource, seed: int) -> None:
    result = run(
        """
        import threading
        turns = []
        gate = threading.Barrier(3, action=lambda: turns.append("action"))
        def work():
            for _ in range(2):
                turns.append("before")
                gate.wait()
        threads = [threading.Thread(target=work) for _ in range(3)]
        for t in threads: t.start()
        for t in threads: t.join()
        assert turns.count("action") == 2 and turns.index("action") == 3
        try: gate.wait(0.1)
        except threading.BrokenBarrierError: print("broken", gate.broken)
        gate.reset()
        """,
        seed=seed,
    )
    assert result.verdict == "passed", result.output
    assert result.output == "broken True\n"
    arrived = [e.value["arrived"] for e in result.of(ev.UPDATE) if "arrived" in e.value]
    assert max(map(len, arrived)) == 3


def test_timers_fire_and_are_cancelled(run: RunSource) -> None:
    result = run(
        """
        import threading
        rings = threading.Timer(0.05, print, ["ring"])
        silent = threading.Timer(5, print, ["never"])
        rings.start(); silent.start()
        silent.cancel()
        rings.join(); silent.join()
        """
    )
    assert result.verdict == "passed"
    assert result.output == "ring\n"
    states = [(e.object, e.value["state"]) for e in result.of(ev.UPDATE) if "state" in e.value]
    assert (1, "fired") in states
    assert (2, "cancelled") in states
    assert result.events[-1].time < 1_000_000_000


@pytest.mark.parametrize("kind", ["Queue", "LifoQueue", "PriorityQueue", "SimpleQueue"])
def test_queues(run: RunSource, kind: str) -> None:
    result = run(
        f"""
        import queue, threading
        q = queue.{kind}() if "{kind}" == "SimpleQueue" else queue.{kind}(2)
        def produce():
            for n in range(5): q.put(n)
        t = threading.Thread(target=produce)
        t.start()
        got = [q.get() for _ in range(5)]
        assert sorted(got) == list(range(5)), got
        t.join()
        assert q.empty() and q.qsize() == 0
        for call in (lambda: q.get(timeout=0.1), lambda: q.get(False), lambda: q.get_nowait()):
            try: call()
            except queue.Empty: print("empty")
        """
    )
    assert result.verdict == "passed", result.output
    assert result.output == "empty\n" * 3
    (made,) = result.of(ev.PRIMITIVE)
    assert (made.value["kind"], made.value["name"]) == (kind, "q")
    sizes = [e.value["size"] for e in result.of(ev.UPDATE) if "size" in e.value]
    assert kind == "SimpleQueue" or max(sizes) <= 2


def test_a_full_queue_and_its_tasks(run: RunSource) -> None:
    result = run(
        """
        import queue, threading
        q = queue.Queue(1)
        q.put("a")
        for call in (lambda: q.put(1, timeout=0.1), lambda: q.put(1, False), lambda: q.put_nowait(1)):
            try: call()
            except queue.Full: print("full", q.full())
        def finish():
            q.get(); q.task_done()
        t = threading.Thread(target=finish)
        t.start()
        q.join()
        """
    )
    assert result.verdict == "passed"
    assert result.output == "full True\n" * 3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pool_is_shown_as_a_pool(run: RunSource, seed: int) -> None:
    result = run(
        """
        from concurrent.futures import ThreadPoolExecutor, as_completed, wait
        def double(n): return 2 * n
        def fail(): raise KeyError("lost")
        with ThreadPoolExecutor(max_workers=2) as pool:
            assert list(pool.map(double, range(4))) == [0, 2, 4, 6]
            futures = [pool.submit(double, n) for n in range(3)]
            assert sorted(f.result() for f in as_completed(futures)) == [0, 2, 4]
            bad = pool.submit(fail)
            assert not wait([bad]).not_done
            print(repr(bad.exception()))
        try: pool.submit(double, 1)
        except RuntimeError: print("refused")
        """,
        seed=seed,
    )
    assert result.verdict == "passed", result.output
    assert result.output == "KeyError('lost')\nrefused\n"
    (made,) = [e for e in result.of(ev.PRIMITIVE) if e.value["kind"] == "ThreadPoolExecutor"]
    assert made.value["name"] == "pool"
    workers = [e.value["workers"] for e in result.of(ev.UPDATE) if "workers" in e.value]
    assert workers
    assert len(workers[-1]) <= 2


def test_names_come_from_the_source(run: RunSource) -> None:
    result = run(
        """
        import threading
        from queue import Queue
        class Account:
            def __init__(self):
                self._lock = threading.Lock()
        class Box:
            guard = threading.RLock()
            def __init__(self, *, mutex): pass
        first, second = Account(), Account()
        forks = [threading.Lock() for _ in range(2)]
        Box(mutex=threading.Lock())
        todo: Queue = Queue()
        """
    )
    names: dict[int, str] = {e.object: e.value["name"] for e in result.of(ev.PRIMITIVE)}
    names.update({e.object: e.value for e in result.of(ev.PRIMITIVE_NAME)})
    assert list(names.values()) == [
        "guard",
        "Account._lock#1",
        "Account._lock#2",
        "forks#1",
        "forks#2",
        "mutex",
        "todo",
    ]


def test_library_locks_are_not_shown(run: RunSource) -> None:
    result = run(
        """
        import logging, threading
        logging.basicConfig(format="%(threadName)s %(message)s")
        def say(): logging.warning("hello")
        threads = [threading.Thread(target=say, name=f"t{n}") for n in range(3)]
        for t in threads: t.start()
        for t in threads: t.join()
        """
    )
    assert result.verdict == "passed"
    assert sorted(result.output.splitlines()) == ["t0 hello", "t1 hello", "t2 hello"]
    assert not result.of(ev.PRIMITIVE)
