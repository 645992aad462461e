"""The one table of keys: bindings, footer, help, tooltips and the command palette all read it.

A ``Key`` is one binding with an id, so that a user can remap it. A ``Row`` is what help shows on one line: one key or a
few that belong together. A key that does nothing yet does not stand here, and so stands nowhere.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.binding import Binding

if TYPE_CHECKING:
    from textual.screen import Screen

GO_ON = "Go on"
LOOK_BACK = "Look back"
RUN = "The run"
SCREEN = "The screen"
GROUPS = (GO_ON, LOOK_BACK, RUN, SCREEN)


class Key(NamedTuple):
    """One binding. ``keys`` as Textual names them, comma between; ``name`` is its line in the palette, "" for none."""

    id: str
    keys: str
    action: str
    name: str
    tooltip: str
    everywhere: bool = False
    """It works on every screen, not on the dashboard alone."""


class Row(NamedTuple):
    """A line of help. ``label`` stands for keys that would be too many to name. Without keys: the panels have them."""

    group: str
    words: str
    keys: tuple[Key, ...]
    label: str = ""


THREADS = tuple(
    Key(f"step-{n}", str(n), f"play('step_thread',{n})", "", f"Step thread {n}; a blocked one stays, and says why")
    for n in range(1, 10)
)

ROWS: tuple[Row, ...] = (
    Row(
        GO_ON,
        "play, pause",
        (Key("play", "space", "play('play_pause')", "Play, pause", "Let the strategy go on by itself, or stop it"),),
    ),
    Row(
        GO_ON,
        "step who has the turn",
        (Key("step", "s", "play('step')", "Step", "One step of the thread that has the turn"),),
    ),
    Row(GO_ON, "step that thread", THREADS, "1-9"),
    Row(
        GO_ON,
        "step thread 10 and up",
        (Key("step-any", "0", "ask_thread", "Step a thread by number", "Asks for the number of a thread"),),
    ),
    Row(
        GO_ON,
        "run selected till blocked",
        (
            Key(
                "run-thread",
                "l",
                "run_thread",
                "Run one thread until it blocks",
                "Only the selected thread moves, until it blocks or ends",
            ),
        ),
    ),
    Row(
        GO_ON,
        "run to the cursor line",
        (Key("until", "u", "until", "Run until the cursor's line", "Plays until a thread stands at that line"),),
    ),
    Row(
        GO_ON,
        "breakpoints",
        (
            Key(
                "stops",
                "a",
                "stops",
                "Breakpoints",
                "Sets one, takes one away: a line, a value read, written or changed, a lock, a condition",
            ),
        ),
    ),
    Row(
        GO_ON,
        "last, next breakpoint",
        (
            Key(
                "last-stop", "less_than_sign", "play('last_breakpoint')", "Last breakpoint", "Back to the last one met"
            ),
            Key(
                "next-stop", "greater_than_sign", "play('next_breakpoint')", "Next breakpoint", "Runs until one is met"
            ),
        ),
    ),
    Row(
        GO_ON,
        "freeze it, thaw it",
        (
            Key(
                "freeze",
                "F",
                "play('freeze')",
                "Freeze, thaw the thread",
                "The strategy never picks the selected thread; stepping it by hand still works",
            ),
        ),
    ),
    Row(
        GO_ON,
        "faster, slower",
        (
            Key("faster", "plus,equals_sign", "play('faster')", "Faster", "More steps a second while playing"),
            Key("slower", "minus", "play('slower')", "Slower", "Fewer steps a second while playing"),
        ),
    ),
    Row(
        LOOK_BACK,
        "one step back, on",
        (
            Key("back", "left", "play('back')", "One step back", "The world before the last step"),
            Key("on", "right", "play('on')", "One step on", "On through what is recorded; at now a step"),
        ),
    ),
    Row(
        LOOK_BACK,
        "ten steps",
        (
            Key("back-ten", "shift+left", "play('back',10)", "Ten steps back", "Ten steps back"),
            Key("on-ten", "shift+right", "play('on',10)", "Ten steps on", "Ten recorded steps on"),
        ),
        "shift ← →",
    ),
    Row(
        LOOK_BACK,
        "last, next switch",
        (
            Key(
                "last-switch",
                "left_square_bracket,comma",
                "play('last_switch')",
                "Last switch",
                "Back to where the turn went from one thread to another",
            ),
            Key(
                "next-switch",
                "right_square_bracket,full_stop",
                "play('next_switch')",
                "Next switch",
                "On to where the turn goes to another thread",
            ),
        ),
    ),
    Row(
        LOOK_BACK,
        "its last, next event",
        (
            Key(
                "last-event",
                "left_parenthesis",
                "play('last_event')",
                "Last event of what is chosen",
                "Back to the last event of the chosen thread, lock, queue or shared value",
            ),
            Key(
                "next-event",
                "right_parenthesis",
                "play('next_event')",
                "Next event of what is chosen",
                "On to the next recorded event of the chosen thread, lock, queue or shared value",
            ),
        ),
    ),
    Row(
        LOOK_BACK,
        "first step, now",
        (
            Key("home", "home", "play('first')", "First step", "The world before the first step"),
            Key("end", "end", "play('now')", "Back to now", "The world after the last step"),
        ),
    ),
    Row(
        LOOK_BACK,
        "jump to a step",
        (Key("jump", "j", "ask_step", "Jump to a step", "Asks for the number of a step"),),
    ),
    Row(
        LOOK_BACK,
        "fork here",
        (
            Key(
                "fork",
                "f",
                "play('fork')",
                "Fork here",
                "In the past: a fresh run that repeats all up to here, and waits",
            ),
        ),
    ),
    Row(
        LOOK_BACK,
        "why it ended so",
        (Key("why", "k", "why", "Why it ended so", "What went wrong, event by event; once more: back"),),
    ),
    Row(
        LOOK_BACK,
        "where it was decided",
        (
            Key(
                "decided",
                "d",
                "play('to_decision')",
                "Where it was decided",
                "Before the step that decided a deadlock, or what a search found",
            ),
        ),
    ),
    Row(
        LOOK_BACK,
        "branches",
        (Key("branches", "b", "branches", "Branches", "All runs as a tree; once more compares them"),),
    ),
    Row(
        LOOK_BACK,
        "next branch",
        (Key("next-branch", "B", "play('next_run')", "Next branch", "The next of the runs, where it is now"),),
    ),
    Row(
        RUN,
        "restart, same seed",
        (Key("restart", "r", "play('restart')", "Restart", "The same program from the start, with the same seed"),),
    ),
    Row(RUN, "new seed", (Key("seed", "n", "play('new_seed')", "New seed", "From the start, with another seed"),)),
    Row(
        RUN,
        "strategy: who chooses",
        (Key("strategy", "t", "play('next_strategy')", "Next strategy", "Who chooses the thread that moves next"),),
    ),
    Row(
        RUN,
        "granularity: size of step",
        (
            Key(
                "granularity",
                "g",
                "play('next_granularity')",
                "Next granularity",
                "Where a step ends: sync, access, line, bytecode",
            ),
        ),
    ),
    Row(
        RUN,
        "explore, search on",
        (
            Key(
                "explore",
                "e",
                "explore",
                "Explore",
                "Search for a schedule that fails; where one was found, go on searching",
            ),
        ),
    ),
    Row(
        RUN,
        "look inside a primitive",
        (
            Key(
                "inside",
                "x",
                "inside",
                "Look inside a lock or queue",
                "What the chosen Event, queue … does inside becomes steps; once more: no longer",
            ),
        ),
    ),
    Row(RUN, "write a trace", (Key("write", "w", "write", "Write a trace", "All that happened, into a file"),)),
    Row(
        RUN,
        "copy the command",
        (Key("copy", "y", "copy_command", "Copy the command", "The command that repeats this run, to the clipboard"),),
    ),
    Row(
        RUN,
        "open another program",
        (Key("open", "o", "open", "Open a program", "The list of programs, or a path", everywhere=True),),
    ),
    Row(
        SCREEN,
        "next panel",
        (
            Key("panel-next", "tab", "panel(1)", "", "The next panel or tab"),
            Key("panel-last", "shift+tab", "panel(-1)", "", "The panel or tab before"),
        ),
        "tab",
    ),
    Row(SCREEN, "move in a panel", (), "↑ ↓"),
    Row(SCREEN, "details", (), "enter"),
    Row(
        SCREEN,
        "search in the panel",
        (Key("search", "slash", "search", "Search in the panel", "The next line of this panel that contains a text"),),
    ),
    Row(SCREEN, "zoom the panel", (Key("zoom", "z", "zoom", "Zoom the panel", "The focused panel alone, and back"),)),
    Row(
        SCREEN,
        "inspect: stack, locals",
        (Key("inspect", "i", "inspect", "Inspect the thread", "Stack and locals of the selected thread"),),
    ),
    Row(SCREEN, "close, select nothing", (Key("close", "escape", "close", "", "Close, or select nothing"),)),
    Row(
        SCREEN, "this help", (Key("help", "question_mark,f1", "help", "Help", "All keys and symbols", everywhere=True),)
    ),
    Row(
        SCREEN,
        "quit",
        (Key("quit", "q", "quit", "Quit threadtui", "End the program that is watched, and leave", everywhere=True),),
    ),
)

_NAMES = {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "escape": "esc",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "comma": ",",
    "full_stop": ".",
    "question_mark": "?",
    "slash": "/",
}


KEYS: tuple[Key, ...] = tuple(key for row in ROWS for key in row.keys)
"""Every binding, in the table's order."""


