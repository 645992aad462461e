"""A sleep used as synchronisation: after it, a thread reads what another one has written meanwhile, and no lock, queue,
event or join is between. It is right only as long as the sleep is long enough.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from threadtui.engine import events as kinds
from threadtui.engine.events import Event
from threadtui.engine.operations import TARGETS
from threadtui.world.hints.base import Hint, Key, hint
from threadtui.world.parts import Pill
from threadtui.world.state import World


@dataclass(slots=True)
class _Sleep:
    awake: bool = False
    written: dict[int, int] = field(default_factory=dict)
    """Location → who wrote it while this thread slept."""


_Site = tuple[int, int, int]
"""A location, and file and line of an access."""


class SleepSync:
    """Forgets a sleep as soon as its thread does anything else that could order what it reads.

    Not meant is a thread that looks again and again, at one place, nor one that has written the value itself, unless it then
    started the one who writes it: it waits for nobody.
    """

    kind = "sleep-as-synchronisation"
    events: frozenset[Key] = frozenset({kinds.STEP, kinds.READ, kinds.WRITE, (kinds.OP, "start")})

    def __init__(self) -> None:
        self._sleeps: dict[int, _Sleep] = {}
        self._told: set[_Site] = set()
        self._read_at: dict[int, set[_Site]] = {}
        self._wrote: set[tuple[int, int]] = set()
        self._starters: dict[int, int] = {}

    def see(self, world: World, event: Event) -> Iterable[Hint]:
        if event.kind == kinds.STEP:
            self._step(event)
        elif event.kind == kinds.OP:
            self._starters[event.object] = event.thread
        else:
            found = list(self._accessed(world, event)) if self._sleeps else ()
            self._note(event)
            return found
        return ()

    def _note(self, event: Event) -> None:
        if event.kind == kinds.WRITE:
            self._wrote.add((event.thread, event.object))
        else:
            self._read_at.setdefault(event.thread, set()).add((event.object, event.file, event.line))

    def _waits_for(self, thread: int, writer: int, site: _Site) -> bool:
        if site in self._read_at.get(thread, ()):
            return False
        return (thread, site[0]) not in self._wrote or self._starters.get(writer) == thread

    def _accessed(self, world: World, event: Event) -> Iterable[Hint]:
        if event.kind == kinds.WRITE:
            for thread, sleep in self._sleeps.items():
                if thread != event.thread and not sleep.awake:
                    sleep.written[event.object] = event.thread
        elif (mine := self._sleeps.get(event.thread)) and mine.awake:
            yield from self._read(world, event, mine)

    def _step(self, event: Event) -> None:
        if event.value == "sleep":
            self._sleeps[event.thread] = _Sleep()
        elif (sleep := self._sleeps.get(event.thread)) is not None:
            if event.value == "wake":
                sleep.awake = True
            elif TARGETS.get(event.value) in ("primitive", "thread"):
                del self._sleeps[event.thread]

    def _read(self, world: World, event: Event, sleep: _Sleep) -> Iterable[Hint]:
        writer = sleep.written.get(event.object)
        site = (event.object, event.file, event.line)
        if writer is None or site in self._told or not self._waits_for(event.thread, writer, site):
            return
        self._told.add(site)
        location = world.locations[event.object].name
        words = (Pill(event.thread), " sleeps until ", Pill(writer), f" has written {location}: a longer wait there, and it"
                 " reads the old value. An Event, a queue or a join would be sure")  # fmt: skip
        yield hint(self, world, event, *words, threads=(event.thread, writer))
