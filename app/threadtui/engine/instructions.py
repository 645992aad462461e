"""Points of granularity ``bytecode``: a thread stands before each instruction of the program's own functions.

What runs is the code with points, as at ``access``; a step ends only at instructions that the plain code has too, so a
person sees the plain code, and the granularity may change at any moment, also for frames that run already. A point that
announces an access does not stop: the thread stands at the instruction that carries it out, and that is when it is
recorded. So one instruction is one step, and a shared one is the same operation as at ``access``.
"""

import sys
from collections.abc import Callable
from types import CodeType, FrameType

from threadtui.engine import events as ev
from threadtui.engine import tracing
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.scheduler import Scheduler
from threadtui.engine.source.body import Body
from threadtui.engine.source.bytecode import inner
from threadtui.engine.source.callees import callees
from threadtui.engine.source.effects import Walk, carrier, just_done

Record = Callable[[], None]


class Announced:
    """Accesses that a point has announced, until the thread is at the instruction that carries them out.

    ``window`` are the instructions before it. With ``done`` the thread has stood for them already and does not stop again.
    """

    __slots__ = ("accesses", "code", "done", "offset", "window")

    def __init__(self, code: CodeType, offset: int, window: frozenset[int], done: bool = False) -> None:
        self.code = code
        self.offset = offset
        self.window = window
        self.done = done
        self.accesses: list[tuple[Operation | None, Record]] = []


