"""Asks for one thing: a number, or a path."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.widgets import Input, Static

from threadtui.tui.screens.overlay import Overlay


class Prompt(Overlay[str | None]):
    """A question and a line to answer it on. Dismissed with the answer, which may be empty, or with None."""

    CSS_PATH = "prompt.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Close", show=False)]

    def __init__(
        self, question: str, *, number: bool = False, ascii_only: bool = False, about: str = "", typed: str = ""
    ) -> None:
        super().__init__()
        self.set_class(ascii_only, "-ascii")
        self._question = question
        self._number = number
        self._about = about
        self._typed = typed
        """What stands on the line already: a wrong answer can be mended."""

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt") as box:
            box.border_title = self._question
            yield Input(self._typed, type="integer" if self._number else "text", compact=True, select_on_focus=False)
            if self._about:
                yield Static(self._about, markup=False)
            yield Static("[b]enter[/] go   [@click=screen.cancel][b]esc[/] close[/]")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())

    def on_click(self, event: Click) -> None:
        if event.widget is self:
            self.action_cancel()

    def action_cancel(self) -> None:
        self.dismiss(None)
