"""Exploring: schedule after schedule until the program fails, the schedules are exhausted, or the budget is used up."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from math import inf
from typing import Any

from threadtui.search.coverage import Coverage
from threadtui.search.decisive import Deed, decisive
from threadtui.search.delay import needed_delay
from threadtui.search.fair import fair
from threadtui.search.fate import NoReturn, no_return
from threadtui.search.minimise import minimise
from threadtui.search.model import STOPPED, Chooser, Execution, Host, Key
from threadtui.search.repeating import Changed, check_repeats
from threadtui.search.run import LIVELOCK, Run, judged, replay
from threadtui.search.runaway import Lengths, most_steps
from threadtui.search.strategies.base import Strategy, at_work

PASSED = "passed"

REPORT_SECONDS = 0.1
"""Between two progress reports: often enough for a bar that moves, too seldom to cost anything."""

USUAL_STEPS = 10_000
"""A limit of steps below this is somebody's word that the program ends sooner: where it does not, though all had their turns, it
fails as a run does that meets its limit. This one, or more, is only how long a search goes along with it."""

POLISH_SECONDS = 10.0
"""Real seconds for making a failure small and explaining it, at most, each."""


class Verdict(Enum):
    """What can be said of the program."""

    FAILS = "fails"
    HOLDS = "holds"
    UNKNOWN = "unknown"


class Stop(Enum):
    """Why the search ended."""

    EXHAUSTED = "all schedules were tried"
    FAILURE = "a schedule failed"
    SCHEDULES = "the limit of schedules was reached"
    SECONDS = "the limit of seconds was reached"
    INTERRUPTED = "interrupted"
    LOST = "the process of the program ended"
    CHANGED = "the program does not repeat"


@dataclass(frozen=True)
class Limits:
    """``schedules`` and ``seconds`` (None: none) for the search, ``steps`` for an execution; ``delay`` in ns (None: any)."""

    schedules: int = 10_000
    seconds: float | None = 60.0
    steps: int = 1_000_000
    delay: int | None = 100_000_000
    all: bool = False
    """Go on after a failure, to find others."""
    wary: bool = False
    """Cut executions that go on without end off before ``steps`` (``runaway``)."""


@dataclass
class Finding:
    """One failure, however often it was met. Delay in ns. What follows ``count`` is filled in by ``polish``."""

    execution: Execution
    schedule: list[Key]
    needed_delay: int
    count: int = 1
    run: Run | None = None
    minimised: bool = False
    proved: bool = False
    point: NoReturn | None = None
    decisive: tuple[Deed, Deed] | None = None
    changed: Changed | None = None
    """Why it could not be made small."""


@dataclass
class Progress:
    """Where a search stands. ``space`` is the estimated number of all schedules, None where nothing can be said.

    ``strategies`` has of each that was at work ``[name, schedules, new traces among them, failing ones]``, ``kinds`` of each
    failure that counts ``[verdict, message, schedules that met it]``, in the order in which they were first met.
    """

    schedules: int
    seconds: float
    traces: int
    pairs: int
    both_orders: int
    space: int | None
    failures: int
    strategies: list[list[Any]]
    kinds: list[list[Any]]


@dataclass
class Result:
    """What a search came to. ``schedules``: its executions; where all were tried, as many as that took, without those from before
    the host ``learned``. ``cut``: executions that met a limit or were not seen in full, so that nothing is proved by them;
    ``why`` the first of them was. ``changed``: the first step that a repeated schedule did otherwise."""

    verdict: Verdict
    stop: Stop
    strategy: str
    schedules: int
    seconds: float
    cut: int
    why: str
    coverage: Coverage
    limits: Limits
    failures: list[Finding] = field(default_factory=list)
    delayed: list[Finding] = field(default_factory=list)
    changed: Changed | None = None

    @property
    def exhausted(self) -> bool:
        return self.stop is Stop.EXHAUSTED


class Exploration:
    """A search under way. ``run`` it; ``interrupt`` may be called from its ``report``."""

    def __init__(
        self,
        host: Host,
        strategy: Strategy,
        limits: Limits,
        report: Callable[[Progress], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._host = host
        self._strategy = strategy
        self._limits = limits
        self._report = report
        self._clock = clock
        self._began = clock()
        self._reported = self._began
        self._interrupted = False
        self._findings: dict[object, Finding] = {}
        self._shares: dict[str, list[int]] = {}
        self.coverage = Coverage()
        self.schedules = 0
        self.cut = 0
        self.why = ""
        self.executions = 0
        self.changed: Changed | None = None
        self._latest: Execution | None = None
        self._lengths = Lengths(limits.steps, limits.wary)

    def interrupt(self) -> None:
        """End after the execution under way, with what is known."""
        self._interrupted = True

    @property
    def seconds(self) -> float:
        return self._clock() - self._began

    def search(self) -> Result:
        """Search, and leave the failures as they are."""
        try:
            stop = self._search()
            while stop is Stop.EXHAUSTED and not self._repeats():
                stop = self._search() if self._strategy.without_tree() else Stop.CHANGED
        except KeyboardInterrupt:
            stop = Stop.INTERRUPTED
        return self._result(stop)

    def run(self) -> Result:
        """Search, then make the failures small and explain them."""
        result = self.search()
        for finding in result.failures:
            if not self._interrupted:
                polish(self._host, finding, self._limits, self._clock, self._go_on)
        result.seconds = self.seconds
        return result

    def _go_on(self) -> bool:
        """Whoever watches is told that there is life, and may have enough."""
        self._tell()
        return not self._interrupted

    def _search(self) -> Stop:
        while (stop := self._spent()) is None:
            chooser = self._strategy.begin()
            if chooser is None:
                return Stop.EXHAUSTED
            try:
                execution = self._execute(chooser)
            except Changed as changed:
                self.executions += 1
                self.changed = self.changed or changed
                if not self._strategy.without_tree():
                    return Stop.CHANGED
                continue
            self._latest = execution
            self._met(judged(execution, self._strategy.standing, self._strategy.stuck))
            self._strategy.end(execution)
            if execution.learned:
                self._learned()
            self._tell()
        return stop

    def _repeats(self) -> bool:
        """All was tried. Only of a program that does the same again does that say anything."""
        if self._latest is None or self.cut:
            return True
        try:
            check_repeats(self._host, self._strategy.past, self._latest, self._strategy.stuck, self._lengths.limit)
        except Changed as changed:
            self.changed = changed
        return self.changed is None

    def _execute(self, chooser: Chooser) -> Execution:
        limit = self._lengths.limit
        execution = self._host.execute(chooser, limit)
        too_long = bool(execution.cut) and execution.verdict == LIVELOCK and execution.steps >= limit
        self._lengths.made(execution.steps, not too_long)
        return execution._replace(why=self._lengths.why(limit)) if too_long else execution

    def _spent(self) -> Stop | None:
        limits = self._limits
        if self._interrupted:
            return Stop.INTERRUPTED
        if self._decided() and not limits.all:
            return Stop.FAILURE
        if self._strategy.exhausted:
            return Stop.EXHAUSTED
        if self.executions >= limits.schedules:
            return Stop.SCHEDULES
        if limits.seconds is not None and self.seconds >= limits.seconds:
            return Stop.SECONDS
        return None

    def _met(self, execution: Execution) -> None:
        """Take in an execution."""
        if execution.verdict == STOPPED:
            return
        self.schedules += 1
        self.executions += 1
        if execution.cut:
            self.cut += 1
            self.why = self.why or execution.why
        past = self._strategy.past
        share = self._shares.setdefault(at_work(self._strategy), [0, 0, 0])
        share[0] += 1
        share[1] += self.coverage.observe(past)
        if execution.verdict != PASSED and (not execution.cut or self._went_on(execution)):
            share[2] += 1
            self._failed(execution, Finding(execution, list(past.threads), self._delay()))

    def _learned(self) -> None:
        """The host cuts finer from here on: what failed is known in other steps, and what is exhaustive is counted anew.

        What a failure asks of the machine depends on what is known to depend on what.
        """
        for finding in self._findings.values():
            again = None
            while again is None or again.execution.learned:
                finding.schedule = self._host.moves(finding.execution.choices, self._limits.steps)
                again = replay(self._host, finding.schedule, self._limits.steps)
            if again.execution.signature == finding.execution.signature:
                finding.needed_delay = again.needed_delay
        if self._strategy.again():
            self.coverage, self.schedules, self.cut, self.why = Coverage(), 0, 0, ""
        else:
            self.coverage.traces.clear()  # their names are of other steps

    def _went_on(self, execution: Execution) -> bool:
        """It was cut: did the program fail all the same, be it that it did not end within the steps that somebody allowed it?"""
        if execution.verdict != LIVELOCK:
            return True
        return self._limits.steps < USUAL_STEPS and fair(self._strategy.past, self._strategy.standing)

    def _delay(self) -> int:
        return needed_delay(self._strategy.past, self._strategy.standing)

    def _failed(self, execution: Execution, finding: Finding) -> None:
        known = self._findings.get(execution.signature)
        if known is not None:
            finding.count += known.count
            if known.needed_delay <= finding.needed_delay:
                known.count = finding.count
                return
        self._findings[execution.signature] = finding

    def _decided(self) -> bool:
        return any(self._counts(finding) for finding in self._findings.values())

    def _counts(self, finding: Finding) -> bool:
        return self._limits.delay is None or finding.needed_delay <= self._limits.delay

    def _tell(self) -> None:
        now = self._clock()
        if self._report is not None and now - self._reported >= REPORT_SECONDS:
            self._reported = now
            self._report(self.progress())

    def progress(self) -> Progress:
        share = self._strategy.explored()
        space = round(self.schedules / share) if share > 0 else None
        coverage = self.coverage
        counting = [finding for finding in self._findings.values() if self._counts(finding)]
        return Progress(
            self.executions, self.seconds, len(coverage.traces), coverage.pairs, coverage.both_orders, space, len(counting),
            [[name, *share] for name, share in self._shares.items()],
            [[each.execution.verdict, each.execution.message, each.count] for each in counting],
        )  # fmt: skip

    def _result(self, stop: Stop) -> Result:
        findings = list(self._findings.values())
        failures = [finding for finding in findings if self._counts(finding)]
        proved = stop is Stop.EXHAUSTED and self._strategy.sound and not self.cut
        schedules = self.schedules if stop is Stop.EXHAUSTED else self.executions
        verdict = Verdict.FAILS if failures else Verdict.HOLDS if proved else Verdict.UNKNOWN
        return Result(
            verdict, stop, self._strategy.name, schedules, self.seconds, self.cut, self.why, self.coverage, self._limits,
            failures, [finding for finding in findings if not self._counts(finding)], self.changed,
        )  # fmt: skip


def polish(
    host: Host,
    finding: Finding,
    limits: Limits,
    clock: Callable[[], float] = time.monotonic,
    go_on: Callable[[], bool] = lambda: True,
    end: float | None = None,
) -> None:
    """Make a failure small and explain it, as long as ``go_on`` says so, until ``end`` on the clock at most.

    It counts as minimised if there was time to try all that there is to try.
    """
    steps = most_steps(limits.steps, len(finding.schedule), limits.wary)
    run = replay(host, finding.schedule, steps)
    finding.run = run
    if run.execution.signature != finding.execution.signature:
        return
    in_time = _Time(clock, go_on, end)
    try:
        small = minimise(host, run, steps, limits.delay, in_time)
        finding.run, finding.minimised, finding.proved = small.run, not in_time.cut, small.proved
        finding.needed_delay = small.run.needed_delay
        finding.point = no_return(host, small.run, steps, _Time(clock, go_on, end))
    except Changed as changed:
        finding.changed = changed
    if finding.point is not None:
        finding.decisive = decisive(finding.run, finding.point)


class _Time:
    """Is there time for one more execution? ``cut``: it was refused because the whole search's time is over, or somebody had
    enough."""

    def __init__(self, clock: Callable[[], float], go_on: Callable[[], bool], end: float | None) -> None:
        self._clock = clock
        self._go_on = go_on
        self._end = inf if end is None else end
        self._until = clock() + POLISH_SECONDS
        self.cut = False

    def __call__(self) -> bool:
        now = self._clock()
        self.cut = self.cut or now >= self._end or not self._go_on()
        return not self.cut and now < self._until
