"""An explanation as text for a terminal, as Markdown, and as JSON."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from threadtui.readable import VERDICT_SIGNS
from threadtui.report import Facts
from threadtui.world.explanation import Deed, Explanation
from threadtui.world.history import History
from threadtui.world.parts import Part, Sentence, counted, join, spoken, text
from threadtui.world.state import World

ROOM = 108
"""Cells of a line of text behind its indent."""
STEP = 6
"""Of these for the number of the step."""
QUIET = ("passed", "unfinished")

LEAST_COLUMN = 20
_HOLD = "\N{NO-BREAK SPACE}"
"""Where a line of the table must not break."""

CIRCLED_ONE, CIRCLED = 0x2460, 20
"""① and how many such numbers there are."""

_MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_|<>[]"})


def command(facts: Facts, words: list[str]) -> str:
    """What repeats this run; ``words`` are the target and the program's arguments."""
    import shlex

    if facts.schedule:
        return shlex.join(["threadtui", "run", "--schedule", facts.schedule, *words])
    usual = ["--seed", str(facts.seed), "--strategy", facts.strategy, "--granularity", facts.granularity]
    return shlex.join(["threadtui", "run", *usual, *words])


# Text


def text_lines(history: History, told: Explanation, facts: Facts, repeat: str) -> Iterator[str]:
    """The report in sections."""
    steps = counted(history.steps, "step")
    yield f"{VERDICT_SIGNS.get(told.verdict, '✗')} {told.verdict}   {facts.target}   {steps}"
    yield from _section("What happened" if told.verdict in QUIET else "What went wrong", _wrapped([told.headline]))
    deeds, causes = told.titles
    yield from _section(deeds, list(table(history.world, told)))
    yield from _section(causes, _wrapped(told.causes))
    yield from _section("The way out", _wrapped(told.way_out))
    yield from _section("Hints", _wrapped([join(hint.sentence, f" (step {hint.step})") for hint in told.hints]))
    yield from _section("Repeat it", [repeat])


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *(f"  {line}" for line in lines))


def _wrapped(listed: Sequence[Sentence]) -> list[str]:
    """A hanging paragraph for each sentence, no wider than ``ROOM``."""
    return [line for each in listed for line in textwrap.wrap(text(each), ROOM, subsequent_indent="  ")]


def table(world: World, told: Explanation) -> Iterator[str]:
    """A column for each thread; the cells of one event stand side by side with their step.

    Of more threads than columns fit, a line for each event.
    """
    threads = told.threads
    if not threads:
        return
    room = (ROOM - STEP) // len(threads)
    beside = room >= LEAST_COLUMN
    if beside:
        yield ("step  " + "".join(_title(world, thread, room).ljust(room) for thread in threads)).rstrip()
    else:
        names = "   ".join(_title(world, thread, ROOM).replace(" ", _HOLD) for thread in threads)
        yield from (line.replace(_HOLD, " ") for line in textwrap.wrap(names, ROOM))
    last = 0
    for deed in told.deeds:
        number = str(deed.step) if deed.step != last else ""
        mark = f"  ▲{_HOLD}decided{_HOLD}here" if deed.step == told.decided and number else ""
        last = deed.step
        cell = _cell(deed, text) + mark
        place = room * threads.index(deed.thread) if beside else 0
        size, words = (room - 2, cell) if beside else (ROOM - STEP, f"▐{deed.thread}▌ {cell}")
        for line in textwrap.wrap(words, size, subsequent_indent="" if beside else "    "):
            told_line = line.replace(_HOLD, " ")
            yield f"{number:>4}  {' ' * place}{told_line}".rstrip()
            number = ""


def _title(world: World, thread: int, room: int) -> str:
    name, most = world.threads[thread].name, room - len(f"▐{thread}▌  ")
    if len(name) > most:
        name = f"{name[: most // 2]}…{name[most // 2 + 1 - most :]}"
    return f"▐{thread}▌ {name}"


def _cell(deed: Deed, say: Callable[[Sentence], str]) -> str:
    return say(deed.words) + (f"  line{_HOLD}{deed.line}" if deed.line else "")


# Markdown: a thread is ②


def markdown_lines(history: History, told: Explanation, facts: Facts, repeat: str) -> Iterator[str]:
    """The same as a page."""
    world = history.world
    yield f"# {VERDICT_SIGNS.get(told.verdict, '✗')} {told.verdict}: {facts.target.translate(_MARKDOWN)}"
    yield from ("", markdown(told.headline), "")
    deeds, causes = told.titles
    if told.deeds:
        yield from (f"## {deeds}", "", *_markdown_table(world, told), "")
    for title, listed in ((causes, told.causes), ("The way out", told.way_out)):
        if listed:
            yield from (f"## {title}", "", *(f"- {markdown(each)}" for each in listed), "")
    if told.hints:
        yield from ("## Hints", "", *(f"- {markdown(hint.sentence)} (step {hint.step})" for hint in told.hints), "")
    yield from ("## Repeat it", "", f"    {repeat}")


def _markdown_table(world: World, told: Explanation) -> Iterator[str]:
    threads = told.threads
    names = (f"{circled(thread)} {world.threads[thread].name.translate(_MARKDOWN)}" for thread in threads)
    yield f"| step | {' | '.join(names)} |"
    yield f"| ---: |{' --- |' * len(threads)}"
    last = 0
    for deed in told.deeds:
        mark = " **▲ decided here**" if deed.step == told.decided and deed.step != last else ""
        cells = [
            _cell(deed, markdown).replace(_HOLD, " ") + mark if thread == deed.thread else "" for thread in threads
        ]
        yield f"| {deed.step if deed.step != last else ''} | {' | '.join(cells)} |"
        last = deed.step


def markdown(sentence: Sentence) -> str:
    """The sentence with ② for thread 2, and with nothing in it that Markdown would take for its own."""
    return "".join(_markdown_part(part) for part in sentence)


def _markdown_part(part: Part) -> str:
    return " ".join(part.split("\n")).translate(_MARKDOWN) if isinstance(part, str) else circled(part.thread)


def circled(thread: int) -> str:
    """②; above twenty (21)."""
    return chr(CIRCLED_ONE + thread - 1) if 1 <= thread <= CIRCLED else f"({thread})"


# JSON


def report(history: History, told: Explanation, facts: Facts, repeat: str) -> dict[str, Any]:
    """For scripts; threads by their names in texts, by their ids in fields."""
    names = {thread.id: thread.name for thread in history.world.threads.values()}
    return {
        "target": facts.target,
        "verdict": told.verdict,
        "headline": spoken(told.headline, names),
        "decided": told.decided,
        "events": [
            {"step": deed.step, "thread": deed.thread, "line": deed.line or None, "text": spoken(deed.words, names)}
            for deed in told.deeds
        ],
        "causes": [spoken(cause, names) for cause in told.causes],
        "way_out": [spoken(advice, names) for advice in told.way_out],
        "hints": [{"kind": hint.kind, "step": hint.step, "text": spoken(hint.sentence, names)} for hint in told.hints],
        "command": repeat,
    }
