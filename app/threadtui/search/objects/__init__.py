"""Models of the program's objects: what each operation touches, whether it could go on, and what it would come to."""

from threadtui.search.model import Key
from threadtui.search.objects import counted, parked, simple
from threadtui.search.objects.base import Space, Track

KINDS: dict[str, type[Track]] = {
    "location": simple.Location,
    "Lock": simple.Lock,
    "RLock": simple.Lock,
    "Condition": parked.Condition,
    "Semaphore": counted.Semaphore,
    "BoundedSemaphore": counted.BoundedSemaphore,
    "Event": simple.Event,
    "Barrier": parked.Barrier,
    "Queue": counted.Queue,
    "SimpleQueue": counted.Queue,
    "LifoQueue": counted.Stack,
    "PriorityQueue": counted.Stack,
    "Thread": simple.Thread,
    "Timer": simple.Timer,
    "ThreadPoolExecutor": counted.Pool,
    "Future": simple.Future,
}


def space(movers: list[Key]) -> Space:
    """An empty one, for an execution whose steps are made by ``movers``."""
    return Space(KINDS, movers)
