"""Threads help waiting, not computing

Two jobs that mostly wait, and two that only compute; first one
after the other, then each in a thread of its own.

Try: a longer wait; then more numbers to add (line granularity
shows each turn of the loop).
Notice: waiting side by side takes half the time. Computing gets
no faster, since one thread runs at a time: the threads only
cost something to start.
"""
import threading
import time


def waiting():
    time.sleep(0.2)


def computing():
    total = 0
    for number in range(5):
        total += number * number


def in_turn(job):
    job()
    job()


def in_threads(job):
    pair = [threading.Thread(target=job) for _ in "ab"]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()


if __name__ == "__main__":
    for job in (waiting, computing):
        for way in (in_turn, in_threads):
            start = time.perf_counter()
            way(job)
            ms = (time.perf_counter() - start) * 1000
            print(f"{job.__name__} {way.__name__}: {ms:.1f} ms")
