"""``threadtui.explore`` and ``threadtui.replay``: a function of the person's own test or script under many schedules, or one.

The function runs in copies of this process: one for the search, one on real threads for each failure that is found. So it
may be a closure, a method, a lambda, and use whatever is alive here; nothing that it does is seen here afterwards.
"""

import _thread
import builtins
import gc
import importlib
from collections.abc import Callable, Iterable
from contextvars import copy_context
from dataclasses import dataclass
from inspect import unwrap
from math import inf
from types import CodeType
from typing import Any

from threadtui.arguments import CARRIERS, GRANULARITIES, SEARCH_SECONDS, SEARCH_STEPS, SEARCHES
from threadtui.confirming import NOT_BACK, steps_of
from threadtui.engine.late.call import Call, LiveFiles
from threadtui.engine.late.swap import warm
from threadtui.engine.schedule import Unusable, parse
from threadtui.explaining import table
from threadtui.exploring import Facts, sentence
from threadtui.exploring import explore as search
from threadtui.headless import Outcome, run
from threadtui.mistakes import UsageMistake
from threadtui.session import Options, Search
from threadtui.targets import Target
from threadtui.world.explanation import whole
from threadtui.world.history import History

MOST_DEEDS = 80
"""Lines of a schedule's table at most: a minimal schedule is shorter, and nobody reads on in a longer one."""

ONE_RUN_STEPS = 1_000_000
"""As for ``threadtui run``: a run that goes on for longer is said to go on without end."""

PASSED = "passed"


class ScheduleFailed(AssertionError):
    """A schedule broke the function. ``run`` is what happened; ``__cause__`` the function's own exception, if it was one."""

    def __init__(self, text: str, run: "Run") -> None:
        super().__init__(text)
        self.run = run


@dataclass(frozen=True)
class Run:
    """The function under one schedule, on real threads.

    ``verdict`` is ``passed``, ``failed``, ``deadlock``, ``livelock``, ``crashed`` or ``stopped``, and ``message`` says why.
    ``schedule`` is the token that repeats it, ``steps`` how long it was. ``exception`` is one of the class that ended the
    function, with its message, None if none did; ``traceback`` its text. ``table`` shows who did what, a column for each
    thread; ``output`` what was printed. ``found`` are the search's facts, as ``explore --format json`` has them for a failure
    (``preemptions``, ``decisive``, ``no_return``, ``confirmed`` …); empty for a replay. ``raised`` is what its process told of
    the exception, ``trail`` thread and operation of each step.
    """

    name: str
    verdict: str
    message: str
    schedule: str
    steps: int
    exception: BaseException | None
    traceback: str
    table: str
    output: str
    found: Facts
    raised: Facts
    trail: list[list[Any]]

    def __str__(self) -> str:
        parts = [f"{self.verdict}: {self.message}" if self.message else self.verdict]
        if self.found and not self.found["confirmed"]:
            parts.append(f"{NOT_BACK}{self.found['differs']}")
        parts += [part for part in (self.table, self.traceback.rstrip()) if part]
        return "\n\n".join([*parts, f"schedule: {self.schedule}"])

    def raise_if_failed(self) -> None:
        """Raises ``ScheduleFailed`` unless the verdict is ``passed``."""
        if self.verdict != PASSED:
            raise ScheduleFailed(f"{self.name}: {self}", self) from self.exception


@dataclass(frozen=True)
class Result:
    """What a search came to.

    ``verdict`` is ``fails`` (a schedule breaks it), ``holds`` (all were tried, and none does) or ``unknown`` (nothing was found,
    for the reason that ``note`` gives). ``schedules`` were run, ``traces`` of them different, in ``seconds``. ``failures`` are
    made as small as could be, ``delayed`` fail only if a thread is held up for longer than ``max_delay``. ``facts`` is all of
    it, as ``threadtui explore --format json`` has it.
    """

    name: str
    verdict: str
    schedules: int
    traces: int
    seconds: float
    failures: tuple[Run, ...]
    delayed: tuple[Run, ...]
    note: str
    facts: Facts

    @property
    def failure(self) -> Run | None:
        """The first one."""
        return self.failures[0] if self.failures else None

    @property
    def schedule(self) -> str | None:
        """The token of the first failure, for ``replay``."""
        return self.failures[0].schedule if self.failures else None

    @property
    def exception(self) -> BaseException | None:
        """What ended the function in the first failure, if an exception did."""
        return self.failures[0].exception if self.failures else None

    @property
    def table(self) -> str:
        """The first failure's schedule; empty without one."""
        return self.failures[0].table if self.failures else ""

    def __str__(self) -> str:
        return "\n\n".join([f"{self.name}: {sentence(self.facts)}", *map(str, self.failures)])

    def raise_if_failed(self) -> None:
        """Raises ``ScheduleFailed``, an ``AssertionError``, with the first failure's report. An ``unknown`` passes, unless not one
        schedule came to its end: then nothing was tried, which is an ``AssertionError`` too."""
        if self.failures:
            run = self.failures[0]
            raise ScheduleFailed(f"{self.name}: {sentence(self.facts)}\n\n{run}", run) from run.exception
        if not self.schedules:
            raise AssertionError(f"{self.name}: {sentence(self.facts)}")


