"""``threadtui explore``: a search by processes of its own, each failure repeated on real threads, and what is said of it."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from threadtui import corpus, jobs
from threadtui.confirming import NOT_BACK, confirmed
from threadtui.executors import Pool, cluster, local
from threadtui.headless import Interrupts, Outcome
from threadtui.retrying import FAILS as STILL_FAILS
from threadtui.retrying import Retrying, Tried, key_of
from threadtui.search.explore import Stop
from threadtui.search.splitting import plan
from threadtui.search.tally import Tally
from threadtui.search.workers import TICK_SECONDS, Crew
from threadtui.session import Options, Search
from threadtui.targets import Target

FAILS, HOLDS, UNKNOWN = "fails", "holds", "unknown"

NEW, NOT_KEPT = "new", "not kept"
"""What became of a failure that is to be kept."""

TIME, INTERRUPTED, LISTED_APART = "time was up", "interrupted", "it needs more delay than counts"
"""Why a failure is not minimised."""

Facts = dict[str, Any]

PROOF = {"proved": "fewer are not enough", "found": "fewest found"}
"""What is known of a number of preemptions."""


class Report(NamedTuple):
    """``facts`` as the JSON has them; ``outcomes`` the repetitions of their failures and of the delayed ones, in that order."""

    facts: Facts
    outcomes: tuple[Outcome | None, ...] = ()
    interrupted: bool = False

    def lines(self) -> Iterator[str]:
        """For a person."""
        facts = self.facts
        yield f"{facts['target']}: {sentence(facts)}"
        if facts["verdict"] != UNKNOWN and facts["note"]:
            yield f"  {facts['note']}"
        for failure in facts["failures"]:
            yield from _failure_lines(failure)
        for failure in facts["delayed"]:
            yield f"  fails if a thread is held up for {failure['needed_delay']:g} s:"
            yield from _failure_lines(failure)
        for file in facts["corpus"]:
            if file["result"] != STILL_FAILS:
                yield f"  corpus: {file['told']}"


def sentence(facts: Facts) -> str:
    """The verdict in three: it fails, it holds for all schedules, nothing was found; never one for another."""
    count = f"{facts['schedules']} schedule{'' if facts['schedules'] == 1 else 's'}"
    if facts["verdict"] == FAILS:
        known = facts["failures"] and all(failure["corpus"] for failure in facts["failures"])
        return f"fails; found in {count}{', from the corpus' if known else ''}"
    if facts["verdict"] == HOLDS:
        return f"holds for {'its only schedule' if facts['schedules'] == 1 else f'all {count}'}"
    note = f"; {facts['note']}" if facts["note"] else ""
    return f"nothing found in {count}{note}"


def _failure_lines(failure: Facts) -> Iterator[str]:
    from_file = f" (from the corpus: {failure['corpus']})" if failure["corpus"] else ""
    yield f"  {failure['verdict']}: {failure['message']}{from_file}"
    for place in failure["where"]:
        yield f"    at {place['file']}:{place['line']}"
    yield f"    {_size(failure)}"
    if failure["decisive"]:
        first, second = failure["decisive"]
        yield f"    decided by line {first['line']} of thread {first['thread']} before line {second['line']} of {second['thread']}"
    if failure["confirmed"]:
        yield f"    {failure['command']}"
    else:
        yield f"    {NOT_BACK}{failure['differs']}"


def _size(failure: Facts) -> str:
    steps = f"{failure['steps']} step{'' if failure['steps'] == 1 else 's'}"
    if failure["preemptions"] is not None:
        steps += f", preemptions: {failure['preemptions']}"
    return (
        f"{steps} ({PROOF[failure['fewest']]})"
        if failure["minimised"]
        else f"{steps}, not minimised: {failure['not_minimised']}"
    )


def explore(
    target: Target,
    options: Options,
    search: Search,
    tell: Callable[[str], None] | None = None,
    count: int = 1,
    address: str | None = None,
    folder: str | None = None,
) -> Report:
    """Search with so many processes, or on the cluster at ``address``, and repeat what was found.

    What earlier searches have kept in ``folder`` is tried before, and what is found is kept there. Raises ``UsageMistake`` and
    ``EngineFault``.
    """
    began = monotonic()
    kept = Tried() if folder is None else Retrying(corpus.opened(folder), target, options, search).run()
    left = None if options.max_seconds is None else options.max_seconds - (monotonic() - began)
    end, interrupts = _ended(kept, search, left), Interrupts()
    if end is not None:
        found = unfinished({"schedules": 0, "traces": 0, "changed": ""}, end.value)
    else:
        fewer = replace(search, pieces=True, max_schedules=search.max_schedules - kept.schedules)
        order = jobs.order(target, replace(options, max_seconds=left), fewer)
        with interrupts, local(order, count) if address is None else cluster(order, address) as pool:
            found = _Hunt(order, pool, interrupts, tell).run()
    if tell is not None:
        tell("")
    known = {key_of(failure) for failure, _ in (*kept.failures, *kept.delayed)}
    new, apart = (
        [confirmed(target, options, failure) for failure in found[name] if key_of(failure) not in known]
        for name in ("failures", "delayed")
    )
    told = [*kept.told, *([] if folder is None else _kept(Path(folder), target, options, new))]
    failures, delayed = [*kept.failures, *new], [*kept.delayed, *apart]
    verdict = FAILS if failures else found["verdict"]
    facts = {
        "target": target.name,
        "strategy": search.strategy,
        "verdict": verdict,
        "exhausted": found["exhausted"],
        # what was kept is among all that there are
        "schedules": found["schedules"] + (0 if found["exhausted"] else kept.schedules),
        "traces": found["traces"],
        "seconds": round(monotonic() - began, 3),
        "seed": options.seed,
        "failures": [facts for facts, _ in failures],
        "delayed": [facts for facts, _ in delayed],
        "races": found["races"],
        "lock_orders": found["lock_orders"],
        "bounds": {
            "granularity": options.granularity,
            "max_schedules": search.max_schedules,
            "max_steps": options.max_steps,
            "max_seconds": options.max_seconds,
            "max_delay": search.max_delay,
            "preemptions": search.preemptions,
        },
        "note": found["note"] if verdict == UNKNOWN or found["changed"] else "",
        "corpus": told,
    }
    outcomes = tuple(outcome for _, outcome in (*failures, *delayed))
    return Report(facts, outcomes, interrupts.count > 0 or kept.interrupted)


def _ended(kept: Tried, search: Search, left: float | None) -> Stop | None:
    """Why there is nothing to search for after what was kept has been tried, if so."""
    if kept.interrupted:
        return Stop.INTERRUPTED
    if kept.failures and not search.all:
        return Stop.FAILURE
    if kept.schedules >= search.max_schedules:
        return Stop.SCHEDULES
    return Stop.SECONDS if left is not None and left <= 0 else None


def _kept(folder: Path, target: Target, options: Options, new: list[tuple[Facts, Outcome | None]]) -> Iterator[Facts]:
    """Keep what was found and came back; a line of each."""
    for failure, outcome in new:
        if outcome is None or not failure["confirmed"]:
            continue
        try:
            name = corpus.keep(folder, target, failure, outcome.python, options.max_steps)
        except OSError as problem:
            yield {"file": None, "result": NOT_KEPT, "told": f"the schedule could not be kept: {problem.strerror}"}
        else:
            yield {"file": name, "result": NEW, "told": f"kept as {name}"}


# -- the search


class _Hunt:
    """One search over a pool: schedules, then the failures made small."""

    def __init__(
        self, order: jobs.Order, pool: Pool, interrupts: Interrupts, tell: Callable[[str], None] | None
    ) -> None:
        self._order = order
        self._pool = pool
        self._interrupts = interrupts
        self._tell = tell
        self._began = monotonic()
        search = order.search
        self._tally = Tally(lambda failure: search.max_delay is None or failure["needed_delay"] <= search.max_delay)
        self._plan = plan(search.strategy, pool.workers, search.max_schedules)
        self._crew = Crew(
            pool.executor, jobs.work(order), self._plan, self._tally, pool.workers,
            seconds=order.options.max_seconds, all_failures=search.all, end_early=self._end_early,
            asked=lambda: interrupts.count, tick=self._report,
        )  # fmt: skip
        self._crew.deaths = pool.deaths

    def run(self) -> Facts:
        """All that is known in the end."""
        stop = self._crew.run()
        failures = self._polished() if stop is not Stop.INTERRUPTED else self._tally.failures
        for failure in (*self._tally.delayed, *failures):
            failure.setdefault("not_minimised", INTERRUPTED if self._interrupts.count else LISTED_APART)
        exhausted = stop is Stop.EXHAUSTED
        proved = exhausted and self._plan.sound and not self._tally.cut
        counted = self._tally.told()
        found = {
            **counted,
            "verdict": FAILS if failures else HOLDS if proved else UNKNOWN,
            "stop": self._lost() if stop is Stop.LOST else stop.value,
            "exhausted": exhausted,
            "schedules": self._tally.schedules if exhausted else counted["schedules"],
            "failures": failures,
            "delayed": self._tally.delayed,
        }
        found = noted(found, self._order.search.preemptions)
        if found["changed"] and not self._order.search.isolate:
            found["note"] += LEAVES
        return found

    def _lost(self) -> str:
        """Why there was no answer."""
        lost = self._crew.lost
        return lost if lost == jobs.HUNG or self._order.search.isolate else lost + DIES

    def _end_early(self, number: int) -> None:
        for hand in jobs.hands(self._order):
            if hand.number >= max(1, number):
                hand.enough()

    # -- making failures small

    def _polished(self) -> list[Facts]:
        """Each failure as small as it could be made in the time that is left: a failure is told in any case."""
        left = self._crew.left
        raw = self._tally.failures
        if left is not None and left <= 0:
            return [{**failure, "not_minimised": TIME} for failure in raw]
        futures = [self._pool.executor.submit(jobs.do, self._order, "polish", failure, left) for failure in raw]
        waiting = set(futures)
        asked = self._interrupts.count
        while waiting:
            _, waiting = wait(waiting, TICK_SECONDS, FIRST_COMPLETED)
            self._report()
            if self._interrupts.count > asked:
                asked = self._interrupts.count
                for hand in jobs.hands(self._order):
                    hand.enough()
        return [self._small(failure, future) for failure, future in zip(raw, futures, strict=True)]

    def _small(self, failure: Facts, future: "Future[Facts]") -> Facts:
        try:
            small = future.result()
        except self._pool.deaths as death:
            return {**failure, "not_minimised": str(death.args[0] if death.args else death)}
        if "lost" in small:
            return {**failure, "not_minimised": small["lost"]}
        return small

    # -- progress

    def _report(self) -> None:
        if self._tell is not None:
            under_way = [hand.progress for hand in jobs.hands(self._order) if hand.number and hand.progress]
            self._tell(progress_line(self._progress(under_way)))

    def _progress(self, under_way: list[Facts]) -> Facts:
        """What was answered, and what is told of pieces under way, as far as it cannot be the same."""
        counted = self._tally.counted()
        schedules = counted["schedules"] + sum(each["schedules"] for each in under_way)
        seen = {
            key: max([counted[key], *(each[key] for each in under_way)]) for key in ("traces", "pairs", "both_orders")
        }
        spaces = [each["space"] for each in under_way if each["space"]]
        share = self._plan.explored()
        space = round(schedules / share) if share > 0 else max(spaces, default=None)
        return {"schedules": schedules, **seen, "seconds": monotonic() - self._began, "space": space}


CHANGED = "nondeterministic, "
"""Something else than its schedule decided what the program did."""

LEAVES = "; where one schedule leaves something for the next, --isolate runs each in a process of its own"
DIES = "; --isolate tells of which schedule"
"""What may help."""

UNSURE = ", but more may come of a step than the search knows"
"""Why nothing is proved though no schedule is left to try."""


def noted(found: Facts, preemptions: int | None = None) -> Facts:
    """A search's result; where nothing was found, why it ended, and why it proves nothing."""
    if found["changed"]:
        return {**found, "note": CHANGED + found["changed"]}
    return {**found, "note": _note(found, preemptions) if found["verdict"] == UNKNOWN else ""}


def _note(found: Facts, preemptions: int | None) -> str:
    if found["exhausted"] and not found["cut"] and preemptions is not None:
        return f"all schedules with at most {preemptions} preemption{'' if preemptions == 1 else 's'} were tried"
    if not found["cut"]:
        return f"{found['stop']}{UNSURE if found['exhausted'] else ''}"
    return f"{found['stop']}, but not in full: {found['why'] or 'some were cut off'} ({found['cut']} of them)"


def unfinished(last: Facts, why: str) -> Facts:
    """The result of a search that has not told one: what is known of it, and why."""
    nothing: Facts = {key: [] for key in ("failures", "delayed", "races", "lock_orders")}
    return {**last, **nothing, "verdict": UNKNOWN, "exhausted": False, "note": why}


def progress_line(facts: Facts) -> str:
    """How far a search is, for a terminal's one line."""
    seconds, space = facts["seconds"], facts["space"]
    rate = facts["schedules"] / seconds if seconds else 0
    of = f" of about {space}" if space else ""
    line = f"{facts['schedules']} schedules{of}, {rate:.0f}/s, {facts['traces']} of them different"
    if facts["pairs"]:
        line += f", {facts['both_orders']} of {facts['pairs']} racing pairs in both orders"
    return line
