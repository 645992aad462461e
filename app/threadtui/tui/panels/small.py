"""What a terminal that is too small says."""

from threadtui.tui.panels.spans import Row, Rows, clip
from threadtui.tui.panels.words import said
from threadtui.tui.view import View

TOLD = "Make the terminal larger: 60×18 or more"
SHORT = "Larger: 60×18 or more"


def rows(view: View, width: int, height: int, top: int | None = None) -> Rows:  # noqa: ARG001
    """One line."""
    return Rows(
        (), (), [Row(clip((said(view, TOLD if len(TOLD) <= width else SHORT),), width, view.symbols.ellipsis))], 0, 1
    )
