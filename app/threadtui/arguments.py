"""The command line taken apart: options stand before the target, everything after it is the program's."""

import argparse
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

from threadtui import __version__
from threadtui.mistakes import UsageMistake

STRATEGIES = ("random", "round-robin", "replay")
GRANULARITIES = ("sync", "access", "line", "bytecode")
FORMATS = ("text", "json")
SEARCHES = ("auto", "dpor", "dfs", "random", "pct", "pos", "surw", "directed")
CARRIERS = ("greenlet", "thread")
CONCERNS = ("ignore", "warn", "fail")


class Option(NamedTuple):
    """``convert`` is None for one without a value."""

    flags: tuple[str, ...]
    help: str
    default: Any = None
    convert: Callable[[str], Any] | None = str
    metavar: str | None = None
    choices: tuple[str, ...] | None = None
    repeats: bool = False


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None


def _from(least: int) -> Callable[[str], int]:
    """A whole number that is not less."""

    def number(text: str) -> int:
        number = _whole(text)
        if number < least:
            raise argparse.ArgumentTypeError(f"{text} is not {least} or more")
        return number

    return number


_count, _natural = _from(0), _from(1)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None


def _positive(text: str) -> float:
    number = _number(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return number


def _delay(text: str) -> float:
    number = _number(text)
    if not number >= 0:
        raise argparse.ArgumentTypeError(f"{text} is not 0 or more, or inf")
    return number


def _schedule(text: str) -> str:
    if not text.startswith("@"):
        return text
    try:
        with open(text[1:], encoding="utf-8") as file:
            return file.read().strip()
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise argparse.ArgumentTypeError(f"the schedule in {text[1:]} cannot be read: {reason}") from problem


MODULE = "-m"
"""Names a module as the target: like a target's name it ends the options."""

SEED = Option(("--seed",), "what random choices begin with (default 0)", 0, _whole, "N")
SEARCH_STEPS = 10_000
"""A schedule of a search on the dashboard that is longer is cut off: most programs that are searched are far shorter."""

SEARCH_SECONDS = 60.0
"""A search ends after so much real time: as long as a person may wait for an answer."""

MAX_STEPS = Option(("--max-steps",), "end as livelock after so many steps (default 1000000)", 1_000_000, _natural, "N")
PYTHON = Option(("--python",), "run the program with this interpreter", None, str, "PATH")
STDIN = Option(("--stdin",), "what the program reads from standard input (default: nothing)", None, str, "FILE")
INCLUDE = Option(("--include",), "also step through the package or file of this name", None, str, "NAME", repeats=True)
RUNNING = (
    SEED,
    Option(
        ("--strategy",),
        "who goes next: random (default), round-robin; replay with --schedule",
        "random",
        choices=STRATEGIES,
    ),
    Option(
        ("--granularity",), "where a step ends: sync, access (default), line, bytecode", "access", choices=GRANULARITIES
    ),
    MAX_STEPS,
    Option(("--max-seconds",), "end as livelock after so much real time (default: none)", None, _positive, "S"),
    Option(("--schedule",), "repeat this schedule; @FILE reads the token from a file", None, _schedule, "TOKEN"),
    Option(("--races",), "data races: ignore, warn (default), or fail: they fail the run", "warn", choices=CONCERNS),
    Option(
        ("--lock-order",),
        "locks taken in two orders: ignore, warn (default), or fail: they fail the run",
        "warn",
        choices=CONCERNS,
    ),
    Option(("--force",), "use a schedule though the program has changed", False, None),
    PYTHON,
    STDIN,
    INCLUDE,
)
SEARCHING = (
    SEED,
    Option(
        ("--strategy",), f"how schedules are chosen: {', '.join(SEARCHES)} (default auto)", "auto", choices=SEARCHES
    ),
    Option(("--granularity",), "where a step ends: sync, access (default), line", "access", choices=GRANULARITIES[:3]),
    Option(("--max-schedules",), "stop after so many schedules (default 10000)", 10_000, _natural, "N"),
    Option(
        ("--max-steps",),
        "a schedule ends after so many steps; fewer than 10000: as livelock (default 1000000, or far more than others)",
        None,
        _natural,
        "N",
    ),
    Option(("--max-seconds",), "stop after so much real time (default 60)", SEARCH_SECONDS, _positive, "S"),
    Option(
        ("--max-delay",), "a failure counts if no thread must be held up for longer (default 0.1)", 0.1, _delay, "S"
    ),
    Option(
        ("--preemptions",), "with dfs: at most so many switches away from a thread that can go on", None, _count, "N"
    ),
    Option(("--carrier",), "what threads run on: greenlet where there is one, or thread", None, choices=CARRIERS),
    Option(("--isolate",), "run each schedule in a process of its own: ten milliseconds and more each", False, None),
    Option(("--jobs",), "search with so many processes (default 1)", 1, _natural, "N"),
    Option(("--cluster",), "search on the Dask cluster with this scheduler, as tcp://host:8786", None, str, "URL"),
    Option(
        ("--corpus",), "try the failing schedules in this folder first, and keep there what is found", None, str, "DIR"
    ),
    Option(("--all",), "go on after the first failure", False, None),
    PYTHON,
    STDIN,
    INCLUDE,
)
FORMAT = Option(("--format",), "text (default) or json", "text", choices=FORMATS)
EXPLAIN_FORMAT = Option(("--format",), "text (default), markdown or json", "text", choices=("text", "markdown", "json"))
TRACE = Option(("--trace",), "write what happened to this file (standard output is the report's)", None, str, "FILE")
STEP = Option(("--step",), "the world after this step (default: the last)", None, _whole, "N")
SCREEN = (
    Option(("--ascii",), "draw with ASCII signs only", False, None),
    Option(("--speed",), "steps a second while playing", None, _positive, "N"),
)

ABOUT = """\
See the threads of a Python program run, one step at a time.

TARGET is a scenario's name, a path (with a / or ending in .py), or -m MODULE.
Options stand before TARGET; everything after it is the program's.
Without a command: the dashboard; without a TARGET too: the picker.

commands:
  list     the scenarios that come with threadtui
  run      run a program without the dashboard and report how it ended
  explore  search for a schedule that breaks a program, or prove that none does
  show     a world out of a trace file
  replay   a trace in the dashboard, or a program live along a schedule
  explain  why a run ended as it did: a trace's, or a program's"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageMistake(message)


class Command(NamedTuple):
    """A command's options, and what stands behind them: ``target`` or the name of a single argument, or nothing."""

    name: str
    usage: str
    about: str
    options: tuple[Option, ...]
    behind: str = ""


TARGET = "target"
DASHBOARD = Command("", "[OPTIONS] [TARGET [ARGS...]]", ABOUT, (*RUNNING, *SCREEN), TARGET)
COMMANDS = {
    command.name: command
    for command in (
        Command("list", "list [OPTIONS]", "The scenarios that come with threadtui.", (FORMAT,)),
        Command("run", "run [OPTIONS] TARGET [ARGS...]", "Run a program to its end and report how it ended.",
                (*RUNNING, TRACE, FORMAT), TARGET),
        Command("explore", "explore [OPTIONS] TARGET [ARGS...]", "Search for a schedule that breaks a program.",
                (*SEARCHING, FORMAT), TARGET),
        Command("replay", "replay [OPTIONS] FILE | replay --schedule TOKEN [OPTIONS] TARGET [ARGS...]",
                "Open a trace in the dashboard, running nothing; or run a program along a schedule.",
                (*RUNNING, *SCREEN), TARGET),
        Command("explain", "explain [OPTIONS] FILE | explain [OPTIONS] TARGET [ARGS...]",
                "Why a run ended as it did: a trace's, or a program's that is run for it.",
                (*RUNNING, EXPLAIN_FORMAT), TARGET),
        Command("show", "show [OPTIONS] FILE", "A world out of a trace file.", (STEP, FORMAT), "FILE"),
    )
}  # fmt: skip


class Parsed(NamedTuple):
    """``given`` are the options by name; ``words`` what stands behind them; ``module`` what ``-m`` names."""

    given: argparse.Namespace
    words: list[str]
    module: str | None


def parse(command: Command, arguments: list[str]) -> Parsed:
    """Take a command's arguments apart. Raises ``UsageMistake``; ``--help`` and ``--version`` print and exit."""
    parser = _parser(command)
    if not command.behind or command.behind != TARGET:
        return _parse_plain(command, parser, arguments)
    end = _end_of_options(command, arguments)
    given = parser.parse_args(arguments[:end])
    rest = arguments[end:]
    if rest[:1] == ["--"]:
        rest = rest[1:]
    elif rest and rest[0].startswith(MODULE):
        return _with_module(given, rest)
    return Parsed(given, rest, None)


def _with_module(given: argparse.Namespace, rest: list[str]) -> Parsed:
    module, words = rest[0].removeprefix(MODULE), rest[1:]
    if not module:
        if not words:
            raise UsageMistake("-m needs the name of a module")
        module, words = words[0], words[1:]
    return Parsed(given, words, module)


def _parse_plain(command: Command, parser: argparse.ArgumentParser, arguments: list[str]) -> Parsed:
    if command.behind:
        parser.add_argument("words", metavar=command.behind, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    return Parsed(given, [given.words] if command.behind else [], None)


def _parser(command: Command) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="threadtui",
        usage=f"threadtui {command.usage}",
        description=command.about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if not command.name:
        parser.add_argument("--version", action="version", version=f"threadtui {__version__}")
    for option in command.options:
        _add(parser, option)
    if command.behind == TARGET:
        parser.add_argument(MODULE, metavar="MODULE", help="run a module as python -m does")
    return parser


def _add(parser: argparse.ArgumentParser, option: Option) -> None:
    if option.convert is None:
        parser.add_argument(*option.flags, action="store_true", help=option.help)
        return
    parser.add_argument(
        *option.flags,
        action="append" if option.repeats else "store",
        type=option.convert,
        default=option.default,
        choices=option.choices,
        metavar=option.metavar or option.flags[0].removeprefix("--").upper(),
        help=option.help,
    )


def _end_of_options(command: Command, arguments: list[str]) -> int:
    """Where the target begins: the first word that is neither an option nor an option's value."""
    valued = {flag for option in command.options if option.convert is not None for flag in option.flags}
    index = 0
    while index < len(arguments):
        word = arguments[index]
        if word == "--" or not word.startswith("-") or (word.startswith(MODULE) and not word.startswith("--")):
            return index
        index += 2 if word in valued else 1
    return min(index, len(arguments))