class Instructions:
    """Knows the program's functions, and makes threads stand before their instructions while it is ``on``."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.on = False
        self._scheduler = scheduler
        self._bodies: dict[int, Body] = {}
        self._new: list[tuple[str, CodeType, CodeType]] = []
        self._announced: dict[int, Announced] = {}
        self._declared = 0
        self._tracer = tracing.make(self._reached, self._bodies)

    # -- the program's functions --------------------------------------------------------------------------------------

    def compiled(self, path: str, plain: CodeType, code: CodeType) -> None:
        """A file has been compiled; what is in it is looked at when it is needed."""
        self._new.append((path, plain, code))
        if self.on:
            self._take_up()

    def _take_up(self) -> None:
        new, self._new = self._new, []
        for path, plain, code in new:
            for function, twin in inner(code, plain):
                self._bodies[id(function)] = Body(path, function, twin)
                self._tracer.add(function)

    def _declare(self, body: Body) -> int:
        if not body.number:
            self._declared += 1
            body.number = self._declared
            rows = [[one.offset, one.line, one.name, one.argument] for one in body.listing]
            calls = [list(call) for call in callees(body.plain).items()]
            value = {"name": body.plain.co_qualname, "instructions": rows, "calls": calls}
            file = self._scheduler.places.file(body.path)
            self._scheduler.recorder.emit(ev.CODE, 0, body.number, value, file, body.plain.co_firstlineno)
        return body.number

    # -- on and off ---------------------------------------------------------------------------------------------------

    def obstacle(self) -> str:
        """Why threads cannot stand before instructions, in one line; empty where they can."""
        return self._tracer.obstacle()

    def switch(self, on: bool) -> None:
        """Begin or end to stand before instructions; also in the middle of a run."""
        if on == self.on:
            return
        self.on = on
        if on:
            self._take_up()
            self._tracer.start()
        else:
            self._tracer.stop()
        self._scheduler.locate = self._here if on else None
        self._scheduler.arrived = self._tracer.arrived
        if on:
            self._tell_where_all_stand()

    def _tell_where_all_stand(self) -> None:
        frames = sys._current_frames()
        for thread in self._scheduler.alive:
            if thread.pending is not None and not thread.outside and thread.ident in frames:
                thread.pending.at = self._place(frames[thread.ident])
                self._scheduler.report(thread)

    def _here(self) -> tuple[int, int] | None:
        return self._place(sys._getframe(2))

    def _place(self, top: FrameType) -> tuple[int, int] | None:
        """Code and offset at which the program's innermost frame stands."""
        frame = self._scheduler.places.own_frame(top)
        body = self._bodies.get(id(frame.f_code)) if frame is not None else None
        instruction = body.at(frame.f_lasti) if body is not None and frame is not None else None
        return None if body is None or instruction is None else (self._declare(body), instruction.offset)

    # -- points -------------------------------------------------------------------------------------------------------

    def follows(self) -> bool:
        """Whether the calling thread stands before each instruction; else its points stop it as they do at ``line``."""
        return self.on and self._tracer.follows()

    def announce(self, me: ProgramThread, op: str, name: str, operation: Operation | None, record: Record) -> bool:
        """A point announces an access (with no operation: one that is only recorded). False if nothing is known of it."""
        found = self._carrier(op, name)
        if found is None:
            return False
        code, walk, number = found
        if number is None:
            record()
            return True
        waiting = self._announced.get(me.id)
        if waiting is None or waiting.code is not code or waiting.offset != walk[number][0]:
            waiting = self._announced[me.id] = _announced(code, walk, number)
        waiting.accesses.append((operation, record))
        return True

    def stood_already(self, me: ProgramThread, op: str, name: str) -> None:
        """The thread stood at a point when this granularity began: its access belongs to the step that it makes now."""
        found = self._carrier(op, name)
        if found is not None and found[2] is not None:
            code, walk, number = found
            self._announced[me.id] = _announced(code, walk, number or 0, done=True)

    def _carrier(self, op: str, name: str) -> tuple[CodeType, Walk, int | None] | None:
        """The way to the instruction that does the access, and its number there: None where the thread is in it or past it."""
        frame = self._scheduler.places.own_frame(sys._getframe(3))
        body = self._bodies.get(id(frame.f_code)) if frame is not None else None
        if body is None or frame is None:
            return None
        if frame.f_lasti in body.steps:
            return body.code, [], None
        walk = body.walk(frame.f_lasti)
        if just_done(body.before(frame.f_lasti), walk[0][1] if walk else None, op, name):
            return body.code, [], None
        number = carrier(walk, op, name)
        return None if number is None else (body.code, walk, number)

    def _reached(self, code: CodeType, offset: int) -> bool:
        body = self._bodies[id(code)]
        number = body.steps.get(offset)
        if number is None:
            return False
        me = self._scheduler.me()
        if me is not None:
            self._stand(me, body, offset, number)
        return True

    def _stand(self, me: ProgramThread, body: Body, offset: int, number: int) -> None:
        accesses, stood = self._due(me, body.code, offset)
        if not stood:
            instruction = body.listing[number]
            operation = next((op for op, _ in accesses if op is not None), None)
            operation = operation or Operation("bytecode", value=instruction.text, ticks=False)
            operation.at = (self._declare(body), instruction.offset)
            file = self._scheduler.places.file(body.path)
            self._scheduler.stand(me, operation, file, instruction.line or me.line)
        for _, record in accesses:
            record()
        if not self.on:
            self._record_rest(me)

    def _due(
        self, me: ProgramThread, code: CodeType, offset: int
    ) -> tuple[list[tuple[Operation | None, Record]], bool]:
        """What was announced for this instruction, and whether the thread has stood for it already."""
        waiting = self._announced.get(me.id)
        if waiting is None or waiting.code is not code:
            return [], False
        if offset in waiting.window:
            return [], waiting.done
        del self._announced[me.id]
        return (waiting.accesses, waiting.done) if offset == waiting.offset else ([], False)

    def _record_rest(self, me: ProgramThread) -> None:
        """The granularity has become coarser: what was announced is done within this step, with no stop before it."""
        waiting = self._announced.pop(me.id, None)
        for _, record in waiting.accesses if waiting is not None else ():
            record()


def _announced(code: CodeType, walk: Walk, number: int, done: bool = False) -> Announced:
    return Announced(code, walk[number][0], frozenset(offset for offset, _ in walk[:number]), done)
