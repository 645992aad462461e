"""Five runners wait for the start gun

An Event is a flag that threads can wait for. It is clear at
first; set() lets everybody go who waits, and all who come
later do not wait at all.

Try: pause before the main thread sets it and look who waits.
Notice: one set() wakes all five, and then the order in which
they run is up to the scheduler: each seed has its own winner.
"""
import threading
import time

started = threading.Event()


def runner(number):
    print(f"Runner {number}: ready")
    started.wait()
    print(f"Runner {number}: runs")


if __name__ == "__main__":
    runners = []
    for number in range(1, 6):
        thread = threading.Thread(
            target=runner, args=(number,)
        )
        thread.start()
        runners.append(thread)
    time.sleep(0.1)
    print("Bang!")
    started.set()
    for thread in runners:
        thread.join()
