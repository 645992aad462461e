"""A sink that writes down what points tell it, and ways to run a text under it."""

import textwrap
from types import CodeType
from typing import Any

from threadtui.engine.source.loader import compile_source
from threadtui.engine.source.sink import ACCESS, Shared


class Recorder:
    """Every point as a short text, such as ``"write counter = 1"``."""

    def __init__(self, level: int = ACCESS) -> None:
        self.level = level
        self.names: dict[int, str] = {}
        self.said: list[str] = []
        self.lines: list[int] = []
        self.values: list[str | None] = []
        self.within: dict[str, str] = {}
        self.foreseen: list[str] = []
        self.failures: list[str] = []

    def line(self, path: str, line: int) -> None:
        assert path
        self.lines.append(line)

    def access(self, op: str, location: Shared, new: str | None, path: str, line: int) -> None:
        assert path
        assert line
        name = self.names[location.id]
        after = location.after()
        if after is not None and op == "write":
            self.foreseen.append(after)
        self.said.append(f"{op} {name}" + (f" = {new}" if new is not None else ""))
        self.values.append(location.peek())
        self.within[name] = self.names.get(location.within, "")

    def note(self, op: str, location: Shared, new: str | None, path: str, line: int) -> None:
        self.access(f"note {op}", location, new, path, line)

    def declare(self, name: str, value: str | None, within: int, elements: list[int]) -> int:
        assert value is None or value
        assert not (within and elements)
        self.names[len(self.names) + 1] = name
        return len(self.names)

    def rename(self, location: int, name: str) -> None:
        self.names[location] = name

    def compiled(self, path: str, plain: CodeType, code: CodeType) -> None:
        assert path
        assert plain.co_filename == code.co_filename

    def plain(self, path: str, reason: str) -> None:
        self.failures.append(f"{path}: {reason}")


def run(text: str, level: int = ACCESS, name: str = "__main__") -> tuple[Recorder, dict[str, Any]]:
    """Run the text with points; what they said, and the globals at the end."""
    sink = Recorder(level)
    source = textwrap.dedent(text).lstrip("\n").encode()
    names: dict[str, Any] = {"__name__": name}
    exec(compile_source(source, f"{name}.py", sink, instrument=True), names)
    assert not sink.failures
    return sink, names


def said(text: str) -> list[str]:
    """What the points say while the text runs."""
    return run(text)[0].said
