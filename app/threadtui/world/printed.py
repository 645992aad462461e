"""What the program wrote, in order, and cut into lines."""

from array import array
from bisect import bisect_right
from typing import NamedTuple

STREAMS = {1: "stdout", 2: "stderr"}


class Line(NamedTuple):
    """One line without its end. ``thread`` is None where none of the program's wrote it; ``step`` began it."""

    thread: int | None
    stream: str
    text: str
    step: int


class Printed:
    """All output. A thread's pieces on a stream are joined to lines, whatever others wrote in between."""

    def __init__(self) -> None:
        self._pieces: list[tuple[int, int, str]] = []
        self._piece_steps = array("I")
        self._lines: list[Line] = []
        self._line_steps = array("I")
        self._complete_at = array("I")
        self._open: dict[tuple[int, int], int] = {}

    def add(self, step: int, thread: int, stream: int, text: str) -> None:
        """One write to a stream (1 stdout, 2 stderr)."""
        self._pieces.append((thread, stream, text))
        self._piece_steps.append(step)
        self._cut(step, thread, stream, text)

    def text(self, upto: int) -> str:
        """Everything written up to and including a step, both streams."""
        return "".join(text for _, _, text in self._pieces[: bisect_right(self._piece_steps, upto)])

    def lines(self, upto: int, tail: int | None = None) -> list[Line]:
        """Lines begun up to and including a step, as they were then; of these the last ``tail``."""
        end = bisect_right(self._line_steps, upto)
        first = 0 if tail is None else max(0, end - tail)
        if not self._grew_after(first, end, upto):
            return self._lines[first:end]
        return self._as_of(upto)[first:end]

    def _grew_after(self, first: int, end: int, upto: int) -> bool:
        return any(self._complete_at[line] > upto for line in range(first, end))

    def _as_of(self, upto: int) -> list[Line]:
        """The lines as they were, cut again from the pieces: only needed while a line of then was not complete yet."""
        then = Printed()
        for number in range(bisect_right(self._piece_steps, upto)):
            then.add(self._piece_steps[number], *self._pieces[number])
        return then._lines

    def _cut(self, step: int, thread: int, stream: int, text: str) -> None:
        *ended, rest = text.split("\n")
        for part in ended:
            self._extend(step, thread, stream, part)
            del self._open[thread, stream]
        if rest:
            self._extend(step, thread, stream, rest)

    def _extend(self, step: int, thread: int, stream: int, part: str) -> None:
        number = self._open.get((thread, stream))
        if number is None:
            self._open[thread, stream] = len(self._lines)
            self._lines.append(Line(thread or None, STREAMS[stream], part, step))
            self._line_steps.append(step)
            self._complete_at.append(step)
        else:
            line = self._lines[number]
            self._lines[number] = line._replace(text=line.text + part)
            self._complete_at[number] = step
