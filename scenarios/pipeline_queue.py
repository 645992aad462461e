"""Producer and consumer, and a queue of ten

Messages come in bursts. The queue holds them until they are
stored, one by one, and an Event tells both sides to stop. Who
is too fast waits: in put() when the queue is full, in get()
when it is empty.

Try: several seeds. Most runs end well, in some the consumer
waits for ever.
Notice: it saw the Event clear and went to get(). Then the
Event was set and the producer left: nobody is there to put.
"""
import queue
import threading
import time


def producer(pipeline, event):
    message = 0
    while not event.is_set():
        for _ in range(3):
            pipeline.put(message)
            message += 1
        time.sleep(0.03)
    print(f"Producer: {message} messages sent")


def consumer(pipeline, event):
    count = 0
    while not event.is_set() or not pipeline.empty():
        pipeline.get()
        count += 1
        time.sleep(0.005)
    print(f"Consumer: {count} messages stored")


if __name__ == "__main__":
    pipeline = queue.Queue(maxsize=10)
    event = threading.Event()
    threads = [
        threading.Thread(
            target=role,
            args=(pipeline, event),
            name=role.__name__,
        )
        for role in (producer, consumer)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.095)
    print("Main: time to stop")
    event.set()
    for thread in threads:
        thread.join()
