"""What the queues answer: one line a question, the same on every schedule."""

import queue
import threading
import time

from asking import ask

SOON = 0.05


def sizes(pipe):
    return pipe.qsize(), pipe.empty(), pipe.full()


def one_by_one(make):
    pipe = make(2)
    print(type(pipe).__name__, sizes(pipe))
    for item in (3, 1, 2):
        ask("put", pipe.put, item, block=False)
        print(sizes(pipe))
    ask("put late", pipe.put, 4, timeout=SOON)
    ask("put at once", pipe.put, 4, True, 0)
    ask("put negative", pipe.put, 4, True, -1)
    ask("put negative, not waiting", pipe.put, 4, False, -1)
    ask("put_nowait", pipe.put_nowait, 4)
    for _ in range(3):
        ask("get", pipe.get, block=False)
        print(sizes(pipe))
    ask("get late", pipe.get, timeout=SOON)
    ask("get at once", pipe.get, True, 0)
    ask("get negative", pipe.get, True, -1)
    ask("get negative, not waiting", pipe.get, False, -1)
    ask("get_nowait", pipe.get_nowait)
    ask("get text", pipe.get, True, "soon")
    for _ in range(3):
        ask("task_done", pipe.task_done)
    ask("join", pipe.join)
    print(pipe.maxsize, pipe.unfinished_tasks)


def unbounded():
    pipe = queue.Queue()
    for item in range(100):
        pipe.put(item)
    print(sizes(pipe), [pipe.get() for _ in range(3)])
    simple = queue.SimpleQueue()
    print("simple", sorted(name for name in dir(simple) if not name.startswith("_")))
    simple.put(1, False)
    simple.put_nowait(2)
    print(simple.qsize(), simple.empty(), simple.get(), simple.get_nowait(), simple.empty())
    ask("simple", simple.get, timeout=SOON)
    ask("simple at once", simple.get, True, 0)
    ask("simple negative", simple.get, True, -1)
    ask("simple negative, not waiting", simple.get, False, -1)
    ask("simple text", simple.get, True, "soon")
    ask("simple wrong", simple.get, wrong=1)


def join_waits():
    pipe, done = queue.Queue(), []

    def work():
        while (item := pipe.get()) is not None:
            done.append(item)
            pipe.task_done()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for item in range(12):
        pipe.put(item)
    pipe.join()
    print("joined", sorted(done), pipe.unfinished_tasks)
    for _ in workers:
        pipe.put(None)
    for worker in workers:
        worker.join()
    print("left", pipe.unfinished_tasks)


class Newest(queue.Queue):
    """A queue of the program's own kind."""

    def _get(self):
        return self.queue.pop()

    def _put(self, item):
        if item != "unwanted":
            super()._put(item)


def own_kind():
    pipe = Newest(3)
    for item in ("a", "unwanted", "b", "c"):
        pipe.put(item)
    print([pipe.get() for _ in range(3)], sizes(pipe), pipe.unfinished_tasks)


def stopped(immediate):
    """3.13: those who wait are let go, and nobody can put any more."""
    pipe, seen = queue.Queue(1), []

    def put():
        try:
            pipe.put("late")
        except queue.ShutDown:
            seen.append("put refused")

    pipe.put("early")
    waiting = threading.Thread(target=put)
    waiting.start()
    time.sleep(SOON)
    pipe.shutdown(immediate)
    waiting.join()
    print("shutdown", immediate, seen)
    ask("put", pipe.put, 1)
    ask("put_nowait", pipe.put_nowait, 1)
    ask("get", pipe.get)
    ask("get again", pipe.get)
    ask("get late", pipe.get, timeout=SOON)
    ask("task_done", pipe.task_done)
    ask("join", pipe.join)
    ask("again", pipe.shutdown, True)
    print(sizes(pipe))


def getters_are_let_go():
    pipe, seen = queue.Queue(), []

    def get():
        try:
            pipe.get()
        except queue.ShutDown:
            seen.append("get refused")

    getters = [threading.Thread(target=get) for _ in range(3)]
    for getter in getters:
        getter.start()
    pipe.shutdown()
    for getter in getters:
        getter.join()
    print(seen)


for kind in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    one_by_one(kind)
unbounded()
join_waits()
own_kind()
if hasattr(queue, "ShutDown"):
    stopped(False)
    stopped(True)
    getters_are_let_go()
