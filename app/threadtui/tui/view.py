"""What a panel may look at: one immutable-for-the-frame bundle. A panel is a function of a view."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadtui.engine.breakpoints import Breakpoint
    from threadtui.session import Busy, Stack
    from threadtui.tui.branches import Line
    from threadtui.tui.symbols import Symbols
    from threadtui.tui.theme import Palette
    from threadtui.world.history import History
    from threadtui.world.state import World


@dataclass(frozen=True, slots=True)
class View:
    """The world to draw (of ``world.step``), the history it stands in, and how it is watched."""

    world: "World"
    history: "History"
    program: str
    """The target's name, for the header."""
    transport: str
    """``starting`` (before the first answer), ``paused``, ``playing``, ``past``, ``ended``."""
    speed: float | None
    """Steps a second while playing; None: as fast as it goes."""
    strategy: str
    seed: int
    python: str
    """Version of the program's interpreter; empty until it has answered."""
    selected: int
    """The thread whose stack and position are in focus: the one chosen by the person, else the turn."""
    stacks: "dict[int, Stack]"
    """Last known stack and locals of each thread (empty in the past)."""
    busy: "Busy | None"
    """The step under way takes long in real time."""
    notice: str
    """One line in answer to the last key (why nothing moved, what was written); empty mostly."""
    branches: "tuple[Line, ...]"
    """All runs of the program."""
    frozen: frozenset[int]
    """Threads that the person has frozen: the strategy never picks them."""
    symbols: "Symbols"
    palette: "Palette"
    stops: "tuple[Breakpoint, ...]" = ()
    """Where the person wants to stop."""
    recording: bool = False
    """A trace is played: how many steps there are is known."""
    cut: str = ""
    """How a recording breaks off that has no end."""

    @property
    def stands_frozen(self) -> bool:
        """Whoever could go on is frozen: the program stands until the person thaws or steps somebody."""
        return self.transport == "paused" and all_frozen(self.world, self.frozen)


def all_frozen(world: "World", frozen: frozenset[int]) -> bool:
    """Has the person frozen every thread that could go on?"""
    ready = [thread.id for thread in world.threads.values() if thread.state == "ready"]
    return bool(ready) and frozen.issuperset(ready)
