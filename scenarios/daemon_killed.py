"""A daemon thread is killed, not waited for

A program ends when all its threads but the daemons have ended.
Whatever a daemon was about to do by then is never done.

Try: take daemon=True away, or add worker.join(), and run it
again: now the main thread waits and the last line comes.
Notice: the main thread ends, the worker asleep is shown as
killed, and its second print is never reached.
"""
import threading
import time


def work(name):
    print(f"{name}: starting")
    time.sleep(2)
    print(f"{name}: this is never printed")


if __name__ == "__main__":
    worker = threading.Thread(
        target=work, args=("worker",), daemon=True
    )
    worker.start()
    time.sleep(0.2)
    print("Main: not waiting for anybody")
