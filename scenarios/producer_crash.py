"""The producer dies, the consumer waits on

The consumer stops at the sentinel. The producer would put it
at its end, but never gets there: a line that is no number
raises a ValueError, and ends the producer's thread only.

Try: run it with python3 too: a traceback, and then it hangs
(Ctrl+C ends it). Then mend it: put the END in a finally.
Notice: an error in a thread is told to nobody but the screen.
The others find out by waiting.
"""
import queue
import threading

LINES = ["12", "30", "none", "7"]
END = object()
numbers = queue.Queue()


def producer():
    for line in LINES:
        numbers.put(int(line))
    numbers.put(END)


def consumer():
    total = 0
    while (number := numbers.get()) is not END:
        total += number
        print(f"Consumer: {total} so far")
    print(f"Consumer: {total} in all")


if __name__ == "__main__":
    threads = [
        threading.Thread(target=producer, name="producer"),
        threading.Thread(target=consumer, name="consumer"),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("Main: both are done")
