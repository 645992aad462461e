"""CPython's own tests, run as programs, end under threadtui as they end without it.

The quick suites run always, with one seed; all suites with ``SEEDS`` seeds on demand: ``pytest -m slow tests/conformance``.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import product

import pytest

from tests.conformance.compare import Plain, differences, run_plainly, run_stepwise
from tests.conformance.suites import SUITES
from tests.engine.harness import interpreters

SEEDS = range(20)
INTERPRETERS = interpreters()
QUICK = [suite.name for suite in SUITES if suite.quick]

PlainRuns = dict[tuple[str, str], Future[Plain]]


@pytest.fixture(scope="module")
def plain_runs() -> Iterator[PlainRuns]:
    """The plain runs of the quick suites, under way beside the others: they sleep in real time for the most part."""
    with ThreadPoolExecutor(len(INTERPRETERS)) as pool:
        yield {key: pool.submit(run_plainly, *key) for key in product(QUICK, INTERPRETERS)}


def _check(plain: Plain, python: str, name: str, seed: int) -> None:
    if plain.result is None:
        pytest.skip("this interpreter ships none of these tests")
    run = run_stepwise(name, python, seed)
    assert not differences(plain, run), run.output[-4000:]


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize("python", INTERPRETERS)
def test_quick_suites(plain_runs: PlainRuns, python: str, name: str) -> None:
    _check(plain_runs[name, python].result(), python, name, 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", [suite.name for suite in SUITES])
@pytest.mark.parametrize("python", INTERPRETERS)
def test_all_suites(python: str, name: str, seed: int) -> None:
    _check(run_plainly(name, python), python, name, seed)
