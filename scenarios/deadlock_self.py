"""A Lock taken twice by the same thread

A Lock does not know who holds it. The thread that has it and
asks for it again waits for itself, and that is for ever.

Try: run it with python3 too: it hangs (Ctrl+C ends it).
Then make the Lock an RLock, which counts, and run it again.
Notice: a deadlock needs neither two threads nor two locks.
"""
import threading

lock = threading.Lock()


def outer():
    with lock:
        print("outer has the lock")
        inner()


def inner():
    print("inner wants the lock too")
    with lock:
        print("never printed")


if __name__ == "__main__":
    outer()
