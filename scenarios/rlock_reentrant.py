"""An RLock may be taken again by its holder

An RLock knows who holds it, and counts. Its holder comes in
again and again; to everybody else it is locked until each
acquire has had its release.

Try: make it a Lock: the first thread to come in waits for
itself, and the other one for the first.
Notice: the depth of the lock goes to 2 and back to 1, and the
other thread is let in at 0 only, not earlier.
"""
import threading


class Account:
    def __init__(self):
        self.balance = 0
        self._lock = threading.RLock()

    def add(self, amount):
        with self._lock:
            self.balance += amount

    def add_with_bonus(self, amount):
        with self._lock:
            self.add(amount)
            self.add(1)


if __name__ == "__main__":
    account = Account()
    threads = [
        threading.Thread(
            target=account.add_with_bonus, args=(amount,)
        )
        for amount in (10, 20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"The balance is {account.balance}")
    assert account.balance == 32
