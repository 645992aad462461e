"""Random small programs over all primitives, and the textbook ones."""

from random import Random
from typing import Any

from tests.search.toy import Instruction, Program

KINDS = (
    "Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier", "Queue", "LifoQueue", "PriorityQueue",
    "SimpleQueue", "location", "Thread",
)  # fmt: skip

MODES = (None, None, "try", "timed")
WAITS = (None, None, "timed")


class Maker:
    """Makes one program from a seed."""

    def __init__(self, seed: int, kinds: tuple[str, ...] = ()) -> None:
        self.random = Random(seed)
        self.kinds = kinds or self._some_kinds()
        self.objects: dict[str, tuple[str, Any]] = {"x": ("location", None), "y": ("location", None)}
        for kind in self.kinds:
            self._declare(kind)

    def _some_kinds(self) -> tuple[str, ...]:
        return tuple(self.random.sample(KINDS, self.random.choice((1, 1, 2, 2, 3))))

    def _declare(self, kind: str) -> None:
        pick = self.random.choice
        if kind == "Condition":
            self.objects["cl"] = (pick(("Lock", "RLock")), None)
            self.objects["c"] = ("Condition", "cl")
        elif kind in ("Semaphore", "BoundedSemaphore"):
            self.objects[kind] = (kind, pick((0, 1, 1, 2)) if kind == "Semaphore" else pick((1, 2)))
        elif kind in ("Queue", "LifoQueue", "PriorityQueue"):
            self.objects[kind] = (kind, pick((0, 1, 1, 2)))
        elif kind == "Barrier":
            self.objects[kind] = (kind, pick((2, 2, 3, 1)))
        elif kind not in ("location", "Thread"):
            self.objects[kind] = (kind, 0 if kind == "SimpleQueue" else None)

    def program(self) -> Program:
        threads = self.random.choice((2, 2, 3, 3, 4))
        budget = {2: 8, 3: 9, 4: 8}[threads]
        codes: list[list[Instruction]] = [[] for _ in range(threads)]
        while sum(map(len, codes)) < budget:
            codes[self.random.randrange(threads)].extend(self._piece(threads))
        starts: list[Instruction] = [("start", number) for number in range(1, threads)]
        if self.random.random() < 0.3:
            starts.insert(self.random.randrange(len(starts) + 1), ("write", "x", 7))
        codes[0] = starts + codes[0]
        if self.random.random() < 0.3:
            codes[0] += [("join", number, self.random.choice(WAITS)) for number in range(1, threads)]
        return Program(self.objects, codes)

    def _piece(self, threads: int) -> list[Instruction]:
        kind = self.random.choice((*self.kinds, *self.kinds, "location"))
        piece: list[Instruction] = getattr(self, "_" + kind.lower())(threads)
        if self.random.random() < 0.15:
            piece += [("if", "ok", self.random.choice((True, False)), 1), self._location(0)[0]]
        if self.random.random() < 0.05:
            piece.append(("sleep", 1000))
        if self.random.random() < 0.05:
            piece.append(("check", "r", self.random.choice((0, 1))))
        return piece

    def _location(self, _threads: int) -> list[Instruction]:
        pick, name = self.random.choice, self.random.choice("xxy")
        return [pick((("read", name, "r"), ("write", name, pick((1, 2, "item"))), ("write", name, ("+", "r", 1))))]

    def _thread(self, threads: int) -> list[Instruction]:
        other = self.random.randrange(1, threads)
        return [
            self.random.choice((("is_alive", other), ("join", other, "timed"), ("start", other), ("join", other, None)))
        ]

    def _lock(self, threads: int, name: str = "Lock") -> list[Instruction]:
        acquire: Instruction = ("acquire", name, self.random.choice(MODES))
        inside = self._location(threads) if self.random.random() < 0.6 else []
        if self.random.random() < 0.25 and name != "Lock":
            inside = [("acquire", name, None), *inside, ("release", name)]
        release: Instruction = ("release", name)
        if acquire[2] is not None and self.random.random() < 0.7:
            return [acquire, ("if", "ok", True, len(inside) + 1), *inside, release]
        piece = [acquire, *inside, release]
        return piece if self.random.random() < 0.85 else [self.random.choice(piece)]

    def _rlock(self, threads: int) -> list[Instruction]:
        return self._lock(threads, "RLock")

    def _condition(self, threads: int) -> list[Instruction]:
        body: list[Instruction] = [
            self.random.choice(
                (
                    ("wait", "c", self.random.choice(WAITS)),
                    ("wait", "c", self.random.choice(WAITS)),
                    ("notify", "c", self.random.choice((1, 1, 2))),
                    ("notify_all", "c"),
                )
            )
        ]
        if self.random.random() < 0.3:
            body.append(self._location(threads)[0])
        if self.random.random() < 0.9:
            return [("acquire", "cl", None), *body, ("release", "cl")]
        return body

    def _semaphore(self, _threads: int, name: str = "Semaphore") -> list[Instruction]:
        pick = self.random.choice
        return [pick((("acquire", name, pick(MODES)), ("acquire", name, None), ("release", name, pick((1, 1, 2)))))]

    def _boundedsemaphore(self, threads: int) -> list[Instruction]:
        return self._semaphore(threads, "BoundedSemaphore")

    def _event(self, _threads: int) -> list[Instruction]:
        pick = self.random.choice
        op = pick(("set", "set", "clear", "is_set", "wait", "wait"))
        return [(op, "Event", pick(WAITS)) if op == "wait" else (op, "Event")]

    def _barrier(self, _threads: int) -> list[Instruction]:
        pick = self.random.choice
        op = pick(("arrive", "arrive", "arrive", "arrive", "arrive", "reset", "abort"))
        return [(op, "Barrier", pick(WAITS)) if op == "arrive" else (op, "Barrier")]

    def _queue(self, _threads: int, name: str = "Queue") -> list[Instruction]:
        pick = self.random.choice
        op = pick(("put", "put", "get", "get", "qsize", "task_done", "join_queue"))
        if name == "SimpleQueue" and op in ("task_done", "join_queue"):
            op = "get"
        if op == "put":
            return [("put", name, None if name == "SimpleQueue" else pick(MODES), pick((1, 2, 3)))]
        if op == "get":
            return [("get", name, pick(MODES))]
        return [(pick(("qsize", "empty", "full")) if op == "qsize" and name != "SimpleQueue" else op, name)]

    def _lifoqueue(self, threads: int) -> list[Instruction]:
        return self._queue(threads, "LifoQueue")

    def _priorityqueue(self, threads: int) -> list[Instruction]:
        return self._queue(threads, "PriorityQueue")

    def _simplequeue(self, threads: int) -> list[Instruction]:
        return self._queue(threads, "SimpleQueue")


