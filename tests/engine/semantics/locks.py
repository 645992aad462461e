"""What locks, conditions, semaphores, events and barriers answer: one line a question, the same on every schedule."""

import threading
import time

from asking import ask

SOON = 0.05


def in_thread(call, *args, **kwargs):
    """What another thread gets from the call."""
    answer = []

    def work():
        try:
            answer.append(call(*args, **kwargs))
        except Exception as error:
            answer.append(type(error).__name__)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return answer[0]


WAYS = [
    {"blocking": False},
    {"timeout": 0},
    {"timeout": SOON},
    {"timeout": -1},
    {"timeout": -2},
    {"timeout": None},
    {"timeout": "soon"},
    {"blocking": False, "timeout": 0},
    {"blocking": False, "timeout": 1},
    {"blocking": False, "timeout": -1},
    {"timeout": 1e100},
    {"wrong": 1},
]


def timed_acquires():
    for make in (threading.Lock, threading.RLock):
        for timeout in (float("nan"), threading.TIMEOUT_MAX, threading.TIMEOUT_MAX * 2, 2**70):
            ask(f"acquire {timeout}", make().acquire, timeout=timeout)
    for make in (threading.Lock, threading.RLock, threading.Semaphore, threading.BoundedSemaphore):
        kind = type(make()).__name__
        for way in WAYS:
            free = make()
            ask(f"{kind} free {way}", free.acquire, **way)
            taken = make()
            taken.acquire()
            if way not in ({"timeout": -1}, {"timeout": None}, {"timeout": 1e100}):
                ask(f"{kind} taken {way}", in_thread, taken.acquire, **way)
    for make in (threading.Lock, threading.RLock):
        lock = make()
        ask("release of a free one", lock.release)
        ask("positional", lock.acquire, True, SOON)
        ask("too many", lock.acquire, True, SOON, 3)
        ask("by another thread", in_thread, lock.release)
        ask("locked", lambda lock=lock: lock.acquire(False))


def timed_waits():
    for timeout in (0, -1, SOON):
        event = threading.Event()
        ask(f"event {timeout}", event.wait, timeout)
        event.set()
        ask(f"event set {timeout}", event.wait, timeout)
        condition = threading.Condition()
        with condition:
            ask(f"condition {timeout}", condition.wait, timeout)
            ask(f"wait_for {timeout}", condition.wait_for, lambda: False, timeout)
            ask(f"wait_for true {timeout}", condition.wait_for, lambda: "yes", timeout)
        barrier = threading.Barrier(2)
        ask(f"barrier {timeout}", barrier.wait, timeout)
        print("broken", barrier.broken, barrier.n_waiting)
    ask("event set for ever", event.wait, None)
    ask("event text", threading.Event().wait, "soon")
    ask("condition unowned", threading.Condition().wait, 0)
    ask("condition notify unowned", threading.Condition().notify)
    ask("condition notify_all unowned", threading.Condition().notify_all)


def recursion():
    lock = threading.RLock()
    with lock, lock:
        print("deep", in_thread(lock.acquire, False), lock._is_owned())
        lock.release()
        print("less deep", in_thread(lock.acquire, False))
        lock.acquire()
    print("free", in_thread(lock.acquire, False))
    condition = threading.Condition()
    with condition, condition, condition:
        saw = []

        def other():
            with condition:
                saw.append("in")
                condition.notify()

        thread = threading.Thread(target=other)
        thread.start()
        print("a wait lets go of every level", condition.wait(5), saw)
    thread.join()
    print("and all are given back", in_thread(condition.acquire, False))


def notify_some():
    condition = threading.Condition()
    waiting, woken, ready = [], [], 0

    def wait(number):
        with condition:
            waiting.append(number)
            condition.wait()
            woken.append(number)

    threads = []
    for number in range(5):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        threads.append(thread)
        while number not in waiting:
            time.sleep(0.001)
        with condition:
            pass
    for count in (0, 2, 1):
        with condition:
            condition.notify(count)
        ready += count
        while len(woken) < ready:
            time.sleep(0.001)
        print("woken by now", sorted(woken))
    with condition:
        condition.notify(99)
    for thread in threads:
        thread.join()
    print("all", sorted(woken))
    with condition:
        condition.notify()
        print("a notify is not kept", condition.wait(0))


def wait_for_stages():
    condition, stage, seen = threading.Condition(), [0], []

    def follow(number):
        with condition:
            seen.append((number, condition.wait_for(lambda: stage[0] >= number and stage[0])))

    threads = [threading.Thread(target=follow, args=(number,)) for number in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for number in (1, 2, 3):
        with condition:
            stage[0] = number
            condition.notify_all()
        threads[number - 1].join()
    print("stages", [number for number, _ in sorted(seen)], all(value >= number for number, value in seen))


def semaphores():
    semaphore = threading.Semaphore(2)
    print(semaphore.acquire(), semaphore.acquire(), semaphore.acquire(timeout=SOON), semaphore.acquire(blocking=False))
    semaphore.release(3)
    ask("three permits", lambda: [semaphore.acquire(blocking=False) for _ in range(4)])
    ask("release 0", semaphore.release, 0)
    ask("negative", threading.Semaphore, -1)
    bounded = threading.BoundedSemaphore(1)
    ask("over-release", bounded.release)
    bounded.acquire()
    ask("over-release by two", bounded.release, 2)
    ask("release", bounded.release)
    with bounded:
        ask("inside", bounded.acquire, timeout=0)
    ask("after", bounded.acquire, timeout=0)


def barriers():
    order, did = [], []
    barrier = threading.Barrier(3, action=lambda: did.append(threading.current_thread().name in names))
    names = {"b0", "b1", "b2"}

    def meet():
        for _ in range(2):
            order.append(barrier.wait())

    threads = [threading.Thread(target=meet, name=f"b{number}") for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("indices", sorted(order), "action", did, barrier.parties, barrier.n_waiting)


def barrier_ends(name, break_it, **kwargs):
    barrier, seen = threading.Barrier(3, **kwargs), []

    def meet():
        try:
            seen.append(barrier.wait())
        except threading.BrokenBarrierError:
            seen.append("broken")

    threads = [threading.Thread(target=meet) for _ in range(2)]
    for thread in threads:
        thread.start()
    while barrier.n_waiting < 2:
        time.sleep(0.001)
    ask(name, break_it, barrier)
    for thread in threads:
        thread.join()
    print(sorted(map(str, seen)), barrier.broken, barrier.n_waiting)
    barrier.reset()
    print("again", barrier.broken)


def fail():
    raise LookupError("the action fails")


timed_acquires()
timed_waits()
recursion()
notify_some()
wait_for_stages()
semaphores()
barriers()
barrier_ends("abort", threading.Barrier.abort)
barrier_ends("reset", threading.Barrier.reset)
barrier_ends("action", threading.Barrier.wait, action=fail)
