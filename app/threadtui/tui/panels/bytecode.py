"""The disassembly of the function that the thread in focus is in, with every thread of it at its instruction.

Like the source: pills in the gutter, the turn's row tinted. Above each group of instructions stands the source line that
they belong to.
"""

from pathlib import PurePath
from typing import NamedTuple

from threadtui.tui.panels import files
from threadtui.tui.panels.source import gutter, scrolled_to, turn_mark
from threadtui.tui.panels.spans import Ink, Row, Rows, Span, blank, clean, clip
from threadtui.tui.panels.words import empty, quoted, said
from threadtui.tui.view import View
from threadtui.world.state import At, Code, Instruction

EMPTY = "No function's bytecode yet. g to bytecode shows where each thread is in it."
NAME = 16
"""Cells for an instruction's name: most are shorter; a longer one pushes its argument to the right."""


class _Line(NamedTuple):
    """A source line's heading (no instruction), or an instruction."""

    line: int
    instruction: Instruction | None


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:
    """The lines in sight; ``top`` counts lines, headings among them, from 0."""
    code = shown(view)
    title = (said(view, "Bytecode", dim=True),)
    if code is None:
        return Rows(title, (), [empty(view, EMPTY, width)][:height], 0, 0)
    path = view.world.files.get(code.where.file, "") if code.where else ""
    note = (quoted(view, f"{code.name}  {PurePath(path).name}", dim=True),)
    lines = _lines(code)
    standing = _standing(view, code)
    focus = _place(view, code, lines)
    first = scrolled_to(focus or 0, len(lines), height, top)
    digits = len(str(code.instructions[-1].offset))
    drawn = [_row(view, line, path, standing, digits, width) for line in lines[first : first + height]]
    return Rows(title, note, drawn, first, len(lines))


def wanted(view: View) -> int:
    """Lines that there are to show; none at another granularity."""
    code = shown(view) if view.world.granularity == "bytecode" else None
    return len(_lines(code)) if code is not None else 0


def shown(view: View) -> Code | None:
    """The function of the thread in focus, else of any that stands in a known one."""
    world = view.world
    order = (view.selected, world.turn, world.moved, *world.threads)
    places = [at for at in (_at(view, thread) for thread in order) if at is not None]
    return next((world.codes[at.code] for at in places if at.code in world.codes), None)


def focus_line(view: View) -> int | None:
    """Number of the line that the cursor starts at."""
    code = shown(view)
    return _place(view, code, _lines(code)) if code is not None else None


def _at(view: View, thread: int) -> At | None:
    known = view.world.threads.get(thread)
    return known.pending.at if known is not None and known.pending is not None else None


def _standing(view: View, code: Code) -> dict[int, tuple[int, ...]]:
    """Offset → threads that stand there."""
    found: dict[int, tuple[int, ...]] = {}
    for thread in view.world.threads:
        at = _at(view, thread)
        if at is not None and at.code == code.id:
            found[at.offset] = (*found.get(at.offset, ()), thread)
    return found


def _lines(code: Code) -> list[_Line]:
    found: list[_Line] = []
    last = 0
    for instruction in code.instructions:
        if instruction.line and instruction.line != last:
            last = instruction.line
            found.append(_Line(last, None))
        found.append(_Line(instruction.line, instruction))
    return found


def _place(view: View, code: Code, lines: list[_Line]) -> int | None:
    """Number of the line where the thread in focus stands."""
    places = [_at(view, thread) for thread in (view.selected, view.world.turn, *view.world.threads)]
    offset = next((at.offset for at in places if at is not None and at.code == code.id), None)
    return next((n for n, line in enumerate(lines) if line.instruction and line.instruction.offset == offset), None)


def _row(view: View, line: _Line, path: str, standing: dict[int, tuple[int, ...]], digits: int, room: int) -> Row:
    instruction = line.instruction
    if instruction is None:
        text = clean(files.line_at(path, line.line))
        heading = (*gutter(view, ()), said(view, f"line {line.line}", dim=True), blank(2), said(view, text, dim=True))
        return Row(clip(heading, room, view.symbols.ellipsis))
    threads = standing.get(instruction.offset, ())
    mark, ground = turn_mark(view, threads)
    offset = Span(str(instruction.offset).rjust(digits), Ink(view.palette.dim))
    name = Span(clean(instruction.name).ljust(NAME), Ink(view.palette.text, "", bold=bool(threads)))
    argument = Span(f" {clean(instruction.argument)}", Ink(view.palette.text, "", bold=bool(threads)))
    spans = (*gutter(view, threads), blank(2), offset, mark, name, argument)
    return Row(clip(spans, room, view.symbols.ellipsis), ground)
