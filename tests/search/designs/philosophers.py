"""Philosophers at a round table, each of whom takes the fork on the left first."""

import sys
import threading


def dine(left: threading.Lock, right: threading.Lock) -> None:
    with left, right:
        pass


forks = [threading.Lock() for _ in range(int(sys.argv[1]))]
threads = [
    threading.Thread(target=dine, args=(fork, forks[(number + 1) % len(forks)])) for number, fork in enumerate(forks)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
