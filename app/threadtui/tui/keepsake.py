"""What one can take away from a run: the command that repeats it, a trace file."""

import shlex
from pathlib import Path

from threadtui import trace
from threadtui.session import Options
from threadtui.targets import Target
from threadtui.tui.intents.base import RECORDED
from threadtui.tui.player import Player
from threadtui.tui.run import Run

NOT_YET = "Not yet: the program is on its way. Once it stands still, y copies the command that repeats it."


def command(target: Target, player: Player) -> str:
    """What to type to see this run again; empty while nothing repeats it yet."""
    if not player.steered and player.options.schedule is None:
        return shlex.join(["threadtui", *_settings(player.options), *_words(target)])
    token = _token(player)
    if not token:
        return ""
    return along(target, player.options, token)


def along(target: Target, options: Options, token: str) -> str:
    """What to type to see a program go along a schedule."""
    return shlex.join(["threadtui", "--schedule", token, *_surroundings(options), *_words(target)])


def _token(player: Player) -> str:
    """The schedule; empty while the program has not told it up to its last step."""
    run = player.run
    if player.steered and run.told_at != run.history.steps:
        return ""
    return run.token or (player.options.schedule or "" if not player.steered else "")


def _words(target: Target) -> list[str]:
    return [*(["-m", target.module] if target.module else [target.name]), *target.args]


def _settings(options: Options) -> list[str]:
    """Options that are not as they would be without being named; the seed always, since it says that it repeats."""
    return ["--seed", str(options.seed), *_unusual(options, "strategy", "granularity"), *_surroundings(options)]


def _surroundings(options: Options) -> list[str]:
    """Likewise, those that no schedule tells."""
    words = _unusual(options, "max_steps", "max_seconds", "python", "races", "lock_order", "stdin")
    return words + [word for module in options.include for word in ("--include", module)]


def _unusual(options: Options, *names: str) -> list[str]:
    usual, words = Options(), []
    for name in names:
        value = getattr(options, name)
        if value != getattr(usual, name):
            words += ["--" + name.replace("_", "-"), str(value)]
    return words


def write(target: Target, player: Player) -> str:
    """Write all events so far into a file beside where one stands; what to tell."""
    if player.begin is None:
        return RECORDED
    return write_run(target, player.run, player.options, _token(player))


def write_run(target: Target, run: Run, options: Options, token: str) -> str:
    """Likewise of any run, with the schedule that repeats it."""
    history = run.history
    name = target.module or Path(target.name).stem
    path = f"{name}-seed{options.seed}-step{history.steps}.trace"
    verdict = history.world.verdict
    head = trace.header(
        target.name,
        run.program,
        run.python,
        options.seed,
        options.strategy,
        options.granularity,
        history.world.files.values(),
    )
    events = (history.event(number) for number in range(len(history)))
    try:
        trace.write(path, head, events, verdict.verdict if verdict else "", token)
    except OSError as problem:
        return f"Not written: {path}: {problem.strerror}."
    return f"Written: {path}, {history.steps:,} steps."
