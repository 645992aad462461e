"""The program's process while searching: what ``engine.runner`` is to a run that is watched.

Messages to the watching side, beside ``hello``, ``refused`` and ``fault``: ``["progress", {…}]`` now and then, ``["found", {…}]``,
the result, last. A command of any kind, or the end of the pipe, asks for the result now.
"""

import os
import select
import sys
import traceback
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.clock import SECOND
from threadtui.engine.program import NotThere
from threadtui.engine.recorder import Channel
from threadtui.engine.runner import read_program
from threadtui.engine.schedule import program_hash
from threadtui.engine.searching.stage import Stage
from threadtui.search.explore import Exploration, Limits, Progress
from threadtui.search.hosting.host import RealHost
from threadtui.search.hosting.results import Results
from threadtui.search.strategies import by_name
from threadtui.search.strategies.base import Strategy


class Child:
    """``config`` as of ``engine.runner``, and what is to be searched for under ``explore``."""

    def __init__(self, config: dict[str, Any], events: int, commands: int) -> None:
        self._config = config
        self._search = config["explore"]
        self._channel = Channel(events)
        self._commands = commands

    def main(self) -> None:
        """Search to the end; the process is gone afterwards."""
        self._channel.send("hello", {"python": sys.version.split()[0], "pid": os.getpid(), "format": ev.FORMAT})
        try:
            program = read_program(self._config)
            stage = Stage(program, self._config | {"carrier": self._search["carrier"]})
            strategy = by_name(
                self._search["strategy"], self._config["seed"], self._max_delay(), self._search["preemptions"]
            )
        except (NotThere, ValueError) as mistake:
            self._channel.send("refused", str(mistake))
            raw.exit_process(2)
        self._host = RealHost(stage)
        self._explore(strategy, program_hash(program.source))

    def _max_delay(self) -> int | None:
        seconds = self._search["max_delay"]
        return None if seconds is None else round(seconds * SECOND)

    def _explore(self, strategy: Strategy, program: str) -> None:
        search, config = self._search, self._config
        limits = Limits(
            search["max_schedules"], config["max_seconds"], config["max_steps"], self._max_delay(), search["all"]
        )
        try:
            self._exploration = Exploration(self._host, strategy, limits, self._tell, raw.monotonic)
            found = Results(self._host, config, program).of(self._exploration.run())
        except BaseException:  # noqa: BLE001 (what the program raises ends in the stage: this is ours)
            self._channel.send("fault", traceback.format_exc())
            raw.exit_process(3)
        self._channel.send("found", found)
        raw.exit_process(0)

    def _tell(self, progress: Progress) -> None:
        """Tell how far it is, and see whether an end is asked for."""
        self._channel.send("progress", vars(progress))
        if select.select([self._commands], [], [], 0)[0]:
            self._exploration.interrupt()


def main(config: dict[str, Any], events: int, commands: int) -> None:
    """What ``boot`` calls."""
    Child(config, events, commands).main()
