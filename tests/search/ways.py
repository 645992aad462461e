"""What a program finds of its threads while it is searched, the short way or the long: ``python ways.py CONFIG``, JSON in and out.

``CONFIG`` has the program's ``path``, the ``carrier``, ``long`` (without the short ways), ``listens`` (the chooser hears what was
done) and ``seeds``. The program calls ``look()``.
"""

import builtins
import json
import os
import sys
import traceback
from random import Random
from typing import Any


class Walk:
    """A random schedule; keeps what it is told."""

    def __init__(self, seed: int, listens: bool) -> None:
        self.blind = not listens
        self._random = Random(seed)
        self.told: list[Any] = []

    def choose(self, enabled: Any, standing: Any, _last: str) -> str:
        if not self.blind:
            self.told.append([[key, repr(standing[key])] for key in enabled])
        return str(self._random.choice(enabled))

    def did(self, thread: str, done: Any) -> None:
        self.told.append([thread, repr(done)])

    def now(self, _thread: str) -> int:
        return 0


def state(value: Any) -> Any:
    """A value of ``threading``'s in plain words."""
    kind = type(value).__name__
    if kind == "lock":
        return [kind, value._depth, value._holder, value._thread, value._silent, value._own, value._owner_module]
    if kind == "Event" and "_threadtui_shadow" not in vars(value):
        return [kind, value._flag, len(value._cond._waiters), state(value._cond._lock), sorted(vars(value))]
    if kind == "_ThreadHandle":
        return [kind, value.ident, state(value.lock)]
    if kind == "SearchThread":
        return [kind, value.key, value.name, value.daemon, value.state, value.started, value.sentinel is not None]
    return value if value is None or type(value) in (int, bool, str) else kind


def of_thread(thread: Any) -> Any:
    attributes = [[name.split(".")[0], state(value)] for name, value in vars(thread).items() if name != "_native_id"]
    return [repr(thread), thread.native_id is None, attributes]


def main() -> None:
    config = json.loads(sys.argv[1])
    answer = os.dup(1)
    from threadtui.engine.program import Program
    from threadtui.engine.searching import threads
    from threadtui.engine.searching.stage import Stage
    from threadtui.engine.stdlib.context import ctx
    from threadtui.search.hosting.host import RealHost

    if config["long"]:
        threads.install = lambda *_: lambda: None
    sys.path[0] = os.path.dirname(config["path"])
    given = {"module": None, "include": [], "granularity": "access", "seed": 0, "carrier": config["carrier"]}
    stage = Stage(Program(config["path"], None, []), given)
    host = RealHost(stage)
    threading: Any = sys.modules["threading"]
    assert config["long"] != (threading.Thread.start.__code__.co_filename == threads.__file__)
    seen: list[Any] = []

    def look(*words: Any) -> None:
        me = ctx.scheduler.me()
        assert me is not None
        silent = me.silent
        seen.append(
            [
                [repr(word) for word in words], me.id, silent, [thread.name for thread in threading.enumerate()],
                [[ident, of_thread(thread)] for ident, thread in threading._active.items()],
                len(threading._limbo), sorted(thread._name for thread in threading._dangling),
                [state(lock) for lock in vars(threading).get("_shutdown_locks", ())],
                [state(thread) for thread in stage.turns.threads.values()],
            ]
        )  # fmt: skip

    builtins.look = look  # type: ignore[attr-defined]
    found = []
    for seed in config["seeds"]:
        seen.clear()
        chooser = Walk(seed, config["listens"])
        trail: list[Any] = []
        stage.turns.trail = trail
        try:
            execution = host.execute(chooser, 10_000)
        except BaseException:
            os.write(answer, traceback.format_exc().encode())
            raise
        found.append([execution.verdict, execution.message, execution.choices, trail, chooser.told, list(seen)])
    os.write(answer, json.dumps(found).encode())
    os._exit(0)


main()
