"""One program executed again and again in this process, each time as in a new one.

What ``runner`` is to a run that is watched. The hub, which calls ``execute``, is no thread of the program; the program's main
thread has a carrier like every other.
"""

import _thread
import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, NamedTuple

from threadtui.engine import raw
from threadtui.engine.control import LEVELS
from threadtui.engine.headroom import Headroom
from threadtui.engine.pending import Operation, Unwound
from threadtui.engine.places import Places
from threadtui.engine.program import Runnable, exit_status_of, report, wind_up
from threadtui.engine.runner import UNFLUSHED
from threadtui.engine.schedule import encode
from threadtui.engine.searching import carriers, ends, threads, unseen
from threadtui.engine.searching.afresh import Afresh, Loaded
from threadtui.engine.searching.quiet import QuietRecorder, QuietShadows
from threadtui.engine.searching.search_thread import SearchThread
from threadtui.engine.searching.spots import Accesses, Spots
from threadtui.engine.searching.turns import Chooser, Turns
from threadtui.engine.source.loader import compile_source, install, use
from threadtui.engine.source.sink import LINE
from threadtui.engine.stdlib import forked, output, patches
from threadtui.engine.stdlib.context import Function, ctx

COLLECT_EVERY = 100
"""Executions between collections of what their modules leave behind in circles."""


class Ending(NamedTuple):
    """How one execution ended. ``errors`` are thread, type, message, file and line; ``blocked`` path, line and function of each
    thread that waited in a deadlock, by thread; ``cut`` why nothing is proved by it, if so; ``choices`` as in a token, left out
    of one that passed, of which nobody wants them, unless ``Turns.trail`` is kept. ``late``: a daemon thread failed after
    main's end. ``ids`` are thread ids by key."""

    verdict: str
    message: str
    errors: list[tuple[int, str, str, int, int]]
    blocked: list[tuple[str, int, str]]
    steps: int
    cut: str
    learned: bool
    choices: str
    late: bool
    ids: dict[str, int]


class _NobodyChooses:
    """While the engine is set up there is nothing to choose."""

    blind = True

    def choose(self, enabled: Any, standing: Any, last: str) -> str | None:  # noqa: ARG002
        return None

    def did(self, thread: str, done: Any) -> None:
        """Nothing."""

    def now(self, thread: str) -> int:  # noqa: ARG002
        return 0


class QuietStream(output.ProgramStream):
    """A standard stream that forgets what is written."""

    def write(self, text: str) -> int:
        me = ctx.scheduler.me()
        if me is None or not isinstance(text, str):
            return super(output.ProgramStream, self).write(text)
        turns = ctx.scheduler
        if not me.body:
            turns.stand(me, Operation("print", self._stream))
        return len(text)


