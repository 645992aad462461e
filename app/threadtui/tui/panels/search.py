"""Finds the next line of a panel that contains some text; looks at lines as the panel itself draws them."""

from collections.abc import Callable, Iterator

from threadtui.tui.panels.spans import Rows

CHUNK = 256
"""Lines drawn at once: few enough that a panel with a million is looked through piece by piece."""

UNCUT = 1_000
"""Cells of a line while searching: what the panel would cut off can be found too."""

MOST_LINES = 50_000
"""Lines looked at for one answer: about two seconds for sentences of the story, the slowest to make."""

DrawAt = Callable[[int, int, int], Rows]
"""Cells a line, lines, first line → rows."""


def line_with(draw: DrawAt, text: str, after: int, total: int) -> int | None:
    """Number of the first line behind ``after`` that contains ``text`` in any case; from the top again at the end."""
    wanted = text.casefold()
    for number, line in _lines(draw, after + 1, total):
        if wanted in line.casefold():
            return number
    return None


def _lines(draw: DrawAt, start: int, total: int) -> Iterator[tuple[int, str]]:
    left = MOST_LINES
    for first, end in ((start, total), (0, min(start, total))):
        while first < end and left > 0:
            found = draw(UNCUT, CHUNK, first)
            numbers = found.things or range(found.top, found.top + len(found.lines))
            for number, row in zip(numbers, found.lines, strict=True):
                if first <= number < end:
                    yield number, "".join(span.text for span in row.spans)
            left -= CHUNK
            first = max([first, *numbers]) + 1
