"""Colours: only threads have a hue, and one more, alarm, means failure, race or deadlock.

A palette is plain data: hex strings, and a few mixtures computed from them. Tints lie *over* a background, so a palette
of the past (another background) has other tints.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from textual.theme import Theme

from threadtui.tui import contrast

THREAD_COLOURS = 8
"""Thread 9 takes colour 1 again; its number tells it apart."""
READABLE = 4.5
"""Contrast that every letter keeps against what it stands on (WCAG AA)."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The roles of colours for one theme. Shares (``…_share``) are what a tint takes from its hue."""

    dark: bool
    background: str
    past_background: str
    raised: str
    selected: str
    text: str
    dim: str
    faint: str
    """Rules only, never text."""
    alarm: str
    ink: str
    """What stands on a pill or a badge."""
    threads: tuple[str, ...]
    tint_share: float
    past_bar_share: float
    alarm_share: float = 0.14
    bar_share: float = 0.07
    quiet_share: float = 0.6

    def thread(self, number: int) -> str:
        """The colour of a thread; numbers count from 1, 0 (none of the program's) is dim."""
        return self.threads[(number - 1) % len(self.threads)] if number > 0 else self.dim

    def tint(self, number: int) -> str:
        """A row that belongs to a thread: its colour, thinner where alarm or dim could not be read on it any more."""
        return _tint(self.background, self.thread(number), self.tint_share, (self.text, self.dim, self.alarm))

    def quiet(self, number: int) -> str:
        """The dimmed hue of a thread that could go on but does not: lines, never text."""
        return _mix(self.background, self.thread(number), self.quiet_share)

    @property
    def bar(self) -> str:
        """Header and footer."""
        return _mix(self.background, self.text, self.bar_share)

    @property
    def alarm_bar(self) -> str:
        return _tint(self.background, self.alarm, self.alarm_share, (self.text, self.dim, self.alarm))

    @property
    def past_bar(self) -> str:
        """The NEXT bar in the past."""
        return _mix(self.background, self.text, self.past_bar_share)

    def in_past(self) -> "Palette":
        """The same over the past's background, tints included."""
        return replace(self, background=self.past_background)

    def without_colour(self) -> "Palette":
        """For NO_COLOR: hues become greys on their way out, so alarm must not sink; it keeps its sign and its word."""
        return replace(self, alarm=self.text)


@lru_cache(maxsize=256)
def _mix(below: str, above: str, share: float) -> str:
    return contrast.mix(below, above, share)


@lru_cache(maxsize=256)
def _tint(below: str, above: str, share: float, inks: tuple[str, ...]) -> str:
    tint = contrast.mix(below, above, share)
    while share > 0 and min(contrast.contrast(ink, tint) for ink in inks) < READABLE:
        share -= 0.005
        tint = contrast.mix(below, above, share)
    return tint


DARK = Palette(
    dark=True,
    background="#10141B",
    past_background="#1A1626",
    raised="#1C222D",
    selected="#252D3B",
    text="#E6EAF0",
    dim="#9BA6B5",
    faint="#3A4556",
    alarm="#FF7066",
    ink="#10141B",
    threads=("#D0D6DF", "#E69F00", "#41C0F7", "#13B577", "#E070B8", "#D3EB3A", "#8A90FF", "#FFD9A0"),
    tint_share=0.17,
    past_bar_share=0.14,
)

LIGHT = Palette(
    dark=False,
    background="#FBFAF7",
    past_background="#F6F2FA",
    raised="#EDEAE3",
    selected="#E8E4DB",
    text="#1D2229",
    dim="#566070",
    faint="#C6C1B6",
    alarm="#C01722",
    ink="#FFFFFF",
    threads=("#2B3145", "#9C4D00", "#0659D9", "#08705A", "#AB1A9C", "#4B3700", "#3D18EE", "#431810"),
    tint_share=0.13,
    past_bar_share=0.07,
)


def _theme(name: str, palette: Palette) -> Theme:
    return Theme(
        name=name,
        primary=palette.text,
        secondary=palette.dim,
        accent=palette.threads[2],
        warning=palette.alarm,
        error=palette.alarm,
        success=palette.text,
        foreground=palette.text,
        background=palette.background,
        surface=palette.raised,
        panel=palette.raised,
        boost=palette.selected,
        dark=palette.dark,
        variables={
            "border": palette.faint,
            "border-blurred": palette.faint,
            "block-cursor-background": palette.selected,
            "block-cursor-foreground": palette.text,
            "input-cursor-background": palette.text,
            "input-selection-background": palette.selected,
            "footer-key-foreground": palette.text,
            "footer-description-foreground": palette.dim,
            "text-muted": palette.dim,
            "foreground-muted": palette.dim,
        },
    )


THEME_DARK = _theme("threadtui-dark", DARK)
THEME_LIGHT = _theme("threadtui-light", LIGHT)
THEMES = (THEME_DARK, THEME_LIGHT)
_OWN = {THEME_DARK.name: DARK, THEME_LIGHT.name: LIGHT}


def palette_of(theme: Theme, *, colour: bool = True) -> Palette:
    """The palette that goes with any of Textual's themes; ``colour`` is False under NO_COLOR.

    Of a foreign theme the background and the text are taken, and our hues lightened or darkened until they can be read.
    """
    palette = _OWN.get(theme.name) or _adapted(theme)
    return palette if colour else palette.without_colour()


@lru_cache(maxsize=64)
def _adapted_to(background: str, foreground: str | None, dark: bool) -> Palette:
    base = DARK if dark else LIGHT
    toward = "#FFFFFF" if dark else "#000000"

    def readable(colour: str, *grounds: str) -> str:
        return contrast.readable(colour, grounds, toward, READABLE)

    bar = contrast.mix(background, base.text, base.past_bar_share)
    raised = contrast.mix(background, base.text, 0.06)
    selected = contrast.mix(background, base.text, 0.1)
    past = contrast.mix(background, base.past_background, 0.5)
    tints = [contrast.mix(ground, hue, base.tint_share) for hue in base.threads for ground in (background, past)]
    alarms = [contrast.mix(ground, base.alarm, base.alarm_share) for ground in (background, past)]
    grounds = (background, past, raised, selected, bar)
    threads = tuple(readable(hue, *grounds, *tints[2 * i : 2 * i + 2]) for i, hue in enumerate(base.threads))
    return replace(
        base,
        background=background,
        past_background=past,
        raised=raised,
        selected=selected,
        text=readable(foreground or base.text, *grounds, *tints, *alarms),
        dim=readable(base.dim, *grounds, *tints, *alarms),
        faint=contrast.mix(background, base.text, 0.25),
        alarm=readable(base.alarm, *grounds, *tints, *alarms),
        threads=threads,
    )


def _adapted(theme: Theme) -> Palette:
    variables = theme.to_color_system().generate()
    base = DARK if theme.dark else LIGHT
    background = contrast.as_hex(variables.get("background", "")) or base.background
    return _adapted_to(background, contrast.as_hex(theme.foreground or ""), theme.dark)
