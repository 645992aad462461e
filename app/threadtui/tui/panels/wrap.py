"""Sentences over several lines: broken between words, a pill never torn from the comma after it."""

import re
from collections.abc import Sequence

from threadtui.tui.panels.spans import Ink, Span, Spans, blank, width
from threadtui.tui.panels.words import sentence
from threadtui.tui.view import View
from threadtui.world.parts import Part, Pill

_WORDS = re.compile(r"\s+|\(?(?:step|line) \d\S*|\S+")
"""A number is not torn from what it numbers."""


def wrapped(view: View, parts: Sequence[Part], ink: Ink, room: int, indent: int = 0) -> list[Spans]:
    """Lines of at most ``room`` cells; those after the first begin ``indent`` cells in. One long word may be longer."""
    lines: list[list[Span]] = [[]]
    for word in _words(view, parts, ink):
        gap = 1 if lines[-1] and lines[-1] != [blank(indent)] else 0
        if lines[-1] and width(lines[-1]) + gap + width(word) > room:
            lines.append([blank(indent)] if indent else [])
            gap = 0
        lines[-1] += [*((Span(" ", ink),) if gap else ()), *word]
    return [tuple(line) for line in lines if line]


def _words(view: View, parts: Sequence[Part], ink: Ink) -> list[list[Span]]:
    found: list[list[Span]] = []
    glued = False
    for part in parts:
        pieces: list[Part] = [part] if isinstance(part, Pill) else _WORDS.findall(part)
        for piece in pieces:
            if isinstance(piece, str) and piece.isspace():
                glued = False
                continue
            spans = sentence(view, (piece,), ink)
            if glued and found:
                found[-1] += spans
            else:
                found.append([*spans])
            glued = True
    return found
