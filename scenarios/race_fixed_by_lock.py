"""The same two updates, with a Lock around them

What reads, changes and writes the value is done by one thread
at a time: whoever comes second waits for the lock to be free.

Try: step a thread up to its sleep, then step the other one.
Notice: it stands blocked at the lock, and the row of the lock
says who holds it. However you choose, the end is always 2.
"""
import threading
import time
from concurrent.futures import ThreadPoolExecutor


class FakeDatabase:
    def __init__(self):
        self.value = 0
        self._lock = threading.Lock()

    def update(self, name):
        print(f"Thread {name}: starting update")
        with self._lock:
            local_copy = self.value
            local_copy += 1
            time.sleep(0.1)
            self.value = local_copy
        print(f"Thread {name}: finishing update")


if __name__ == "__main__":
    database = FakeDatabase()
    print(f"Starting value is {database.value}.")
    with ThreadPoolExecutor(max_workers=2) as executor:
        for index in range(2):
            executor.submit(database.update, index)
    print(f"Ending value is {database.value}.")
    assert database.value == 2
