"""Random programs in which one thread tells another that it may go on, by every primitive; as the toy runs them, and as Python.

The toy (``tests.search.toy``) has no timers and no pools: they are drawn from what it has, which is what they promise. A timer
is a thread that waits for an event that ``cancel`` sets, and goes on if nobody did; a pool is so many threads that take
numbers of calls out of a queue, and set an event of each call that is over.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple, TypeVar

from tests.search.programs import Maker
from tests.search.toy import Instruction, Program

EVERY = ("Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier", "Queue", "LifoQueue",
         "PriorityQueue", "SimpleQueue", "Thread", "Timer", "Pool")  # fmt: skip

MUTEXES = ("Lock", "RLock", "BoundedSemaphore")

LATE = 1_000_000_000
"""Nanoseconds: whoever sleeps so long comes after all others, in a run; a search lets it wake whenever it likes."""

Code = list[Instruction]
T = TypeVar("T")


class Drawn(NamedTuple):
    """``program`` is the toy's; ``timers`` and ``workers`` are numbers of threads of it that are no plain threads; ``calls`` are
    what the pool is given to do, by their numbers."""

    seed: int
    program: Program
    timers: frozenset[int] = frozenset()
    workers: frozenset[int] = frozenset()
    calls: tuple[tuple[int, tuple[Instruction, ...]], ...] = ()

    def kind(self, name: str) -> str:
        return self.program.objects[name][0]


class Publisher(Maker):
    """Draws one program from a seed: first a pair of threads, of which one publishes what the other uses, then anything."""

    def __init__(self, seed: int, kind: str = "", way: int = 0) -> None:
        """``kind`` comes first, in this one of its ways."""
        first = kind or Random(seed).choice(EVERY)
        second = Random(seed + 1).choice(EVERY)
        super().__init__(seed, tuple(dict.fromkeys((first, second))))
        self.seed, self.way = seed, way
        self.values = iter(self.random.sample(range(10, 100), 90))
        self.calls: dict[int, Code] = {}

    def _declare(self, kind: str) -> None:
        if kind == "Timer":
            self.objects["timer"] = ("Event", None)
        elif kind == "Pool":
            self.objects["work"] = ("SimpleQueue", 0)
        else:
            super()._declare(kind)

    def drawn(self) -> Drawn:
        plain = self.random.choice((2, 2, 3))
        codes: list[Code] = [[] for _ in range(plain + 1)]
        self.timer = plain + 1
        self._pair(codes)
        while sum(map(len, codes)) < 7:
            at = self.random.randrange(plain + 1)
            codes[at] += self._sayable(self._piece(plain + 1), at)
        starts: Code = [("start", number) for number in range(1, plain + 1)]
        if self.random.random() < 0.3:
            starts[self.random.randrange(plain) : 0] = self._touch()
        codes[0] = starts + codes[0]
        if self.random.random() < 0.3:
            codes[0] += [("join", number, None) for number in range(1, plain + 1)] + self._touch()
        return self._whole(codes)

    def _sayable(self, piece: Code, me: int) -> Code:
        """Nobody joins itself, which raises. What a timed join or arrival came to is not asked for: Python tells it otherwise."""
        piece = [one for one in piece if one[:2] not in (("join", me), ("start", me))]
        after = (None, *(one[0] for one in piece))
        found = zip(piece, after, strict=False)
        return [one for one, before in found if one[0] != "if" or before not in ("join", "arrive")]

    def _touch(self) -> Code:
        return self._location(0)

    def _whole(self, codes: list[Code]) -> Drawn:
        timers, workers = frozenset[int](), frozenset[int]()
        if "timer" in self.objects:
            timers = frozenset({len(codes)})
            body = self._touch() + ([("set", "Event")] if "Event" in self.objects else [])
            codes.append([("wait", "timer", "timed"), ("if", "ok", False, len(body)), *body])
        if "work" in self.objects:
            size = self.random.choice((1, 1, 2))
            workers = frozenset(range(len(codes), len(codes) + size))
            for number in self.calls:
                self.objects[f"done{number}"] = ("Event", None)
            codes += [[*self._worker()] for _ in workers]
            codes[0] = [("start", number) for number in sorted(workers)] + codes[0]
        return Drawn(self.seed, Program(self.objects, codes), timers, workers,
                     tuple((number, tuple(body)) for number, body in self.calls.items()))  # fmt: skip

    def _worker(self) -> Iterator[Instruction]:
        for _ in self.calls:
            yield ("get", "work", None)
            for number, body in self.calls.items():
                yield from (("if", "item", number, len(body) + 1), *body, ("set", f"done{number}"))

    # Pairs: what publishes, and what may use it then

    def _pair(self, codes: list[Code]) -> None:
        giver, taker, third = self.random.sample(range(len(codes)), 3)
        if self.kinds[0] == "Thread":  # who is joined is not main
            taker, giver = sorted((giver, taker))
        write: Code = [("write", "x", self.random.choice((1, 2)))]
        use: Code = [self.random.choice((("read", "x", "r"), ("write", "x", 3)))]
        give, take = self._ways(self.kinds[0], giver, write, use)
        first, second, last = self._late()
        codes[giver] += first + give
        codes[taker] += last + take
        codes[third] += second + self._between(self.kinds[0])

    def _late(self) -> tuple[Code, Code, Code]:
        """What giver, third and taker do before: so that in a run, which chooses by lot, some come after others as a rule."""
        late: Code = [("sleep", LATE)]
        if self.kinds[0] == "Barrier" and self.way in (3, 4):
            return late, [*late, ("read", "y", "r"), ("read", "y", "r")], []
        if self.kinds[0] == "Event" and self.way in (3, 4):
            return [], late, late * 2
        return late if self.way == 2 else [], [], late if self.way in (1, 5) else []

    def _between(self, kind: str) -> Code:
        """What a third one may do meanwhile, that could be taken for what the giver does."""
        if self.way < 2:
            return []
        if kind == "Barrier":
            return [(("arrive", kind, "timed"), ("abort", kind), ("abort", kind), ("reset", kind))[self.way - 2]]
        if kind == "Event" and self.way > 2:
            return [("clear", kind), ("set", kind)]
        if kind in MUTEXES:
            return [("acquire", kind, None)]
        if "Queue" in kind and not self.objects[kind][1]:
            return [("put", kind, None, self._value())]
        return []

    def _ways(self, kind: str, giver: int, write: Code, use: Code) -> tuple[Code, Code]:
        """What the giver does, and what the taker."""
        if kind in MUTEXES:
            self.objects[kind] = (kind, 1 if kind == "BoundedSemaphore" else None)
            before: Code = [("acquire", kind, None)]
            tries: Code = [("acquire", kind, "try"), *use]
            taking = [*before, *use] if self.way < 2 else tries
            return [*before, *write, ("release", kind)], [*taking, ("release", kind)]
        if kind == "Condition":
            notify: Instruction = self._way((("notify", "c", 1), ("notify_all", "c")))
            wait: Instruction = ("wait", "c", self._way((None, "timed")))
            held: Code = [("acquire", "cl", None)]
            return [*write, *held, notify, ("release", "cl")], [*held, wait, ("release", "cl"), *use]
        if kind == "Pool":
            return self._submitted(write, use), self._touch()
        give, take = self._by_queue(kind) if "Queue" in kind else self._other(kind, giver)
        return [*write, *give], [*take, *use]

    def _way(self, ways: Sequence[T]) -> T:
        return ways[self.way % len(ways)]

    def _other(self, kind: str, giver: int) -> tuple[Code, Code]:
        ask: Instruction = ("if", "ok", True, 1)
        if kind == "Semaphore":
            self.objects[kind] = (kind, 0)
            return [("release", kind, 1)], self._way(([("acquire", kind, None)], [("acquire", kind, "try"), ask]))
        if kind == "Event":
            sets: Code = [("set", kind)]
            pulse: Code = [*sets, ("clear", kind)]
            waits: Code = [("wait", kind, None)]
            return self._way(((sets, waits), (sets, [("is_set", kind), ask]), (pulse, waits)))
        if kind == "Barrier":
            self.objects[kind] = (kind, 2)
            arrive: Code = [("arrive", kind, None)]
            return self._way(((arrive, arrive), (arrive, [("arrive", kind, "timed")]), ([("abort", kind)], arrive)))
        if kind == "Timer":
            start: Instruction = ("start", self.timer)
            join: Instruction = ("join", self.timer, None)
            return self._way((([start], [join]), ([("set", "timer")], [start, join])))
        joins: tuple[Code, Code] = ([], [("join", giver, None)])
        asks: tuple[Code, Code] = ([], [("is_alive", giver), ("if", "ok", False, 1)])
        return self._way((joins, asks, ([("sleep", 3 * LATE)], [("join", giver, "timed")])))

    def _by_queue(self, name: str) -> tuple[Code, Code]:
        put: Instruction = ("put", name, None, self._value())
        if self.way > 2:
            self.objects[name] = (name, 0)
        ways: list[tuple[Code, Code]] = [([put], [("get", name, None)])]
        if name != "SimpleQueue" and self.way <= 2:
            self.objects[name] = (name, 1)
            more: Instruction = ("put", name, None, self._value())
            ways += [
                ([("get", name, None), ("task_done", name)], [put, ("join_queue", name)]),
                ([("get", name, None)], [put, more]),
            ]
        return self._way(ways)

    def _submitted(self, write: Code, use: Code) -> Code:
        number = len(self.calls) + 1
        body = self.random.choice((write, use))
        self.calls[number] = [(*one[:2], 2) if one[0] == "write" else one for one in body]  # a call knows no registers
        over: Instruction = ("wait", f"done{number}", None)
        asks: Code = self._way(([over], [("is_set", f"done{number}"), ("if", "ok", True, 1)]))
        return [*write, ("put", "work", None, number), *asks, *use]

    def _value(self) -> int:
        """Each item has a value of its own, and where they go by priority a place of its own."""
        return next(self.values)

    # Pieces of anything

    def _timer(self, _threads: int) -> Code:
        return [self.random.choice((("start", self.timer), ("set", "timer"), ("is_alive", self.timer)))]

    def _pool(self, _threads: int) -> Code:
        return self._submitted(self._touch(), self._touch()) if len(self.calls) < 2 else self._touch()

    def _queue(self, threads: int, name: str = "Queue") -> Code:
        piece = super()._queue(threads, name)
        return [(*one[:3], self._value()) if one[0] == "put" else one for one in piece]


WAYS = 6
BATCH = WAYS * len(EVERY)
"""Programs at a time: each kind of primitive comes first in some of them, in each way that it has."""


def batch(seed: int) -> list[Drawn]:
    """So many programs, with numbers that no other batch has."""
    firsts = ((EVERY[number % len(EVERY)], number // len(EVERY)) for number in range(BATCH))
    return [Publisher(seed * BATCH + number, *first).drawn() for number, first in enumerate(firsts)]
