"""Locks wherever programs keep and pass them: every counter is right at the end, on every schedule."""

import copy
import functools
import pickle
import queue
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field

sys.path.insert(0, sys.argv[1])

import third_party  # noqa: E402

LOCK = threading.Lock()
ROUNDS = 3


def together(work, threads=3):
    """Run the work in some threads at once, to the end of all."""
    crew = [threading.Thread(target=work) for _ in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()


def counted(name, guard):
    """Count in some threads, each time inside what ``guard()`` gives."""
    box = [0]

    def work():
        for _ in range(ROUNDS):
            with guard():
                value = box[0]
                box[0] = value + 1

    together(work)
    print(name, box[0])


class Body:
    """Locks in a class body, as it is made."""

    lock = threading.Lock()
    make = threading.Lock
    locks = [threading.RLock() for _ in range(2)]
    byname = {"one": threading.Condition()}

    def __init__(self):
        self.made = self.make()


class Slotted:
    __slots__ = ("__weakref__", "event", "lock")

    def __init__(self):
        self.lock, self.event = threading.Lock(), threading.Event()


@dataclass
class Shared:
    lock: object = field(default_factory=threading.RLock, compare=False)
    room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))


@dataclass(frozen=True, slots=True)
class Frozen:
    lock: object = field(default_factory=threading.Lock)


class MyEvent(threading.Event):
    def set(self):
        self.times = getattr(self, "times", 0) + 1
        super().set()


class MyCondition(threading.Condition):
    pass


def synchronized(lock):
    def decorate(function):
        @functools.wraps(function)
        def locked(*args, **kwargs):
            with lock:
                return function(*args, **kwargs)

        return locked

    return decorate


total = 0


@synchronized(LOCK)
def add_one():
    global total
    value = total
    total = value + 1


@functools.cache
def lock_of(_key):
    return threading.Lock()


class Lazy:
    made = 0

    @functools.cached_property
    def lock(self):
        Lazy.made += 1
        return threading.RLock()


@contextmanager
def holding(*locks):
    with ExitStack() as stack:
        for lock in locks:
            stack.enter_context(lock)
        yield


def in_classes():
    body, slotted, shared, frozen = Body(), Slotted(), Shared(), Frozen()
    counted("class body", lambda: Body.lock)
    counted("class attribute that makes", lambda: body.made)
    counted("list of a class", lambda: body.locks[1])
    counted("dictionary of a class", lambda: Body.byname["one"])
    counted("slot", lambda: slotted.lock)
    counted("dataclass", lambda: shared.lock)
    counted("semaphore of a dataclass", lambda: shared.room)
    counted("frozen dataclass", lambda: frozen.lock)
    counted("own condition", functools.partial(getattr, type("C", (), {"c": MyCondition()}), "c"))
    print(Shared() == Shared(), Frozen.__slots__)
    event = MyEvent()
    together(event.set)
    print("own event", event.is_set(), event.times >= 1)


def by_functools():
    together(add_one)
    print("decorated", total, add_one.__name__)
    counted("cached", functools.partial(lock_of, "key"))
    lazy = Lazy()
    print(lazy.lock is lazy.lock, Lazy.made)
    counted("cached property", lambda: lazy.lock)
    acquire, release = functools.partial(LOCK.acquire, timeout=1), LOCK.release
    print(acquire(), LOCK.locked(), release(), LOCK.locked())
    print(functools.reduce(lambda so_far, lock: so_far and lock.acquire(False), [LOCK, Body.lock], True))
    for lock in map(functools.partial(getattr, LOCK), ("locked",)):
        print(lock())
    LOCK.release()
    Body.lock.release()


def by_contextlib():
    first, second = threading.Lock(), threading.RLock()
    counted("stack", lambda: holding(first, second, second, nullcontext()))
    with ExitStack() as stack:
        stack.enter_context(first)
        stack.callback(print, "left with the lock", first.locked())
        kept = stack.pop_all()
    print(first.locked())
    kept.close()
    print(first.locked())
    try:
        with ExitStack() as stack:
            stack.enter_context(first)
            raise LookupError
    except LookupError:
        print("given back", first.locked())


def by_weak_references():
    lock, seen = threading.Lock(), []
    weak = weakref.ref(lock, lambda _ref: seen.append("gone"))
    counted("weak", lambda: weak())
    table = weakref.WeakKeyDictionary({lock: "lock"})
    values = weakref.WeakValueDictionary(lock=lock)
    print(len(table), len(values))
    del lock
    print(weak() is None, seen, len(table), len(values))
    slotted = Slotted()
    proxy = weakref.proxy(slotted)
    with proxy.lock:
        print("through a proxy", slotted.lock.locked())
    final = weakref.finalize(slotted, LOCK.acquire)
    del slotted
    print("finalised", final.alive, LOCK.locked())
    LOCK.release()


def elsewhere():
    counted("third party's", lambda: third_party.LOCK)
    counted("made by it", functools.partial(getattr, type("T", (), {"lock": third_party.make()}), "lock"))
    account = third_party.Account()
    together(lambda: [account.add(1) for _ in range(ROUNDS)])
    print(account)
    print("calls back", third_party.call(lambda: third_party.LOCK.locked()), third_party.LOCK.locked())
    flag, crew = [], []
    for _ in range(2):
        crew.append(threading.Thread(target=third_party.wait_until, args=(lambda: bool(flag),)))
        crew[-1].start()
    with third_party.LOCK:
        flag.append(1)
    third_party.tell()
    for thread in crew:
        thread.join()
    print("told")


def handed_round():
    """Through a queue, an argument, a container, a pool, a closure, a generator."""
    pipe = queue.Queue()
    for lock in [threading.Lock() for _ in range(3)]:
        lock.acquire()
        pipe.put(lock)
    together(lambda: pipe.get().release())
    print("queue", pipe.empty())
    locks = {threading.Lock(): "a", threading.RLock(): "b"}
    print("keys", [locks[lock] for lock in locks], len({LOCK, LOCK, Body.lock}))
    with ThreadPoolExecutor(2) as pool:
        print("pool", list(pool.map(lambda lock: lock.acquire(), [threading.Lock(), threading.Semaphore()])))

    def guarded(lock):
        while True:
            with lock:
                yield lock.locked() if hasattr(lock, "locked") else True

    generator = guarded(LOCK)
    print("generator", next(generator), LOCK.locked(), generator.close(), LOCK.locked())


def what_they_are():
    lock, rlock = threading.Lock(), threading.RLock()
    for make in (copy.copy, copy.deepcopy, pickle.dumps):
        for it in (lock, rlock, threading.Event()):
            try:
                made = make(it)
                print(make.__name__, type(it).__name__, "->", type(made).__name__)
            except TypeError as error:
                print(make.__name__, type(it).__name__, error)
    print(type(lock).__name__, type(lock).__module__, type(rlock).__name__, type(rlock).__module__)
    print(repr(lock).split(" at ")[0], repr(rlock).split(" owner")[0], bool(lock))
    for it in (lock, rlock):
        try:
            it.own = 1
        except AttributeError:
            print("no attributes")
    print(isinstance(lock, type(LOCK)), lock == lock, lock != LOCK, hash(lock) == hash(lock))
    for it in (lock, rlock):
        print(sorted(name for name in dir(it) if not name.startswith("_")))
    print(hasattr(threading.RLock(), "__enter__"), callable(threading.Lock), threading.Lock().__enter__())


in_classes()
by_functools()
by_contextlib()
by_weak_references()
elsewhere()
handed_round()
what_they_are()
