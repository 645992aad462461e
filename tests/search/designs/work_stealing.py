"""A queue whose owner takes from one end without a lock, and a thief from the other with one: the last item may go twice."""

import sys
import threading


class Deque:
    def __init__(self, items: list[int]) -> None:
        self.items = items
        self.top = 0
        self.bottom = len(items)
        self.lock = threading.Lock()

    def take(self) -> int | None:
        bottom = self.bottom - 1
        self.bottom = bottom
        if self.top <= bottom:
            return self.items[bottom]
        self.bottom = bottom + 1
        return None

    def steal(self) -> int | None:
        with self.lock:
            top = self.top
            if top < self.bottom:
                self.top = top + 1
                return self.items[top]
        return None


def own() -> None:
    while (item := deque.take()) is not None:
        taken.append(item)


def rob() -> None:
    while (item := deque.steal()) is not None:
        stolen.append(item)


taken: list[int] = []
stolen: list[int] = []
deque = Deque(list(range(int(sys.argv[1]))))
threads = [threading.Thread(target=own), threading.Thread(target=rob)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sorted(taken + stolen) == deque.items
