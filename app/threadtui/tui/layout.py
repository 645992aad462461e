"""Which panels a screen of some size has, and where. A pure function: no widget is asked.

Rules:
1. Header, NEXT bar, the turn's row and footer never give way.
2. From 104×28 there are two columns, from 176×44 three; below, one panel at a time behind tabs; no timeline below 70×22.
3. Where height is short, these give way in this order: output and story (to two rows each), lanes of the timeline,
   blank rows, source (to seven rows), values, primitives, and threads last.
4. An empty panel takes one row below its title; what is left over goes to source and its neighbours. So does what the
   last panel of a column leaves. Tables that grow with every step (values, stack, hints) do so in rows that are free:
   they take none from story, output or blank rows beyond a few, so that nothing jumps as they come and go.
5. At granularity ``bytecode`` the disassembly stands below the source where there are three columns, else in its place:
   its groups are headed by their source lines.
6. When nobody can go on, the cycle comes first: above at the left, where it was decided below it, then hints, and what was
   printed where there is room; or above the tabs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LEAST_WIDTH, LEAST_HEIGHT = 40, 12
TWO_COLUMNS = (104, 28)
THREE_COLUMNS = (176, 44)
WITH_TIMELINE = (70, 22)
SOURCE_WIDTH, THREADS_WIDTH = 46, 52
"""Neither is ever narrower where there are columns."""
SOURCE_ROWS = 7
STORY_ROWS = 2
OUTPUT_ROWS = 4
"""At a deadlock, below where it was decided: with its title it has more than so many rows, or no place."""
LANES = 3
MOST_LANES = 12
MOST_MOVES = 8
MOST_HINTS = 4
"""Lines: more would push aside what happens."""
GAP = 3

TABS = ("source", "values", "primitives", "story", "output", "hints", "stack")
DEADLOCK_TABS = ("way_out", "source", "threads", "primitives", "story", "output", "hints")


class Place(NamedTuple):
    """Where a panel stands, in cells of the screen. ``pad`` is margin inside it, which a row's tint covers."""

    x: int
    y: int
    width: int
    height: int
    titled: bool = True
    pad: int = 0


@dataclass(frozen=True, slots=True)
class Wants:
    """Rows that panels have to show, without their titles."""

    threads: int = 0
    primitives: int = 0
    values: int = 0
    source: int = 0
    stack: int = 4
    bytecode: int = 0
    """Not 0: the granularity is ``bytecode``."""
    cycle: int = 0
    """Not 0: nobody can go on, and the screen is the deadlock's."""
    decision: int = 0
    way_out: int = 0
    branches: int = 0
    """None while there is but one run: then it has no place."""
    hints: int = 0
    over: bool = False
    """The run has ended: there are no next moves."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Panel → place, and the tabs if there are any. Empty ``places`` but for the NEXT bar: the screen is too small."""

    places: dict[str, Place]
    tabs: tuple[str, ...] = ()
    tab: str = ""
    zoomed: str = ""


@dataclass(slots=True)
class _Frame:
    """What is the same on every screen: the bars, and the rows between them."""

    width: int
    height: int
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def right(self) -> int:
        """The cell after the panels' last one."""
        return self.width - (2 if self.width >= 100 else 1)

    def bars(self) -> int:
        """Place header, NEXT bar and footer; the first row for panels."""
        airy = self.height >= TWO_COLUMNS[1] and self.width >= 100
        at = 2 if airy else 1
        self.places["header"] = Place(0, 0, self.width, 1, titled=False)
        self.places["next"] = Place(0, at, self.width, 2, titled=False)
        self.places["footer"] = Place(0, self.height - 1, self.width, 1, titled=False)
        return at + (3 if airy or self.height >= 16 else 2)


