"""Many may read at once, a writer is alone

Readers do not disturb each other; a writer disturbs everybody.
The first rule is a number of readers, the second one a wait
until it is 0, with the Condition's lock held while writing.

Try: get both readers in at the same time, then the writer.
Notice: the writer changes the pair in two steps, and no reader
ever sees it half changed. Then take its wait_for() away.
"""
import threading

readers = 0
changed = threading.Condition()
pair = [1, 1]


def reader(number):
    global readers
    with changed:
        readers += 1
    first = pair[0]
    second = pair[1]
    with changed:
        readers -= 1
        changed.notify_all()
    print(f"Reader {number}: {first} and {second}")
    assert first == second, "seen half changed"


def writer():
    with changed:
        changed.wait_for(lambda: readers == 0)
        pair[0] = 2
        pair[1] = 2
    print("Writer: has changed both")


if __name__ == "__main__":
    threads = [
        threading.Thread(target=reader, args=(1,)),
        threading.Thread(target=writer),
        threading.Thread(target=reader, args=(2,)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
