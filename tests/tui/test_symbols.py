"""One cell each, in both sets."""

from rich.cells import cell_len

from threadtui.tui import keys
from threadtui.tui.symbols import NAMES, Symbols


def test_every_glyph_is_one_cell() -> None:
    for symbols in (Symbols.unicode(), Symbols.ascii()):
        assert [name for name in NAMES if cell_len(getattr(symbols, name)) != 1] == []


def test_the_ascii_set_is_ascii() -> None:
    assert all(getattr(Symbols.ascii(), name).isascii() for name in NAMES)


def test_pills_have_the_same_width() -> None:
    assert "".join(Symbols.unicode().pill(2)) == "▐2▌"
    assert "".join(Symbols.ascii().pill(12)) == "[12]"


def test_states_can_be_told_apart() -> None:
    for symbols in (Symbols.unicode(), Symbols.ascii()):
        states = ("turn", "ready", "blocked", "sleeping", "outside", "new", "done", "failed", "killed")
        assert len({symbols.state(state) for state in states}) == len(states)
        lines = {symbols.ran, symbols.idle, symbols.stuck, symbols.asleep, symbols.to_come}
        assert len(lines) == 5


def test_prose_keeps_its_length() -> None:
    told = "wrote value: 0 → 1 … ▲ ✗"
    assert Symbols.ascii().prose(told).isascii()
    assert len(Symbols.ascii().prose(told)) == len(told)
    assert Symbols.unicode().prose(told) == told


def test_no_two_keys_are_written_alike() -> None:
    """In ASCII ``<`` and ``>`` are keys of their own."""
    for symbols in (Symbols.unicode(), Symbols.ascii()):
        labels = [symbols.key(keys.label(row, {})) for row in keys.ROWS]
        assert len(set(labels)) == len(labels)
    assert Symbols.ascii().prose("← looks back").startswith("<- ")
