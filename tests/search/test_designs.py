"""Hard windows in real programs: ``auto`` finds them in few schedules, and one preemption is enough to show each."""

from collections.abc import Iterable

import pytest

from tests.search.hunting import design, hunt

WINDOWS = {
    ("checker", 3): 50,
    ("checker", 10): 50,
    ("checker", 30): 50,
    ("checker", 100): 50,
    ("two_stage", 2): 50,
    ("two_stage", 4): 50,
    ("two_stage", 10): 50,
    ("work_stealing", 3): 100,
    ("philosophers", 10): 50,
}
"""Program and its number of threads or items, and in how many schedules the failure is to be found."""

MORE = {("two_stage", 30): 50, ("two_stage", 100): 50, ("work_stealing", 10): 100, **WINDOWS}

SMALL = [("checker", 4), ("two_stage", 6), ("two_stage", 30), ("work_stealing", 3), ("philosophers", 5)]


def each(windows: Iterable[tuple[str, int]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("window", windows, ids=lambda window: f"{window[0]}-{window[1]}")


@each(WINDOWS)
def test_auto_finds_a_hard_window_of_a_real_program(window: tuple[str, int]) -> None:
    name, size = window
    (found,) = hunt(design(name), size, most=WINDOWS[window])
    assert found["verdict"] == "fails"


@pytest.mark.slow
@each(MORE)
def test_auto_finds_a_hard_window_with_every_seed(window: tuple[str, int]) -> None:
    name, size = window
    for found in hunt(design(name), size, seeds=range(60), most=MORE[window]):
        assert found["verdict"] == "fails"


def test_auto_finds_a_small_window_with_every_seed() -> None:
    """Three writers are few enough to be left to chance, and a tree of schedules that is not soon done."""
    for found in hunt(design("checker"), 3, seeds=range(60), most=50):
        assert found["verdict"] == "fails"


@each(SMALL)
def test_one_preemption_is_enough_for_a_real_program(window: tuple[str, int]) -> None:
    """Also for the one that is found while steps still turn out to be cut too coarsely (two_stage, seed 1)."""
    name, size = window
    for found in hunt(design(name), size, seeds=range(2), small=True):
        assert [failure["preemptions"] for failure in found["failures"]] == [1]


@pytest.mark.slow
@each(MORE)
def test_one_preemption_is_enough_however_many_threads_there_are(window: tuple[str, int]) -> None:
    name, size = window
    (found,) = hunt(design(name), size, small=True)
    assert [failure["preemptions"] for failure in found["failures"]] == [1]
