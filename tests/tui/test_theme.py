"""Everything that is written can be read: contrast 4.5 and more, in every theme, over every ground it stands on."""

import pytest
from textual.theme import BUILTIN_THEMES

from threadtui.tui.contrast import contrast, mix
from threadtui.tui.theme import DARK, LIGHT, READABLE, THEMES, Palette, palette_of

OWN = {"dark": DARK, "light": LIGHT, "dark past": DARK.in_past(), "light past": LIGHT.in_past()}
FOREIGN = {name: palette_of(theme) for name, theme in sorted(BUILTIN_THEMES.items())}


def pairs(palette: Palette) -> dict[str, tuple[str, str]]:
    """What stands on what."""
    plain = {"text": palette.text, "dim": palette.dim, "alarm": palette.alarm}
    grounds = {"background": palette.background, "bar": palette.bar, "past bar": palette.past_bar}
    found = {f"{ink} on {ground}": (plain[ink], grounds[ground]) for ink in plain for ground in grounds}
    del found["alarm on past bar"]  # nothing is alarming about what is over
    found |= {f"{ink} on selected": (plain[ink], palette.selected) for ink in ("text", "dim")}
    found |= {f"{ink} on alarm bar": (colour, palette.alarm_bar) for ink, colour in plain.items()}
    found |= {"ink on badge": (palette.ink, palette.text), "ink on alarm badge": (palette.ink, palette.alarm)}
    for number in range(1, 9):
        hue = palette.thread(number)
        found |= {f"thread {number}": (hue, palette.background), f"ink on {number}": (palette.ink, hue)}
        found |= {f"{ink} on tint {number}": (colour, palette.tint(number)) for ink, colour in plain.items()}
        found[f"thread {number} on its tint"] = (hue, palette.tint(number))
    return found


@pytest.mark.parametrize("name", OWN)
def test_own_palettes_can_be_read(name: str) -> None:
    weak = {pair: round(contrast(*colours), 2) for pair, colours in pairs(OWN[name]).items()}
    assert {pair: found for pair, found in weak.items() if found < READABLE} == {}


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_themes_can_be_read(name: str) -> None:
    palette = FOREIGN[name]
    threads = {number: contrast(palette.thread(number), palette.background) for number in range(1, 9)}
    threads |= {-number: contrast(palette.thread(number), palette.tint(number)) for number in range(1, 9)}
    written = [contrast(ink, palette.background) for ink in (palette.text, palette.dim, palette.alarm)]
    assert min([*threads.values(), *written]) >= READABLE


def test_colours_are_those_of_the_design() -> None:
    assert DARK.thread(2) == "#E69F00"
    assert LIGHT.thread(3) == "#0659D9"
    assert DARK.tint(3) == mix("#10141B", "#41C0F7", 0.17)
    assert DARK.in_past().background == "#1A1626"


def test_a_ninth_thread_takes_the_first_colour() -> None:
    assert DARK.thread(9) == DARK.thread(1)
    assert DARK.thread(10) == DARK.thread(2)


def test_without_colour_alarm_is_text() -> None:
    assert palette_of(THEMES[0], colour=False).alarm == DARK.text
    assert palette_of(THEMES[0]) is DARK
