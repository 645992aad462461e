"""A screen that stands over another one, which shows through, dimmed.

Whenever an overlay is drawn, so is the whole screen below it, and Textual takes each of its pieces through rich and mixes
its colours: half of what opening the help costs on a large terminal. Here the lines below are taken as they are, and each
of their styles, of which there are few, is mixed once.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.filter import LineFilter
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from threadtui.tui.panels.base import without_ansi

Answer = TypeVar("Answer")

STYLES = 4096
"""So many mixed styles are kept: a screen has some hundred, each palette its own."""


class Overlay(ModalScreen[Answer]):
    """Takes all keys until it is dismissed."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return without_ansi(super().get_line_filters())

    def render(self) -> RenderableType:
        shown = super().render()
        return _Dimmed(shown.screen, shown.color) if isinstance(shown, BackgroundScreen) else shown


class _Dimmed(BackgroundScreen):
    """Shows the same as what it derives from."""

    def visualize(self) -> Visual:
        return _Lines(self.screen, self.color)


class _Lines(Visual):
    """The lines of a screen."""

    def __init__(self, screen: Screen[object], color: Color) -> None:
        self._screen = screen
        self._color = color

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:  # noqa: ARG002
        lines = self._screen._compositor.render_strips()
        return [Strip([_dimmed(piece, self._color) for piece in line], line.cell_length) for line in lines[:height]]

    def get_optimal_width(self, rules: object, container_width: int) -> int:  # noqa: ARG002
        return container_width

    def get_height(self, rules: object, width: int) -> int:  # noqa: ARG002
        return self._screen.size.height


def _dimmed(piece: Segment, color: Color) -> Segment:
    return Segment(piece.text, _mixed(piece.style, color))


@lru_cache(STYLES)
def _mixed(style: RichStyle | None, color: Color) -> RichStyle | None:
    """As Textual mixes it."""
    return next(iter(BackgroundScreen.process_segments([Segment(" ", style)], color))).style
