"""Arithmetic on colours given as ``#RRGGBB``: mixing, contrast (WCAG 2.1), pushing a colour until it can be read."""

from textual.color import Color, ColorParseError

STEP = 0.04
"""How far a colour is pushed at a time: small enough to stop near the limit."""


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(below: str, above: str, share: float) -> str:
    """``share`` (0…1) of ``above`` laid over ``below``."""
    pairs = zip(_channels(below), _channels(above), strict=True)
    return "#" + "".join(f"{round(b + (a - b) * share):02X}" for b, a in pairs)


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.03928 else float(((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, grounds: tuple[str, ...], toward: str, least: float) -> str:
    """The colour, pushed toward black or white until it stands out by ``least`` from every ground, if it can."""
    share = 0.0
    pushed = colour
    while share < 1 and min(contrast(pushed, ground) for ground in grounds) < least:
        share = min(1.0, share + STEP)
        pushed = mix(colour, toward, share)
    return pushed


def as_hex(colour: str) -> str | None:
    """A colour in any of Textual's notations; None where it is the terminal's own (``ansi_…``) or none at all."""
    try:
        parsed = Color.parse(colour)
    except ColorParseError:
        return None
    if parsed.ansi is not None or parsed.a == 0:
        return None
    return "#{:02X}{:02X}{:02X}".format(*parsed.rgb)
