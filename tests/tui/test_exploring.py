"""The screen of a search, and of what it found, as a person sees them."""

from collections.abc import Iterator
from typing import Any

import pytest
from textual.app import App

from tests.app.searched import Laboratory, failure, found, progress
from threadtui.targets import Target
from threadtui.tui.intents import searching
from threadtui.tui.screens.explore import Explore
from threadtui.tui.symbols import Symbols
from threadtui.tui.theme import DARK, THEMES

PROGRAM = Target("program", "path", "/somewhere/program.py", None)
SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def lab() -> Iterator[Laboratory]:
    lab = Laboratory()
    searching.explore(lab.player)
    yield lab
    lab.close()


class Stage(App[None]):
    """The screen alone, as it is now."""

    def __init__(self, lab: Laboratory) -> None:
        super().__init__()
        self._lab = lab
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "threadtui-dark"

    def on_mount(self) -> None:
        self.push_screen(Explore(PROGRAM, self._lab.player, lambda: self._lab.player.view(Symbols.unicode(), DARK)))


@pytest.mark.parametrize("size", SIZES)
def test_exploring(lab: Laboratory, size: tuple[int, int], snap_compare: Any) -> None:
    for number in range(1, 12):
        lab.searches[0].say(progress(70 * number + 13 * (number % 3), number / 2))
    lab.read()
    assert snap_compare(Stage(lab), terminal_size=size)


@pytest.mark.parametrize("size", SIZES)
def test_found(lab: Laboratory, size: tuple[int, int], snap_compare: Any) -> None:
    lab.searches[0].say(found("fails", failure(), failure(verdict="deadlock", message="T1 waits", preemptions=2)))
    lab.read()
    lab.read()
    assert snap_compare(Stage(lab), terminal_size=size)
