"""The global generator of ``random`` in a search: the same numbers in each execution, and a module like any other."""

import importlib.util
import random
import sys
from types import ModuleType
from typing import Any

import pytest

from threadtui.engine.searching.chance import Chance


def copy() -> Any:
    """A module of its own, whose functions nobody has."""
    spec = importlib.util.find_spec("random")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_execution_gets_the_same_numbers() -> None:
    module, chance = copy(), Chance(5, late=False)
    expected = random.Random(5)
    first = [expected.random() for _ in range(3)], expected.gauss(), expected.randrange(1000)
    for _ in range(3):
        chance.begin(module)
        assert ([module.random() for _ in range(3)], module.gauss(), module.randrange(1000)) == first


def test_names_are_there_when_somebody_looks() -> None:
    whole, module = copy(), copy()
    Chance(5, late=False).begin(module)
    assert "choice" not in vars(module)
    assert hasattr(module, "choice")
    assert list(vars(module)) == list(vars(whole))
    assert dir(module) == dir(whole)


def test_to_look_at_the_names_shows_them() -> None:
    whole, module = copy(), copy()
    Chance(5, late=False).begin(module)
    assert dir(module) == dir(whole)
    assert "choice" in vars(module)


def test_what_uses_them_finds_them() -> None:
    module = copy()
    Chance(5, late=False).begin(module)
    module._test_generator(2, abs, (-1,))
    assert module.random() < 1


def test_what_the_program_puts_there_stays() -> None:
    module = copy()
    Chance(5, late=False).begin(module)
    module.randint = max
    module.mine = 1
    assert module.choice([1]) == 1
    assert module.randint is max
    assert module.mine == 1


def test_another_name_is_missing_in_the_usual_words() -> None:
    module = copy()
    Chance(5, late=False).begin(module)
    with pytest.raises(AttributeError, match="module 'random' has no attribute 'choise'"):
        module.choise  # noqa: B018


@pytest.mark.parametrize("late", [False, True])
def test_who_has_a_function_already_gets_the_same_numbers_too(monkeypatch: pytest.MonkeyPatch, late: bool) -> None:
    module, other, chance = copy(), ModuleType("other"), Chance(5, late=late)
    draw = module.random
    if not late:
        vars(other)["draw"] = draw
        monkeypatch.setitem(sys.modules, "other", other)
    chance.begin(module)
    first = draw()
    chance.begin(module)
    assert draw() == first
