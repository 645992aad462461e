"""What the program's threads run on while searching: greenlets or OS threads, used again from one execution to the next.

Exactly one carrier runs. ``hub`` is the one that runs executions one after the other. A greenlet switch costs a twentieth
of a hand-over between OS threads, so greenlets are taken wherever the interpreter has them.
"""

import contextvars
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Protocol

from threadtui.engine import raw

try:
    from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]
except ImportError:
    greenlet = None

NAMES = ("greenlet", "thread")


class Carriers(Protocol):
    """Makes carriers and passes the turn between them."""

    hub: Any

    def go(self, carrier: Any) -> None:
        """Let it go on, from the hub; comes back when somebody switches to the hub."""

    def make(self, run: Callable[[], Any]) -> Any:
        """A carrier that will call ``run`` when it is switched to first; ``run`` returns the carrier that goes on after it.

        Its ``switch()`` lets it go on, and returns when somebody switches back to the one that called.
        """

    def frame(self, carrier: Any) -> FrameType | None:
        """The innermost frame of a carrier."""

    def native_id(self, carrier: Any) -> int:
        """What the system calls the OS thread that it is in."""


if greenlet is not None:

    class Greenlet(greenlet):  # type: ignore[misc]
        """One that carries one program thread after the other: to make one takes as long as a thread does otherwise."""

        __slots__ = ("task",)

        task: Callable[[], Any]


class Greenlets:
    """All in the one OS thread that runs the executions; those that are not in use wait at the top of their loop."""

    def __init__(self) -> None:
        self.hub = getcurrent()
        self._idle: list[Any] = []
        self._ordered: tuple[Any, Any] | None = None

    def go(self, carrier: Any) -> None:
        """Let it go on; comes back when somebody switches to the hub. In between new carriers are begun here, wherever they
        are wanted: one begins with as many frames below it as whoever begins it, and each is to have the same room."""
        carrier.switch()
        while self._ordered is not None:
            (new, customer), self._ordered = self._ordered, None
            new.switch()
            customer.switch()

    def make(self, run: Callable[[], Any]) -> Any:
        carrier = self._idle.pop() if self._idle else self._new()
        if carrier.gr_context is not None:
            carrier.gr_context = None  # a new thread begins with an empty context
        carrier.task = run
        return carrier

    def _new(self) -> Any:
        carrier = Greenlet(self._serve, self.hub)
        customer = getcurrent()
        if customer is self.hub:
            carrier.switch()
        else:
            self._ordered = carrier, customer
            self.hub.switch()
        return carrier

    def _serve(self) -> None:
        carrier = getcurrent()
        self.hub.switch()
        while True:
            following = carrier.task()
            del carrier.task
            self._idle.append(carrier)
            following.switch()
            del following

    @staticmethod
    def frame(carrier: Any) -> FrameType | None:
        return sys._getframe() if carrier is getcurrent() else carrier.gr_frame

    @staticmethod
    def native_id(carrier: Any) -> int:  # noqa: ARG004
        return raw.get_native_id()


class OsThread:
    """An OS thread that carries one program thread after the other; parked on its baton in between."""

    __slots__ = ("baton", "ident", "native", "pool", "run")

    def __init__(self, pool: "OsThreads") -> None:
        self.pool = pool
        self.baton = raw.allocate_lock()
        self.baton.acquire()
        self.ident = self.native = 0
        self.run: Callable[[], Any] | None = None

    def switch(self) -> None:
        mine, self.pool.running = self.pool.running, self
        self.baton.release()
        mine.baton.acquire()


class OsThreads:
    """A pool of parked OS threads, but for the one that is ``running``."""

    def __init__(self) -> None:
        self.hub = self.running = OsThread(self)
        self._idle: list[OsThread] = []

    @staticmethod
    def go(carrier: Any) -> None:
        carrier.switch()

    def make(self, run: Callable[[], Any]) -> Any:
        if self._idle:
            carrier = self._idle.pop()
        else:
            carrier = OsThread(self)
            ready = raw.allocate_lock()
            ready.acquire()
            raw.start_new_thread(self._serve, (carrier, ready))
            ready.acquire()
        carrier.run = run
        return carrier

    @staticmethod
    def frame(carrier: Any) -> FrameType | None:
        return sys._current_frames().get(carrier.ident)

    @staticmethod
    def native_id(carrier: Any) -> int:
        found: int = carrier.native
        return found

    def _serve(self, carrier: OsThread, ready: Any) -> None:
        carrier.ident, carrier.native = raw.get_ident(), raw.get_native_id()
        ready.release()
        while True:
            carrier.baton.acquire()
            run, carrier.run = carrier.run, None
            assert run is not None
            following = contextvars.Context().run(run)  # a new thread begins with an empty context
            del run
            self._idle.append(carrier)
            self.running = following
            following.baton.release()


def available() -> str:
    """The fastest carrier that this interpreter has."""
    return "greenlet" if greenlet is not None else "thread"


def by_name(name: str) -> Carriers:
    """Raises ``ValueError`` where it cannot be had."""
    if name == "thread":
        return OsThreads()
    if greenlet is None:
        raise ValueError("this interpreter has no greenlet; --carrier thread needs none")
    return Greenlets()
