"""Writers of two variables; one thread is not to see the first unwritten and the second written, or the other way round."""

import sys
import threading


class Pair:
    first = second = 0


def write() -> None:
    pair.first = 1
    pair.second = 1


def check() -> None:
    first = pair.first
    second = pair.second
    assert first == second


pair = Pair()
threads = [threading.Thread(target=write) for _ in range(int(sys.argv[1]))]
threads.append(threading.Thread(target=check))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
