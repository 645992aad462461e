"""Searching the program's schedules for one that fails, and watching what was found."""

from dataclasses import replace
from typing import TYPE_CHECKING

from threadtui.arguments import SEARCH_SECONDS, SEARCH_STEPS
from threadtui.session import Options, Search
from threadtui.tui.intents.base import RECORDED, intent, pause
from threadtui.tui.player import Player

if TYPE_CHECKING:
    from threadtui.tui.exploring import Finding

FINEST = ("sync", "access", "line")
"""Granularities that a search knows; below them it looks at each shared access."""


@intent
def explore(player: Player) -> str:
    """Search; where something was found already, go on for other kinds of failure, and where not, with another seed."""
    from threadtui.tui.exploring import OVER, Exploring  # half of what a search imports: not for the first frame

    begin, seek = player.begin, player.seek
    if begin is None or seek is None:
        return RECORDED
    pause(player)
    last = player.exploring
    if last is not None and last.phase != OVER:
        return ""
    known = last.findings if last is not None else []
    player.give_up_search()
    options, search = _first(player.options), Search()
    if last is not None:
        options, search = last.options, replace(last.search, all=bool(last.findings))
        options = options if last.findings else replace(options, seed=options.seed + 1)
    player.exploring = Exploring(options, search, seek, begin, known=known)
    return ""


def _first(options: Options) -> Options:
    """The run's own settings, with the limits that ``threadtui explore`` has."""
    granularity = options.granularity if options.granularity in FINEST else "access"
    steps = min(options.max_steps, SEARCH_STEPS)
    return replace(
        options, granularity=granularity, schedule=None, arrive=0, max_steps=steps, max_seconds=SEARCH_SECONDS
    )


def watch(player: Player, finding: "Finding") -> None:
    """The failing schedule live, from the step that decides."""
    known, options = player.options, player.exploring.options if player.exploring else player.options
    player.open(
        replace(
            known,
            granularity=options.granularity,
            seed=options.seed,
            max_steps=options.max_steps,
            schedule=finding.failure["schedule"],
            arrive=finding.waits_at,
        )
    )
    player.run.history.fate = finding.fate
    player.notice = _where(finding)


def _where(finding: "Finding") -> str:
    point = finding.failure["no_return"]
    if not point:
        return "The last step before it fails. The step that decides is not known."
    proven = "" if point["proven"] else " as far as is known"
    return f"This step decides: after it every way on fails{proven}. s makes it, ← looks back."
