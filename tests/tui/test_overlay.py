"""An overlay looks as Textual's own would, on a screen with colours, wide characters and links."""

import re

from textual.app import App, ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from threadtui.tui.screens.overlay import Overlay

WORDS = "[red]one[/red] [on #203040]twö 漢字[/] [@click=app.bell]link[/]\n[b $accent]bold[/]"


class _Below(App[None]):
    CSS = """
    Screen { background: #101820; }
    ModalScreen { align: center middle; background: $background 60%; }
    ModalScreen Static { width: 9; height: 1; background: $surface; }
    """

    def compose(self) -> ComposeResult:
        yield Static(Content.from_markup(WORDS))


class _Mine(Overlay[None]):
    def compose(self) -> ComposeResult:
        yield Static("above")


class _Theirs(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Static("above")


async def _drawn(overlay: ModalScreen[None]) -> str:
    async with _Below().run_test(size=(30, 6)) as pilot:
        alone = pilot.app.export_screenshot()
        await pilot.app.push_screen(overlay)
        await pilot.pause()
        shown = pilot.app.export_screenshot()
        assert "above" in shown
        assert shown != alone
        return _by_looks(shown)


def _by_looks(picture: str) -> str:
    """The drawing alone; instead of the names of its styles, which count from the first one met, what they are."""
    looks = dict(re.findall(r"\.(terminal-\d+-r\d+) { (.*?) }", picture))
    drawn = re.findall(r"<(?:rect|text) .*", picture)
    return re.sub(r"terminal-\d+-r\d+", lambda name: looks[name[0]], "\n".join(drawn)).replace(_id(picture), "")


def _id(picture: str) -> str:
    found = re.search(r"terminal-\d+", picture)
    assert found
    return found[0]


async def test_it_looks_as_textual_would_draw_it() -> None:
    assert await _drawn(_Mine()) == await _drawn(_Theirs())
