"""A buffer of two, built with a Condition

A Condition is a lock and a room to wait in. wait() gives the
lock back while it waits, and has it again when it returns.
Who changes the buffer notifies those who wait for a change.

Try: step the producer until it stands in wait(), and see who
holds the lock then. Then make the while of get() an if.
Notice: who is woken asks again. Between the notify and the
return of its wait() another consumer may have been quicker.
"""
import threading

PLACES = 2
SHARE = 2


class Buffer:
    def __init__(self):
        self.items = []
        self.changed = threading.Condition()

    def put(self, item):
        with self.changed:
            while len(self.items) == PLACES:
                self.changed.wait()
            self.items.append(item)
            self.changed.notify_all()

    def get(self):
        with self.changed:
            while not self.items:
                self.changed.wait()
            item = self.items.pop(0)
            self.changed.notify_all()
            return item


def consume(name):
    for _ in range(SHARE):
        print(f"{name}: got {buffer.get()}")


if __name__ == "__main__":
    buffer = Buffer()
    consumers = [
        threading.Thread(target=consume, args=(name,))
        for name in ("left", "right")
    ]
    for thread in consumers:
        thread.start()
    for item in range(2 * SHARE):
        buffer.put(item)
    for thread in consumers:
        thread.join()
    print(f"Main: {len(buffer.items)} are left")
