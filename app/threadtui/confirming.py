"""A failure that a search found, repeated on real threads in a new process; what does not come back is told as such."""

import shlex
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from threadtui.engine import events as kinds
from threadtui.headless import Outcome, run
from threadtui.mistakes import UsageMistake
from threadtui.search.model import CRASHED
from threadtui.search.run import LIVELOCK
from threadtui.session import Options
from threadtui.targets import Target
from threadtui.world.history import History

Facts = dict[str, Any]

NOT_BACK = "nondeterministic in a new process, "
"""Before what differs there."""

KEPT = (
    "where",
    "schedule",
    "steps",
    "preemptions",
    "minimised",
    "fewest",
    "needed_delay",
    "no_return",
    "decisive",
    "count",
)
"""What the search alone knows."""


def confirmed(target: Target, options: Options, failure: Facts) -> tuple[Facts, Outcome | None]:
    """The failure as it is on real threads in a new process; ``differs`` says what is not the same there, if anything.

    With it, how it ended there; None where the schedule does not fit.
    """
    again = replace(options, schedule=failure["schedule"], max_seconds=options.max_seconds)
    try:
        outcome = run(target, again)
    except UsageMistake as mistake:  # the schedule does not fit
        return _told(failure, None, str(mistake)) | {"command": command(target, options, failure)}, None
    told = _told(failure, outcome, difference(failure, outcome.history))
    return told | {"command": command(target, options, failure)}, outcome


def _told(failure: Facts, outcome: Outcome | None, differs: str) -> Facts:
    verdict = outcome.history.world.verdict if outcome is not None and not differs else None
    if failure["verdict"] == CRASHED:
        verdict = None  # the process took its last words with it: the search saw more
    return {
        "verdict": failure["verdict"],
        "message": verdict.message if verdict is not None else failure["message"],
        **{key: failure[key] for key in KEPT},
        "not_minimised": failure["not_minimised"],
        "confirmed": not differs,
        "differs": differs,
        "corpus": None,
    }


def command(target: Target, options: Options, failure: Facts) -> str:
    """What repeats it, to be copied into a shell."""
    words = ["threadtui", "run", "--schedule", failure["schedule"]]
    if failure["verdict"] == LIVELOCK:
        words += ["--max-steps", str(options.max_steps)]
    if options.python is not None:
        words += ["--python", options.python]
    if options.stdin is not None:
        words += ["--stdin", options.stdin]
    for name in options.include:
        words += ["--include", name]
    words += ["-m", target.module] if target.module is not None else [target.name]
    return shlex.join([*words, *target.args])


def difference(failure: Facts, history: History) -> str:
    """What is the first thing that is not as the search saw it; empty if all is the same."""
    verdict = history.world.verdict
    otherwise = ""
    if verdict is None or verdict.verdict != failure["verdict"]:
        otherwise = f"the verdict {verdict.verdict if verdict else 'none'} instead of {failure['verdict']}"
    return otherwise if failure["trail"] is None else _first_step(failure["trail"], history) or otherwise


def _first_step(trail: list[list[Any]], history: History) -> str:
    """The first step that is not as in the search."""
    for number, (then, now) in enumerate(zip_longest(trail, steps_of(history)), start=1):
        if then != now:
            return f"step {number}: {_step(now)} instead of {_step(then)}"
    return ""


def steps_of(history: History) -> list[list[Any]]:
    """Thread and operation of each step."""
    events = (history.event(number) for number in range(len(history)))
    return [[event.thread, event.value] for event in events if event.kind == kinds.STEP]


def _step(step: list[Any] | None) -> str:
    if step is None:
        return "nothing more"
    thread, op = step
    return f"{op} by thread {thread}"
