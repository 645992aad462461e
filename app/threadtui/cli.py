"""The command line. What a command needs is imported when it is called, so that ``--help`` and ``list`` stay fast.

Exit status: 0 passed · 1 the program failed · 2 the user's mistake, one line · 3 a bug of threadtui, a traceback.
"""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from threadtui.arguments import COMMANDS, DASHBOARD, Parsed, parse
from threadtui.mistakes import UsageMistake

if TYPE_CHECKING:
    from threadtui.headless import Outcome
    from threadtui.report import Facts
    from threadtui.session import Options
    from threadtui.targets import Scenario, Target
    from threadtui.world.history import History

PASSED, FAILED, MISTAKE, BUG = 0, 1, 2, 3


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    sys.exit(call(sys.argv[1:] if arguments is None else arguments))


def call(arguments: list[str]) -> int:
    """Run the command line; returns the exit status."""
    try:
        status = _dispatch(arguments)
        sys.stdout.flush()
    except UsageMistake as mistake:
        return _complain(mistake)
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except Exception as bug:  # noqa: BLE001 (the border: whatever comes here is ours)
        return _confess(bug)
    return status


def _dispatch(arguments: list[str]) -> int:
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        return _dashboard(parse(DASHBOARD, arguments))
    commands = {
        "list": _list, "run": _run, "explore": _explore, "show": _show, "replay": _replay, "explain": _explain,
    }  # fmt: skip
    return commands[name](parse(COMMANDS[name], arguments[1:]))


def _complain(mistake: Exception) -> int:
    print(f"threadtui: {' '.join(str(mistake).split())}", file=sys.stderr)
    return MISTAKE


def _confess(bug: Exception) -> int:
    import traceback

    from threadtui import __version__

    told = str(bug) if type(bug).__name__ == "EngineFault" else "".join(traceback.format_exception(bug))
    print(f"{told.rstrip()}\nthreadtui: this is a bug of threadtui {__version__}, not of the program", file=sys.stderr)
    return BUG


def _print_json(value: Any) -> None:
    import json

    print(json.dumps(value, indent=2))


def _print_lines(lines: Iterable[str]) -> None:
    from threadtui.readable import printable

    for line in lines:
        print(printable(line, sys.stdout.encoding))


# The dashboard


def _dashboard(parsed: Parsed) -> int:
    if parsed.words[:1] and parsed.words[0] in COMMANDS:
        raise UsageMistake(f"the options of {parsed.words[0]} stand after it: threadtui {parsed.words[0]} [OPTIONS] …")
    target = _target(parsed) if parsed.words or parsed.module else None
    options = _options(parsed)
    if target is not None:
        _check_beforehand(target, options)
    _need_terminal("run TARGET")
    from threadtui.tui.app import run_dashboard

    return run_dashboard(target, options, ascii=parsed.given.ascii, speed=parsed.given.speed)


def _need_terminal(instead: str) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageMistake(f"the dashboard needs a terminal; without one use: threadtui {instead}")


# replay


def _replay(parsed: Parsed) -> int:
    """A trace is opened and runs nothing; with a schedule the program runs along it."""
    if parsed.given.schedule is not None:
        return _replay_live(parsed)
    if parsed.module is not None or len(parsed.words) != 1:
        raise UsageMistake("replay needs one trace FILE, or --schedule TOKEN and a TARGET")
    from threadtui.trace import load

    trace = load(parsed.words[0])
    _need_terminal(f"show {parsed.words[0]}")
    from threadtui.tui.app import run_recorded

    return run_recorded(trace, ascii=parsed.given.ascii, speed=parsed.given.speed)


def _replay_live(parsed: Parsed) -> int:
    target, options = _target(parsed), _options(parsed)
    _check_beforehand(target, options)
    _need_terminal("run --schedule TOKEN TARGET")
    from threadtui.tui.app import run_dashboard

    return run_dashboard(target, options, ascii=parsed.given.ascii, speed=parsed.given.speed, playing=True)


def _check_beforehand(target: "Target", options: "Options") -> None:
    """What the program's process would refuse is told before a screen opens.

    Whose schedule it is can be seen from a script, and from a test's file if it is that test's. All else only the process knows.
    """
    from threadtui.engine.schedule import Unusable, program_hash, usable
    from threadtui.targets import main_file

    path = main_file(target)
    if options.schedule is not None and path is not None and path.is_file():
        try:
            usable(options.schedule, program_hash(path.read_bytes()), force=options.force)
        except Unusable as problem:
            if target.path is not None:
                raise UsageMistake(str(problem)) from problem
        else:
            if not options.include:
                return
    if options.include or (options.schedule is not None and target.module is not None):
        from threadtui.headless import require_answer

        require_answer(target, options)


