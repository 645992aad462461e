"""What is kept of earlier searches, tried before a new one: does each of these schedules still break the program?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import msgspec

from threadtui import corpus
from threadtui.confirming import command
from threadtui.engine.schedule import OTHER_TEXT
from threadtui.headless import Outcome, run
from threadtui.mistakes import UsageMistake
from threadtui.search.model import CRASHED, STOPPED
from threadtui.search.run import LIVELOCK
from threadtui.session import Options, Search
from threadtui.targets import Target
from threadtui.world.history import History

Facts = dict[str, Any]

FAILS, PASSES, MISFIT, DAMAGED = "fails", "passes", "does not fit", "damaged"
"""What became of a file."""

BROKEN = frozenset({"failed", "deadlock", CRASHED})
"""Verdicts that no limit of the run has given."""

CHANGED_TEXT = "it was found in another text of the program"
"""Why nothing is known of a schedule but that it fails."""


Found = tuple[Facts, Outcome]


class Tried(NamedTuple):
    """``told`` has a line of each file: its name, what became of it, and that in words; ``failures`` and ``delayed`` are those that
    still fail, each with its run. ``schedules`` were run."""

    told: Sequence[Facts] = ()
    failures: Sequence[Found] = ()
    delayed: Sequence[Found] = ()
    schedules: int = 0
    interrupted: bool = False


class Retrying:
    """The files of one program in a folder, tried on real threads in new processes, those of its present text first."""

    def __init__(self, folder: Path, target: Target, options: Options, search: Search) -> None:
        self._folder = folder
        self._target = target
        self._options = options
        self._search = search
        self._until = None if options.max_seconds is None else monotonic() + options.max_seconds
        self._found: list[Found] = []
        self._told: list[Facts] = []
        self._runs = 0
        self._interrupted = False

    def run(self) -> Tried:
        """Until one fails that counts, or all have been tried if all are wanted."""
        changed: list[tuple[str, corpus.Failure]] = []
        for name, failure in self._ours():
            if self._goes_on() and not self._try(name, failure, force=False):
                changed.append((name, failure))
        for name, failure in changed:
            if self._goes_on():
                self._try(name, failure, force=True)
        return Tried(
            self._told,
            [found for found in self._found if self._counts(found[0])],
            [found for found in self._found if not self._counts(found[0])],
            self._runs,
            self._interrupted,
        )

    def _ours(self) -> Iterator[tuple[str, corpus.Failure]]:
        for name, failure in corpus.read(self._folder):
            if isinstance(failure, corpus.Damaged):
                self._tell(name, DAMAGED, f"{name} is left alone: {failure.why}")
            elif corpus.is_of(failure, self._folder, self._target):
                yield name, failure

    def _goes_on(self) -> bool:
        if self._interrupted or self._runs >= self._search.max_schedules or self._left() == 0:
            return False
        return self._search.all or not any(self._counts(facts) for facts, _ in self._found)

    def _left(self) -> float | None:
        return None if self._until is None else max(0.0, self._until - monotonic())

    def _counts(self, facts: Facts) -> bool:
        most = self._search.max_delay
        return most is None or facts["needed_delay"] <= most

    def _try(self, name: str, failure: corpus.Failure, force: bool) -> bool:
        """False if the program has another text now, and only force would try it."""
        steps = failure.max_steps if failure.verdict == LIVELOCK else self._options.max_steps
        options = replace(
            self._options, schedule=failure.schedule, max_steps=steps, max_seconds=self._left(), force=force
        )
        try:
            outcome = run(self._target, options)
        except UsageMistake as mistake:
            if str(mistake).startswith(OTHER_TEXT):
                return False
            self._tell(name, MISFIT, f"{name} no longer fails, and is kept: {mistake}")
            return True
        self._ran(name, failure, force, options, outcome)
        return True

    def _ran(self, name: str, failure: corpus.Failure, changed: bool, options: Options, outcome: Outcome) -> None:
        verdict = outcome.history.world.verdict
        assert verdict is not None
        if verdict.verdict == STOPPED:
            self._interrupted = True
            return
        self._runs += 1
        text = ", with another text of the program" if changed else ""
        if verdict.verdict in BROKEN or verdict.verdict == failure.verdict:
            facts = self._facts(name, failure, changed, outcome)
            self._found.append((facts | {"command": command(self._target, options, facts)}, outcome))
            self._tell(name, FAILS, f"{name} still fails{text}")
        else:
            self._tell(name, PASSES, f"{name} no longer fails{text}, and is kept: {verdict.verdict}")

    def _facts(self, name: str, failure: corpus.Failure, changed: bool, outcome: Outcome) -> Facts:
        """As a search has them, told by the run."""
        history = outcome.history
        verdict = history.world.verdict
        assert verdict is not None
        known: Facts = {
            key: value
            for key, value in msgspec.to_builtins(failure).items()
            if key not in ("file", "format", "max_steps")
        }
        if changed:
            unknown: Facts = {
                "minimised": False,
                "fewest": None,
                "preemptions": None,
                "no_return": None,
                "decisive": [],
            }
            known |= unknown | {"not_minimised": CHANGED_TEXT, "where": _where(history)}
        return {
            **{key: known[key] for key in KEPT},
            "verdict": verdict.verdict,
            "message": verdict.message,
            "schedule": outcome.schedule or failure.schedule,
            "steps": history.steps,
            "count": 1,
            "confirmed": True,
            "differs": "",
            "corpus": name,
        }

    def _tell(self, name: str, result: str, words: str) -> None:
        self._told.append({"file": name, "result": result, "told": words})


KEPT = ("where", "preemptions", "minimised", "not_minimised", "fewest", "needed_delay", "no_return", "decisive")
"""What the search alone knew."""


def _where(history: History) -> list[Facts]:
    """Where the exception was raised, or where the threads stand that are left."""
    world = history.world
    places = [error.where for error in world.errors[:1]]
    if not places:
        places = [thread.where for thread in world.threads.values() if thread.state not in ("done", "failed", "killed")]
    return [
        {"file": world.files.get(place.file, ""), "line": place.line, "function": ""}
        for place in places
        if place is not None
    ]


def key_of(failure: Facts) -> tuple[Any, ...]:
    """What makes two failures the same one."""
    return failure["verdict"], tuple((place["file"], place["line"]) for place in failure["where"])
