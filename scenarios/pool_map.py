"""A pool of three works through a list

The pool makes the threads, hands out the work and collects the
results. The end of the with block waits for all of it, just as
joining each thread would.

Try: two workers, or one, for the three rooms.
Notice: the rooms are finished in any order, yet map() gives
the results in the order in which the rooms were given to it.
"""
import time
from concurrent.futures import ThreadPoolExecutor

ROOMS = ["kitchen", "hall", "attic"]


def sweep(room):
    print(f"{room}: starting")
    time.sleep(0.1)
    print(f"{room}: finishing")
    return len(room)


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=3) as pool:
        results = pool.map(sweep, ROOMS)
    print("All are swept")
    for room, minutes in zip(ROOMS, results):
        print(f"{room} took {minutes} minutes")