def _target(parsed: Parsed) -> "Target":
    from threadtui.targets import resolve

    if parsed.module is not None:
        return resolve(None, parsed.words, parsed.module)
    return resolve(parsed.words[0] if parsed.words else None, parsed.words[1:])


def _options(parsed: Parsed) -> "Options":
    from threadtui.session import Options

    given = parsed.given
    if given.strategy == "replay" and given.schedule is None:
        raise UsageMistake("the strategy replay needs --schedule")
    if given.schedule is not None:
        _check_token(given.schedule)
    return Options(
        given.granularity, given.strategy, given.seed, given.max_steps, given.max_seconds, given.schedule, given.python,
        tuple(given.include or ()), given.force, given.races, given.stdin, given.lock_order,
    )  # fmt: skip


def _check_token(text: str) -> None:
    """Better now than behind a screen."""
    from threadtui.engine.schedule import Unusable
    from threadtui.engine.schedule import parse as parse_token

    try:
        parse_token(text)
    except Unusable as problem:
        raise UsageMistake(str(problem)) from problem


# list


def _list(parsed: Parsed) -> int:
    from threadtui.targets import scenarios

    found = scenarios()
    if parsed.given.format == "json":
        _print_json([_listed(scenario) for scenario in found])
    else:
        _print_lines(_table(found))
    return PASSED


def _listed(scenario: "Scenario") -> dict[str, Any]:
    return {
        "name": scenario.name,
        "title": scenario.title,
        "tags": list(scenario.tags),
        "expected": list(scenario.expected),
        "path": scenario.path,
    }


def _table(scenarios: "list[Scenario]") -> Iterable[str]:
    width = max((len(scenario.name) for scenario in scenarios), default=0)
    groups = dict.fromkeys(scenario.group for scenario in scenarios)
    for number, group in enumerate(groups):
        yield from ("", group) if number else (group,)
        for scenario in scenarios:
            if scenario.group == group:
                yield f"  {scenario.name:{width}}  {scenario.title}"


# run


def _run(parsed: Parsed) -> int:
    target, options, trace = _target(parsed), _options(parsed), parsed.given.trace
    if trace is not None:
        _check_writable(trace)
    from threadtui.headless import run

    outcome = run(target, options)
    facts = _facts(target, options, outcome)
    if trace is not None:
        _write_trace(trace, facts, outcome)
    _print_run(parsed, facts, outcome)
    verdict = outcome.history.world.verdict
    return PASSED if verdict is not None and verdict.verdict == "passed" else FAILED


def _print_run(parsed: Parsed, facts: "Facts", outcome: "Outcome") -> None:
    if parsed.given.format == "json":
        from threadtui.report import run_report

        _print_json(run_report(outcome.history, facts))
    else:
        from threadtui.readable import run_lines

        _print_lines(run_lines(outcome.history, facts))


def _facts(target: "Target", options: "Options", outcome: "Outcome") -> "Facts":
    from threadtui.engine.schedule import parse as parse_token
    from threadtui.report import Facts

    # With a schedule it is the token that says how the run was made.
    how = parse_token(outcome.schedule) if outcome.schedule and options.schedule else options
    return Facts(target.name, outcome.python, how.seed, how.strategy, how.granularity, outcome.schedule)


def _check_writable(path: str) -> None:
    """Better now than after a long run."""
    if path == "-":
        raise UsageMistake("standard output is the report's: --trace needs a file; one of that name is ./-")
    folder = os.path.dirname(path) or "."
    if os.path.isdir(path) or not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        raise UsageMistake(f"a trace cannot be written to {path}")


def _write_trace(path: str, facts: "Facts", outcome: "Outcome") -> None:
    from threadtui import trace

    history, world = outcome.history, outcome.history.world
    token = facts.schedule or ""
    program = token.split(":")[1] if token.count(":") > 1 else ""
    paths = world.files.values()
    head = trace.header(facts.target, program, facts.python, facts.seed, facts.strategy, facts.granularity, paths)
    events = (history.event(number) for number in range(len(history)))
    try:
        trace.write(path, head, events, world.verdict.verdict if world.verdict else "", token)
    except OSError as problem:
        raise UsageMistake(f"the trace cannot be written to {path}: {problem.strerror}") from problem