class Stage:
    """Set up once; there is one in a process."""

    def __init__(self, program: Runnable, config: dict[str, Any]) -> None:
        self._program = program
        self._config = config
        self._carriers = carriers.by_name(config["carrier"] or carriers.available())
        self._own = program.own_files(config["include"])
        self._paths: list[str] = ["code without source"]
        self._files: dict[str, int] = {}
        self.places = Places(self._own.owns, self._file)
        self.turns = Turns(self._carriers, self.places, Headroom())
        self.recorder = QuietRecorder()
        self.shadows = QuietShadows(self.turns)
        self.accesses = Accesses(self.turns)
        self.spots = Spots(self.accesses)
        self._executions = 0
        self._modules: list[Any] = []
        self._install()

    # -- setting up ---------------------------------------------------------------------------------------------------

    def _file(self, path: str) -> int:
        number = self._files.get(path)
        if number is None:
            number = self._files[path] = len(self._paths)
            self._paths.append(path)
        return number

    def path(self, file: int) -> str:
        return self._paths[file]

    @property
    def paths(self) -> list[str]:
        """By their numbers."""
        return self._paths

    def adopt(self, paths: list[str]) -> None:
        """Files that an execution elsewhere has numbered next."""
        for path in paths:
            self._file(path)

    def prepare(self, path: str) -> None:
        """An execution elsewhere gave this file's code points; so will those to come, without doing it again."""
        if self.spots.known(path) is not None:
            return
        with contextlib.suppress(OSError):  # as the import of it will tell, if there is another
            with open(path, "rb") as file:
                source = file.read()
            compile_source(source, path, self.accesses)

    def _install(self) -> None:
        turns = self.turns
        ctx.shows = False
        ctx.scheduler, ctx.recorder, ctx.places, ctx.shadows = turns, self.recorder, self.places, self.shadows  # type: ignore[assignment]
        main = turns.begin(_NobodyChooses(), 0)
        turns.current = main
        turns.room.install()
        self._streams()
        forked.install(lambda: None)
        _thread.get_ident = Function(_thread.get_ident, self._ident)
        if hasattr(_thread, "_get_main_thread_ident"):  # from 3.13 on
            _thread._get_main_thread_ident = Function(_thread._get_main_thread_ident, lambda: main.ident)
        patches.install(main, late=self._program.late)
        ends.keep_all(sys.modules["threading"])
        unseen.install(turns)
        self._local()
        self.accesses.level = LEVELS[self._config["granularity"]]
        self.spots.lines = self.accesses.level >= LINE
        use(self.spots)
        self._hook = install(self._own, self.accesses)
        self._program.settle(self._own, self.spots, own_locals=True)
        # Where the program is alive, the locks of ``threading`` are others only from here on.
        self._forget_classes = threads.install(turns, sys.modules["threading"])
        self.spots.keep_what_is_known()
        os._exit = Function(os._exit, self._exit_at_once)
        self._loaded = Loaded()
        self._afresh = Afresh(sys.modules["threading"], self._config["seed"], self._is_own, late=self._program.late)
        turns.current = None
        gc.disable()

    def _streams(self) -> None:
        for descriptor in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
        drain: Any = None
        sys.stdout = sys.__stdout__ = QuietStream(1, "<stdout>", "strict", drain)  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = QuietStream(2, "<stderr>", "backslashreplace", drain)  # type: ignore[misc]
        self._standard = sys.stdout, sys.stderr
        output.replace_print()
        sys.excepthook = _tell_nobody

    def _local(self) -> None:
        """The standard library's own Python twin takes the place of ``threading.local``: it goes by ``current_thread()``."""
        threading = importlib.import_module("threading")
        twin = importlib.import_module("_threading_local").local
        threading.local = _thread._local = twin  # type: ignore[attr-defined, misc]

    def _ident(self) -> int:
        me = self.turns.current or self.turns.mover
        return me.ident if me is not None else 1

    def _is_own(self, function: Any) -> bool:
        function = getattr(function, "func", function)
        code = getattr(getattr(function, "__func__", function), "__code__", None)
        return isinstance(code, CodeType) and self.places.is_own_code(code, getattr(function, "__module__", "") or "")

    before_unwinding: Callable[[], None]
    """Called when an execution is over, before its threads go."""

    # -- executing ----------------------------------------------------------------------------------------------------

    def execute(self, chooser: Chooser, max_steps: int) -> Ending:
        """One run from the start. An exception of the chooser comes out of here."""
        turns = self.turns
        self._begin()
        main = turns.begin(chooser, max_steps)
        turns.mover = main
        self._afresh.begin(main)
        self._module = self._program.prepare()
        turns.carry(self._main, main, None)
        turns.current = main
        self._carriers.go(main.carrier)
        ending = self._ending()
        self.before_unwinding()
        self._unwind()
        self._program.clear()
        self._clear()
        if turns.error is not None:
            raise turns.error
        return ending

    def _begin(self) -> None:
        self._executions += 1
        self.recorder.errors = []
        self.shadows.begin()
        self.spots.begin()
        self.accesses.begin()
        self._loaded.begin()
        self._forget_classes()
        gc.disable()
        if self._executions % COLLECT_EVERY == 2:
            gc.collect()
            gc.freeze()
        elif self._executions % COLLECT_EVERY == 0:
            gc.collect()

    def _main(self, main: SearchThread, _box: Any) -> None:
        turns = self.turns
        turns.following = self._carriers.hub
        try:
            self._run(main)
            if ctx.let_go:
                raw.exit_process(self.exit_status)
            if any(thread is not main for thread in turns.alive):
                turns.linger(main)
            turns.current = None
            turns.tell()
            turns.end(main, "done")
            turns.over(*self._judge())
        except Unwound:
            turns.end(main, "killed")
        except BaseException as error:  # noqa: BLE001 (the engine's: it comes out of the hub)
            turns.error = error
            turns.over("stopped")
        turns.current = None
        turns.following = self._carriers.hub

    def _run(self, main: SearchThread) -> None:
        failure: BaseException | None = None
        self.turns.bootstrapped(main)
        try:
            self._program.run(self._module, self._compile)
        except Unwound:
            raise
        except BaseException as error:  # noqa: BLE001 (the program may raise what it likes)
            failure = report(error, main)
        self.exit_status = exit_status_of(failure)
        if not wind_up(self._standard):
            self.exit_status = UNFLUSHED

    def _compile(self, source: bytes, path: str) -> CodeType:
        return self.spots.known(path) or compile_source(source, path, self.accesses)

    def _judge(self) -> tuple[str, str]:
        failures = [thread.failure for thread in self.turns.threads.values() if thread.errors]
        if failures:
            return "failed", "; ".join(failures)
        if self.exit_status:
            return "failed", f"exit status {self.exit_status}"
        return "passed", ""

    def _exit_at_once(self, status: int) -> None:
        """``os._exit`` in the program: nothing is waited for."""
        turns = self.turns
        me = turns.current
        if me is None or ctx.let_go:
            raw.exit_process(status)
        turns.tell()
        turns.over("failed" if status & 0xFF else "passed", f"os._exit({status})")
        turns.leave(me)

    # -- the end ------------------------------------------------------------------------------------------------------

    def _ending(self) -> Ending:
        turns = self.turns
        verdict, message = turns.verdict, turns.message
        blocked = []
        if verdict in ("deadlock", "livelock"):
            blocked = [self.place(thread) for thread in turns.alive if not thread.daemon or verdict == "livelock"]
        if verdict == "deadlock":
            turns.enter_waits()
        if verdict == "lingered":
            verdict, message = self._judge()
        in_the_end = turns.failed_while_lingering
        made = turns.as_watched(turns.choices, in_the_end)
        if turns.trail is not None:
            turns.trail[:] = turns.as_watched(turns.trail, in_the_end)
        if (
            verdict == "livelock"
        ):  # points that were passed over do not count against the limit; a run that is watched ends at it
            for list_of_steps in (made, turns.trail or []):
                del list_of_steps[turns.max_steps :]
        return Ending(
            verdict,
            message,
            self.recorder.errors,
            blocked,
            len(made),
            turns.cut or self._program.unseen,
            turns.learned,
            encode(made) if verdict != "passed" or turns.trail is not None else "",
            in_the_end,
            {key: thread.id for key, thread in turns.by_key.items()} if not turns.blind else {},
        )

    def frame(self, thread: SearchThread) -> FrameType | None:
        """The innermost own frame of a thread that stands."""
        return self.places.own_frame(self._carriers.frame(thread.carrier))

    def place(self, thread: SearchThread) -> tuple[str, int, str]:
        """Path, line and function where a thread stands."""
        frame = self.frame(thread)
        if frame is None:
            return "", 0, ""
        return frame.f_code.co_filename, frame.f_lineno or 0, frame.f_code.co_qualname

    def _unwind(self) -> None:
        turns = self.turns
        turns.unwinding = True
        for thread in reversed(turns.alive[:]):
            if thread in turns.alive:
                thread.silent = 0
                turns.current = thread
                thread.carrier.switch()
        turns.current = None

    def _clear(self) -> None:
        """Let go of the program's own modules; circles between functions and their globals are cut here, not by a collection."""
        turns = self.turns
        turns.threads, turns.by_key, turns.alive, turns.mover = {}, {}, [], None
        for name in self._loaded.since():
            module = sys.modules[name]
            if getattr(module, "__file__", None) and self._own.owns(module.__file__, name):  # type: ignore[arg-type]
                del sys.modules[name]
                vars(module).clear()
        vars(self._module).clear()


def _tell_nobody(*_failure: Any) -> None:
    """The hook for exceptions that nobody caught: they are in the recorder."""
