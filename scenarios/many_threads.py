"""Three threads: who ends first is open

They start one after the other and do the same. In which order
they end is not up to the program but to the scheduler.

Try: a few seeds, or step the third one to its end first.
Notice: join() waits for one certain thread. To have them
joined in order does not mean that they end in order.
"""
import threading
import time

finished = []


def work(number):
    print(f"Worker {number}: starting")
    time.sleep(0.1)
    print(f"Worker {number}: finishing")
    finished.append(number)


if __name__ == "__main__":
    workers = []
    for number in (1, 2, 3):
        thread = threading.Thread(
            target=work, args=(number,)
        )
        workers.append(thread)
        thread.start()
    for thread in workers:
        thread.join()
    print("Finished in the order", *finished)
