"""A trace as it is played: what its header and its last line tell, and the sources that it brings along."""

from threadtui.session import Options
from threadtui.targets import Target
from threadtui.trace import Trace
from threadtui.tui.panels import files
from threadtui.tui.player import Player


def target_of(trace: Trace) -> Target:
    """What was run, by name; it need not be here."""
    return Target(trace.header.target, "trace", None, None)


def player_of(trace: Trace, speed: float | None) -> Player:
    """A player of its history. The sources are the trace's own: those on this machine may be others."""
    head, ending = trace.header, trace.ending
    files.bring(head.sources)
    options = Options(head.granularity, head.strategy, head.seed, schedule=ending.schedule or None if ending else None)
    player = Player(head.target, options, None, speed=speed, history=trace.history)
    player.run.python = head.python
    player.cut = trace.note
    return player
