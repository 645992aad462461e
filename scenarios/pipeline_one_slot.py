"""Producer and consumer, one slot, two locks

The slot has room for one value. One lock means "you may put",
the other "you may get". Each side takes its own lock and opens
the other's, so they take turns. A sentinel says: no more.

Try: step the producer alone: it gets one value in, and stands.
Notice: a lock is released by a thread that never acquired it.
A Lock allows that. And nothing is ever lost or read twice.
"""
import threading

END = object()


class Slot:
    def __init__(self):
        self.value = None
        self._may_put = threading.Lock()
        self._may_get = threading.Lock()
        self._may_get.acquire()

    def put(self, value):
        self._may_put.acquire()
        self.value = value
        self._may_get.release()

    def get(self):
        self._may_get.acquire()
        value = self.value
        self._may_put.release()
        return value


def producer(slot):
    for message in (11, 22, 33):
        slot.put(message)
    slot.put(END)


def consumer(slot):
    while (message := slot.get()) is not END:
        print(f"Consumer: got {message}")
    print("Consumer: that was all")


if __name__ == "__main__":
    slot = Slot()
    roles = [
        threading.Thread(target=role, args=(slot,))
        for role in (producer, consumer)
    ]
    for thread in roles:
        thread.start()
    for thread in roles:
        thread.join()
