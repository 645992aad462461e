"""A run and a world as lines for a terminal: short, with the screen's signs and words."""

from collections.abc import Iterable, Iterator

from threadtui.report import Facts
from threadtui.world.advice import advice
from threadtui.world.causes import causes
from threadtui.world.fold import holders, waiters
from threadtui.world.hints import Hint
from threadtui.world.history import History
from threadtui.world.moves import short
from threadtui.world.parts import Pill, Sentence, counted, join, moment, pills, text
from threadtui.world.printed import Line
from threadtui.world.race_words import missing, summary
from threadtui.world.races import Race
from threadtui.world.state import Failure, Primitive, Thread, World
from threadtui.world.story import sentences
from threadtui.world.way_out import way_out

VERDICT_SIGNS = {"passed": "✓", "stopped": "■"}
STATE_SIGNS = {
    "ready": "●",
    "blocked": "■",
    "sleeping": "z",
    "outside": "◇",
    "new": "·",
    "done": "✓",
    "failed": "✗",
    "killed": "†",
}
_ASCII = str.maketrans(dict(zip("✓✗■●◇·†►▐▌▲", "+x#*o.!>[]!", strict=True)) | {"→": "->", "…": "..."})
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(9), *range(10, 32), *range(127, 160))}
"""What a program printed, and what a stranger's trace holds, must not steer the reader's terminal."""

OUTPUT_LINES = 40
"""Lines of output that are shown, the last ones: all of it is in the JSON and in a trace."""


def printable(line: str, encoding: str) -> str:
    """The line as a terminal of this encoding can show it: no control characters, ASCII signs where it needs them."""
    line = line.translate(_CONTROLS)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        line = line.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    return line


def run_lines(history: History, facts: Facts) -> Iterator[str]:
    """A run's end: verdict, what failed, who stood where, what was printed, and how to repeat it."""
    world = history.world
    yield _headline(history, facts)
    if world.verdict and world.verdict.message:
        yield f"  {world.verdict.message}"
    yield from (f"  {line}" for failure in world.errors for line in _error(world, failure))
    yield from filter(None, (f"  {advice(world)}".rstrip(),))
    yield from _deadlock(history)
    yield from _races(world, history.races())
    yield from _hints(history, world)
    yield from _world(world)
    yield from _output(history.output_lines())
    if facts.schedule:
        yield from ("", f"Schedule: {facts.schedule}")


def show_lines(history: History, step: int) -> Iterator[str]:
    """The world after one step. Raises ``IndexError`` for a step that is not there."""
    world = history.world_at(step)
    yield f"step {step} of {history.steps}   {moment(world.time)}"
    yield from (f"  {text(sentence)}" for sentence in sentences(history, step))
    if step == history.steps and world.verdict:
        yield f"  {_verdict(world.verdict.verdict)}   {world.verdict.message}".rstrip()
    yield from _races(world, history.races(step))
    yield from _hints(history, world)
    yield from _world(world)
    yield from _output(history.output_lines(step))


def _headline(history: History, facts: Facts) -> str:
    verdict = history.world.verdict
    how = f"{facts.strategy}, seed {facts.seed}, by {facts.granularity}"
    told = _verdict(verdict.verdict) if verdict else "no verdict"
    return f"{told}   {facts.target}   {counted(history.steps, 'step')}   {moment(history.world.time)}   {how}"


def _verdict(verdict: str) -> str:
    return f"{VERDICT_SIGNS.get(verdict, '✗')} {verdict}"


def _error(world: World, failure: Failure) -> Iterator[str]:
    told = f"{failure.type}: {failure.message}" if failure.message else failure.type
    place = f"   {world.files.get(failure.where.file)}:{failure.where.line}" if failure.where else ""
    yield text(join(Pill(failure.thread), f" raised {told}{place}"))


def _deadlock(history: History) -> Iterator[str]:
    """Why nobody can go on, and what would have avoided it."""
    world = history.world
    if world.verdict is None or world.verdict.verdict != "deadlock":
        return
    yield from _section("Why", causes(history, world))
    out = way_out(history, world)
    if out is not None:
        yield from _section("The way out", ((out.finding,), *out.advice))


def _races(world: World, races: list[Race]) -> Iterator[str]:
    """Each with the order that is missing."""
    told = ((join("▲ ", summary(world, race)), join("  ", missing(world, race))) for race in races)
    yield from _section("Races", (line for lines in told for line in lines))


def _hints(history: History, world: World) -> Iterator[str]:
    """What went well, or may have, and could go wrong; each with its step and line."""
    found = history.hints.upto(world)
    yield from _section("Hints", (join(hint.sentence, f"  {_when(hint)}") for hint in found))


def _when(hint: Hint) -> str:
    return f"line {hint.where.line}, step {hint.step}" if hint.where else f"step {hint.step}"


def _world(world: World) -> Iterator[str]:
    yield from _section("Threads", (_thread(world, thread) for thread in world.threads.values()))
    yield from _section("Locks, queues, events", (_primitive(world, found) for found in world.primitives.values()))
    values = (join(f"{found.name}  {found.value}") for found in world.locations.values() if found.value is not None)
    yield from _section("Shared values", values)


def _section(title: str, rows: Iterable[Sentence]) -> Iterator[str]:
    lines = [f"  {text(row)}".rstrip() for row in rows if row != ("",)]
    if lines:
        yield from ("", title, *lines)


def _thread(world: World, thread: Thread) -> Sentence:
    state = "► turn" if world.turn == thread.id else f"{STATE_SIGNS[thread.state]} {thread.state}"
    doing = short(world, thread.id) if thread.pending else ()
    line = f"line {thread.where.line}  " if thread.where and doing else ""
    return join(Pill(thread.id), f" {thread.name}  {state}  {line}", doing)


def _primitive(world: World, primitive: Primitive) -> Sentence:
    held, waiting = holders(primitive), waiters(world, primitive.id)
    return join(
        f"{primitive.kind} {primitive.name}  {_words(primitive)}",
        ("  held by ", pills(held)) if held else "",
        ("  waiting: ", pills(waiting)) if waiting else "",
    )


def _words(primitive: Primitive) -> str:
    view = primitive.view
    if "holder" in view:
        return "free" if view["holder"] is None else f"held, depth {view['depth']}" if view["depth"] > 1 else "held"
    if "flag" in view:
        return "set" if view["flag"] else "clear"
    if "size" in view:
        return f"{view['size']} of {view['maxsize']}" if view["maxsize"] > 0 else counted(view["size"], "item")
    if "initial" in view:
        return f"{view['value']} of {view['initial']} free"
    if "parties" in view:
        return "broken" if view["broken"] else f"{len(view['arrived'])} of {view['parties']} here"
    if "max_workers" in view:
        busy = sum(future["state"] == "running" for future in view.get("futures", ()))
        return f"{busy} of {view['max_workers']} busy"
    return str(view.get("state", ""))


def _output(lines: list[Line]) -> Iterator[str]:
    shown = lines[-OUTPUT_LINES:]
    cut = f" (the last {OUTPUT_LINES} of {len(lines)} lines)" if len(shown) < len(lines) else ""
    yield from _section(f"Output{cut}", (_output_line(line) for line in shown))


def _output_line(line: Line) -> Sentence:
    return join(Pill(line.thread) if line.thread else "", f" {line.text}" if line.thread else line.text)
