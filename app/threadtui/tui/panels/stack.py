"""The stack of the thread in focus, innermost call first, what it holds, and the locals of its top frame."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from threadtui.tui.panels.base import windowed
from threadtui.tui.panels.spans import EMPTY as BLANK
from threadtui.tui.panels.spans import Ink, Row, Rows, Span, Spans, blank, cells, clean, clip, column, cut_end, pill
from threadtui.tui.panels.spans import width as cells_of
from threadtui.tui.panels.words import empty, in_past, said
from threadtui.tui.view import View
from threadtui.world.fold import holds

if TYPE_CHECKING:
    from threadtui.session import Frame, Stack

EMPTY = "Its stack is not known yet."
EMPTY_PAST = "Stacks are known for now only. end goes there."
EMPTY_ENDED = "It has ended, and its stack with it."
BEGINNING = frozenset({"Thread.run", "Thread._bootstrap_inner", "Thread._bootstrap"})
ENDED = frozenset({"done", "failed", "killed"})
FUNCTION, LINE = 18, 10
LONGEST_VALUE = 32


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """A line a frame, a blank one, then the locals, as many to a line as fit."""
    mark = pill(view.selected, view.palette, view.symbols)
    title = (said(view, "Stack of ", dim=True), *mark) if mark else (said(view, "Stack", dim=True),)
    stack, thread = view.stacks.get(view.selected), view.world.threads.get(view.selected)
    ended = thread is not None and thread.state in ENDED
    if stack is None or ended:
        told = EMPTY_ENDED if ended else EMPTY_PAST if in_past(view) else EMPTY
        return Rows(title, (), [empty(view, told, width)][:height])
    frames = _told(stack)
    function = min(max([FUNCTION, *(len(frame.function) + 2 for frame in frames)]), width // 2)
    lines = []
    for index, frame in enumerate(frames):
        name = Span(clean(frame.function), Ink(view.palette.text, "", bold=index == 0))
        spans = (
            *column((name,), function, view.symbols.ellipsis),
            *column((said(view, f"line {frame.line}", dim=True),), LINE),
            said(view, _short(frame.file), dim=True),
        )
        lines.append(Row(clip(spans, width, view.symbols.ellipsis)))
    lines += _held(view, width)
    if stack.locals:
        lines += [BLANK, *_locals(view, stack.locals, width)]
    return windowed(title, (), lines, height, top)


def wanted(view: View) -> int:
    """Lines for the stack in focus: at least four, so that it does not move with every call."""
    stack = view.stacks.get(view.selected)
    held = 2 if holds(view.world, view.selected) else 0
    return max(4, len(_told(stack)) + held + (3 if stack.locals else 0)) if stack else 4


def _told(stack: "Stack") -> "Sequence[Frame]":
    """Without what every thread begins with."""
    frames = stack.frames
    while frames and frames[-1].function in BEGINNING and PurePath(frames[-1].file).name == "threading.py":
        frames = frames[:-1]
    return frames or stack.frames


def _held(view: View, room: int) -> list[Row]:
    """The locks that the thread holds, and the semaphores it has a permit of."""
    names = [clean(view.world.primitives[held].name) for held in holds(view.world, view.selected)]
    if not names:
        return []
    told = (said(view, "holds    ", dim=True), said(view, ", ".join(names)))
    return [BLANK, Row(clip(told, room, view.symbols.ellipsis))]


def _short(path: str) -> str:
    """Of a library's file the end that tells it, of the program's own the name."""
    parts = PurePath(path).parts
    for index, part in enumerate(parts):
        if part in ("site-packages", "Lib") or part.startswith("python3"):
            rest = parts[index + 1 :]
            if rest and rest[0] != "site-packages":
                return clean("/".join(rest))
    return clean(parts[-1] if parts else path)


def _locals(view: View, found: list[tuple[str, str]], room: int) -> list[Row]:
    label = (said(view, "locals   ", dim=True),)
    indent = cells_of(label)
    lines: list[list[Span]] = [[*label]]
    for name, value in found:
        shown = cut_end(clean(value), min(LONGEST_VALUE, room - indent - cells(name) - 2), view.symbols.ellipsis)
        spans: Spans = (said(view, clean(name), dim=True), said(view, f"  {shown}"))
        if cells_of(lines[-1]) + cells_of(spans) > room and len(lines[-1]) > 1:
            lines.append([blank(indent)])
        lines[-1] += [*spans, blank(4)]
    return [Row(clip(line[:-1] if len(line) > 1 else line, room, view.symbols.ellipsis)) for line in lines]
