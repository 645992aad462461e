"""``threadtui explore``: a search in a process of its own, each failure repeated on real threads, and what is said of it."""

import select
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf
from time import monotonic
from typing import Any, NamedTuple

from threadtui.engine import events as kinds
from threadtui.headless import EngineFault, Interrupts, Outcome, run, start
from threadtui.mistakes import UsageMistake
from threadtui.session import Ended, Fault, Found, Options, Progress, Refused, Search, Session
from threadtui.targets import Target
from threadtui.world.history import History

FAILS, HOLDS, UNKNOWN = "fails", "holds", "unknown"

GRACE_SECONDS = 2.0
"""After its time a search has so long to end by itself: one execution may be under way that never comes to a point."""

Facts = dict[str, Any]

PROOF = {"proved": "fewer are not enough", "found": "fewest found"}
"""What is known of a number of preemptions."""


class Report(NamedTuple):
    """``facts`` as the JSON has them."""

    facts: Facts

    def lines(self) -> Iterator[str]:
        """For a person."""
        facts = self.facts
        yield f"{facts['target']}: {sentence(facts)}"
        for failure in facts["failures"]:
            yield from _failure_lines(failure)
        for failure in facts["delayed"]:
            yield f"  fails if a thread is held up for {failure['needed_delay']:g} s:"
            yield from _failure_lines(failure)


def sentence(facts: Facts) -> str:
    """The verdict in three: it fails, it holds for all schedules, nothing was found; never one for another."""
    count = f"{facts['schedules']} schedule{'' if facts['schedules'] == 1 else 's'}"
    if facts["verdict"] == FAILS:
        return f"fails; found in {count}"
    if facts["verdict"] == HOLDS:
        return f"holds for all {count}"
    note = f"; {facts['note']}" if facts["note"] else ""
    return f"nothing found in {count}{note}"


def _failure_lines(failure: Facts) -> Iterator[str]:
    yield f"  {failure['verdict']}: {failure['message']}"
    for place in failure["where"]:
        yield f"    at {place['file']}:{place['line']}"
    if failure["minimised"]:
        yield f"    {failure['steps']} steps, preemptions: {failure['preemptions']} ({PROOF[failure['fewest']]})"
    if failure["decisive"]:
        first, second = failure["decisive"]
        yield f"    decided by line {first['line']} of thread {first['thread']} before line {second['line']} of {second['thread']}"
    if failure["confirmed"]:
        yield f"    threadtui run --schedule '{failure['schedule']}' …"
    else:
        yield f"    it does not repeat in a new process: {failure['differs']}"


def explore(target: Target, options: Options, search: Search, tell: Callable[[str], None] | None) -> Report:
    """Search, and repeat what was found. Raises ``UsageMistake`` and ``EngineFault``."""
    with Interrupts() as interrupts:
        found = _search(target, options, search, tell, interrupts)
    if tell is not None:
        tell("")
    failures = [_confirmed(target, options, failure) for failure in found["failures"]]
    delayed = [_confirmed(target, options, failure) for failure in found["delayed"]]
    return Report(
        {
            "target": target.name,
            "strategy": search.strategy,
            "verdict": found["verdict"],
            "exhausted": found["exhausted"],
            "schedules": found["schedules"],
            "traces": found["traces"],
            "seconds": round(found["seconds"], 3),
            "seed": options.seed,
            "failures": failures,
            "delayed": delayed,
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
            "note": found["note"],
        }
    )


# -- the search


def _search(
    target: Target, options: Options, search: Search, tell: Callable[[str], None] | None, interrupts: Interrupts
) -> Facts:
    session = start(target, options, search)
    deadline = inf if options.max_seconds is None else monotonic() + options.max_seconds + GRACE_SECONDS
    last: Facts = {"schedules": 0, "traces": 0, "seconds": 0.0}
    try:
        while True:
            left = deadline - monotonic()
            if left <= 0:
                return unfinished(last, "an execution never came to an end, nor to a point")
            sources: list[Session | Interrupts] = [session, interrupts]
            readable, _, _ = select.select(sources, [], [], None if left == inf else left)
            if interrupts in readable:
                interrupts.taken()
                session.send("quit")
                deadline = min(deadline, monotonic() + (GRACE_SECONDS if interrupts.count == 1 else 0))
            for message in session.receive():
                match message:
                    case Progress(facts):
                        last = facts
                        if tell is not None:
                            tell(_progress_line(facts))
                    case Found(facts):
                        return noted(facts)
                    case Refused(text):
                        raise UsageMistake(text)
                    case Fault(traceback):
                        raise EngineFault(traceback)
                    case Ended(status):
                        return unfinished(last, f"the program's process ended with status {status}")
                    case _:
                        pass
    finally:
        session.close()


def noted(found: Facts) -> Facts:
    """A search's result; where nothing was found, why it ended, and why it proves nothing."""
    return {**found, "note": _note(found) if found["verdict"] == UNKNOWN else ""}


def _note(found: Facts) -> str:
    if not found["cut"]:
        return str(found["stop"])
    return f"{found['stop']}, but not in full: {found['why'] or 'some were cut off'} ({found['cut']} of them)"


def unfinished(last: Facts, why: str) -> Facts:
    """The result of a search that has not told one: what is known of it, and why."""
    nothing: Facts = {key: [] for key in ("failures", "delayed", "races", "lock_orders")}
    return {**last, **nothing, "verdict": UNKNOWN, "exhausted": False, "note": why}


def _progress_line(facts: Facts) -> str:
    seconds = facts["seconds"]
    rate = facts["schedules"] / seconds if seconds else 0
    return f"{facts['schedules']} schedules, {rate:.0f}/s, {facts['traces']} of them different"


# -- repeating what was found


def _confirmed(target: Target, options: Options, failure: Facts) -> Facts:
    """The failure as it is on real threads in a new process; ``differs`` says what is not the same there, if anything."""
    again = replace(options, schedule=failure["schedule"], max_seconds=options.max_seconds)
    try:
        outcome = run(target, again)
    except UsageMistake as mistake:  # the schedule does not fit
        return _said(failure, None, str(mistake))
    return _said(failure, outcome, difference(failure, outcome.history))


def _said(failure: Facts, outcome: Outcome | None, differs: str) -> Facts:
    verdict = outcome.history.world.verdict if outcome is not None and not differs else None
    return {
        "verdict": failure["verdict"],
        "message": verdict.message if verdict is not None else failure["message"],
        "where": failure["where"],
        "schedule": failure["schedule"],
        "steps": failure["steps"],
        "preemptions": failure["preemptions"],
        **{key: failure[key] for key in ("minimised", "fewest", "needed_delay", "no_return", "decisive", "count")},
        "confirmed": not differs,
        "differs": differs,
    }


def difference(failure: Facts, history: History) -> str:
    """What is the first thing that is not as the search saw it; empty if all is the same."""
    steps = [
        [event.thread, event.value]
        for number in range(len(history))
        if (event := history.event(number)).kind == kinds.STEP
    ]
    for number, (then, now) in enumerate(zip(failure["trail"], steps, strict=False), start=1):
        if then != now:
            return f"step {number} was {_step(then)} in the search, and {_step(now)} now"
    if len(failure["trail"]) != len(steps):
        return f"the search made {len(failure['trail'])} steps, and now there were {len(steps)}"
    verdict = history.world.verdict
    if verdict is None or verdict.verdict != failure["verdict"]:
        return f"the verdict was {failure['verdict']}, and is {verdict.verdict if verdict else 'none'} now"
    return ""


def _step(step: list[Any]) -> str:
    thread, op = step
    return f"{op} by thread {thread}"
