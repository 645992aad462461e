"""Textbook programs: ``python textbook.py NAME N``. How many ways their dependent steps can be ordered is known, or counted."""

import sys
import threading
from collections import deque
from collections.abc import Callable
from queue import Queue

Bodies = list[Callable[[], None]]
PROGRAMS: dict[str, Callable[[int], Bodies]] = {}


def program(make: Callable[[int], Bodies]) -> Callable[[int], Bodies]:
    PROGRAMS[make.__name__] = make
    return make


class Box:
    def __init__(self) -> None:
        self.value = 0


@program
def readers(count: int) -> Bodies:
    """One writer, so many readers of one variable."""
    box = Box()

    def write() -> None:
        box.value = 1

    def read() -> None:
        assert box.value in (0, 1)

    return [write, *[read] * count]


@program
def lock_counter(count: int) -> Bodies:
    box, lock = Box(), threading.Lock()

    def add() -> None:
        with lock:
            box.value += 1

    return [add] * count


@program
def rlock_counter(count: int) -> Bodies:
    box, lock = Box(), threading.RLock()

    def add() -> None:
        with lock, lock:
            box.value += 1

    return [add] * count


@program
def lost_update(count: int) -> Bodies:
    box = Box()

    def add() -> None:
        box.value += 1

    return [add] * count


@program
def last_zero(count: int) -> Bodies:
    """Abdulla et al. (2014): one looks for the last zero of an array, the others each write an element from the one before."""
    array = [0] * (count + 1)

    def look() -> None:
        at = count
        while array[at] != 0:
            at -= 1

    def write(number: int) -> Callable[[], None]:
        def body() -> None:
            array[number] = array[number - 1] + 1

        return body

    return [look, *(write(number) for number in range(1, count + 1))]


@program
def indexer(count: int) -> Bodies:
    """Flanagan and Godefroid (2005): threads put their items in a hash table; with few of them nothing collides."""
    table = [0] * (4 * count)

    def put(number: int) -> Callable[[], None]:
        def body() -> None:
            for item in range(2):
                table[2 * number + item] = 1 + item

        return body

    return [put(number) for number in range(count)]


@program
def dictionary(count: int) -> Bodies:
    """Each thread has a key of its own."""
    table = dict.fromkeys(range(count), 0)

    def put(number: int) -> Callable[[], None]:
        def body() -> None:
            table[number] += 1

        return body

    return [put(number) for number in range(count)]


def handing_over(count: int, room: int) -> Bodies:
    queue: Queue[int] = Queue(room)

    def produce() -> None:
        for item in range(count):
            queue.put(item)

    def consume() -> None:
        for item in range(count):
            assert queue.get() == item

    return [produce, consume]


@program
def queue_of_1(count: int) -> Bodies:
    return handing_over(count, 1)


@program
def queue_of_2(count: int) -> Bodies:
    return handing_over(count, 2)


@program
def producers(count: int) -> Bodies:
    queue: Queue[int] = Queue()

    def produce() -> None:
        queue.put(1)

    def consume() -> None:
        for _ in range(count):
            queue.get()

    return [*[produce] * count, consume]


@program
def barrier(count: int) -> Bodies:
    gate = threading.Barrier(count)

    def arrive() -> None:
        gate.wait()

    return [arrive] * count


@program
def event(count: int) -> Bodies:
    flag = threading.Event()

    def wait() -> None:
        flag.wait()

    return [flag.set, *[wait] * count]


@program
def event_looked_at(count: int) -> Bodies:
    flag = threading.Event()

    def look() -> None:
        flag.is_set()

    return [flag.set, *[look] * count]


@program
def semaphore(count: int) -> Bodies:
    permits = threading.Semaphore(2)

    def use() -> None:
        with permits:
            pass

    return [use] * count


@program
def condition(count: int) -> Bodies:
    ready, box = threading.Condition(), Box()

    def wait() -> None:
        with ready:
            while not box.value:
                ready.wait()

    def tell() -> None:
        with ready:
            box.value = 1
            ready.notify_all()

    return [tell, *[wait] * count]


@program
def deque_ends(count: int) -> Bodies:
    items: deque[int] = deque()

    def add() -> None:
        items.append(1)

    return [add] * count


if __name__ == "__main__":
    threads = [threading.Thread(target=body) for body in PROGRAMS[sys.argv[1]](int(sys.argv[2]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
