"""How pytest was called, as far as one of its tests depends on it: so that the command which repeats a failure does, too.

Kept are the options of the project's own ``conftest.py`` and of plugins, and those of pytest's own that say which plugins, which
configuration, and how modules are imported. What selects, distributes, reports or measures tests is not.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from _pytest.config import get_config

from threadtui.onetest import PLUGIN

NEEDED = frozenset({
    "-p", "-c", "--config-file", "--rootdir", "-o", "--override-ini", "--import-mode", "--confcutdir", "--noconftest", "--pyargs",
    "-W", "--pythonwarnings", "--strict-config",
})  # fmt: skip
"""Of pytest's own options."""

OTHERS = (
    "-n", "--numprocesses", "--maxprocesses", "--max-worker-restart", "--maxschedchunk", "--dist", "--tx", "--px", "--rsync",
    "--testrunuid", "--no-loadscope", "--cov", "--no-cov", "--html", "--self-contained-html", "--json-report", "--report-log",
    "--timeout", "--reruns", "--snapshot", "--benchmark", "--threads-",
)  # fmt: skip
"""How options of well-known plugins begin that distribute, repeat, limit, report or measure; and our own: a token says it all."""


def options_needed(config: pytest.Config) -> list[str]:
    """As words of a command line."""
    parser: Any = config._parser
    actions: dict[str, Any] = parser._getparser()._option_string_actions
    own = get_config([])._parser._getparser()._option_string_actions
    needed: list[str] = []
    for name, words in _options(_words(config), actions):
        if words[1:] != [PLUGIN] and (name in NEEDED if name in own else not name.startswith(OTHERS)):
            needed += words
    return needed


def _words(config: pytest.Config) -> Sequence[str]:
    """What pytest was called with; a worker of xdist has been told by the one that started it."""
    told: dict[str, Any] = getattr(config, "workerinput", {})
    return told["mainargv"][1:] if "mainargv" in told else config.invocation_params.args


def _options(words: Sequence[str], actions: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Each option by its name, with its words; what is none is left out."""
    rest = list(map(str, words))
    while rest:
        word = rest.pop(0)
        if word == "--":
            return
        if not word.startswith("-"):
            continue
        name, attached = _name_of(word, actions)
        option = [word]
        if not attached and rest and _takes(actions.get(name), rest[0]):
            option.append(rest.pop(0))
        yield name, option


def _takes(action: Any, word: str) -> bool:
    """Is this its value? ``nargs`` as in argparse: one, none, or one that may be missing."""
    return action is not None and action.nargs != 0 and (action.nargs is None or not word.startswith("-"))


def _name_of(word: str, actions: dict[str, Any]) -> tuple[str, bool]:
    """An option's name, and whether its value stands in the same word."""
    if word in actions:
        return word, False
    name, equals, _ = word.partition("=")
    if word.startswith("--"):
        return name, bool(equals)
    return word[:2], True
