"""A search that is none: it says what a test lets it say. What it found is repeated by made-up runs that fail."""

from typing import Any

from tests.app.watched import MOVERS, SOURCE, TOKEN, FakeSession

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.session import Found, Options, Progress, Search
from threadtui.tui.player import Player

LAST = len(MOVERS)
SCHEDULE = TOKEN + ":1.2x2.1.2.1x2.2"
MESSAGE = "AssertionError in MainThread at program.py:20"


def progress(schedules: int, seconds: float, failures: int = 0) -> Progress:
    counted = {"schedules": schedules, "seconds": seconds, "traces": schedules // 2, "failures": failures}
    shares = [
        ["dpor", schedules - schedules // 4, schedules // 3, 0],
        ["directed", schedules // 4, schedules // 9, failures],
    ]
    kinds = [["failed", MESSAGE, 3 * kind + 1] for kind in range(failures)]
    return Progress(
        {**counted, "pairs": 4, "both_orders": 3, "space": 4 * schedules, "strategies": shares, "kinds": kinds}
    )


def failure(**other: Any) -> dict[str, Any]:
    """One whose made-up run is the same again."""
    point = {"step": 4, "thread": 1, "instead": 2, "proven": True}
    deeds = [
        {"thread": 2, "file": SOURCE, "line": 7, "event": "read a"},
        {"thread": 1, "file": SOURCE, "line": 20, "event": "write a"},
    ]
    told = {
        "verdict": "failed", "message": MESSAGE, "where": [], "schedule": SCHEDULE, "steps": LAST, "preemptions": 1,
        "minimised": True, "fewest": "proved", "needed_delay": 0.0, "no_return": point, "decisive": deeds, "count": 3,
        "trail": [[mover, "time"] for mover in MOVERS],
    }  # fmt: skip
    return {**told, **other}


def found(verdict: str, *failures: dict[str, Any], stop: str = "a schedule failed", **other: Any) -> Found:
    counted = {"schedules": 24, "traces": 24, "seconds": 1.5, "exhausted": verdict == "holds"}
    return Found(
        {
            **counted,
            "verdict": verdict,
            "stop": stop,
            "cut": 0,
            "why": "",
            "changed": "",
            "failures": list(failures),
            "delayed": [],
            **other,
        }
    )


def _failing(event: Event) -> Event:
    if event.kind != kinds.VERDICT:
        return event
    return event._replace(value={"verdict": "failed", "message": MESSAGE, "exit_status": 1})


class Laboratory:
    """A player, the searches that it started, and the runs."""

    def __init__(self) -> None:
        self.searches: list[FakeSession] = []
        self.asked: list[tuple[Options, Search]] = []
        self.sessions: list[FakeSession] = []
        self.started: list[Options] = []
        self.player = Player("program", Options(seed=7), self.start)
        self.player.seek = self.seek
        self.player.start()
        self.read()

    def start(self, options: Options) -> FakeSession:
        self.started.append(options)
        session = FakeSession(arrive=min(options.arrive, LAST))
        session.rewrite(_failing)
        self.sessions.append(session)
        return session

    def seek(self, options: Options, search: Search) -> FakeSession:
        self.asked.append((options, search))
        self.searches.append(FakeSession(silent=True))
        return self.searches[-1]

    def read(self) -> None:
        self.player.receive(1.0)

    def close(self) -> None:
        self.player.close()
        for session in (*self.sessions, *self.searches):
            session.close()
