"""Two locks, taken in opposite orders

Who moves money locks the account that it comes from, then the
one that it goes to. Two transfers in opposite directions can
each hold what the other one wants.

Try: let each thread take its first lock. Then mend it: lock
the account that is first by name first, whatever direction.
Notice: one such moment is enough, and it may be rare. The
circle of waits is told as soon as nobody can go on.
"""
import threading


class Account:
    def __init__(self, name, balance):
        self.name = name
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, to, amount):
    with source.lock:
        print(f"{source.name} to {to.name}: first lock")
        with to.lock:
            source.balance -= amount
            to.balance += amount
    print(f"{source.name} to {to.name}: done")


if __name__ == "__main__":
    ada = Account("Ada", 100)
    bob = Account("Bob", 100)
    threads = [
        threading.Thread(target=transfer, args=order)
        for order in ((ada, bob, 30), (bob, ada, 10))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"Ada has {ada.balance}, Bob has {bob.balance}")
