"""Breakpoints in words: what a person types, and how the list of them reads."""

from collections.abc import Sequence
from pathlib import Path

from threadtui.engine.breakpoints import BLOCKS, CHANGE, LINE, PRIMITIVE, RACE, READ, WRITE, Breakpoint
from threadtui.tui.panels import files
from threadtui.world.state import World

HOW = (
    "25 · 25 if x > 1 · read, write or change NAME · a lock's or queue's NAME · blocks · race · -1 takes the first away"
)
IF = " if "


class NotUnderstood(ValueError):
    """What was typed means nothing here; the text says why."""


def parse(words: str, world: World, path: str) -> Breakpoint:
    """A breakpoint from its words; lines are those of the file at ``path``. Raises ``NotUnderstood``."""
    first, _, rest = words.partition(" ")
    if words in (BLOCKS, RACE):
        return Breakpoint(words)
    if first.isdecimal():
        return _line(int(first), rest.strip(), path)
    if words in (READ, WRITE, CHANGE):
        raise NotUnderstood(f"{words} what? The name of a shared value is missing.")
    if first in (READ, WRITE, CHANGE):
        names = {location.id: location.name for location in world.locations.values()}
        return Breakpoint(first, _named(rest.strip(), names, "shared value"))
    names = {primitive.id: primitive.name for primitive in world.primitives.values()}
    return Breakpoint(PRIMITIVE, _named(words, names, "lock, queue or event"))


def _line(line: int, rest: str, path: str) -> Breakpoint:
    if not path:
        raise NotUnderstood("No source is shown, so no line is meant.")
    require_a_step(line, path)
    condition = (" " + rest).partition(IF)[2].strip()
    if rest and not condition:
        raise NotUnderstood(f"After the line stands nothing, or: if and a condition. Not: {rest}")
    try:
        compile(condition or "True", "condition", "eval")
    except (SyntaxError, ValueError) as problem:
        raise NotUnderstood(f"The condition is no Python: {problem}") from None
    return Breakpoint(LINE, 0, path, line, condition)


def require_a_step(line: int, path: str) -> None:
    """Raises ``NotUnderstood`` for a line at which nobody ever stands: it is not there, or nothing is done in it."""
    name, last, done = Path(path).name, len(files.plain(path)), files.done_lines(path)
    if last and not 0 < line <= last:
        raise NotUnderstood(f"{name} has no line {line}: its last is {last}.")
    if done and line not in done:
        after = min((later for later in done if later > line), default=None)
        advice = f" The next in which something is done is {after}." if after else ""
        raise NotUnderstood(f"Nothing is done in line {line} of {name}, so no step ends there.{advice}")


def _named(name: str, names: dict[int, str], what: str) -> int:
    """Whose name this is, or ends with this."""
    exact = [number for number, known in names.items() if known == name]
    found = exact or [number for number, known in names.items() if known.endswith(name)]
    if len(found) != 1:
        raise NotUnderstood(
            f"No {what} is called {name} so far." if not found else f"{name} can mean {len(found)} of them."
        )
    return found[0]


def stopped(ones: Sequence[Breakpoint], world: World) -> str:
    """``Stopped: line 18 of x.py, counter changed``; empty for none."""
    return f"Stopped: {', '.join(_happened(one, world) for one in ones)}." if ones else ""


HAPPENED = {
    READ: "{} was read", WRITE: "{} was written", CHANGE: "{} changed", PRIMITIVE: "{} was used",
    BLOCKS: "a thread blocked", RACE: "a race was seen",
}  # fmt: skip
"""What has happened, by kind of breakpoint."""


def _happened(one: Breakpoint, world: World) -> str:
    return told(one, world) if one.kind == LINE else HAPPENED[one.kind].format(_name(one, world))


def _name(one: Breakpoint, world: World) -> str:
    known = (world.primitives if one.kind == PRIMITIVE else world.locations).get(one.object)
    return known.name if known else f"#{one.object}"


def told(one: Breakpoint, world: World) -> str:
    """``line 25 of race.py if x > 1``, ``write FakeDatabase.value``, ``any operation on lock``, ``any thread blocks``."""
    if one.kind == LINE:
        condition = f"{IF}{one.condition}" if one.condition else ""
        return f"line {one.line} of {Path(one.path).name}{condition}"
    if one.kind in (BLOCKS, RACE):
        return "any thread blocks" if one.kind == BLOCKS else "a race is seen"
    name = _name(one, world)
    return f"any operation on {name}" if one.kind == PRIMITIVE else f"{one.kind} {name}"
