"""Two threads add one, and an update gets lost

A make-believe database holds one value. Two threads of a pool
each read it, add one to their copy, take a while, and write
the copy back. Two updates should make 2.

Try: choose yourself who reads and who writes first. Then take
the sleep out of a copy and look for an order that ends with 2.
Notice: the second write knows nothing of the first one. The
sleep makes it all but sure; without it, it is a matter of luck.
"""
import time
from concurrent.futures import ThreadPoolExecutor


class FakeDatabase:
    def __init__(self):
        self.value = 0

    def update(self, name):
        print(f"Thread {name}: starting update")
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
