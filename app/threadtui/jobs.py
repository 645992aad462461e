"""What an executor's workers do: pieces of a search, each worker in a process of the program of its own, which it keeps.

``do(order, command, words, seconds)`` is all that an executor is given, whether its workers are threads here or a cluster's.
"""

import select
import threading
import uuid
from functools import partial
from math import inf
from time import monotonic
from typing import Any, NamedTuple

from threadtui.headless import EngineFault, start
from threadtui.mistakes import UsageMistake
from threadtui.search.workers import GRACE_SECONDS, Died
from threadtui.session import Ended, Fault, Found, Options, Progress, Refused, Search, Session
from threadtui.targets import Target

Facts = dict[str, Any]

HUNG = "an execution never came to an end, nor to a point"


class Order(NamedTuple):
    """One search. ``key`` tells it from others that the same workers may be doing."""

    key: str
    target: Target
    options: Options
    search: Search


def order(target: Target, options: Options, search: Search) -> Order:
    """A new one."""
    return Order(uuid.uuid4().hex, target, options, search)


class Hand:
    """A process of the program that does one thing after another. ``progress`` is how far the one under way is."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._session: Session | None = None
        self.number = 0
        self.progress: Facts = {}

    def do(self, command: str, words: Facts, seconds: float | None) -> Facts:
        """The answer. Raises ``Died`` when the process ends before, ``UsageMistake`` and ``EngineFault``."""
        if self._session is None:
            self._session = start(self._order.target, self._order.options, self._order.search)
        self.number = words.get("number", 0)
        self._session.send(command, words, seconds)
        try:
            answer = self._answer(self._session, inf if seconds is None else monotonic() + seconds + GRACE_SECONDS)
        finally:
            self.number = 0
        if answer is None:
            self.close()
            return {"lost": HUNG, "progress": self.progress}
        return answer

    def _answer(self, session: Session, deadline: float) -> Facts | None:
        self.progress = {}
        while (left := deadline - monotonic()) > 0:
            select.select([session], [], [], None if left == inf else left)
            for message in session.receive():
                match message:
                    case Progress(facts):
                        self.progress = facts
                    case Found(facts):
                        return facts
                    case Refused(text):
                        raise UsageMistake(text)
                    case Fault(traceback):
                        raise EngineFault(traceback)
                    case Ended(status):
                        self.close()
                        raise Died(f"the program's process ended with status {status}", self.progress)
                    case _:
                        pass
        return None

    def enough(self) -> None:
        """Ask for the answer now."""
        if self._session is not None:
            self._session.send("enough")

    def kill(self) -> None:
        """End the process, whoever waits for it."""
        if self._session is not None:
            self._session.kill()

    def close(self) -> None:
        """End the process; the next thing to do begins a new one."""
        session, self._session = self._session, None
        if session is not None:
            session.close()


_hands: dict[tuple[str, int], Hand] = {}
"""By search and thread of this process."""


def do(order: Order, command: str, words: Facts, seconds: float | None) -> Facts:
    """A piece, or a failure to be made small, in this thread's process of the program."""
    key = order.key, threading.get_ident()
    hand = _hands.get(key)
    if hand is None:
        hand = _hands[key] = Hand(order)
    return hand.do(command, words, seconds)


def work(order: Order) -> "partial[Facts]":
    """What ``search.workers`` hands pieces to."""
    return partial(do, order, "piece")


def hands(order: Order) -> list[Hand]:
    """Those in this process."""
    return [hand for (key, _thread), hand in list(_hands.items()) if key == order.key]


def close(key: str) -> None:
    """End the processes of a search that are this process's."""
    for each in [each for each in list(_hands) if each[0] == key]:
        _hands.pop(each).close()
