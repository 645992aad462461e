"""What a search found, as the watching side is told: plain values, thread ids and step numbers of a run that is watched."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from threadtui.engine.clock import SECOND
from threadtui.engine.schedule import CLOCK_ANY, Token
from threadtui.search.decisive import Deed
from threadtui.search.explore import Finding, Result
from threadtui.search.fate import NoReturn
from threadtui.search.hosting.host import RealHost
from threadtui.search.hosting.wording import Wording
from threadtui.search.model import Place
from threadtui.search.run import replay

TOKEN_STRATEGY = "random"
"""What goes on after the choices of a token, should there be anything left."""

Facts = dict[str, Any]


class Results:
    """Puts results into plain values; runs each failing schedule once more, for its trail."""

    def __init__(self, host: RealHost, config: Facts, program: str) -> None:
        self._host = host
        self._config = config
        self._program = program
        self._wording = Wording(host)

    def of(self, result: Result) -> Facts:
        coverage = result.coverage
        return {
            "verdict": result.verdict.value,
            "stop": result.stop.value,
            "exhausted": result.exhausted,
            "schedules": result.schedules,
            "traces": len(coverage.traces),
            "seconds": result.seconds,
            "cut": result.cut,
            "why": result.why,
            "changed": self.changed(result),
            "pairs": coverage.pairs,
            "both_orders": coverage.both_orders,
            **self.findings(result),
            **self.named(coverage.told()),
        }

    def changed(self, result: Result) -> str:
        """What a repeated schedule did otherwise; empty if each did the same again."""
        return "" if result.changed is None else self._wording.change(result.changed)

    def named(self, facts: Facts) -> Facts:
        """What a search has told of races and lock orders, in the names that the source gives."""
        return self._wording.named(facts)

    def findings(self, result: Result) -> Facts:
        """What fails, and what does only with more delay than counts."""
        return {
            "failures": [self.finding(finding) for finding in result.failures],
            "delayed": [self.finding(finding) for finding in result.delayed],
        }

    def met(self, result: Result) -> Facts:
        """The same as far as it is known without running anything again."""
        return {
            "failures": [self._as_met(finding) for finding in result.failures],
            "delayed": [self._as_met(finding) for finding in result.delayed],
        }

    def _as_met(self, finding: Finding) -> Facts:
        execution = finding.execution
        return {
            "verdict": execution.verdict,
            "message": execution.message,
            "where": [_place(place) for place in execution.where],
            "schedule": self._token(execution.choices),
            "steps": execution.steps,
            "preemptions": None,
            "minimised": False,
            "fewest": None,
            "needed_delay": finding.needed_delay / SECOND,
            "no_return": None,
            "decisive": [],
            "count": finding.count,
            "moves": finding.schedule,
            "signature": list(execution.signature),
            "trail": None,
        }

    def finding(self, finding: Finding) -> Facts:
        """One failure, as small as it has been made."""
        limit = self._config["max_steps"]
        schedule = finding.run.schedule if finding.run is not None else finding.schedule
        run = replay(self._host, schedule, limit)
        marks = list(self._host.marks)
        execution = run.execution if run.execution.signature == finding.execution.signature else finding.execution
        return {
            **self._as_met(replace(finding, execution=execution, schedule=schedule)),
            "preemptions": len(run.preemptions),
            "minimised": finding.minimised,
            "fewest": "proved" if finding.proved else "found" if finding.minimised else None,
            "no_return": self._point(finding.point, marks),
            "decisive": [self._deed(deed) for deed in finding.decisive or ()],
            "trail": self._host.trail(execution.choices, limit),
        }

    def _token(self, choices: str) -> str:
        config = self._config
        return str(Token(self._program, config["granularity"], TOKEN_STRATEGY, config["seed"], choices, CLOCK_ANY))

    def _point(self, point: NoReturn | None, marks: Sequence[int]) -> Facts | None:
        if point is None:
            return None
        step = marks[point.step - 1] if point.step <= len(marks) else point.step
        return {
            "step": step,
            "thread": self._host.id_of(point.thread),
            "instead": self._host.id_of(point.instead) or None,
            "proven": point.proven,
        }

    def _deed(self, deed: Deed) -> Facts:
        place = deed.pending.place
        return {
            "thread": self._host.id_of(deed.thread),
            "file": place.file if place else "",
            "line": place.line if place else 0,
            "event": self._wording.deed(deed.pending),
        }


def _place(place: Place) -> Facts:
    return place._asdict()
