"""A search under way, and one that found nothing: what it counts, how fast it is, how far it is, what it came to."""

from collections.abc import Iterator, Sequence

from threadtui.exploring import HOLDS
from threadtui.tui.exploring import OVER, REPEATING, STOPPING, Exploring
from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.spans import EMPTY, Ink, Row, Rows, Span, Spans, blank, clean, column, spread, width
from threadtui.tui.panels.words import alarm, said
from threadtui.tui.panels.wrap import wrapped
from threadtui.tui.view import View

LEVELS = "▁▂▃▄▅▆▇█"

COUNTER = 19
"""Cells of a counter; with fewer, its words run into the next one's."""

NAMED, SHARE, NUMBER = 30, 14, 11
"""Cells of a strategy's words, of its share, of each of its numbers."""

COUNTED = ("schedules", "new", "failing")

WORDS = {
    "dpor": "dpor: each order once",
    "dfs": "dfs: each schedule once",
    "directed": "directed: reads not seen yet",
    "pos": "pos: random priorities",
    "surw": "surw: evenly spread",
    "pct": "pct: few changes of priority",
    "preempt": "preempt: one or two switches",
    "random": "random walk",
}
"""Strategies by name, and what each does."""

MOST_CURVE = 100
"""Points of the curve in sight: it need not be wider than what stands above it."""


def rows(view: View, width: int, height: int, top: int | None, exploring: Exploring) -> Rows:
    """The whole page, from the top unless scrolled; what it came to stands first."""
    outcome = [*_outcome(view, exploring, width), EMPTY]
    over = exploring.phase == OVER
    lines = [EMPTY, *(outcome if over else ()), *_counters(view, exploring, width), EMPTY]
    lines += [*_bar(view, exploring, width), EMPTY, *_curve(view, exploring, width), *(() if over else outcome)]
    lines += [*_shares(view, exploring, width), *_kinds(view, exploring, width)]
    return windowed((), (), lines, height, top)


