"""The one schema of what is recorded: events, and the version of their format.

An event is a flat record. Its number is its position in the trace. ARCHITECTURE.md has the table of kinds with the
meaning of each field; nothing else in the project defines it again.
"""

from typing import Any, NamedTuple

FORMAT = 1
"""Version of the events' format. A reader refuses any other."""


class Event(NamedTuple):
    """One thing that happened.

    ``thread`` is the id of the thread that did it, 0 for none. ``object`` is what it was done to; which table it points
    into depends on the kind (for ``point`` and ``op`` on the operation). ``value`` is a JSON value. ``file`` is the id of a
    file declared by a ``file`` event, 0 for none; ``line`` counts from 1. ``time`` is virtual, in nanoseconds.
    """

    kind: str
    thread: int
    object: int
    value: Any
    file: int
    line: int
    time: int


FILE = "file"
THREAD = "thread"
THREAD_NAME = "thread_name"
PRIMITIVE = "primitive"
PRIMITIVE_NAME = "primitive_name"
LOCATION = "location"
LOCATION_NAME = "location_name"
STEP = "step"
OP = "op"
UPDATE = "update"
ORDER = "order"
READ = "read"
WRITE = "write"
OUTPUT = "output"
ERROR = "error"
POINT = "point"
CODE = "code"
STATE = "state"
END = "end"
TURN = "turn"
GRANULARITY = "granularity"
INSIDE = "inside"
VERDICT = "verdict"

KINDS = frozenset(
    {
        FILE, THREAD, THREAD_NAME, PRIMITIVE, PRIMITIVE_NAME, LOCATION, LOCATION_NAME, STEP, OP, UPDATE, ORDER,
        READ, WRITE, OUTPUT, ERROR, POINT, CODE, STATE, END, TURN, GRANULARITY, INSIDE, VERDICT,
    }
)  # fmt: skip

STATES = ("new", "ready", "blocked", "sleeping", "outside", "done", "failed", "killed")
"""States of a thread. Having the turn is not a state: it is the world's ``turn``."""

ALIVE = frozenset({"ready", "blocked", "sleeping", "outside"})
"""States of a thread that has been started and has not ended."""

GRANULARITIES = ("sync", "access", "line", "bytecode")
"""At which points a step ends, from coarse to fine."""

VERDICTS = ("passed", "failed", "deadlock", "livelock", "crashed", "stopped")