def explore(
    function: Callable[[], object],
    *,
    schedules: int = 10_000,
    seconds: float = SEARCH_SECONDS,
    strategy: str = "auto",
    seed: int = 0,
    max_steps: int = SEARCH_STEPS,
    max_delay: float = 0.1,
    preemptions: int | None = None,
    granularity: str = "access",
    carrier: str | None = None,
    isolate: bool = False,
    all: bool = False,
    jobs: int = 1,
    include: Iterable[str] = (),
) -> Result:
    """Call the function again and again, each time under another schedule, until one breaks it or nothing is left to try.

    ``function`` takes no arguments, starts threads, and raises if something is wrong; an exception that nobody caught in any
    thread, a deadlock and a run without end are failures too. It is called in a copy of this process: what it changes there
    is not seen here. Between two calls, names of own modules (those in the function's folder, in its package and in the
    current folder, and what ``include`` names) are bound again as they were found, and so are the states of locks, queues and
    their like; other objects outside of the function, as lists and instances, keep what the call before has done to them, so
    make them inside, or ask for ``isolate``: then each call has a copy of its own. ``seconds`` is real time, ``max_delay`` virtual
    seconds that a thread may be held up, ``max_steps`` the length of one schedule, ``jobs`` the number of processes that search;
    the rest is as in ``threadtui explore --help``.

    Raises ``TypeError`` for what cannot be called, ``ValueError`` for an argument that is none of these, ``KeyboardInterrupt``
    after Ctrl+C.
    """
    options, what = checked(
        schedules=schedules, seconds=seconds, strategy=strategy, seed=seed, max_steps=max_steps, max_delay=max_delay,
        preemptions=preemptions, granularity=granularity, carrier=carrier, isolate=isolate, all=all,
        include=include,
    )  # fmt: skip
    if not isinstance(jobs, int) or jobs < 1:
        raise ValueError(f"jobs is {jobs!r}, and must be a whole number from 1 on")
    return explored(target_of(function, options.include), options, what, jobs)


def checked(
    *,
    schedules: int,
    seconds: float,
    strategy: str,
    seed: int,
    max_steps: int,
    max_delay: float,
    preemptions: int | None,
    granularity: str,
    carrier: str | None,
    isolate: bool,
    all: bool,
    include: Iterable[str],
) -> tuple[Options, Search]:
    """The arguments of ``explore`` as a search takes them. Raises ``ValueError``."""
    options = Options(granularity, seed=seed, max_steps=max_steps, max_seconds=seconds, include=tuple(include))
    what = Search(
        strategy, schedules, None if max_delay == inf else max_delay, preemptions, carrier, all, isolate=isolate
    )
    _check(options, what, max_delay)
    return options, what


def explored(target: Target, options: Options, what: Search, jobs: int) -> Result:
    """The same for a target that is alive."""
    try:
        report = search(target, options, what, None, jobs)
    except UsageMistake as mistake:
        raise ValueError(str(mistake)) from None
    if report.interrupted:
        raise KeyboardInterrupt
    facts = report.facts
    told = [*facts["failures"], *facts["delayed"]]
    runs = [_run(target.name, found, outcome) for found, outcome in zip(told, report.outcomes, strict=True)]
    count = len(facts["failures"])
    return Result(
        target.name, facts["verdict"], facts["schedules"], facts["traces"], facts["seconds"],
        tuple(runs[:count]), tuple(runs[count:]), facts["note"], facts,
    )  # fmt: skip


def replay(
    function: Callable[[], object],
    schedule: str,
    *,
    force: bool = False,
    max_steps: int = ONE_RUN_STEPS,
    seconds: float | None = None,
    include: Iterable[str] = (),
) -> Run:
    """Call the function once, on real threads in a copy of this process, along a schedule that ``explore`` gave.

    Raises ``TypeError`` for what cannot be called, ``ValueError`` for a token that is damaged, does not fit, or was recorded
    with another text of the function's file (``force`` uses it all the same).
    """
    include = tuple(include)
    target = target_of(function, include)
    if not isinstance(schedule, str):
        raise TypeError(f"a schedule is the text of a token, not {schedule!r}")
    try:
        token = parse(schedule)
        options = Options(
            token.granularity, max_steps=max_steps, max_seconds=seconds, schedule=schedule, force=force, include=include
        )
        outcome = run(target, options)
    except (UsageMistake, Unusable) as mistake:
        raise ValueError(str(mistake)) from None
    return _run(target.name, {}, outcome)


