"""One thread makes both updates: all is well

A make-believe database holds one value. To update it is to
read it, change the copy, and write the copy back. A pool of a
single worker does one update after the other.

Try: count the steps between the read and the write. None of
them can be another update, as long as one thread does all.
Notice: the program is the next scenario's, but for a number.
With max_workers=2 the very same lines lose an update.
"""
import time
from concurrent.futures import ThreadPoolExecutor


class FakeDatabase:
    def __init__(self):
        self.value = 0

    def update(self, name):
        print(f"Update {name}: starting")
        local_copy = self.value
        local_copy += 1
        time.sleep(0.1)
        self.value = local_copy
        print(f"Update {name}: finishing")


if __name__ == "__main__":
    database = FakeDatabase()
    print(f"Starting value is {database.value}.")
    with ThreadPoolExecutor(max_workers=1) as executor:
        for index in range(2):
            executor.submit(database.update, index)
    print(f"Ending value is {database.value}.")
    assert database.value == 2