def _counters(view: View, exploring: Exploring, room: int) -> Iterator[Row]:
    """Numbers above their words; as many side by side as there is room for."""
    counted = _counted(exploring)
    beside = max(min(room // COUNTER, len(counted)), 1)
    for first in range(0, len(counted), beside):
        group = counted[first : first + beside]
        yield Row(tuple(span for number, _ in group for span in column((said(view, number, bold=True),), COUNTER)))
        yield Row(tuple(span for _, words in group for span in column((said(view, words, dim=True),), COUNTER)))


def _counted(exploring: Exploring) -> list[tuple[str, str]]:
    facts = exploring.progress
    speed = exploring.rates[-1] if exploring.rates and exploring.phase != OVER else _average(exploring)
    counted = [
        (f"{facts['schedules']:,}", _plural(facts["schedules"], "schedule") + " run"),
        (f"{speed:,.0f}/s", "right now" if exploring.phase != OVER else "on average"),
        (f"{facts['traces']:,}", _plural(facts["traces"], "different order")),
    ]
    if facts.get("pairs"):
        counted.append((f"{facts['both_orders']:,} of {facts['pairs']:,}", "pairs both ways"))
    if facts.get("space") and exploring.phase != OVER:
        counted.append((f"about {facts['space']:,}", "schedules in all"))
    return [*counted, (f"{facts['failures']:,}", _plural(facts["failures"], "kind") + " of failure")]


def _shares(view: View, exploring: Exploring, room: int) -> Iterator[Row]:
    """What each strategy was given and what it came to; where only one is at work the counters say it all."""
    shares = sorted(exploring.progress.get("strategies", ()), key=lambda share: -share[1])
    if len(shares) < 2:
        return
    yield titled(view, "Strategies", room)
    counts = NUMBER * len(COUNTED)
    drawn = SHARE if room >= NAMED + SHARE + counts else 0
    named = min(NAMED, room - drawn - counts)
    heads = "".join(head.rjust(NUMBER) for head in COUNTED)
    yield Row((said(view, f"{'':{named}}{'share'[:drawn]:{drawn}}{heads}", dim=True),))
    total = sum(share[1] for share in shares)
    for name, *numbers in shares:
        words = column((said(view, WORDS.get(name, name)),), named, view.symbols.ellipsis)
        told = said(view, "".join(f"{number:,}".rjust(NUMBER) for number in numbers))
        yield Row((*words, *_share(view, numbers[0] / total, drawn), told))
    yield EMPTY


def _share(view: View, share: float, room: int) -> Spans:
    size = max(room - 2, 0)
    full = round(share * size)
    rest = Span(view.symbols.stuck * (size - full), Ink(view.palette.dim))
    return (Span(view.symbols.held * full, Ink(view.palette.text)), *column((rest,), room - full))


def _kinds(view: View, exploring: Exploring, room: int) -> Iterator[Row]:
    """What has failed so far."""
    kinds = exploring.progress.get("kinds", ())
    if not kinds:
        return
    yield titled(view, "Found", room)
    for verdict, message, count in kinds:
        sign = alarm(view, f"{view.symbols.failed} {verdict}", bold=True)
        first = clean(message.splitlines()[0]) if message else ""
        times = said(view, f"met in {count:,} {_plural(count, 'schedule')}", dim=True)
        yield Row(spread((sign, blank(2), said(view, first)), (times,), room, 2, view.symbols.ellipsis))


def _average(exploring: Exploring) -> float:
    seconds = exploring.progress["seconds"]
    return float(exploring.progress["schedules"] / seconds) if seconds else 0.0


def _bar(view: View, exploring: Exploring, room: int) -> Iterator[Row]:
    """How much of what it may use is used up: of time or of schedules, whichever is nearer to its end."""
    facts, limit, most = exploring.progress, exploring.options.max_seconds, exploring.search.max_schedules
    share = max(facts["schedules"] / most, facts["seconds"] / limit if limit else 0.0)
    done = min(round(share * room), room)
    rule = view.symbols.gone
    yield Row((Span(rule * done, Ink(view.palette.text)), Span(rule * (room - done), Ink(view.palette.faint))))
    time = f"{facts['seconds']:.1f} of {limit:g} s" if limit else f"{facts['seconds']:.1f} s"
    yield Row((said(view, f"{time}, at most {most:,} schedules", dim=True),))


def _curve(view: View, exploring: Exploring, room: int) -> Iterator[Row]:
    if exploring.result is not None and not exploring.rates:
        return
    yield titled(view, "Schedules each second", room)
    rates = exploring.rates[-min(room - 24, MOST_CURVE) :]
    best = max(exploring.rates, default=0.0)
    if not best:
        yield from (Row((said(view, "The first half second is under way.", dim=True),)), EMPTY)
        return
    drawn = "".join(LEVELS[min(int(rate / best * len(LEVELS)), len(LEVELS) - 1)] for rate in rates)
    yield from (Row((said(view, drawn), blank(2), said(view, f"best {best:,.0f}", dim=True))), EMPTY)


def _outcome(view: View, exploring: Exploring, room: int) -> Iterator[Row]:
    """What it is at, or what it came to."""
    yield titled(view, "Right now" if exploring.phase != OVER else "What it came to", room)
    ink = Ink(view.palette.text)
    if exploring.refused or exploring.fault:
        last = (exploring.refused or exploring.fault).strip().splitlines()[-1]
        title = "A bug of threadtui: " if exploring.fault else "Not run: "
        yield Row((alarm(view, f"{view.symbols.failed} {title}", bold=True), said(view, last)))
        return
    for words in _words(exploring):
        yield from (Row(line) for line in wrapped(view, (words,), ink, room))


def _words(exploring: Exploring) -> Sequence[str]:
    facts = exploring.progress
    if exploring.phase == OVER and exploring.result is not None:
        return _said_of(exploring)
    if exploring.phase == REPEATING:
        return ("Repeating what was found on real threads, in a new process.",)
    if exploring.phase == STOPPING:
        return ("Stopping. esc again: without waiting for what was found.",)
    if facts["failures"] and not exploring.search.all:
        return ("A schedule fails. Making it small, and looking for the step that decides.",)
    if facts["failures"]:
        return ("Looking for other kinds of failure.",)
    return (f"No failure in {facts['schedules']:,} {_plural(facts['schedules'], 'schedule')} yet.",)


def _said_of(exploring: Exploring) -> Sequence[str]:
    """The verdict in three; under which bounds, or that it proves nothing."""
    assert exploring.result is not None
    told = exploring.told
    if exploring.result["verdict"] != HOLDS:
        return told, "That is no proof. e searches on, with another seed."
    return told, f"Proved for this program and this input, {bounds(exploring)}."


def bounds(exploring: Exploring) -> str:
    """Under which a verdict stands."""
    delay = exploring.search.max_delay
    held = f", no thread held up for longer than {delay:g} s" if delay is not None else ""
    return f"by {exploring.options.granularity}, up to {exploring.options.max_steps:,} steps a schedule{held}"


def titled(view: View, text: str, room: int, note: Spans = ()) -> Row:
    """A title within a page, its rule, and a note at the rule's end."""
    rule = view.symbols.rule * max(room - len(text) - 1 - (width(note) + 1 if note else 0), 0)
    end = (blank(1), *note) if note else ()
    return Row((said(view, text, dim=True), Span(f" {rule}", Ink(view.palette.faint)), *end))


def _plural(number: int, word: str) -> str:
    return word if number == 1 else f"{word}s"
