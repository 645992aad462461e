"""Notified before anybody waited

notify() wakes those who wait now, and is forgotten. A Condition
remembers nothing: who comes to wait() a moment later waits for
a second notify, and there is none.

Try: both orders by hand. Then mend it: the worker asks before
it waits, "while not ready: condition.wait()".
Notice: all is done under the lock, and still it goes wrong. The
variable remembers, so it has to be asked, not the Condition.
"""
import threading

condition = threading.Condition()
ready = False


def worker():
    print("Worker: on the way")
    with condition:
        condition.wait()
        print(f"Worker: awake, ready is {ready}")


def starter():
    global ready
    with condition:
        ready = True
        condition.notify()
    print("Starter: has notified")


if __name__ == "__main__":
    threads = [
        threading.Thread(target=worker, name="worker"),
        threading.Thread(target=starter, name="starter"),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("Main: both are done")
