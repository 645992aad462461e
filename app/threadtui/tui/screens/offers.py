"""How the picker writes the scenarios: rows of its list, and what stands beside the highlighted one. Pure functions."""

import ast
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from textual.content import Content

from threadtui.targets import Scenario
from threadtui.tui.symbols import Symbols

DIM = "$foreground 70%"
FAINT = "$border"
NAME_WIDTH = 25
VERDICT_WIDTH = 10
LEAST_TITLE = 12
"""Where fewer cells are left for it, the title goes: the name says enough."""


def matching(offered: Iterable[Scenario], search: str) -> list[Scenario]:
    """Those that have every word of the search somewhere in name, title, heading, tags or verdicts."""
    words = search.lower().split()
    return [scenario for scenario in offered if all(word in _haystack(scenario) for word in words)]


def _haystack(scenario: Scenario) -> str:
    return " ".join((scenario.name, scenario.title, scenario.group, *scenario.tags, *scenario.expected)).lower()


def promise(scenario: Scenario, symbols: Symbols) -> str:
    """What is declared of it, in two words."""
    failures = [verdict for verdict in scenario.expected if verdict != "passed"]
    if not failures:
        return f"{symbols.done} holds" if scenario.expected else ""
    return f"{symbols.failed} {'can fail' if 'passed' in scenario.expected else 'fails'}"


def heading(group: str, width: int, symbols: Symbols) -> Content:
    """A group's title and a rule."""
    return Content.assemble((group, DIM), (" " + symbols.rule * max(width - len(group) - 1, 0), FAINT))


def row(scenario: Scenario, width: int, symbols: Symbols, *, highlighted: bool) -> Content:
    """Name, title, what is declared; ``width`` cells wide."""
    mark = f"{symbols.turn} " if highlighted else "  "
    verdict = promise(scenario, symbols)
    room = width - len(mark) - NAME_WIDTH - VERDICT_WIDTH - 1
    title = cut(scenario.title, room, symbols) if room >= LEAST_TITLE else ""
    gap = max(width - len(mark) - NAME_WIDTH - VERDICT_WIDTH, 0)
    weight = "bold" if highlighted else ""
    return Content.assemble(
        (mark, weight),
        (cut(scenario.name, NAME_WIDTH - 1, symbols).ljust(NAME_WIDTH), weight),
        (title.ljust(gap), "" if highlighted else DIM),
        (verdict.ljust(VERDICT_WIDTH), "" if "holds" in verdict or highlighted else DIM),
    )


def about(scenario: Scenario, width: int, symbols: Symbols) -> Content:
    """Its docstring and what is declared of it."""
    facts = {"verdicts": ", ".join(scenario.expected), "tags": ", ".join(scenario.tags)}
    lines = [_titled(scenario.name, "", width, symbols, strong=True), Content(""), Content(f"{scenario.title}.")]
    if scenario.text:
        lines += [Content(""), Content(flowing(scenario.text))]
    lines.append(Content(""))
    lines += [Content.assemble((name.ljust(10), DIM), fact) for name, fact in facts.items() if fact]
    return Content("\n").join(lines)


def flowing(text: str) -> str:
    """A docstring's text without its own line breaks, so that it can be broken anew.

    A paragraph goes on in a line that neither is indented nor begins with a word and a colon.
    """
    paragraphs: list[str] = []
    for line in text.splitlines():
        goes_on = paragraphs and paragraphs[-1] and line and not _OPENS.match(line)
        if goes_on:
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
    return "\n".join(paragraphs)


_OPENS = re.compile(r"\s|\w+:|[-*] ")


def source(scenario: Scenario, width: int, symbols: Symbols) -> Content:
    """Its source with line numbers, from below the docstring; lines are cut at the end."""
    text = Path(scenario.path).read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines()
    digits, begin = len(str(len(lines))), _docstring_end(text)
    written = [
        Content.assemble((f"{number:>{digits}}  ", DIM), cut(line.expandtabs(), width - digits - 2, symbols))
        for number, line in enumerate(lines[begin:], begin + 1)
    ]
    return Content("\n").join([_titled("Source", f"{len(lines)} lines", width, symbols), *written])


def _docstring_end(text: str) -> int:
    """The last line of the module's docstring, 0 where there is none: it stands above in words."""
    module = ast.parse(text)
    has = ast.get_docstring(module, clean=False) is not None
    return module.body[0].end_lineno or 0 if has else 0


def hinted(pairs: Sequence[tuple[str, str, str]], symbols: Symbols, gap: int = 3) -> Content:
    """A footer: key, words, and the action that a click on them means."""
    return Content.from_markup(
        (" " * gap).join(
            f"[@click={action}][bold $foreground]{symbols.key(key)}[/] {words}[/]" for key, words, action in pairs
        )
    )


def _titled(title: str, note: str, width: int, symbols: Symbols, *, strong: bool = False) -> Content:
    rule = symbols.rule * max(width - len(title) - len(note) - (2 if note else 1), 0)
    return Content.assemble((f"{title} ", "bold" if strong else DIM), (rule, FAINT), (f" {note}" if note else "", DIM))


def cut(text: str, width: int, symbols: Symbols) -> str:
    """At most so many cells of a text; one that is cut says so."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + symbols.ellipsis
