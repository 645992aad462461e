"""The program that conformance runs: some of CPython's own tests by name, without those that cannot apply.

``python program.py NAME… [--without ID…]``. The last line of its output is ``RESULT`` and what became of each test, in
JSON. It runs the same under ``python3`` alone and under threadtui; the one is what the other is held against. Names that
the interpreter does not have are left out; ``null`` instead of a result means that it has none of them.
"""

import importlib
import json
import sys
import unittest
from collections.abc import Iterable, Iterator
from typing import Any

MARK = "RESULT "


class Result(unittest.TextTestResult):
    """Keeps the outcome of each test; a failure in one of its subtests is its failure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes: dict[str, str] = {}

    def stopTest(self, test: unittest.TestCase) -> None:  # noqa: N802 (unittest's name)
        self.outcomes.setdefault(test.id(), "passed")
        super().stopTest(test)

    def summary(self) -> dict[str, Any]:
        """What ran, and what became of it."""
        for kind, tests in (("failed", self.failures), ("failed", self.errors), ("skipped", self.skipped)):
            for test, _text in tests:
                self.outcomes[getattr(test, "test_case", test).id()] = kind
        return {"ran": self.testsRun, "outcomes": self.outcomes}


def existing(names: Iterable[str]) -> Iterator[str]:
    """Of dotted names those that this interpreter has."""
    for name in names:
        parts, found = name.split("."), None
        for end in range(1, len(parts) + 1):
            if found is not None and hasattr(found, parts[end - 1]):
                found = getattr(found, parts[end - 1])
                continue
            try:
                found = importlib.import_module(".".join(parts[:end]))
            except ImportError:
                break
        else:
            yield name


def flatten(suite: Any) -> Iterator[unittest.TestCase]:
    """The single tests of a suite of suites."""
    if isinstance(suite, unittest.TestCase):
        yield suite
        return
    for inner in suite:
        yield from flatten(inner)


def main(arguments: list[str]) -> int:
    split = arguments.index("--without") if "--without" in arguments else len(arguments)
    names, without = list(existing(arguments[:split])), set(arguments[split + 1 :])
    if not names:
        print(MARK + "null")
        return 0
    found = flatten(unittest.defaultTestLoader.loadTestsFromNames(names))
    chosen = unittest.TestSuite(test for test in found if test.id() not in without)
    stream: Any = unittest.runner._WritelnDecorator(sys.stderr)
    result = Result(stream, True, 1)
    unittest.registerResult(result)
    result.startTestRun()
    chosen(result)
    result.stopTestRun()
    result.printErrors()
    print("\n" + MARK + json.dumps(result.summary()), flush=True)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
