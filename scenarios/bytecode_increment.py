"""A += 1 is not one step but three

For Python, total += 1 is: fetch total, add one, store it. A
switch between the fetch and the store loses what the other
thread has stored meanwhile. No sleep is needed for it.

Try: step one thread up to its write, then the other one.
Notice: the write says beforehand what it will store. The local
"mine" is made in the same three steps, but nobody else can
reach it: it is right under every schedule.
"""
import threading

total = 0


def count(name):
    global total
    mine = 0
    for _ in range(2):
        mine += 1
        total += 1
    print(f"{name}: added {mine}")


if __name__ == "__main__":
    threads = [
        threading.Thread(target=count, args=(name,))
        for name in ("left", "right")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"The total is {total}")
    assert total == 4, "an update was lost"
