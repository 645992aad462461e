"""What an event out of a file must look like before it is believed: the table of ARCHITECTURE.md, as checks.

The engine's own events need no checking; a stranger's trace does, so that damage is never mistaken for a bug.
"""

from typing import Annotated, Any, Literal, NamedTuple, NotRequired, TypedDict

import msgspec

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.engine.operations import TARGETS
from threadtui.world.state import World

LARGEST = 2**32 - 1
"""Ids and lines are 32 bits wide in a history's columns."""

LATEST = 2**63 - 1

Id = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
Moment = Annotated[int, msgspec.Meta(ge=0, le=LATEST)]
State = Literal["new", "ready", "blocked", "sleeping", "outside", "done", "failed", "killed"]


class _Waits(NamedTuple):
    kind: Literal["thread", "primitive"]
    id: Id


class _Future(TypedDict):
    name: str
    state: str
    thread: Id | None


class _View(TypedDict, total=False):
    """Fields of all kinds of primitives: a name means the same in each."""

    holder: Id | None
    depth: int
    lock: Id | None
    value: int
    initial: int
    takers: list[Id]
    flag: bool
    parties: int
    arrived: list[Id]
    broken: bool
    size: int
    maxsize: int
    items: list[str]
    unfinished: int
    due: Moment | None
    state: str
    thread: Id | None
    interval: float | None
    max_workers: int
    workers: list[Id]
    pending: list[str]
    futures: list[_Future]


_Declared = TypedDict("_Declared", {"kind": str, "class": str, "name": str, "within": NotRequired[Id]})


class _Instruction(NamedTuple):
    offset: Id
    line: Id
    name: str
    argument: str


class _Call(NamedTuple):
    offset: Id
    name: str


class _Code(TypedDict):
    name: str
    instructions: list[_Instruction]
    calls: NotRequired[list[_Call]]


class _Thread(TypedDict):
    name: str
    daemon: bool


class _Location(TypedDict):
    name: str
    value: str | None
    within: NotRequired[Id]
    elements: NotRequired[list[Id]]


class _Op(TypedDict):
    op: str
    number: NotRequired[Id]


class _Error(TypedDict):
    type: str
    message: str


class _Standing(TypedDict):
    state: State
    waits_for: _Waits | None
    until: Moment | None


class _Point(_Standing):
    op: str
    value: Any
    code: NotRequired[Id]
    offset: NotRequired[Id]


class _Verdict(TypedDict):
    verdict: Literal["passed", "failed", "deadlock", "livelock", "crashed", "stopped"]
    message: str
    exit_status: int | None


_VALUES: dict[str, Any] = {
    kinds.FILE: str,
    kinds.CODE: _Code,
    kinds.THREAD: _Thread,
    kinds.THREAD_NAME: str,
    kinds.PRIMITIVE: _Declared,
    kinds.PRIMITIVE_NAME: str,
    kinds.LOCATION: _Location,
    kinds.LOCATION_NAME: str,
    kinds.STEP: str,
    kinds.OP: _Op,
    kinds.UPDATE: _View,
    kinds.ORDER: Literal["give", "take", "join"],
    kinds.READ: str | None,
    kinds.WRITE: Annotated[list[str | None], msgspec.Meta(min_length=2, max_length=3)],
    kinds.OUTPUT: str,
    kinds.ERROR: _Error,
    kinds.POINT: _Point,
    kinds.STATE: _Standing,
    kinds.END: Literal["done", "failed", "killed"],
    kinds.TURN: None,
    kinds.GRANULARITY: str,
    kinds.INSIDE: bool,
    kinds.VERDICT: _Verdict,
}

_LOCK = frozenset({"holder", "depth"})
_SEMAPHORE = frozenset({"value", "initial", "takers"})
_QUEUE = frozenset({"size", "maxsize", "items", "unfinished"})

_REQUIRED: dict[str, frozenset[str]] = {
    "Lock": _LOCK,
    "RLock": _LOCK,
    "Condition": frozenset({"lock"}),
    "Semaphore": _SEMAPHORE,
    "BoundedSemaphore": _SEMAPHORE,
    "Event": frozenset({"flag"}),
    "Barrier": frozenset({"parties", "arrived", "broken"}),
    "Queue": _QUEUE,
    "LifoQueue": _QUEUE,
    "PriorityQueue": _QUEUE,
    "SimpleQueue": _QUEUE,
    "Timer": frozenset({"due", "state", "thread", "interval"}),
    "ThreadPoolExecutor": frozenset({"max_workers", "workers", "pending", "futures"}),
}


def check(event: Event, world: World) -> None:
    """Raise ``ValueError`` (of msgspec or plain) if this event cannot come next; ``world`` is what came before it."""
    if event.kind not in kinds.KINDS:
        raise ValueError(f"no event is of the kind {event.kind!r}")
    _check_numbers(event)
    _require(event.file == 0 or event.file in world.files, "a file that was not declared")
    msgspec.convert(event.value, _VALUES[event.kind])
    _check_more(event, world)


def _check_numbers(event: Event) -> None:
    numbers = (event.thread, event.object, event.file, event.line)
    _require(min(numbers) >= 0 and max(numbers) <= LARGEST, "a number out of range")
    _require(0 <= event.time <= LATEST, "a time out of range")


def _check_more(event: Event, world: World) -> None:
    """What the types alone do not say: that what is spoken of is there."""
    value = event.value
    if event.kind == kinds.STEP:
        _require(event.object == world.step + 1, f"step {event.object} after step {world.step}")
    if event.kind in (kinds.STEP, kinds.TURN):
        _require(event.thread == 0 or event.thread in world.threads, "a thread that was not declared")
    elif event.kind == kinds.PRIMITIVE:
        msgspec.convert({key: value[key] for key in value if key not in ("kind", "class", "name")}, _View)
        _require(_REQUIRED.get(value["kind"], frozenset()) <= set(value), f"a {value['kind']} without all its fields")
        _require(value.get("within", 0) in (0, *world.primitives), "a part of no primitive")
    elif event.kind == kinds.INSIDE:
        _require(event.object in world.primitives, "a look inside no primitive")
    elif event.kind == kinds.OUTPUT:
        _require(event.object in (1, 2), f"stream {event.object}")
    elif event.kind in (kinds.POINT, kinds.OP):
        _check_target(event, world)
    if event.kind == kinds.POINT and ("code" in value or "offset" in value):
        _require(value.get("code") in world.codes, "code that was not declared")
        _require("offset" in value, "a place in code without an offset")
    if event.kind in (kinds.POINT, kinds.STATE) and value["waits_for"]:
        kind, number = value["waits_for"]
        _require(number in (world.threads if kind == "thread" else world.primitives), f"a wait for no {kind}")


def _check_target(event: Event, world: World) -> None:
    op = event.value["op"]
    _require(op in TARGETS, f"the unknown operation {op!r}")
    tables: dict[str, Any] = {"thread": world.threads, "primitive": world.primitives, "location": world.locations}
    table = tables.get(TARGETS[op])
    _require(table is None or event.object in table, f"{op} on a {TARGETS[op]} that was not declared")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
