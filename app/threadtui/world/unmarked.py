"""Messages of a queue that were got and never marked done: who should have called ``task_done``, and what became of it.

Each thread's ``task_done`` marks the message that it got last and has not marked yet. Where that does not add up to what the
queue counts as unfinished, as when one thread marks what another one got, nobody is named.
"""

from typing import NamedTuple

from threadtui.world.history import History
from threadtui.world.state import World
from threadtui.world.waits import Act, act, acts_before, failed


class Debt(NamedTuple):
    """``thread`` got ``messages`` messages that it never marked done; ``item`` is the last of them, got by ``got``."""

    thread: int
    messages: int
    item: str
    got: Act


def debts(history: History, world: World, queue: int) -> tuple[Debt, ...]:
    """Of each thread that owes some, in the order of threads; empty where it cannot be told."""
    known = world.primitives.get(queue)
    if known is None:
        return ()
    got = _unmarked(history, world, queue)
    owed = sum(map(len, got.values()))
    if owed + known.view.get("size", 0) != known.view.get("unfinished"):
        return ()
    return tuple(_debt(history, thread, numbers) for thread, numbers in sorted(got.items()) if numbers)


def _unmarked(history: History, world: World, queue: int) -> dict[int, list[int]]:
    """Thread → numbers of the events with which it got what it has not marked."""
    got: dict[int, list[int]] = {}
    for number in acts_before(history, queue, world.events):
        event = history.event(number)
        if failed(event):
            continue
        if event.value["op"] == "get":
            got.setdefault(event.thread, []).append(number)
        elif event.value["op"] == "task_done" and got.get(event.thread):
            got[event.thread].pop()
    return got


def _debt(history: History, thread: int, numbers: list[int]) -> Debt:
    last = history.event(numbers[-1])
    return Debt(thread, len(numbers), last.value["result"]["item"], act(history, numbers[-1], last))
