"""What to run: a scenario by its name, a script by its path, a module by ``-m``. And which scenarios there are.

Scenarios are read, never imported: title and text are the docstring, the rest stands in their folder's ``index.toml``.
"""

import ast
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from threadtui.mistakes import UsageMistake

if TYPE_CHECKING:
    from threadtui.engine.program import Runnable

__all__ = ["Scenario", "Target", "UsageMistake", "is_path", "own_folder", "read_folder", "resolve", "scenarios"]

COMMANDS = frozenset(
    {"list", "run", "show", "replay", "explain", "explore", "tour", "serve", "export", "config"}
)  # fmt: skip
"""Names of commands, also of those to come: no scenario can be called by one of them."""

ENTRY_POINTS = "threadtui.scenarios"
OTHER = "More"
"""Heading for scenarios that their index does not name."""


class Target(NamedTuple):
    """``kind`` is ``scenario``, ``path``, ``module``, ``function``, or ``trace`` for what is only recorded; the last three have
    no ``path``.

    ``path`` is absolute. ``alive`` makes the program out of a function of this process, in a copy of it.
    """

    name: str
    kind: str
    path: str | None
    module: str | None
    args: tuple[str, ...] = ()
    alive: "Callable[[], Runnable] | None" = None


class Scenario(NamedTuple):
    """A program that comes with threadtui or a pack. ``title`` is the docstring's first line, ``text`` the rest."""

    name: str
    title: str
    text: str
    group: str
    tags: tuple[str, ...]
    expected: tuple[str, ...]
    """Verdicts that its schedules can give."""
    seed: int
    """What the picker opens it with."""
    path: str


def resolve(word: str | None, args: Iterable[str] = (), module: str | None = None) -> Target:
    """The target that the command line names. Raises ``UsageMistake``."""
    if module is not None:
        return _module(module, tuple(args))
    if not word:
        raise UsageMistake("no program is named: a scenario's name, a path, or -m MODULE")
    if is_path(word):
        return _script(word, tuple(args))
    return _scenario(word, tuple(args))


TRACE = ".trace"
"""How the dashboard's traces end."""


def is_path(word: str) -> bool:
    """Whether a word on the command line is a path rather than a scenario's name."""
    return "/" in word or "\\" in word or word.endswith(".py")


def _module(module: str, args: tuple[str, ...]) -> Target:
    if not all(part.isidentifier() for part in module.split(".")):
        raise UsageMistake(f"{module!r} is no name of a module: -m takes one as in package.module")
    return Target(module, "module", None, module, args)


def names_one_test(target: Target) -> bool:
    """``-m pytest tests/test_it.py::test_it``: the test is the program, and not all that pytest does around it."""
    return target.module == "pytest" and any("::" in word for word in target.args)


def main_file(target: Target) -> Path | None:
    """The file whose text a schedule names: the script, or the one that a test stands in. None: only its process knows."""
    if target.path is not None:
        return Path(target.path)
    if names_one_test(target):
        return Path(next(word for word in target.args if "::" in word).partition("::")[0])
    return None


def _script(word: str, args: tuple[str, ...]) -> Target:
    path = Path(word)
    if path.is_dir():
        raise UsageMistake(f"{word} is a folder: name the script in it")
    if not path.is_file():
        raise UsageMistake(f"there is no file {word}")
    return Target(word, "path", str(path.resolve()), None, args)


def _scenario(word: str, args: tuple[str, ...]) -> Target:
    ours = own_folder() / f"{word}.py"
    if word.isidentifier() and ours.is_file():  # the usual case, without reading any scenario
        return Target(word, "scenario", str(ours.resolve()), None, args)
    known = {scenario.name: scenario for scenario in scenarios()}
    if word not in known:
        raise UsageMistake(f"there is no scenario {word}{_suggestion(word, known)}")
    return Target(word, "scenario", known[word].path, None, args)


def _suggestion(word: str, known: Iterable[str]) -> str:
    import difflib

    if word.endswith(TRACE):
        return "; a trace is opened by show, replay and explain"
    if Path(word).exists():
        return f"; for the file of that name write ./{word}"
    close = difflib.get_close_matches(word, list(known), n=1)
    if close:
        return f"; did you mean {close[0]}?"
    return "; threadtui list names them all"


def scenarios() -> list[Scenario]:
    """All scenarios in their indexes' order, threadtui's own first. Raises ``UsageMistake`` for a broken folder."""
    found: dict[str, Scenario] = {}
    for folder in (own_folder(), *_pack_folders()):
        for scenario in read_folder(folder):
            if scenario.name not in COMMANDS:
                found.setdefault(scenario.name, scenario)
    return list(found.values())


def own_folder() -> Path:
    """The scenarios of this threadtui: inside the installed package, or beside ``app`` in a checkout."""
    package = Path(__file__).parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent.parent / "scenarios"


def _pack_folders() -> Iterator[Path]:
    """Folders that others add: an entry point of our group names a package; it is located, not imported."""
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        try:
            spec = find_spec(point.module)
        except (ImportError, ValueError) as problem:
            raise UsageMistake(f"the scenario pack {point.name} cannot be found: {problem}") from problem
        if spec is None or not spec.submodule_search_locations:
            raise UsageMistake(f"the scenario pack {point.name} names {point.module}, which is no package here")
        yield Path(next(iter(spec.submodule_search_locations)))


def read_folder(folder: Path) -> Iterator[Scenario]:
    """The scenarios of one folder: as its index orders them, then those that it does not name."""
    index = {entry["name"]: entry for entry in _index(folder)}
    paths = {path.stem: path for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_")}
    for name in [*index, *(stem for stem in paths if stem not in index)]:
        if name not in paths:
            raise UsageMistake(f"{folder / 'index.toml'} names {name}, but there is no {name}.py beside it")
        yield _read(paths[name], index.get(name, {}))


def _index(folder: Path) -> list[dict[str, Any]]:
    path = folder / "index.toml"
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("scenario", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise UsageMistake(f"{path} cannot be read: {problem}") from problem
    if not all(isinstance(entry, dict) and isinstance(entry.get("name"), str) for entry in entries):
        raise UsageMistake(f"{path} has a scenario without a name")
    return list(entries)


def _read(path: Path, entry: dict[str, Any]) -> Scenario:
    try:
        docstring = ast.get_docstring(ast.parse(path.read_bytes())) or path.stem
    except (SyntaxError, ValueError) as problem:
        raise UsageMistake(f"the scenario {path} cannot be read: {problem}") from problem
    title, _, text = docstring.partition("\n")
    return Scenario(
        name=path.stem,
        title=title.strip().removesuffix("."),
        text=text.strip("\n"),
        group=str(entry.get("group", OTHER)),
        tags=tuple(entry.get("tags", ())),
        expected=tuple(entry.get("expected", ())),
        seed=int(entry.get("seed", 0)),
        path=str(path.resolve()),
    )
