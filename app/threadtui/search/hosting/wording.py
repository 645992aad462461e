"""Names for a person in place of a search's keys: those that the source gives, and the numbers of threads."""

import re
from collections import Counter
from typing import Any

from threadtui.engine.naming import Names
from threadtui.engine.searching.quiet import Origin
from threadtui.engine.searching.spots import MET
from threadtui.search.hosting.host import RealHost
from threadtui.search.model import Done, Key, Pending
from threadtui.search.repeating import Changed

Facts = dict[str, Any]

WHOSE = re.compile(re.escape(MET) + r"[\d.]+:\d+")
"""What tells objects of one class apart in the key of a location."""


class Wording:
    """Of the executions that a host has made so far."""

    def __init__(self, host: RealHost) -> None:
        self._host = host
        self._names: dict[Key, str] = {}

    def deed(self, pending: Pending | Done) -> str:
        """An operation, and what it is done to."""
        return f"{pending.op} {self._object(pending.kind, pending.object)}".strip()

    def change(self, changed: Changed) -> str:
        """What a schedule did otherwise than before: ``step 6: acquire lock#2 instead of acquire lock#1, by thread 2``."""
        marks = self._host.marks
        step = marks[changed.step - 1] if changed.step <= len(marks) else changed.step
        before, now = changed.first
        told = self._done(now), self._done(before)
        if before is not None and now is not None and told[0] == told[1]:
            told = f"{told[0]} → {now.outcome}", f"{told[1]} → {before.outcome}"
        if changed.now is None:
            stands = f", and stands before {self.deed(changed.pending)}" if changed.pending is not None else ""
            return f"step {step}: thread {self._host.known_id(changed.thread)} cannot make it{stands}, instead of {told[1]}"
        return f"step {step}: {told[0]} instead of {told[1]}, by thread {self._host.known_id(changed.thread)}"

    def _done(self, done: Done | None) -> str:
        return "nothing more" if done is None else self.deed(done)

    def named(self, facts: Facts) -> Facts:
        """The same, its races and lock orders told in names."""
        races = [self._race(race) for race in facts["races"]]
        orders = [
            order | {"first": [self._object("Lock", key) for key in order["first"]]} for order in facts["lock_orders"]
        ]
        return facts | {"races": races, "lock_orders": orders}

    def _race(self, race: Facts) -> Facts:
        sides = {
            side: race[side] | {"thread": self._host.known_id(race[side]["thread"])} for side in ("first", "second")
        }
        return {"location": self._object("location", race["location"]), **sides}

    def _object(self, kind: str, key: Key) -> str:
        if kind == "location":
            return WHOSE.sub("", key)
        if kind == "Thread":
            return f"thread {self._host.known_id(key)}"
        origins = self._host.stage.shadows.origins
        if len(self._names) != len(origins):
            self._names = names_of(origins)
        return self._names.get(key, kind)


def names_of(origins: dict[Key, Origin]) -> dict[Key, str]:
    """A name for each primitive; those that share one are numbered in the order in which threads make them."""
    names = Names()
    bases = {key: names.at(origin.path, origin.position, origin.kind) for key, origin in origins.items()}
    several = Counter(bases.values())
    counted: Counter[str] = Counter()
    named = {}
    for key in sorted(bases, key=_order):
        base = bases[key]
        counted[base] += 1
        named[key] = f"{base}#{counted[base]}" if several[base] > 1 else base
    return named


def _order(key: Key) -> tuple[tuple[int, ...], int]:
    maker, _, number = key.partition(":")
    return tuple(map(int, maker.split("."))), int(number)
