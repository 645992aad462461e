"""Waiting for an Event, but not for ever

wait(0.1) comes back when the Event is set, or after 0.1 s. It
returns whether it is set, so that a loop can do something else
and ask again.

Try: sleep longer in main. Then wait() without a timeout.
Notice: the waiting thread is blocked with a time beside it, and
when that has passed, it is ready again though nobody set it.
"""
import threading
import time

ready = threading.Event()


def waiter():
    rounds = 0
    while not ready.is_set():
        if ready.wait(0.1):
            print("Waiter: it is set")
        else:
            rounds += 1
            print(f"Waiter: not yet, round {rounds}")
    print("Waiter: goes on")


if __name__ == "__main__":
    thread = threading.Thread(target=waiter)
    thread.start()
    time.sleep(0.25)
    print("Main: setting it")
    ready.set()
    thread.join()
