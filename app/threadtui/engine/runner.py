"""The program's process from its first line to its verdict: reads what to run, sets the engine up, runs, says how it ended."""

import gc
import os
import sys
import traceback
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine import raw
from threadtui.engine.clock import Clock
from threadtui.engine.control import Commands, Control
from threadtui.engine.deadlock import Deadlock
from threadtui.engine.headroom import Headroom
from threadtui.engine.instructions import Instructions
from threadtui.engine.pace import Pace
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.places import Places
from threadtui.engine.points import Points
from threadtui.engine.program import NotThere, Program, Runnable, exit_status_of, has_module, report, wind_up
from threadtui.engine.recorder import Channel, Recorder
from threadtui.engine.schedule import CLOCK_ANY, CLOCK_TICK, Token, Unusable, decode, looked_at, program_hash, usable
from threadtui.engine.scheduler import Scheduler
from threadtui.engine.source.loader import OwnFiles, book_of, compile_source, install, is_path
from threadtui.engine.stdlib import forked, output, patches
from threadtui.engine.stdlib.context import Function, ctx
from threadtui.engine.stdlib.shadows import Shadows
from threadtui.engine.stdlib.signals import Signals
from threadtui.engine.strategies import Strategy, by_name
from threadtui.engine.strategies.replay import Replay

COLLECT_EVERY = 2_000
"""Steps between garbage collections: at chosen steps only, since finalisers are part of what must repeat."""

UNFLUSHED = 120
"""The interpreter's exit status when a standard stream cannot be flushed at the end."""