# -- the function


def target_of(function: Callable[[], object], include: Iterable[str]) -> Target:
    """A target that is alive. Raises ``TypeError``."""
    if not callable(function):
        raise TypeError(f"a function is needed that can be called without arguments, not {function!r}")
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    code, module = warmed(function, include)
    context = copy_context()
    own = with_thread_s_own(lambda: Call(lambda: context.copy().run(function), code, module, [function]))
    return Target(name, "function", None, None, (), own)


def with_thread_s_own(make: Callable[[], Call]) -> Callable[[], Call]:
    """What makes a program in a copy, whichever thread is copied: its main thread has the thread-local data of this one."""
    kept = [(each, dict(vars(each))) for each in gc.get_objects() if type(each) is _thread._local]

    def made() -> Call:
        for local, names in kept:
            vars(local).update(names)
        return make()

    return made


def warmed(function: Callable[..., object], include: Iterable[str]) -> tuple[CodeType | None, str]:
    """The function's own code and its module, after all that copies of this process will need has been prepared in it."""
    own: Any = unwrap(function)
    own = getattr(own, "func", own)  # a partial's
    own = getattr(own, "__func__", own)
    own = own if hasattr(own, "__code__") else type(own).__call__
    code: CodeType | None = getattr(own, "__code__", None)
    module = getattr(own, "__module__", None) or ""
    warm(LiveFiles(code.co_filename if code is not None else "", module, include))
    return code, module


def _check(options: Options, what: Search, max_delay: float) -> None:
    """Before anything is run. Raises ``ValueError``."""
    for name, value, known in (
        ("strategy", what.strategy, SEARCHES),
        ("granularity", options.granularity, GRANULARITIES[:3]),
        ("carrier", what.carrier, (*CARRIERS, None)),
    ):
        if value not in known:
            raise ValueError(f"{name} is {value!r}, and must be one of {', '.join(map(str, known))}")
    for name, number in (("schedules", what.max_schedules), ("max_steps", options.max_steps)):
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise ValueError(f"{name} is {number!r}, and must be a whole number from 1 on")
    if not isinstance(options.seed, int):
        raise ValueError(f"seed is {options.seed!r}, and must be a whole number")
    if not isinstance(options.max_seconds, int | float) or not 0 < options.max_seconds < inf:
        raise ValueError(f"seconds is {options.max_seconds!r}, and must be a number above 0")
    if not isinstance(max_delay, int | float) or not max_delay >= 0:
        raise ValueError(f"max_delay is {max_delay!r}, and must be a number of seconds from 0 on")
    if what.preemptions is not None and what.strategy != "dfs":
        raise ValueError("preemptions go with the strategy dfs alone")


# -- what came of it


def _run(name: str, found: Facts, outcome: Outcome | None) -> Run:
    """Of a repetition, or of what the search knows where it could not be repeated at all."""
    if outcome is None:
        return Run(
            name, found["verdict"], found["message"], found["schedule"], found["steps"], None, "", "", "", found, {}, []
        )
    history, raised = outcome.history, outcome.raised or {}
    verdict = history.world.verdict
    assert verdict is not None
    return Run(
        name=name,
        verdict=verdict.verdict,
        message=verdict.message,
        schedule=outcome.schedule or found.get("schedule", ""),
        steps=history.steps,
        exception=exception_of(raised) if raised else None,
        traceback=raised.get("traceback", ""),
        table="\n".join(table(history.world, whole(history, MOST_DEEDS))),
        output=_printed(history),
        found=found,
        raised=raised,
        trail=steps_of(history),
    )


def _printed(history: History) -> str:
    """Without the traceback that ends the main thread, which is told by itself."""
    parts = []
    for number in range(len(history)):
        event = history.event(number)
        if event.kind == "error" and event.thread == 1:
            break
        if event.kind == "output":
            parts.append(str(event.value))
    return "".join(parts)


def exception_of(raised: Facts) -> BaseException:
    """An exception of the same class, where that can be found here, with the same message and the traceback as a note."""
    cls = _class(raised["module"], raised["type"])
    exception = cls.__new__(cls, raised["message"])
    exception.args = (raised["message"],)
    exception.add_note(raised["traceback"].rstrip())
    return exception


def _class(module: str, name: str) -> type[BaseException]:
    try:
        found: Any = builtins if module == "builtins" else importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):  # made inside a function
        found = None
    usable = isinstance(found, type) and issubclass(found, BaseException)
    return found if usable and not issubclass(found, BaseExceptionGroup) else AssertionError
