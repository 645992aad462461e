"""Told to stop, and one side never leaves

Both sides look at the Event, then go to the queue. Who waits
in put() or get() when the Event is set stays there: the other
sees the Event and leaves, and nobody comes to wake it.

Try: find a seed that ends well. Then mend it: a timeout for
put() and get(), so that each looks at the Event again.
Notice: the question "shall I stop?" and the wait are two steps.
Whatever happens between them comes too late.
"""
import queue
import threading
import time


def producer():
    while not stop.is_set():
        pipeline.put("message")
    print("Producer: leaves")


def consumer():
    while not stop.is_set():
        pipeline.get()
        time.sleep(0.005)
    print("Consumer: leaves")


if __name__ == "__main__":
    pipeline = queue.Queue(maxsize=1)
    stop = threading.Event()
    threads = [
        threading.Thread(target=producer, name="producer"),
        threading.Thread(target=consumer, name="consumer"),
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.03)
    print("Main: stop, both of you")
    stop.set()
    for thread in threads:
        thread.join()
    print("Main: both have left")