class Runner:
    """One run of one program. ``config`` is the watching side's ``Options`` and target as a dictionary."""

    def __init__(self, config: dict[str, Any], events: int, commands: int) -> None:
        self.config = config
        self.channel = Channel(events)
        self.clock = Clock()
        self.recorder = Recorder(self.channel, self.clock)
        self.commands = Commands(commands)
        self.errors = 0
        self.exit_status: int | None = None

    def main(self, given: Runnable | None = None) -> None:
        """Run to the end, the program of the configuration if none is given; the process is gone afterwards."""
        self.channel.send("hello", {"python": sys.version.split()[0], "pid": os.getpid(), "format": ev.FORMAT})
        try:
            program, token = self._read_program(given)
        except (NotThere, Unusable, ValueError) as mistake:
            self._refuse(str(mistake))
        self._set_up(program, token)
        self._run(program)

    def _refuse(self, text: str) -> None:
        self.recorder.flush()
        self.channel.send("refused", text)
        raw.exit_process(2)

    # -- setting up ---------------------------------------------------------------------------------------------------

    def _read_program(self, given: Runnable | None) -> tuple[Runnable, Token | None]:
        config = self.config
        program = given or read_program(config)
        self.hash = program_hash(program.source)
        schedule = config["schedule"]
        token = usable(schedule, self.hash, force=config["force"]) if schedule else None
        if token is not None:
            config.update(granularity=token.granularity, strategy=token.strategy, seed=token.seed)
        by_name(config["strategy"], config["seed"])
        return program, token

    def _set_up(self, program: Runnable, token: Token | None) -> None:
        config, self.token, self.program = self.config, token, program
        own = program.own_files(config["include"])
        self.places = Places(own.owns, self.recorder.file)
        self.scheduler = Scheduler(
            self.recorder, self.clock, self.places, by_name(config["strategy"], config["seed"]), config["max_steps"]
        )
        self.points = Points(self.scheduler, self.recorder, self.places)
        self._share()
        self.main_thread = self._enter_main()
        self._install(own)
        self.control = Control(self.scheduler, self.recorder, self.commands, self.points, config["interactive"])
        self._connect()
        self.control.arrival = config["arrive"]
        if token is not None and config["interactive"] and not config["arrive"]:
            self.control.schedule_end = sum(isinstance(choice, int) for choice in decode(token.choices or ""))
        self.control.set_granularity(config["granularity"])
        self.scheduler.strategy = self._strategy()
        self.scheduler.deadlines_choose = token is not None and token.clock == CLOCK_ANY

    def _share(self) -> None:
        """Give the replacements what they need; there is one engine in a process."""
        ctx.scheduler = self.scheduler
        ctx.recorder = self.recorder
        ctx.places = self.places
        ctx.shadows = self.shadows = Shadows(self.recorder, self.places, lambda: self.scheduler.last)

    def _enter_main(self) -> ProgramThread:
        main = self.scheduler.new_thread("MainThread", False)
        self.scheduler.enter(main)
        self.scheduler.current = main
        return main

    def _install(self, own: OwnFiles) -> None:
        self.drain = output.install(self.recorder)
        self.recorder.offsets = lambda: self.drain.offsets
        forked.install(self._let_go)
        headroom = Headroom()
        headroom.install()
        self.scheduler.headroom = headroom.ensure
        patches.install(self.main_thread, late=self.program.late)
        signals = Signals(self.main_thread)
        signals.install()
        self.scheduler.signals = signals
        import random  # now, since its seed is part of the run

        random.seed(self.config["seed"])
        self.instrument = (
            self.config["interactive"] or self.config["granularity"] != "sync" or self._changes_granularity()
        )
        if self.instrument:
            install(own, self.points)
            self._know_instructions()
        self.program.settle(own, book_of(self.points), own_locals=False)
        os._exit = Function(os._exit, self._exit_at_once)

    def _know_instructions(self) -> None:
        """Only where they can be asked for: the plain code is kept beside the one that runs."""
        token = self.token.choices or "" if self.token is not None else ""
        if self.config["interactive"] or self.config["granularity"] == "bytecode" or "gbytecode" in token:
            self.points.instructions = Instructions(self.scheduler)

    def _changes_granularity(self) -> bool:
        changes = decode(self.token.choices or "") if self.token is not None else []
        return any(isinstance(change, str) and looked_at(change) is None for change in changes)

    def _connect(self) -> None:
        scheduler, config = self.scheduler, self.config
        scheduler.gate = self.control
        scheduler.pace = Pace()
        scheduler.pace.spawned = lambda: self.drain.spawned
        scheduler.over = self._over
        scheduler.fault = self._fault
        scheduler.before_choice = self._between_steps
        scheduler.explain_deadlock = Deadlock(scheduler, self.shadows, self.places)
        if config["max_seconds"] is not None:
            self.control.deadline = raw.monotonic() + config["max_seconds"]
        self.control.token = lambda: str(self._token())
        self.commands.start(self.control.watch)

    def _strategy(self) -> Strategy:
        strategy = by_name(self.config["strategy"], self.config["seed"])
        if self.token is None or self.token.choices is None:
            return strategy
        return Replay(decode(self.token.choices), strategy, self.control.change_in_line)

    # -- running ------------------------------------------------------------------------------------------------------

    def _run(self, program: Runnable) -> None:
        gc.disable()
        module = program.prepare()
        main = self.main_thread
        failure: BaseException | None = None
        self.scheduler.stand(main, Operation("begin", main.id), self.places.file(program.path), program.line)
        self.recorder.emit(ev.OP, main.id, main.id, {"op": "begin", "result": None}, main.file, main.line)
        try:
            program.run(module, self._compile)
        except BaseException as error:  # noqa: BLE001 (the program may raise what it likes)
            failure = report(error, main)
        self.exit_status = exit_status_of(failure)
        if not wind_up():
            self.exit_status = UNFLUSHED
        if ctx.let_go:
            raw.exit_process(self.exit_status)
        self._end(main)

    def _compile(self, source: bytes, path: str) -> Any:
        return compile_source(source, path, self.points, instrument=self.instrument)

    def _end(self, main: ProgramThread) -> None:
        scheduler = self.scheduler
        scheduler.inside = main
        self.drain.drain(main)
        failed = main.errors or self.exit_status
        scheduler.end(main, "failed" if failed else "done")
        for thread in list(scheduler.alive):
            scheduler.end(thread, "killed")
        scheduler.recorder.emit(ev.TURN, 0, 0)
        self._over(*self._judge())

    def _judge(self) -> tuple[str, str]:
        threads = [thread for thread in self.scheduler.threads.values() if thread.errors]
        if threads:
            return "failed", "; ".join(thread.failure for thread in threads)
        if self.exit_status:
            return "failed", f"exit status {self.exit_status}"
        return "passed", ""

    def _between_steps(self, mover: ProgramThread | None) -> None:
        self.drain.drain(mover)
        self.shadows.settle()
        if self.scheduler.step % COLLECT_EVERY == COLLECT_EVERY - 1:
            gc.collect()

    # -- the end ------------------------------------------------------------------------------------------------------

    def _over(self, verdict: str, message: str) -> None:
        """Say how the run ended. Does not return."""
        if verdict == "refused":
            self._refuse(message)
        value = {
            "verdict": verdict,
            "message": message,
            "exit_status": self.exit_status if verdict != "deadlock" else None,
        }
        self.recorder.emit(ev.VERDICT, 0, 0, value)
        self.recorder.flush()
        self._tell_failure()
        self.channel.send("schedule", str(self._token()))
        if self.config["interactive"]:
            self.control.linger()
        raw.exit_process(0)

    def _tell_failure(self) -> None:
        """Its text is made by the program's code too, which is in no thread now."""
        self.scheduler.inside = self.scheduler.me() or self.scheduler.inside
        told = self.program.told()
        if told is not None:
            self.channel.send("raised", told)

    def _token(self) -> Token:
        token = self.token
        if token is not None and not self.scheduler.interfered:  # by force: what it did fits the program as it is now
            return Token(self.hash, token.granularity, token.strategy, token.seed, token.choices, token.clock)
        config = self.config
        choices = str(self.scheduler.choices) if self.scheduler.interfered else None
        clock = CLOCK_ANY if self.scheduler.deadlines_choose else CLOCK_TICK
        return Token(self.hash, config["granularity"], config["strategy"], config["seed"], choices, clock)

    def _exit_at_once(self, status: int) -> None:
        """``os._exit`` in the program: nothing is waited for, but what happened is told."""
        me = self.scheduler.me()
        if me is None:
            raw.exit_process(status)
        with self.scheduler.outside.lock:
            self.scheduler.inside = me
        self.drain.drain(me)
        self.exit_status = status & 0xFF
        self._over("failed" if self.exit_status else "passed", f"os._exit({status})")

    def _fault(self) -> None:
        """A bug of the engine; called while its exception is handled. Does not return."""
        self.recorder.flush()
        self.channel.send("fault", traceback.format_exc())
        raw.exit_process(3)

    def _let_go(self) -> None:
        """A forked child is none of ours: it must not write into our pipe, nor keep it open."""
        self.recorder.forget()
        self.commands.close()


def read_program(config: dict[str, Any]) -> Program:
    """The program that the watching side asks for, and the import path that it will see. Raises ``NotThere``."""
    if config["module"] is not None:
        sys.path[0] = os.getcwd()
    program = Program(config["path"], config["module"], config["args"])
    sys.path[0] = program.folder
    for entry in config["include"]:
        _check_included(entry)
    return program


def _check_included(entry: str) -> None:
    if is_path(entry):
        if not os.path.exists(entry):
            raise NotThere(f"there is no file or folder {entry} to include")
    elif not has_module(entry):
        raise NotThere(
            f"no module is called {entry} when the program starts; one that it finds only later, on a sys.path of its own, "
            "is included by the path of its file or folder"
        )


def main(config: dict[str, Any], events: int, commands: int, program: Runnable | None = None) -> None:
    """What ``boot`` calls, and whoever has a program that is alive already."""
    Runner(config, events, commands).main(program)
