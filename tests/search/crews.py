"""A search of a toy program shared by workers that are threads here, with all that travels written as JSON in between."""

import json
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from tests.search.brute import Result
from tests.search.searching import DELAY, STEPS
from tests.search.toy import Program, Toy
from threadtui.search.explore import Exploration, Finding, Limits, Stop
from threadtui.search.model import Host
from threadtui.search.splitting import plan
from threadtui.search.splitting.pieces import Answer, How, Piece, answer, strategy_of
from threadtui.search.tally import Tally
from threadtui.search.workers import Crew


class Shared:
    """One search by so many workers; ``results`` are what executions came to that were made in full."""

    def __init__(self, program: Program, strategy: str, workers: int, seed: int = 0, **limits: Any) -> None:
        self.program = program
        self.results: set[Result] = set()
        self.pieces: list[Piece] = []
        self.limits = {"schedules": 5_000, "all": False} | limits
        self._how = How(strategy, seed, DELAY, self.limits.pop("preemptions", None))
        self.tally = Tally(lambda _failure: True)
        self.plan = plan(strategy, workers, self.limits["schedules"])
        self._workers = workers

    def host(self, piece: Piece) -> Host:
        """What runs the program for this piece."""
        del piece
        return Toy(self.program)

    def known(self, host: Host) -> list[str]:
        """What it knows to be shared in the end."""
        del host
        return []

    def work(self, words: dict[str, Any], _seconds: float | None) -> Answer:
        """What a worker does with a piece."""
        piece = Piece.of(json.loads(json.dumps(words)))
        self.pieces.append(piece)
        strategy = strategy_of(piece, self._how)
        limits = Limits(piece.schedules, None, STEPS, DELAY, self.limits["all"])
        host = self.host(piece)
        exploration = Exploration(Noting(host, self.results), strategy, limits)
        result = exploration.search()
        failures = {"failures": [_told(each) for each in result.failures], "delayed": [], "shared": self.known(host)}
        told: Answer = json.loads(json.dumps(answer(exploration, result, strategy) | failures))
        return told

    def run(self, executor: Executor | None = None) -> Stop:
        """Search to the end."""
        with executor or ThreadPoolExecutor(self._workers) as pool:
            self.crew = Crew(pool, self.work, self.plan, self.tally, self._workers, all_failures=self.limits["all"])
            return self.crew.run()


class Noting:
    """A host that notes what came of each execution."""

    def __init__(self, host: Host, results: set[Result]) -> None:
        self._host = host
        self._results = results

    def execute(self, chooser: Any, max_steps: int) -> Any:
        execution = self._host.execute(chooser, max_steps)
        if execution.verdict != "stopped":
            self._results.add((execution.verdict, execution.final))
        return execution

    def moves(self, choices: str, max_steps: int) -> Any:
        return self._host.moves(choices, max_steps)


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "signature": list(finding.execution.signature),
        "moves": finding.schedule,
        "count": finding.count,
        "needed_delay": finding.needed_delay,
    }
