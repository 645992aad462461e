"""A rewritten program does what the plain one does: results, output, errors, tracebacks to the column."""

import contextlib
import linecache
import sys
import traceback
from types import CodeType
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.source.programs import programs
from tests.source.recording import Recorder
from threadtui.engine.source.loader import compile_source
from threadtui.engine.values import safe_repr

PATH = "/random/program.py"


def outcome(code: CodeType) -> tuple[str, list[str], dict[str, str]]:
    """How the program ended, its log, and what its globals hold."""
    names: dict[str, Any] = {"__name__": "program"}
    ended = "well"
    limit = sys.getrecursionlimit()
    try:
        exec(code, names)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the program raises is its result
        ended = "".join(traceback.format_exception(error)).partition("in outcome\n")[2]
        ended = ended.replace("    exec(code, names)\n", "")
    finally:
        sys.setrecursionlimit(limit)
    texts = {name: _without_addresses(safe_repr(value, 500)) for name, value in names.items() if name != "__builtins__"}
    boxes = [repr(sorted(vars(names[name]).items(), key=str)) for name in ("box", "other") if _is_box(names, name)]
    return _without_addresses(ended), [_without_addresses(text) for text in [*names["log"], *boxes]], texts


def _is_box(names: dict[str, Any], name: str) -> bool:
    return type(names.get(name)).__name__ == "Box"


def _without_addresses(text: str) -> str:
    parts = text.split(" at 0x")
    return parts[0] + "".join(" at " + part.lstrip("0123456789abcdef") for part in parts[1:])


def compiled(text: str, level: int | None) -> CodeType:
    """The program, plain (None) or with points."""
    sink = Recorder(level or 0)
    code = compile_source(text.encode(), PATH, sink, instrument=level is not None)
    assert not sink.failures
    return code


@pytest.mark.parametrize("level", [0, 2])
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=programs())
def test_a_random_program(level: int, text: str) -> None:
    linecache.cache[PATH] = (len(text), None, text.splitlines(True), PATH)
    with contextlib.suppress(SyntaxError), contextlib.redirect_stdout(None):
        compile(text, PATH, "exec")
        assert outcome(compiled(text, level)) == outcome(compiled(text, None))
        return
    assume(False)
