"""Puts a deadlock into one sentence: who waits where for what, and who has it."""

from threadtui.engine.operations import call
from threadtui.engine.pending import ProgramThread
from threadtui.engine.places import Places
from threadtui.engine.scheduler import Scheduler
from threadtui.engine.stdlib.shadows import Shadows

SENTENCES = 6
"""Threads that the message names; the screen and the JSON show all."""

TASKS = {"result": "a result", "work": "work"}
"""What one waits for at a pool: its futures are objects of their own, and its workers call nothing of the program's."""


class Deadlock:
    """Explains why nobody can go on."""

    def __init__(self, scheduler: Scheduler, shadows: Shadows, places: Places) -> None:
        self._scheduler = scheduler
        self._shadows = shadows
        self._places = places

    def __call__(self, alive: list[ProgramThread]) -> str:
        stuck = [thread for thread in alive if not thread.daemon] or alive
        parts = [self._wait(thread) for thread in stuck[:SENTENCES]]
        if len(stuck) > SENTENCES:
            parts.append(f"and {len(stuck) - SENTENCES} more threads wait")
        return "; ".join(parts)

    def _wait(self, thread: ProgramThread) -> str:
        where = self._places.text(thread.file, thread.line)
        return f"{thread.name} waits {self._for(thread)} at {where}"

    def _for(self, thread: ProgramThread) -> str:
        op = thread.pending
        if op is None or op.waits_for is None:
            return "for nothing that is known"
        kind, number = op.waits_for
        if kind == "thread":
            return f"for {self._scheduler.threads[number].name} to end"
        shadow = self._shadows.by_id[number]
        holder = shadow.sent.get("holder")
        if holder in self._scheduler.threads:
            held = "itself" if holder == thread.id else self._scheduler.threads[holder].name
            return f"for {shadow.name}, held by {held},"
        if op.name in TASKS:
            return f"for {TASKS[op.name]} of {shadow.name}"
        return f"in {call(op.name, shadow.kind)} on {shadow.name}"
