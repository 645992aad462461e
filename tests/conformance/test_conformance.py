"""CPython's own tests, run as programs, end under threadtui as they end without it.

The quick suites run always, with one seed; all suites with ``SEEDS`` seeds on demand: ``pytest -m slow tests/conformance``.
"""

import pytest

from tests.conformance.compare import differences, run_plainly, run_stepwise
from tests.conformance.suites import SUITES
from tests.engine.harness import interpreters

SEEDS = range(20)
INTERPRETERS = interpreters()


def _check(python: str, name: str, seed: int) -> None:
    plain = run_plainly(name, python)
    if plain.result is None:
        pytest.skip("this interpreter ships none of these tests")
    run = run_stepwise(name, python, seed)
    assert not differences(plain, run), run.output[-4000:]


@pytest.mark.parametrize("name", [suite.name for suite in SUITES if suite.quick])
@pytest.mark.parametrize("python", INTERPRETERS)
def test_quick_suites(python: str, name: str) -> None:
    _check(python, name, 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", [suite.name for suite in SUITES])
@pytest.mark.parametrize("python", INTERPRETERS)
def test_all_suites(python: str, name: str, seed: int) -> None:
    _check(python, name, seed)
