"""Directed: aims at what has not been seen yet (as RFF does: Wolff, Shi, Duck, Mathur and Roychoudhury, ASPLOS 2024).

What an execution was like is told by who reads from whom: for each read, which write it saw; for each acquire, which release came
before. A *goal* is such a pair that has not been seen, or a lock taken while another one is held. The reader is held back
until the write has come, and then other writers (and who takes that lock) until it has read; a thread that holds a lock
waits before it takes another. Everything else goes as in partial order sampling.

Writers and readers are *sites*, lines of the program, not threads or objects: a hundred threads that run the same code are one
goal, not a hundred.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from threadtui.search.model import Done, Execution, Key, Pending
from threadtui.search.past import Past
from threadtui.search.strategies.pos import Pos

READS = frozenset(
    (
        "read", "acquire", "wait", "wake", "is_set", "get", "qsize", "empty", "full", "result", "done", "join_queue",
        "is_alive",
    )
)  # fmt: skip
WRITES = frozenset(
    ("write", "release", "set", "clear", "put", "get", "notify", "notify_all", "task_done", "cancel", "finish")
)
HELD = frozenset(("Lock", "RLock", "Semaphore", "BoundedSemaphore"))
"""What a thread can hold while it waits for another."""

Site = tuple[str, int, str]
"""File, line, operation."""

INITIAL: Site = ("", 0, "")
"""The site of what was there before anybody wrote."""

Pair = tuple[Site, Site]
"""Who wrote, who reads it."""

NESTED: Site = ("", 0, "nested")
"""In place of a writer: hold back who holds one lock and takes another there (``INITIAL``: anywhere)."""

SEEN = 1_000
"""Tries that having been seen counts for: unseen pairs come first, then the seen ones in turn, each in new company."""

COMPANY_CHANCE = 0.5
"""Share of the executions with a goal that have a second one."""

FREE_CHANCE = 0.2
"""Share of executions without a goal: some bugs need no pair that is new."""


def site_of(pending: Pending) -> Site:
    place = pending.place
    return (place.file, place.line, pending.op) if place else (pending.kind + pending.object, 0, pending.op)


class Directed(Pos):
    name = "directed"

    def __init__(self, seed: int, max_delay: int | None) -> None:
        super().__init__(seed, max_delay)
        self._writers: defaultdict[Key, dict[Site, None]] = defaultdict(dict)
        self._readers: defaultdict[Key, dict[Site, None]] = defaultdict(dict)
        self._objects: defaultdict[Site, set[Key]] = defaultdict(set)
        self._tries: dict[Pair, int] = {}
        self._seen: set[Pair] = set()
        self._goals: list[Pair] = []
        self._latest: dict[Key, Site] = {}
        self._holds: defaultdict[Key, dict[Key, None]] = defaultdict(dict)

    def started(self) -> None:
        super().started()
        self._latest, self._holds, self._goals = {}, defaultdict(dict), []
        if self._tries and self.random.random() >= FREE_CHANCE:
            self._goals.append(self._least_tried())
            if self.random.random() < COMPANY_CHANCE:
                self._goals += self._company(self._goals[0])

    def _least_tried(self) -> Pair:
        fewest = min(self._tries.values())
        least = [pair for pair, tries in self._tries.items() if tries == fewest]
        pair = least[int(self.random.random() * len(least))]
        self._tries[pair] += 1
        return pair

    def _company(self, goal: Pair) -> list[Pair]:
        """A second goal, where another variable is read: what goes wrong is often that two that are read do not fit."""
        others = [pair for pair in self._tries if pair[1] != goal[1] and pair[1][2] == goal[1][2] == "read"]
        return [others[int(self.random.random() * len(others))]] if others else []

    def pick(self, able: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key:
        if not self._goals:
            return super().pick(able, standing, last)
        free = []
        for thread in able:
            wishes = [self._wish(thread, standing[thread], goal) for goal in self._goals]
            if False not in wishes:
                if True in wishes:
                    return thread
                free.append(thread)
        return super().pick(free or able, standing, last)

    def _wish(self, thread: Key, pending: Pending, goal: Pair) -> bool | None:
        """True: it shall move at once. False: it is held back. None: it is as good as any."""
        writer, reader = goal
        site = site_of(pending)
        if writer == NESTED:
            nested = pending.op == "acquire" and pending.kind in HELD and self._holds[thread]
            return False if nested and reader in (site, INITIAL) else None
        latest = self._latest.get(pending.object, INITIAL)
        if site == reader:
            return latest == writer
        spoils = pending.op in WRITES or (pending.op == "acquire" and pending.kind in HELD)
        return False if spoils and latest == writer and pending.object in self._objects[reader] else None

    def moved(self, thread: Key, pending: Pending, done: Sequence[Done]) -> None:
        super().moved(thread, pending, done)
        self._notice(thread, pending, done)

    def _notice(self, thread: Key, pending: Pending, done: Sequence[Done]) -> None:
        if not pending.object:
            return
        site = site_of(pending)
        if pending.op in READS and done[0].outcome is not False:
            self._read(thread, pending, site)
        if pending.op in WRITES:
            self._writers[pending.object].setdefault(site)
            self._latest[pending.object] = site
        for each in done:
            if each.kind in HELD and each.op == "acquire" and each.outcome:
                self._holds[thread][each.object] = None
            elif each.kind in HELD and each.op == "release":
                self._holds[thread].pop(each.object, None)

    def _read(self, thread: Key, pending: Pending, site: Site) -> None:
        pair = self._latest.get(pending.object, INITIAL), site
        if pair not in self._seen:
            self._seen.add(pair)
            self._tries[pair] = self._tries.get(pair, 0) + SEEN
        if pair in self._goals:
            self._goals.remove(pair)
        self._readers[pending.object].setdefault(site)
        self._objects[site].add(pending.object)
        if pending.op == "acquire" and self._holds[thread] and pending.kind in HELD:
            self._tries.setdefault((NESTED, INITIAL), 0)
            self._tries.setdefault((NESTED, site), 0)

    def learn(self, past: Past) -> None:
        """An execution that another strategy chose."""
        self._latest, self._holds = {}, defaultdict(dict)
        for thread, pending, done in zip(past.threads, past.pendings, past.dones, strict=True):
            self._notice(thread, pending, done)
        self._new_goals()

    def end(self, execution: Execution) -> None:
        del execution
        self._new_goals()

    def _new_goals(self) -> None:
        for key, readers in self._readers.items():
            for reader in readers:
                for writer in (INITIAL, *self._writers[key]):
                    if (writer, reader) not in self._seen:
                        self._tries.setdefault((writer, reader), 0)