def arrange(width: int, height: int, wants: Wants, tab: str = "source", zoomed: str = "") -> Arrangement:
    """Where all stands. ``tab`` is the one chosen where there are tabs, ``zoomed`` a panel that is shown alone."""
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return Arrangement(_too_small(width, height))
    frame = _Frame(width, height)
    top = frame.bars()
    if zoomed:
        frame.places[zoomed] = Place(0, top, frame.right, height - 1 - top, pad=1)
        return Arrangement(frame.places, zoomed=zoomed)
    if wants.cycle:
        return _deadlock(frame, top, wants, tab)
    if _at_least(frame, THREE_COLUMNS):
        _three_columns(frame, top, wants)
    elif _at_least(frame, TWO_COLUMNS):
        _two_columns(frame, top, wants)
    else:
        chosen = tab if tab in TABS else TABS[0]
        _tabbed(frame, top, wants, chosen)
        return Arrangement(frame.places, TABS, chosen)
    return Arrangement(frame.places)


def _at_least(frame: _Frame, size: tuple[int, int]) -> bool:
    return frame.width >= size[0] and frame.height >= size[1]


def _too_small(width: int, height: int) -> dict[str, Place]:
    places = {"next": Place(0, 0, width, min(2, height), titled=False)}
    if height > 2:
        places["small"] = Place(0, 2, width, 1, titled=False)
    return places


