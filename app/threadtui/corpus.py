"""A folder of failing schedules, one small file each: data only, readable, never overwritten.

A file is written whole under another name and then linked to its own, so that nobody ever sees half of one and two processes
that write at once damage nothing. What is in the folder and is no such file is told of and left alone.
"""

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from threadtui import __version__
from threadtui.engine.schedule import Unusable, parse
from threadtui.mistakes import UsageMistake
from threadtui.targets import Target

MAGIC = "threadtui failing schedule"
FORMAT = 1
SUFFIX = ".json"
DIGEST_DIGITS = 12
NAME_LENGTH = 40
"""Of the program's name in that of a file at most."""

Facts = dict[str, Any]


class Place(msgspec.Struct):
    file: str
    line: int
    function: str = ""


class Deed(msgspec.Struct):
    thread: int
    file: str
    line: int
    event: str


class NoReturn(msgspec.Struct):
    step: int
    thread: int
    instead: int | None
    proven: bool


class Failure(msgspec.Struct, kw_only=True):
    """``program`` is the hash of its text, ``path`` where it lies as seen from the folder; ``python`` and ``threadtui`` are
    versions. ``max_steps`` is the limit that a livelock met. The rest is as in ``explore --format json``."""

    file: str
    format: int
    threadtui: str
    python: str
    target: str
    kind: str
    path: str | None
    args: list[str]
    program: str
    verdict: str
    message: str
    where: list[Place]
    schedule: str
    max_steps: int
    steps: int
    preemptions: int | None
    minimised: bool
    not_minimised: str
    fewest: Literal["proved", "found"] | None
    needed_delay: float
    no_return: NoReturn | None
    decisive: list[Deed]


class Damaged(msgspec.Struct):
    """A file that cannot be used: why, in one line."""

    why: str


def opened(name: str) -> Path:
    """The folder, made if it is not there. Raises ``UsageMistake`` where nothing can be kept in it."""
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageMistake(f"no corpus can be kept in {name}: {problem.strerror}") from problem
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise UsageMistake(f"no corpus can be kept in {name}: it cannot be read and written")
    return folder


def read(folder: Path) -> Iterator[tuple[str, Failure | Damaged]]:
    """Every file of the folder by its name, in order."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        yield path.name, _read(path)


def _read(path: Path) -> Failure | Damaged:
    try:
        failure = msgspec.convert(json.loads(path.read_bytes()), Failure)
        if failure.file != MAGIC:
            return Damaged("it is no failing schedule of threadtui")
        if failure.format != FORMAT:
            return Damaged(f"its format is {failure.format}, and this threadtui reads {FORMAT}")
        if len(failure.decisive) not in (0, 2):
            return Damaged(f"{len(failure.decisive)} lines cannot decide by their order")
        parse(failure.schedule)
    except (OSError, ValueError, RecursionError, msgspec.ValidationError, Unusable) as problem:
        why = getattr(problem, "strerror", None) or str(problem)
        return Damaged(" ".join(why.split()))
    return failure


def is_of(failure: Failure, folder: Path, target: Target) -> bool:
    """Whether it was found in this program, called with the same words, be its text another now."""
    if (failure.kind, tuple(failure.args)) != (target.kind, target.args):
        return False
    if failure.path is None or target.kind != "path":
        return failure.target == target.name
    return os.path.realpath(folder / failure.path) == target.path


def keep(folder: Path, target: Target, found: Facts, python: str, max_steps: int) -> str:
    """Write a failure, unless it is there already; returns the name of its file. Raises ``OSError``."""
    failure = _of(folder, target, found, python, max_steps)
    text = json.dumps(msgspec.to_builtins(failure), indent=2) + "\n"
    digest = hashlib.sha256(json.dumps(_identity(failure)).encode()).hexdigest()[:DIGEST_DIGITS]
    stem = f"{_plain(target)}-{digest}"
    written, beside = tempfile.mkstemp(prefix=f".{stem}.", dir=folder)
    try:
        with open(written, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(written)
        os.chmod(beside, 0o644)
        return _link(folder, beside, stem, failure)
    finally:
        os.unlink(beside)


def _link(folder: Path, beside: str, stem: str, failure: Failure) -> str:
    """Give the file that was written its name; the next one where that is taken by something else."""
    number = 1
    while True:
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIX}"
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
            return path.name
        there = _read(path)
        if isinstance(there, Failure) and _identity(there) == _identity(failure):
            return path.name
        number += 1


def _identity(failure: Failure) -> list[Any]:
    """What makes two files the same: the program, its words, and what it does when."""
    name = failure.path if failure.kind == "path" else failure.target
    return [failure.kind, name, failure.args, failure.verdict, failure.schedule]


def _of(folder: Path, target: Target, found: Facts, python: str, max_steps: int) -> Failure:
    path = None if target.path is None else os.path.relpath(target.path, os.path.realpath(folder))
    told = {name: found[name] for name in Failure.__struct_fields__ if name in found}
    return msgspec.convert(
        {
            **told,
            "file": MAGIC,
            "format": FORMAT,
            "threadtui": __version__,
            "python": python,
            "target": target.name,
            "kind": target.kind,
            "path": path,
            "args": list(target.args),
            "program": parse(found["schedule"]).hash,
            "max_steps": max_steps,
        },
        Failure,
    )


def _plain(target: Target) -> str:
    """The program's name as any file system takes it: a script's without folder and ending, a test's without its file."""
    name = target.name
    if target.module == "pytest":
        name = next((word for word in reversed(target.args) if "::" in word), name).rpartition("::")[2]
    name = os.path.basename(name).removesuffix(".py")
    return re.sub(r"[^A-Za-z0-9_.]+", "_", name).strip("._")[:NAME_LENGTH] or "program"