# explore


def _explore(parsed: Parsed) -> int:
    from threadtui.exploring import FAILS, explore
    from threadtui.session import Options, Search

    given = parsed.given
    target = _target(parsed)
    options = Options(
        granularity=given.granularity, seed=given.seed, max_steps=given.max_steps or Options().max_steps,
        max_seconds=given.max_seconds, python=given.python, include=tuple(given.include or ()), stdin=given.stdin,
    )  # fmt: skip
    delay = None if given.max_delay == float("inf") else given.max_delay
    search = Search(
        given.strategy, given.max_schedules, delay, given.preemptions, given.carrier, given.all,
        wary=given.max_steps is None, isolate=given.isolate,
    )  # fmt: skip
    tell = _tell_progress if sys.stderr.isatty() else None
    report = explore(target, options, search, tell, given.jobs, given.cluster, given.corpus)
    if given.format == "json":
        _print_json(report.facts)
    else:
        _print_lines(report.lines())
    return FAILED if report.facts["verdict"] == FAILS else PASSED


def _tell_progress(line: str) -> None:
    """One line that is written over, on the terminal alone; an empty one wipes it out."""
    sys.stderr.write(f"\r\x1b[K{line}")
    sys.stderr.flush()


# show


def _show(parsed: Parsed) -> int:
    from threadtui.trace import load

    path = parsed.words[0]
    trace = load(path)
    step = trace.history.steps if parsed.given.step is None else parsed.given.step
    if not 0 <= step <= trace.history.steps:
        raise UsageMistake(f"{path} has steps 0 to {trace.history.steps}, not {step}")
    if trace.note:
        print(f"threadtui: {trace.note}", file=sys.stderr)
    if parsed.given.format == "json":
        from threadtui.report import show_report

        _print_json(show_report(trace.history, step))
    else:
        from threadtui.readable import show_lines

        _print_lines(show_lines(trace.history, step))
    return PASSED


# explain


def _explain(parsed: Parsed) -> int:
    """A trace is read, a program is run; of the latter the exit status tells how it ended."""
    if parsed.module is None and len(parsed.words) == 1 and _is_trace(parsed.words[0]):
        return _explain_trace(parsed)
    target, options = _target(parsed), _options(parsed)
    _check_explainable(target)
    from threadtui.headless import run

    outcome = run(target, options)
    words = [*(["-m", target.module] if target.module else [target.name]), *target.args]
    _print_explanation(parsed, outcome.history, _facts(target, options, outcome), words)
    verdict = outcome.history.world.verdict
    return PASSED if verdict is not None and verdict.verdict == "passed" else FAILED


def _check_explainable(target: "Target") -> None:
    """Whatever is not called a Python program, and is none, was meant as a trace."""
    path = target.path
    if path is None or target.kind != "path" or path.endswith(".py"):
        return
    try:
        with open(path, "rb") as file:
            compile(file.read(), path, "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError) as problem:
        raise UsageMistake(f"{target.name} is neither a trace of threadtui nor a Python program") from problem


def _is_trace(word: str) -> bool:
    """A file that is one, or one that could be nothing else, be it there or not."""
    from threadtui.targets import TRACE, is_path
    from threadtui.trace import is_trace

    return (word.endswith(TRACE) and not os.path.exists(word)) or (
        os.path.isfile(word) and (is_trace(word) or not is_path(word))
    )


def _explain_trace(parsed: Parsed) -> int:
    from threadtui.report import Facts
    from threadtui.trace import load

    trace = load(parsed.words[0])
    if trace.note:
        print(f"threadtui: {trace.note}", file=sys.stderr)
    head, schedule = trace.header, trace.ending.schedule if trace.ending else ""
    facts = Facts(head.target, head.python, head.seed, head.strategy, head.granularity, schedule or None)
    _print_explanation(parsed, trace.history, facts, [head.target])
    return PASSED


def _print_explanation(parsed: Parsed, history: "History", facts: "Facts", words: list[str]) -> None:
    from threadtui import explaining
    from threadtui.world.explanation import explain

    told, repeat = explain(history), explaining.command(facts, words)
    if parsed.given.format == "json":
        _print_json(explaining.report(history, told, facts, repeat))
    else:
        lines = explaining.markdown_lines if parsed.given.format == "markdown" else explaining.text_lines
        _print_lines(lines(history, told, facts, repeat))