def random_program(seed: int) -> Program:
    return Maker(seed).program()


class Small(Maker):
    """Programs of few operations, so that a thousand are quick. Threads end, or go on, by what an operation came to, and others
    look whether they have."""

    def program(self) -> Program:
        pick, chance = self.random.choice, self.random.random
        threads = pick((2, 3, 3, 4))
        budget = pick({2: (4, 5, 6, 7), 3: (4, 5, 6), 4: (4, 5)}[threads])
        codes: list[list[Instruction]] = [[] for _ in range(threads)]
        while sum(map(len, codes)) < budget:
            code = codes[self.random.randrange(threads)]
            code += self._piece(threads)
            if chance() < 0.3:
                code.append(("if", pick(("ok", "r")), pick((True, False, 0, 1)), TO_THE_END))
        starts: list[Instruction] = [("start", number) for number in range(1, threads)]
        if chance() < 0.3:
            starts.insert(self.random.randrange(len(starts) + 1), ("write", "x", 7))
        codes[0] = starts + codes[0]
        if chance() < 0.6:
            for number in range(1, threads):
                if chance() < 0.6:
                    watcher = pick((0, 0, (number + 1) % threads))
                    codes[watcher].append(
                        pick((("join", number, "timed"), ("is_alive", number), ("join", number, None)))
                    )
        return Program(self.objects, codes)


TO_THE_END = 99
"""Instructions to skip: more than any thread has."""


def small_program(seed: int) -> Program:
    """Each kind is in one of as many programs as there are kinds, half of the time with another one."""
    other = Random(seed).choice((*KINDS, *[""] * len(KINDS)))
    return Small(seed, (KINDS[seed % len(KINDS)], *filter(None, [other]))).program()