def _two_columns(frame: _Frame, top: int, wants: Wants) -> None:
    usable = frame.right - 1 - GAP
    left = min(max(SOURCE_WIDTH, usable * 54 // 114), usable - THREADS_WIDTH)
    x = 1 + left + GAP - 1
    right = frame.right - x
    room = frame.height - 1 - top
    column, lanes, told = _share(room, wants, spare=(frame.height - 36) // 4)
    frame.places[_text(wants)] = Place(1, top, left, column)
    _stack(frame, x, right, top, column, _heights(column, (("threads", wants.threads), *_shared(wants))))
    timeline = top + column + 1
    frame.places["timeline"] = Place(1, timeline, frame.right - 1, 2 + lanes)
    below = timeline + 2 + lanes + 1
    frame.places["story"] = Place(1, below, left, told + 1)
    frame.places["output"] = Place(x, below, right, told + 1, pad=1)


def _text(wants: Wants) -> str:
    """The panel that shows the program's text where there is room for one."""
    return "bytecode" if wants.bytecode else "source"


def _shared(wants: Wants) -> tuple[tuple[str, int], ...]:
    shared = (("primitives", wants.primitives), ("values", wants.values))
    more = (("hints", min(wants.hints, MOST_HINTS)), ("branches", wants.branches))
    return (*shared, *((panel, rows) for panel, rows in more if rows))


def _share(room: int, wants: Wants, spare: int) -> tuple[int, int, int]:
    """Of the rows between the bars: those of the columns, of the lanes, and of story and output."""
    told = max(STORY_ROWS, 4 + spare)
    lanes = min(max(wants.threads, 1), LANES + max(0, spare) * 2, MOST_LANES)
    text = max(wants.source, wants.bytecode)
    needed = max(_needed(wants), min(text, SOURCE_ROWS) + 1)

    def column() -> int:
        return room - (1 + 2 + lanes) - (1 + 1 + told)

    while column() < needed and told > STORY_ROWS:
        told -= 1
    while column() < needed and lanes > min(LANES, max(wants.threads, 1)):
        lanes -= 1
    while column() < SOURCE_ROWS + 1 and lanes > 1:
        lanes -= 1
    while column() > max(needed, text + 1, 18):
        told += 1
    return column(), lanes, told


def _needed(wants: Wants) -> int:
    panels = (("threads", wants.threads), *_shared(wants))
    return sum(_steady(panel, rows) + 1 for panel, rows in panels) + len(panels) - 1


_LEAST = {"branches": 5, "values": 4}
"""Rows that a panel keeps where room is short, if not two: of a tree the axis, three runs, and what can be done; of a value its
table's titles and two accesses."""
_STEADY = {"values": 6, "hints": 2, "branches": 5, "stack": 4, "story": 4}
"""Rows of a panel that takes what is free: only for so many does anything else give way."""


def _steady(panel: str, rows: int) -> int:
    return min(max(1, rows), _STEADY.get(panel, max(1, rows)))


def _heights(room: int, panels: Sequence[tuple[str, int]]) -> dict[str, tuple[int, int]]:
    """Panel → rows with its title, and the blank rows below it. Empty panels give way first, then the last ones."""
    if sum(_steady(panel, rows) + 1 for panel, rows in panels) > room:
        panels = [(panel, rows) for panel, rows in panels if rows or panel == panels[0][0]]
    gap = 1 if sum(_steady(panel, rows) + 2 for panel, rows in panels) - 1 <= room else 0
    left = room
    found: dict[str, tuple[int, int]] = {}
    for number, (panel, rows) in enumerate(panels):
        later = sum(min(max(1, more), _LEAST.get(name, 2)) + 1 + gap for name, more in panels[number + 1 :])
        last = number == len(panels) - 1
        height = left if last else min(max(1, rows) + 1, max(left - later - gap, 2))
        if height < 2 or height > left:
            break
        space = 0 if last else min(gap, left - height)
        found[panel] = (height, space)
        left -= height + space
    return found


def _stack(frame: _Frame, x: int, width: int, top: int, room: int, heights: dict[str, tuple[int, int]]) -> None:
    y = top
    for panel, (height, space) in heights.items():
        frame.places[panel] = Place(x, y, width, min(height, top + room - y), pad=1)
        y += height + space


def _three_columns(frame: _Frame, top: int, wants: Wants) -> None:
    usable = frame.right - 1 - 2 * GAP
    left = max(SOURCE_WIDTH, usable * 76 // 191)
    middle = max(THREADS_WIDTH, usable * 62 // 191)
    second = 1 + left + GAP - 1
    third = second + 1 + middle + GAP - 1
    room = frame.height - 1 - top
    moves = min(max(wants.threads, 1), MOST_MOVES) + 1
    lanes = min(max(wants.threads, 1), 4 + (frame.height - THREE_COLUMNS[1]) // 3, MOST_LANES)
    if wants.over:  # nobody moves any more: lanes that had no room take the rows, and nothing else is moved by it
        more = min(max(wants.threads, 1), lanes + moves - 2, MOST_LANES) - lanes
        lanes, moves = lanes + more, moves - more
    airy = lanes <= 3 and frame.height >= 48
    timeline = 2 + (2 * lanes + 1 if airy else lanes)
    column = room - timeline - moves - 3
    above = min(wants.source + 1, column // 2) if wants.bytecode else column
    frame.places["source"] = Place(1, top, left, above)
    if wants.bytecode:
        frame.places["bytecode"] = Place(1, top + above + 1, left, column - above - 1)
    panels = (("threads", wants.threads), *_shared(wants), ("stack", wants.stack))
    _stack(frame, second, middle + 1, top, column, _heights(column, panels))
    width = frame.right - third
    told = column * 3 // 5
    frame.places["story"] = Place(third, top, width, told, pad=1)
    frame.places["output"] = Place(third, top + told + 1, width, column - told - 1, pad=1)
    frame.places["timeline"] = Place(1, top + column + 1, frame.right - 1, timeline)
    frame.places["moves"] = Place(1, top + column + 1 + timeline + 1, frame.right - 1, moves)


def _tabbed(frame: _Frame, top: int, wants: Wants, tab: str) -> None:
    """Threads, tabs, timeline; the blank rows between them give way first where threads have no room."""
    end = frame.height - 1
    lanes = min(max(wants.threads, 1), 3 + max(0, frame.height - 30) // 4, MOST_LANES)
    if _at_least(frame, WITH_TIMELINE):
        end -= lanes + 2
        frame.places["timeline"] = Place(1, end, frame.right - 1, lanes + 2)
    room = max(end - top - 1 - SOURCE_ROWS, 2)
    threads = min(max(wants.threads, 1), room)
    space = 1 if frame.height >= 24 and threads < room else 0
    blank = 1 if frame.height >= 16 and threads + space < room else 0
    frame.places["threads"] = Place(0, top, frame.right, threads, titled=False, pad=1)
    tabs = top + threads + blank
    frame.places["tabs"] = Place(0, tabs, frame.right, 1, titled=False, pad=1)
    shown = _text(wants) if tab == "source" else tab
    frame.places[shown] = Place(1, tabs + 1, frame.right - 1, end - tabs - 1 - space, titled=False)


# A deadlock: the cycle and where it was decided, the source and the way out; or the cycle above tabs.


def _deadlock(frame: _Frame, top: int, wants: Wants, tab: str) -> Arrangement:
    if _at_least(frame, TWO_COLUMNS):
        _deadlock_columns(frame, top, wants)
        return Arrangement(frame.places)
    chosen = tab if tab in DEADLOCK_TABS else DEADLOCK_TABS[0]
    _deadlock_tabbed(frame, top, wants, chosen)
    return Arrangement(frame.places, DEADLOCK_TABS, chosen)


def _deadlock_columns(frame: _Frame, top: int, wants: Wants) -> None:
    third = _at_least(frame, THREE_COLUMNS)
    usable = frame.right - 1 - GAP * (2 if third else 1)
    left = usable * 62 // (190 if third else 114)
    x = 1 + left + GAP - 1
    right = usable * 62 // 190 + 1 if third else frame.right - x
    lanes = min(max(wants.threads, 1), LANES + max(0, (frame.height - TWO_COLUMNS[1]) // 4), MOST_LANES)
    room = frame.height - 1 - top - (lanes + 3) - 2
    frame.places["timeline"] = Place(1, top + room + 1, frame.right - 1, lanes + 3)
    decision = min(max(wants.decision, 1) + 1, room // 3)
    cycle = min(wants.cycle + 1, room - decision - 1)
    frame.places["cycle"] = Place(1, top, left, cycle)
    _below_cycle(frame, left, top + cycle + 1, room - cycle - 1, wants)
    out = min(max(wants.way_out, 1) + 1, room // 2)
    if not third:
        frame.places["source"] = Place(x, top, right, room - out - 1, pad=1)
        frame.places["way_out"] = Place(x, top + room - out, right, out, pad=1)
        return
    frame.places["source"] = Place(x, top, right, room, pad=1)
    last = x + right + GAP - 1
    panels = (("way_out", wants.way_out), ("threads", wants.threads), ("primitives", wants.primitives), ("story", room))
    _stack(frame, last, frame.right - last, top, room, _heights(room, panels))


def _below_cycle(frame: _Frame, width: int, y: int, room: int, wants: Wants) -> None:
    """Where it was decided, hints, and what was printed where much is free; the last one has what is left."""
    decision = min(max(wants.decision, 1) + 1, room)
    hints = min(wants.hints + 1, room - decision - 1) if wants.hints else 0
    hints = hints if hints > 1 else 0
    output = room - decision - 1 - (hints + 1 if hints else 0)
    output = output if output > OUTPUT_ROWS else 0
    if hints and not output:
        hints = room - decision - 1
    elif not output:
        decision = room
    for panel, rows in (("decision", decision), ("hints", hints), ("output", output)):
        if rows:
            frame.places[panel] = Place(1, y, width, rows)
            y += rows + 1


def _deadlock_tabbed(frame: _Frame, top: int, wants: Wants, tab: str) -> None:
    end = frame.height - 1
    lanes = min(max(wants.threads, 1), LANES + max(0, frame.height - 30) // 4, MOST_LANES)
    if _at_least(frame, WITH_TIMELINE):
        end -= lanes + 2
        frame.places["timeline"] = Place(1, end, frame.right - 1, lanes + 2)
    room = end - top
    cycle = min(wants.cycle + 1, max(room // 2, 2))
    frame.places["cycle"] = Place(1, top, frame.right - 1, cycle)
    space = 1 if frame.height >= 24 else 0
    tabs = top + cycle + space
    frame.places["tabs"] = Place(0, tabs, frame.right, 1, titled=False, pad=1)
    frame.places[tab] = Place(1, tabs + 1, frame.right - 1, end - tabs - 1 - space, titled=False)