LIVE = frozenset(
    {
        "run-thread",
        "until",
        "freeze",
        "fork",
        "restart",
        "seed",
        "strategy",
        "granularity",
        "explore",
        "inside",
        "write",
    }
)
"""Bindings that have nothing to do where nothing runs: of a recording."""


def key(id: str) -> Key:
    """The binding with this id. Raises ``KeyError`` for an id that is not in the table."""
    return _BY_ID[id]


def binding(key: Key) -> Binding:
    """As Textual wants it; by its id a user can remap it."""
    return Binding(key.keys, key.action, key.name or key.tooltip, show=False, tooltip=key.tooltip, id=key.id)


def in_use(screen: "Screen[Any]") -> dict[str, str]:
    """Which key each binding of the table answers to on this screen, by its id: the user's own where remapped."""
    found: dict[str, str] = {}
    for pressed, active in screen.active_bindings.items():
        if active.binding.id in _BY_ID:
            found.setdefault(active.binding.id, pressed)
    return found


def shown(key: Key, used: Mapping[str, str]) -> str:
    """How the screen writes the key of a binding; ``used`` as ``in_use`` gives it."""
    first = used.get(key.id) or _first(key)
    return " ".join(_NAMES.get(part, part.replace("_", " ")) for part in first.split("+"))


def label(row: Row, used: Mapping[str, str]) -> str:
    """How help writes the keys of a row: what the row says, unless one of them has been remapped."""
    if row.label and all(used.get(key.id, _first(key)) == _first(key) for key in row.keys):
        return row.label
    return " ".join(shown(key, used) for key in row.keys)


def _first(key: Key) -> str:
    return key.keys.partition(",")[0]


_BY_ID = {key.id: key for key in KEYS}
