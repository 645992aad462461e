"""One name, and a value for each thread

What is stored in a threading.local is seen by the thread that
stored it and by no other. An ordinary object beside it is the
same for all: the last one to write wins.

Try: choose who writes "common" last, and see what both read.
Notice: the main thread never stored its own name, and finds
none: not even what it made itself is shared.
"""
import threading
import time


class Common:
    name = "nobody"


common = Common()
own = threading.local()


def work(name):
    common.name = name
    own.name = name
    time.sleep(0.1)
    print(f"{name}: own says {own.name}")
    print(f"{name}: common says {common.name}")


if __name__ == "__main__":
    threads = [
        threading.Thread(target=work, args=(name,))
        for name in ("left", "right")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"Main: own name there? {hasattr(own, 'name')}")
