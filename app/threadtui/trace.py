"""Trace files: a line that says what was run, a line for each event, a line that says how it ended. Data only.

Reading runs nothing and trusts nothing: each line is checked, and the events are folded before anybody draws them.
Damage is named by its line. A file that was cut is read up to the cut.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from threadtui import __version__
from threadtui.engine.events import FORMAT, Event
from threadtui.mistakes import UsageMistake
from threadtui.schema import check
from threadtui.world.history import History

MAGIC = "threadtui trace"


class Unreadable(Exception):
    """Not a trace, damaged, or of another format: one line that says where."""


class Header(msgspec.Struct, forbid_unknown_fields=False):
    """What was run. ``sources`` maps the paths of the program's own files to their text; ``program`` is its hash."""

    file: str
    format: int
    threadtui: str
    target: str
    program: str
    python: str
    seed: int
    strategy: str
    granularity: str
    sources: dict[str, str] = {}


class Ending(msgspec.Struct):
    """The last line. ``events`` counts the lines between; ``schedule`` is the token, empty where there is none."""

    verdict: str
    schedule: str
    events: int


@dataclass(frozen=True, slots=True)
class Trace:
    """A file that was read. ``ending`` is None, and ``note`` says why, where the file was cut."""

    header: Header
    history: History
    ending: Ending | None
    note: str = ""


def header(
    target: str, program: str, python: str, seed: int, strategy: str, granularity: str, paths: Iterable[str]
) -> Header:
    """The first line of a trace of this version; reads the program's files from disk."""
    sources = {path: text for path in paths if (text := source(path)) is not None}
    return Header(MAGIC, FORMAT, __version__, target, program, python, seed, strategy, granularity, sources)


def source(path: str) -> str | None:
    """The text of a file of the program; None where it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None  # a program may have removed it: a trace without this text is still a trace


def write(path: str, head: Header, events: Iterable[Event], verdict: str, schedule: str) -> None:
    """Write a trace whole: a reader never sees half of one, whatever was at this path before. Raises ``OSError``."""
    target = Path(path)
    if target.exists() and not target.is_file():  # a pipe or a device cannot be replaced
        with target.open("wb") as stream:
            stream.writelines(_lines(head, events, verdict, schedule))
        return
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            stream.writelines(_lines(head, events, verdict, schedule))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _lines(head: Header, events: Iterable[Event], verdict: str, schedule: str) -> Iterable[bytes]:
    yield _encode(head)
    count = 0
    for event in events:
        yield _encode(event)
        count += 1
    yield _encode(Ending(verdict, schedule, count))


_encoder = msgspec.json.Encoder()


def _encode(line: Any) -> bytes:
    try:
        return _encoder.encode(line) + b"\n"
    except UnicodeEncodeError:  # a lone surrogate, as in the name of a file: kept by an escape
        return json.dumps(msgspec.to_builtins(line), separators=(",", ":")).encode("ascii") + b"\n"


_decode_header = msgspec.json.Decoder(Header).decode
_decode_event = msgspec.json.Decoder(Event).decode
_decode_ending = msgspec.json.Decoder(Ending).decode


def is_trace(path: str) -> bool:
    """Whether a file begins as a trace does; False for what cannot be read."""
    try:
        with open(path, "rb") as file:
            return MAGIC.encode() in file.read(len(MAGIC) * 4)
    except OSError:
        return False


def read(path: str) -> Trace:
    """Read a trace file. Raises ``Unreadable`` for what is no trace, ``OSError`` for what cannot be opened."""
    lines = Path(path).read_bytes().split(b"\n")
    whole = lines[-1] == b""
    if whole:
        lines.pop()
    if not lines:
        raise Unreadable(f"{path} is empty")
    head = _read_header(path, lines[0])
    return _read_rest(path, head, lines, whole)


def load(path: str) -> Trace:
    """Read a trace file that the user has named. Raises ``UsageMistake``."""
    try:
        return read(path)
    except OSError as problem:
        raise UsageMistake(f"{path} cannot be read: {problem.strerror}") from problem
    except Unreadable as problem:
        raise UsageMistake(str(problem)) from problem


def _read_header(path: str, line: bytes) -> Header:
    try:
        given = msgspec.json.decode(line)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or given.get("file") != MAGIC:
        raise Unreadable(f"{path} is no trace of threadtui: line 1 is not a trace's header")
    if given.get("format") != FORMAT:
        raise Unreadable(f"{path} has format {given.get('format')}; this threadtui reads format {FORMAT}")
    try:
        return msgspec.convert(given, Header)
    except msgspec.ValidationError as problem:
        raise Unreadable(f"{path} is damaged at line 1: {problem}") from problem


def _read_rest(path: str, head: Header, lines: list[bytes], whole: bool) -> Trace:
    history = History()
    history.hints.read_sources(head.sources.get)
    for number in range(1, len(lines)):
        line, last = lines[number], number == len(lines) - 1
        if line.startswith(b"{"):
            return _at_ending(path, head, history, number, last, line, whole)
        try:
            event = _event(line)
            check(event, history.world)
            history.append((event,))
        except (ValueError, RecursionError) as problem:  # msgspec's, Unicode's and the fold's errors are ValueErrors
            if last and not whole:
                break
            raise Unreadable(f"{path} is damaged at line {number + 1}: {problem}") from problem
    return Trace(
        head, history, None, _cut(path, history, "its verdict is missing" if whole else "its last line is not whole")
    )


def _cut(path: str, history: History, why: str) -> str:
    return f"{path} was cut after event {len(history)} of step {history.steps}: {why}"


def _at_ending(path: str, head: Header, history: History, number: int, last: bool, line: bytes, whole: bool) -> Trace:
    try:
        ending = _decode_ending(line)
    except ValueError as problem:
        if last and not whole:
            return Trace(head, history, None, _cut(path, history, "its last line is not whole"))
        raise Unreadable(f"{path} is damaged at line {number + 1}: {problem}") from problem
    if not last:
        raise Unreadable(f"{path} is damaged at line {number + 2}: it goes on after its verdict")
    if ending.events != len(history):
        raise Unreadable(f"{path} is damaged: it has {len(history)} of its {ending.events} events")
    return Trace(head, history, ending)


def _event(line: bytes) -> Event:
    try:
        return _decode_event(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        if rb"\ud" not in line.lower():
            raise
        return msgspec.convert(json.loads(line), Event)  # lone surrogates are beyond msgspec
