"""The program's process while searching: what ``engine.runner`` is to a run that is watched.

Messages to the watching side, beside ``hello``, ``refused`` and ``fault``: ``["progress", {…}]`` now and then, ``["found", {…}]``,
the result. Without ``pieces`` all is done at once, and the result is last; a command of any kind, or the end of the pipe, asks for
it now. With them it answers commands one by one: ``["piece", {…}, seconds]`` (``splitting.pieces``), ``["polish", failure,
seconds]``, whose answer is the failure made small and explained. ``["enough"]`` asks for the answer to the one under way now.
"""

import json
import os
import select
import sys
import traceback
from collections.abc import Callable
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.clock import SECOND
from threadtui.engine.program import NotThere, Runnable
from threadtui.engine.recorder import Channel
from threadtui.engine.runner import read_program
from threadtui.engine.schedule import program_hash
from threadtui.engine.searching.stage import Stage
from threadtui.engine.wire import LENGTH_BYTES
from threadtui.search.explore import Exploration, Finding, Limits, Progress, polish
from threadtui.search.hosting.host import RealHost
from threadtui.search.hosting.isolated import IsolatedHost
from threadtui.search.hosting.results import Results
from threadtui.search.model import Execution, Place
from threadtui.search.splitting.pieces import How, Piece, answer, strategy_of
from threadtui.search.strategies import by_name
from threadtui.search.strategies.base import Strategy

Facts = dict[str, Any]

LATE = "time was up"
AGAIN = "it did not come again in the same process"
"""Why a failure is not minimised."""


class Child:
    """``config`` as of ``engine.runner``, and what is to be searched for under ``explore``."""

    def __init__(self, config: Facts, events: int, commands: int) -> None:
        self._config = config
        self._search = config["explore"]
        self._channel = Channel(events)
        self._commands = commands
        self._exploration: Exploration | None = None

    def main(self, given: Runnable | None = None) -> None:
        """Search to the end, the configuration's program if none is given; the process is gone afterwards."""
        self._channel.send("hello", {"python": sys.version.split()[0], "pid": os.getpid(), "format": ev.FORMAT})
        search, delay = self._search, self._max_delay()
        self._how = How(search["strategy"], self._config["seed"], delay, search["preemptions"])
        try:
            program = given or read_program(self._config)
            self._stage = Stage(program, self._config | {"carrier": search["carrier"]})
            strategy = by_name(self._how.strategy, self._how.seed, delay, search["preemptions"])
        except (NotThere, ValueError) as mistake:
            self._channel.send("refused", str(mistake))
            raw.exit_process(2)
        self._host = IsolatedHost(self._stage) if search["isolate"] else RealHost(self._stage)
        self._results = Results(self._host, self._config, program_hash(program.source))
        try:
            if search["pieces"]:
                self._serve()
            else:
                self._channel.send("found", self._all(strategy))
        except BaseException:  # noqa: BLE001 (what the program raises ends in the stage: this is ours)
            self._channel.send("fault", traceback.format_exc())
            raw.exit_process(3)
        raw.exit_process(0)

    def _max_delay(self) -> int | None:
        seconds = self._search["max_delay"]
        return None if seconds is None else round(seconds * SECOND)

    def _limits(self, schedules: int, seconds: float | None) -> Limits:
        return Limits(
            schedules, seconds, self._config["max_steps"], self._max_delay(), self._search["all"], self._search["wary"]
        )

    def _all(self, strategy: Strategy) -> Facts:
        limits = self._limits(self._search["max_schedules"], self._config["max_seconds"])
        self._exploration = Exploration(self._host, strategy, limits, self._tell, raw.monotonic)
        return self._results.of(self._exploration.run())

    # -- pieces

    def _serve(self) -> None:
        answers: dict[str, Callable[..., Facts]] = {"piece": self._piece, "polish": self._polish}
        while (command := self._next())[0] != "quit":
            name, *words = command
            if name in answers:
                self._channel.send("found", answers[name](*words))

    def _next(self) -> list[Any]:
        """The next command; the end of the pipe is the end."""
        length = int.from_bytes(self._read(LENGTH_BYTES), "big")
        command: list[Any] = json.loads(self._read(length))
        return command

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = os.read(self._commands, count - len(data))
            if not more:
                raw.exit_process(1)
            data += more
        return data

    def _piece(self, words: Facts, seconds: float | None) -> Facts:
        piece = Piece.of(words)
        if piece.shared is not None:
            self._stage.spots.shared = piece.shared
        strategy = strategy_of(piece, self._how)
        limits = self._limits(piece.schedules, seconds)
        self._exploration = Exploration(self._host, strategy, limits, self._tell, raw.monotonic)
        result = self._exploration.search()
        told = {
            **self._results.named(answer(self._exploration, result, strategy)),
            "changed": self._results.changed(result),
            "shared": self._stage.spots.shared,
        }
        if result.failures or result.delayed:  # should the program not end when it is run again, this has been told
            self._channel.send(
                "progress", {**vars(self._exploration.progress()), "met": told | self._results.met(result)}
            )
        return told | self._results.findings(result)

    def _polish(self, failure: Facts, seconds: float | None) -> Facts:
        """The failure as small as it could be made; as it was where it does not come again."""
        self._stage.spots.shared = failure["shared"]
        verdict, error, places = failure["signature"]
        where = tuple(Place(file, line) for file, line in places)
        finding = Finding(
            Execution(verdict, error=error, where=where), failure["moves"], round(failure["needed_delay"] * SECOND)
        )
        finding.count = failure["count"]
        until = None if seconds is None else raw.monotonic() + seconds
        polish(self._host, finding, self._limits(0, None), raw.monotonic, self._go_on, until)
        assert finding.run is not None
        if finding.run.execution.signature != finding.execution.signature:
            return {**failure, "not_minimised": AGAIN}
        why = "" if finding.minimised else LATE if finding.changed is None else AGAIN
        return {**self._results.finding(finding), "not_minimised": why}

    # -- talking

    def _go_on(self) -> bool:
        return not self._asked()

    def _asked(self) -> bool:
        """Is there a command, or the pipe's end?"""
        return bool(select.select([self._commands], [], [], 0)[0])

    def _tell(self, progress: Progress) -> None:
        """Tell how far it is, and see whether an end is asked for."""
        self._channel.send("progress", vars(progress))
        if self._exploration is not None and self._asked():
            self._exploration.interrupt()


def main(config: dict[str, Any], events: int, commands: int, program: Runnable | None = None) -> None:
    """What ``boot`` calls, and whoever has a program that is alive already."""
    Child(config, events, commands).main(program)
