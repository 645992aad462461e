"""A thread is started, and waited for

The main thread makes one worker, starts it, does a little
itself, and joins it. Joining is waiting for the end of it.

Try: step with 1 and 2 in any order you like.
Notice: a new thread does nothing until it gets the turn, and
the main thread cannot go past join() while the worker lives.
"""
import threading
import time


def work(name):
    print(f"{name}: starting")
    time.sleep(0.2)
    print(f"{name}: finishing")


if __name__ == "__main__":
    print("Main: before the worker")
    worker = threading.Thread(
        target=work, args=("worker",)
    )
    worker.start()
    print("Main: waiting for it")
    worker.join()
    print("Main: all done")
