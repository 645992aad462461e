"""Real code: modules of the standard library, rewritten and loaded anew, still do what they do."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.source.recording import Recorder
from threadtui.engine.source.loader import OwnFiles, compile_source, install, uninstall

COMPILED = (
    "abc",
    "ast",
    "asyncio/events",
    "configparser",
    "contextlib",
    "enum",
    "pathlib",
    "typing",
    "zipfile",
    "queue",
)


@pytest.fixture(params=[0, 2], ids=["silent", "all lines"])
def rewritten(request: pytest.FixtureRequest) -> Iterator[Recorder]:
    """Library modules named here are rewritten when they are imported anew."""
    sink = Recorder(request.param)
    hook = install(OwnFiles(include=["json", "heapq", "textwrap", "dataclasses", "argparse", "string"]), sink)
    yield sink
    uninstall(hook)
    assert not sink.failures


@pytest.fixture
def anew(rewritten: Recorder, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a module once more, beside the one that is there."""

    def load(name: str) -> ModuleType:
        top = name.partition(".")[0]
        for known in [known for known in sys.modules if known == top or known.startswith(top + ".")]:
            monkeypatch.delitem(sys.modules, known)
        module = importlib.import_module(name)
        assert bool(rewritten.lines) == (rewritten.level == 2)
        return module

    return load


def test_json(anew: Any) -> None:
    json = anew("json")
    value = {"a": [1, 2.5, None, True, "\u1234\n"], "b": {"c": {}}}
    assert json.loads(json.dumps(value, indent=2)) == value
    with pytest.raises(ValueError, match="line 1 column 2"):
        json.loads("[")


def test_heapq(anew: Any) -> None:
    heapq = anew("heapq")
    assert list(heapq.merge([1, 4], [2, 3])) == [1, 2, 3, 4]
    assert heapq.nsmallest(2, [3, 1, 2], key=lambda x: -x) == [3, 2]


def test_textwrap(anew: Any) -> None:
    textwrap = anew("textwrap")
    assert textwrap.wrap("a few words that wrap", 8) == ["a few", "words", "that", "wrap"]
    assert textwrap.dedent("  a\n    b\n") == "a\n  b\n"


def test_dataclasses(anew: Any) -> None:
    dataclasses = anew("dataclasses")
    made = dataclasses.make_dataclass(
        "P", [("x", int), ("y", int, dataclasses.field(default=2))], frozen=True, order=True
    )
    assert (dataclasses.asdict(made(1)), made(1) < made(2), repr(made(1))) == ({"x": 1, "y": 2}, True, "P(x=1, y=2)")


def test_argparse(anew: Any) -> None:
    argparse = anew("argparse")
    parser = argparse.ArgumentParser(prog="p", exit_on_error=False)
    parser.add_argument("--n", type=int, default=1)
    parser.add_argument("names", nargs="*")
    assert vars(parser.parse_args(["--n", "3", "a", "b"])) == {"n": 3, "names": ["a", "b"]}
    assert "[--n N]" in parser.format_help()
    with pytest.raises(argparse.ArgumentError):
        parser.parse_args(["--n", "x"])


@pytest.mark.parametrize("name", COMPILED)
def test_that_it_compiles(name: str) -> None:
    sink = Recorder()
    folder = Path(importlib.__file__).parent.parent
    path = next(path for path in (folder / f"{name}.py", folder / name / "__init__.py") if path.exists())
    compile_source(path.read_bytes(), str(path), sink, instrument=True)
    assert not sink.failures
