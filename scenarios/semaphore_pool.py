"""Three connections for six clients

A Semaphore is a number of permits. acquire() takes one, or
waits until there is one; release() gives it back.

Try: step until three clients are connected, then a fourth.
Notice: never more than three are in at the same time, and
whoever leaves lets exactly one of the waiting ones in.
"""
import threading
import time

slots = threading.BoundedSemaphore(3)


def client(number):
    with slots:
        print(f"Client {number}: connected")
        time.sleep(0.05)
        print(f"Client {number}: leaves")


if __name__ == "__main__":
    clients = []
    for number in range(1, 7):
        thread = threading.Thread(
            target=client, args=(number,)
        )
        thread.start()
        clients.append(thread)
    for thread in clients:
        thread.join()
    print("Everybody was served")
