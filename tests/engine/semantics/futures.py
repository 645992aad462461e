"""What thread pools and futures answer: one line a question, the same on every schedule."""

import threading
import time
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor

from asking import ask

SOON = 0.05


def square(number):
    if number == 3:
        raise ValueError("three")
    return number * number


def results():
    with ThreadPoolExecutor(2, thread_name_prefix="pool") as pool:
        good, bad, unasked = pool.submit(square, 2), pool.submit(square, 3), pool.submit(square)
        ask("result", good.result)
        ask("exception", good.exception)
        ask("bad result", bad.result, 5)
        ask("bad exception", lambda: repr(bad.exception()))
        print(good.done(), good.running(), good.cancelled(), good.cancel())
        name = pool.submit(lambda: threading.current_thread().name[:5]).result()
        print(name, pool.submit(lambda *args, **kwargs: (args, kwargs), 1, key=2).result())
    print("nobody asks", unasked.done())
    ask("submit after the end", pool.submit, square, 1)
    ask("no workers", ThreadPoolExecutor, 0)
    ask("an initializer that cannot be called", ThreadPoolExecutor, 1, initializer=5)


def mapping():
    with ThreadPoolExecutor(3) as pool:
        print(list(pool.map(square, [1, 2, 4])), list(pool.map(pow, [2, 3], [3, 2])))
        ask("map of what fails", lambda: list(pool.map(square, [1, 3, 2])))
        ask("map too late", lambda: list(pool.map(time.sleep, [0, 4 * SOON], timeout=SOON)))


def times_out():
    go = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        first, second = pool.submit(go.wait), pool.submit(square, 5)
        for timeout in (0, -1, SOON):
            ask(f"result {timeout}", first.result, timeout)
            ask(f"exception {timeout}", first.exception, timeout)
        ask("cancel what waits", second.cancel)
        ask("its result", second.result)
        done, rest = futures.wait([first, second], timeout=SOON)
        print("wait", len(done), len(rest))
        ask("as_completed too late", lambda: [f.cancelled() for f in futures.as_completed([first, second], SOON)])
        go.set()
    print(first.result(), second.cancelled())


def completed():
    with ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(square, number) for number in (1, 2, 3, 4)]
        print(sorted(str(call.exception() or call.result()) for call in futures.as_completed(calls)))
        print(
            [
                sorted(map(len, futures.wait(calls, return_when=when)))
                for when in (futures.ALL_COMPLETED, futures.FIRST_COMPLETED, futures.FIRST_EXCEPTION)
            ]
        )
        print(list(futures.as_completed([])), futures.wait([]))
        slow, failing = pool.submit(time.sleep, SOON), pool.submit(square, 3)
        print(failing in futures.wait([slow, failing], return_when=futures.FIRST_EXCEPTION).done)


def cancelled_at_the_end():
    go, begun = threading.Event(), threading.Event()
    pool = ThreadPoolExecutor(1)

    def hold():
        begun.set()
        go.wait()

    held = pool.submit(hold)
    begun.wait()
    later = [pool.submit(square, number) for number in range(5)]
    pool.shutdown(wait=False, cancel_futures=True)
    print([call.cancelled() for call in later], held.done())
    ask("result of a cancelled one", later[0].result)
    go.set()
    pool.shutdown()
    print(held.done(), held.result())


def callbacks():
    seen = []
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(square, 6)
        call.add_done_callback(lambda done: seen.append(done.result()))
        call.result()
    call.add_done_callback(lambda done: seen.append(("late", done.result())))
    print(seen)


def initialised():
    local = threading.local()

    def start(value):
        local.value = value

    with ThreadPoolExecutor(2, initializer=start, initargs=("set",)) as pool:
        print(list(pool.map(lambda _: local.value, range(4))))


def by_hand():
    future = futures.Future()
    print(future.set_running_or_notify_cancel(), future.running(), future.cancel())
    waiting = threading.Thread(target=lambda: print("by hand", future.result()))
    waiting.start()
    future.set_result("done")
    waiting.join()
    try:
        future.set_result("again")
    except futures.InvalidStateError:
        print("only once")


results()
mapping()
times_out()
completed()
cancelled_at_the_end()
callbacks()
initialised()
by_hand()
