"""Nobody goes on before all are initialised

Three workers each fill their own place of a table, which takes
a different time each. A Barrier holds them until all three
have arrived; only then do they read the whole table.

Try: step until the first worker has arrived, and on.
Notice: it waits there until the last one comes, and the one
who comes last does not wait at all.
"""
import threading
import time

WORKERS = 3
all_set = threading.Barrier(WORKERS)
table = [None] * WORKERS


def worker(number):
    time.sleep(0.1 * (number + 1))
    table[number] = number * 10
    print(f"Worker {number}: initialised")
    all_set.wait()
    print(f"Worker {number}: sum {sum(table)}")


if __name__ == "__main__":
    workers = [
        threading.Thread(target=worker, args=(number,))
        for number in range(WORKERS)
    ]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
