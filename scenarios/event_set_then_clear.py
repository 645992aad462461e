"""set() wakes those who wait, clear() nobody

A door opens and shuts again at once. Who stood there goes
through, even if it gets the turn only after the clear(). Who
comes later finds the door shut.

Try: after clear(), look at the two that waited: ready, though
the flag is clear again.
Notice: set() has woken them, once and for all. clear() is for
those who come later; the latecomer waits until its time is up.
"""
import threading
import time

door = threading.Event()


def guest(name):
    if door.wait(0.5):
        print(f"{name}: went through")
    else:
        print(f"{name}: found it shut")


if __name__ == "__main__":
    names = ("first", "second", "latecomer")
    guests = [
        threading.Thread(target=guest, args=(name,))
        for name in names
    ]
    guests[0].start()
    guests[1].start()
    time.sleep(0.1)
    door.set()
    door.clear()
    print("Main: opened and shut")
    guests[2].start()
    for thread in guests:
        thread.join()
