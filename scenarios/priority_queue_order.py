"""The urgent ones first, whenever they come

A PriorityQueue gives out its smallest item, not its oldest. A
job here is a pair, and pairs compare by their first part: the
number is how long it can wait.

Try: make it a plain Queue, and compare the order.
Notice: each job takes the doctor a while, and "heart" comes in
during the first one: it overtakes all that came before it. Who
is being treated already is not interrupted.
"""
import queue
import threading
import time

waiting_room = queue.PriorityQueue()
HOME_TIME = (99, "nobody")


def doctor():
    while (patient := waiting_room.get()) != HOME_TIME:
        urgency, name = patient
        print(f"Doctor: {name}, urgency {urgency}")
        time.sleep(0.1)
    print("Doctor: goes home")


if __name__ == "__main__":
    waiting_room.put((3, "cough"))
    waiting_room.put((2, "broken arm"))
    waiting_room.put((5, "a form to sign"))
    thread = threading.Thread(target=doctor)
    thread.start()
    time.sleep(0.05)
    print("Main: an emergency comes in")
    waiting_room.put((1, "heart"))
    waiting_room.put(HOME_TIME)
    thread.join()
