"""Source files as the source panel needs them: read once, lexed once, lines of words that are bold, dim or plain.

The only place of the screen that reads a file.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from threadtui.tui.panels.spans import clean

PLAIN, STRONG, QUIET = "plain", "strong", "quiet"
MOST_BYTES = 100_000
"""A larger file is shown without bold and dim: lexing takes a second for 300,000."""


class Word(NamedTuple):
    """``kind``: ``strong`` for keywords, ``quiet`` for strings and comments, ``plain``."""

    text: str
    kind: str


Line = tuple[Word, ...]


@lru_cache(maxsize=64)
def lines(path: str) -> tuple[Line, ...]:
    """A file's lines; none where there is no such file."""
    text = _read(path)
    if text is None:
        return ()
    if len(text) > MOST_BYTES:
        return tuple((Word(clean(line), PLAIN),) for line in text.splitlines())
    return _lexed(text)


@lru_cache(maxsize=64)
def plain(path: str) -> tuple[str, ...]:
    """The same lines as text."""
    return tuple("".join(word.text for word in line) for line in lines(path))


@lru_cache(maxsize=64)
def done_lines(path: str) -> frozenset[int]:
    """Lines in which something is done: those that the interpreter has code for. None where it cannot be compiled."""
    try:
        codes = [compile("\n".join(plain(path)), path, "exec", dont_inherit=True)]
    except (SyntaxError, ValueError):
        return frozenset()
    found: set[int] = set()
    while codes:
        code = codes.pop()
        found.update(line for _start, _end, line in code.co_lines() if line)
        codes += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
    return frozenset(found)


def forget() -> None:
    """Read files again when they are next asked for: a new run may be of a changed program."""
    for kept in (lines, plain, done_lines, _assigned_at):
        kept.cache_clear()


def line_at(path: str, number: int) -> str:
    """A line without its indentation, counted from 1; empty where there is none."""
    found = plain(path)
    return found[number - 1].strip() if 0 < number <= len(found) else ""


_brought: dict[str, str] = {}


def bring(sources: Mapping[str, str]) -> None:
    """From now on these texts stand for the files of their paths."""
    _brought.clear()
    _brought.update(sources)
    forget()


def _read(path: str) -> str | None:
    if path in _brought:
        return _brought[path]
    import tokenize

    try:
        with tokenize.open(Path(path)) as file:
            return file.read()
    except (OSError, SyntaxError, UnicodeDecodeError, ValueError):
        return None


def _lexed(text: str) -> tuple[Line, ...]:
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]

    found: list[Line] = []
    line: list[Word] = []
    for token, value in PythonLexer(stripnl=False, ensurenl=True).get_tokens(text):
        kind = _kind(str(token))
        first, *others = value.split("\n")
        _add(line, first, kind)
        for part in others:
            found.append(tuple(line))
            line = []
            _add(line, part, kind)
    return tuple(found)


def _add(line: list[Word], text: str, kind: str) -> None:
    if not text:
        return
    if line and line[-1].kind == kind:
        line[-1] = Word(line[-1].text + clean(text), kind)
    else:
        line.append(Word(clean(text), kind))


def _kind(token: str) -> str:
    if token.startswith(("Token.Comment", "Token.Literal.String")) and "Interpol" not in token:
        return QUIET
    if token.startswith(("Token.Keyword", "Token.Operator.Word")) and "Constant" not in token:
        return STRONG
    return PLAIN


def assigned_at(path: str, name: str, line: int) -> int | None:
    """The last line before ``line``, in the same function, that binds a local name; None if only the ``def`` does."""
    return _assigned_at(path, name, line)


@lru_cache(maxsize=4096)
def _assigned_at(path: str, name: str, line: int) -> int | None:
    text = plain(path)
    binds = _binds(name)
    for number in range(min(line, len(text)) - 1, 0, -1):
        before = text[number - 1]
        if re.match(r"\s*(async\s+)?def\b|\s*class\b|.*\blambda\b", before):
            return None
        if binds.search(before):
            return number
    return None


@lru_cache(maxsize=512)
def _binds(name: str) -> re.Pattern[str]:
    word = re.escape(name)
    assigns = rf"(?<![\w.]){word}\s*(?:,\s*\w+\s*)*(?::[^=]+)?(?:[-+*/%@&|^]|//|\*\*|<<|>>)?=(?!=)"
    return re.compile(rf"^\s*(?:\w+\s*,\s*)*{assigns}|\bfor\b[^:]*\b{word}\b.*\bin\b|\bas\s+{word}\b|\b{word}\s*:=")
