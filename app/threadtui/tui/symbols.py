"""Every glyph of the screen, with its ASCII twin, in one table.

All are one cell wide, in the fonts that terminals come with, and never drawn as an emoji. ``--ascii`` is also for
terminals that draw characters of ambiguous width two cells wide.
"""

from dataclasses import dataclass, fields
from functools import cache

_TABLE: dict[str, tuple[str, str]] = {
    # how a thread stands
    "turn": ("►", ">"),
    "ready": ("●", "*"),
    "blocked": ("■", "#"),
    "sleeping": ("z", "z"),
    "outside": ("◇", "%"),
    "new": ("·", "."),
    "done": ("✓", "+"),
    "failed": ("✗", "x"),
    "killed": ("†", "!"),
    "frozen": ("○", "o"),
    # the source
    "stop": ("◆", "*"),
    # gauges
    "free": ("□", "."),
    "held": ("■", "#"),
    "clear": ("○", "o"),
    "set": ("●", "@"),
    "gone": ("━", "="),
    "to_go": ("─", "-"),
    # the timeline
    "ran": ("━", "="),
    "idle": ("─", "-"),
    "stuck": ("·", "."),
    "asleep": ("z", "z"),
    "to_come": ("╌", "~"),
    "now": ("▼", "v"),
    "now_below": ("▲", "^"),
    "edge": ("│", "|"),
    "corner": ("╰", "+"),
    # verdicts, warnings, transport
    "alarm": ("▲", "!"),
    "news": ("•", "*"),
    "lost": ("◄", "<"),
    "paused": ("‖", "|"),
    "playing": ("►", ">"),
    "past": ("◄", "<"),
    "stopped": ("■", "#"),
    "hatch": ("╱", "/"),
    # frames
    "bar": ("▌", "|"),
    "rule": ("─", "-"),
    "heavy_rule": ("━", "="),
    "ellipsis": ("…", "~"),
}

_PROSE = str.maketrans(
    {
        "…": "~", "→": ">", "←": "<-", "↑": "^", "↓": "v", "►": ">", "◄": "<", "▲": "!", "▼": "v", "●": "*", "■": "#",
        "○": "o", "□": ".", "✓": "+", "✗": "x", "·": ".", "•": "*", "‖": "|", "†": "!", "◇": "%", "━": "=", "─": "-",
        "╌": "~", "│": "|", "╱": "/", "×": "x", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"',
        "▁": "_", "▂": ".", "▃": ".", "▄": "-", "▅": "-", "▆": "=", "▇": "=", "█": "#",
        "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┏": "+", "┓": "+", "┗": "+", "┛": "+", "┃": "|",
    }
)  # fmt: skip
"""One character for one, so that nothing shifts; but ``←`` is a key always, and ``<`` another one."""


@dataclass(frozen=True, slots=True)
class Symbols:
    """The glyphs in use. ``ascii_only`` says which of the two sets they are."""

    ascii_only: bool
    turn: str
    ready: str
    blocked: str
    sleeping: str
    outside: str
    new: str
    done: str
    failed: str
    killed: str
    frozen: str
    stop: str
    free: str
    held: str
    clear: str
    set: str
    gone: str
    to_go: str
    ran: str
    idle: str
    stuck: str
    asleep: str
    to_come: str
    now: str
    now_below: str
    edge: str
    corner: str
    alarm: str
    news: str
    lost: str
    paused: str
    playing: str
    past: str
    stopped: str
    hatch: str
    bar: str
    rule: str
    heavy_rule: str
    ellipsis: str

    @staticmethod
    @cache
    def unicode() -> "Symbols":
        return Symbols(False, **{name: pair[0] for name, pair in _TABLE.items()})

    @staticmethod
    @cache
    def ascii() -> "Symbols":
        return Symbols(True, **{name: pair[1] for name, pair in _TABLE.items()})

    def pill(self, thread: int) -> tuple[str, str, str]:
        """The three parts of a thread's pill: edge, number, edge. Three cells, four with a number of two digits."""
        return ("[", str(thread), "]") if self.ascii_only else ("▐", str(thread), "▌")

    def prose(self, text: str) -> str:
        """threadtui's own words with the glyphs in them; the program's text is left as it is."""
        return text.translate(_PROSE) if self.ascii_only else text

    def key(self, text: str) -> str:
        """The names of keys: ``→`` is no sign there, and ``>`` another key."""
        return self.prose(text.replace("→", "->")) if self.ascii_only else text

    def state(self, name: str) -> str:
        """The glyph of a thread's state, or of ``turn``."""
        return str(getattr(self, name))


NAMES = tuple(field.name for field in fields(Symbols) if field.name != "ascii_only")
