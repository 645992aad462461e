"""Five philosophers, five forks, two for a meal

They sit round a table, a fork between any two. Each takes the
left fork, then the right one, eats, and puts both back. If all
have taken the left fork, all wait for the right one, for ever.

Try: give everybody one fork. Then mend it: let the last one
take the right fork first, and look for a deadlock again.
Notice: four of them could do no harm. It takes all five to
close the circle, and that is told as soon as it is closed.
"""
import threading
import time

COUNT = 5


def philosopher(number):
    left = forks[number]
    right = forks[(number + 1) % COUNT]
    with left:
        print(f"Philosopher {number}: one fork")
        time.sleep(0.003)
        with right:
            print(f"Philosopher {number}: eats")
    print(f"Philosopher {number}: thinks")


if __name__ == "__main__":
    forks = [threading.Lock() for _ in range(COUNT)]
    guests = [
        threading.Thread(target=philosopher, args=(number,))
        for number in range(COUNT)
    ]
    for thread in guests:
        thread.start()
    for thread in guests:
        thread.join()
    print("All have eaten")
