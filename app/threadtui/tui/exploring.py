"""A search through a program's schedules as it is watched: how far it is, what it found, and that it comes back.

Rules:
1. What is told of a search came from it. The verdict in three is the search's; nothing here turns one into another.
2. A failure is a finding only when it has been repeated on real threads in a new process, as ``threadtui explore`` does;
   one that does not come back is told as such.
   What an earlier search found stays when one searches on, so that stopping loses nothing.
3. Nothing blocks: ``receive`` takes what has come.

No textual here: a test searches without a terminal.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic

from threadtui.confirming import difference
from threadtui.exploring import FAILS, Facts, noted, sentence, unfinished
from threadtui.jobs import HUNG
from threadtui.search.workers import GRACE_SECONDS
from threadtui.session import CannotStart, Ended, Fault, Found, Options, Progress, Refused, Search
from threadtui.tui.run import Run, Watched
from threadtui.world.history import Fate

CURVE_SECONDS = 0.5
"""Between two points of the curve: as often as it is drawn."""

MOST_POINTS = 400
"""Of the curve, the newest: wider than any screen."""

SEARCHING, STOPPING, REPEATING, OVER = "searching", "stopping", "repeating", "over"


class Finding:
    """A failing schedule, and the run that repeated it. ``differs`` says what was not the same, if anything."""

    def __init__(self, failure: Facts, run: Run, delayed: bool) -> None:
        self.failure = failure
        self.run = run
        self.delayed = delayed
        """It needs a thread to be held up for longer than counts."""
        self.differs = ""

    @property
    def key(self) -> tuple[str, list[tuple[str, int]]]:
        """What tells kinds of failure apart, however small they have been made: the verdict, and where."""
        return self.failure["verdict"], sorted((place["file"], place["line"]) for place in self.failure["where"])

    @property
    def size(self) -> tuple[bool, int, int]:
        """The smaller it is the earlier it stands; those that need more delay last."""
        return self.delayed, self.failure["preemptions"], self.failure["steps"]

    @property
    def fate(self) -> Fate | None:
        """The step that decides, and who makes it; None where that is not known, or not for sure."""
        point = self.failure["no_return"]
        return Fate(point["step"], point["thread"]) if point and point["proven"] else None

    @property
    def waits_at(self) -> int:
        """So many steps are made before one watches: up to the step that decides, else up to the last one before it fails."""
        point = self.failure["no_return"]
        step = point["step"] if point else self.failure["steps"]
        return max(int(step) - 1, 0)


class Exploring:
    """One search. ``seek`` starts it, ``begin`` a run that repeats what it found. ``options`` are those of both.

    ``known`` is what an earlier search found, where one searches on.
    """

    def __init__(
        self,
        options: Options,
        search: Search,
        seek: Callable[[Options, Search], Watched],
        begin: Callable[[Options], Watched],
        clock: Callable[[], float] = monotonic,
        known: Sequence[Finding] = (),
    ) -> None:
        self.options = options
        self.search = search
        self._begin = begin
        self._clock = clock
        self._heard = self._started = clock()
        self.phase = SEARCHING
        self.progress: Facts = {"schedules": 0, "seconds": 0.0, "traces": 0, "failures": 0}
        self.rates: list[float] = []
        """Schedules a second, a point for each ``CURVE_SECONDS``."""
        self._marked = (0, 0.0)
        self.result: Facts | None = None
        self.findings: list[Finding] = list(known)
        """The shortest first, and those that need more delay last."""
        self._coming: list[Finding] = []
        self.refused = ""
        self.fault = ""
        self._session: Watched | None = None
        try:
            self._session = seek(options, search)
        except CannotStart as mistake:
            self._refuse(str(mistake))

    # What the person does

    def stop(self) -> None:
        """End it, and keep what was found; asked twice, without waiting for its answer."""
        if self.phase == SEARCHING and self._session is not None:
            self.phase = STOPPING
            self._heard = self._clock()
            self._session.send("quit")
        elif self.phase == STOPPING:
            self._conclude(unfinished(self.progress, "interrupted"))
        elif self.phase == REPEATING:
            for finding in self._coming:
                self._confirmed(finding, "it was not waited for")
            self._coming = []
            self._end()

    def close(self) -> None:
        """End its processes; what it found stays."""
        self._let_go()
        for finding in (*self.findings, *self._coming):
            finding.run.close()
        self.phase = OVER

    # As time passes

    def receive(self, budget: float) -> None:
        """Take what has come. A search that says nothing when it should have ended is given up."""
        while self._session is not None and (messages := self._session.receive()):
            self._heard = self._clock()
            for message in messages:
                self._take(message)
        if self.phase == REPEATING:
            self._repeat(budget)
        elif self.phase in (SEARCHING, STOPPING) and self._overdue():
            self._conclude(unfinished(self.progress, HUNG))

    def _overdue(self) -> bool:
        now, limit = self._clock(), self.options.max_seconds
        should_end = self.phase == STOPPING or (limit is not None and now - self._started > limit)
        return should_end and now - self._heard > GRACE_SECONDS

    def _take(self, message: object) -> None:
        if self.result is not None or self.phase == OVER:
            return
        match message:
            case Progress(facts):
                self._advance(facts)
            case Found(facts):
                self._conclude(noted(facts))
            case Refused(text):
                self._refuse(text)
            case Fault(traceback):
                self.fault = traceback
                self._end()
            case Ended(status):
                self._conclude(unfinished(self.progress, f"the program's process ended with status {status}"))

    def _advance(self, facts: Facts) -> None:
        self.progress = facts
        schedules, seconds = self._marked
        passed = facts["seconds"] - seconds
        if passed >= CURVE_SECONDS:
            self.rates.append(max(facts["schedules"] - schedules, 0) / passed)
            del self.rates[:-MOST_POINTS]
            self._marked = facts["schedules"], facts["seconds"]

    def _conclude(self, result: Facts) -> None:
        """Its result is there: now each failure is repeated."""
        self.result = result
        self.progress = {**self.progress, **{key: result[key] for key in ("schedules", "seconds", "traces")}}
        self._let_go()
        if any(not finding.delayed for finding in self.findings):
            self.result = {**result, "verdict": FAILS}
        told = [Finding(failure, Run(None), False) for failure in result["failures"]]
        told += [Finding(failure, Run(None), True) for failure in result["delayed"]]
        known = [finding.key for finding in self.findings]
        self.phase = REPEATING
        self._coming = [finding for finding in told if finding.key not in known]
        self._start_next()

    def _start_next(self) -> None:
        """Repeat the next one; nothing left to repeat: it is over."""
        if not self._coming:
            self._end()
            return
        finding = self._coming[0]
        options = replace(self.options, schedule=finding.failure["schedule"], arrive=self.options.max_steps)
        try:
            finding.run = Run(self._begin(options), options=options)
        except CannotStart as mistake:
            self._coming.pop(0)
            self._confirmed(finding, str(mistake))
            self._start_next()

    def _repeat(self, budget: float) -> None:
        finding = self._coming[0]
        run = finding.run
        run.receive(budget)
        if not (run.over or run.refused or run.fault):
            return
        self._coming.pop(0)
        self.fault = run.fault
        self._confirmed(finding, run.refused or difference(finding.failure, run.history))
        self._start_next()

    def _confirmed(self, finding: Finding, differs: str) -> None:
        finding.differs = differs
        if not differs:
            finding.run.history.fate = finding.fate
        finding.run.close()
        self.findings = sorted((*self.findings, finding), key=lambda each: each.size)

    def _refuse(self, text: str) -> None:
        self.refused = text
        self._end()

    def _end(self) -> None:
        self._let_go()
        self.phase = OVER

    def _let_go(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None

    # What there is to see

    @property
    def fails(self) -> bool:
        """The search has found a failure that counts."""
        return self.result is not None and self.result["verdict"] == FAILS

    @property
    def told(self) -> str:
        """Its verdict in a sentence; empty while there is none."""
        if self.fails and self.result is not None and not self.result["failures"]:
            return f"Fails, as was found before; nothing new in {self.result['schedules']} schedules."
        words = sentence(self.result) if self.result is not None else ""
        return f"{words[0].upper()}{words[1:]}." if words else ""
