"""A thread of the program as a search knows it: by a name that is the same in every execution."""

from collections.abc import Callable
from typing import Any

from threadtui.engine.pending import Operation, ProgramThread


class SearchThread(ProgramThread):
    """A program thread with a name of its own that is the same in every execution (``key``).

    ``children`` and ``made`` count the threads and primitives that it has made, ``met`` the objects that it came to first.
    ``done`` is what its step did so far. ``begun`` names an operation that has been told of already, though its body is not
    over. ``place`` is where it stands, ``told`` what it stands before, for whoever asks first. ``let_go`` is how deep it held
    the lock that its wait gave back. ``guard`` says whether it could go on, be it since its time is up (None: always).
    ``joined`` are the threads that it has waited for. ``uncounted``: it stands where a run that is watched has no point.
    """

    __slots__ = (
        "begun",
        "carrier",
        "changes",
        "children",
        "done",
        "future",
        "guard",
        "joined",
        "key",
        "let_go",
        "made",
        "met",
        "order",
        "place",
        "stood_at",
        "told",
        "uncounted",
        "waited",
    )

    def __init__(self, number: int, name: str, daemon: bool, order: tuple[int, ...], key: str) -> None:
        self.id = self.ident = self.native = number
        self.name = name
        self.daemon = daemon
        self.order = order
        self.key = key
        self.children = self.made = self.met = 0
        self.carrier: Any = None
        self.place: Any = None
        self.told: Any = None
        self.done: list[Any] = []
        self.joined: set[int] = set()
        self.late = self.uncounted = False
        self.begun = ""
        self.changes = 0
        self.let_go = 1
        self.stood_at = self.waited = 0
        self.state = "new"
        self.started = self.outside = self.bootstrapping = False
        self.pending: Operation | None = None
        self.guard: Callable[[], bool] | None = None
        self.public: Operation | None = None
        self.looked = self.sentinel = None
        self.handback: SearchThread | None = None
        self.file = self.line = self.body = self.silent = self.errors = 0
        self.failure = ""

    def __lt__(self, other: "SearchThread") -> bool:
        return self.order < other.order
