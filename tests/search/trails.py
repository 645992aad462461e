"""A program's schedules in the host, as a process of its own: ``python trails.py CONFIG``, JSON in and out.

``CONFIG`` has the program's ``path``, the ``carrier``, and either ``seeds`` (random schedules) or ``follow`` (choices).
With ``rate`` it says executions per CPU-second instead, all of one random sequence; with ``strategy`` too, those of a search.
"""

import json
import os
import sys
from random import Random
from time import process_time
from typing import Any


class Drunk:
    """A chooser that looks at nothing."""

    blind = True

    def __init__(self, chance: Random) -> None:
        self._chance = chance.random

    def choose(self, enabled: Any, _standing: Any, _last: str) -> Any:
        return enabled[int(self._chance() * len(enabled))]

    def did(self, _thread: str, _done: Any) -> None:
        """It does not listen."""

    def now(self, _thread: str) -> int:
        return 0


def main() -> None:
    config = json.loads(sys.argv[1])
    answer = os.dup(1)
    from threadtui.engine.program import Program
    from threadtui.engine.schedule import decode
    from threadtui.engine.searching.stage import Stage
    from threadtui.search.hosting.follow import Follow
    from threadtui.search.hosting.host import RealHost

    sys.path[0] = os.path.dirname(config["path"])
    given = {"module": None, "include": [], "granularity": "access", "seed": 0, "carrier": config["carrier"]}
    stage = Stage(Program(config["path"], None, []), given)
    host = RealHost(stage)
    chance = Random(0)
    choosers: list[Any] = [Drunk(chance if config.get("rate") else Random(seed)) for seed in config.get("seeds", ())]
    choosers += [Follow(stage.turns, [int(one) for one in decode(each)]) for each in config.get("follow", ())]
    found = []
    if config.get("strategy"):
        from threadtui.search.explore import Exploration, Limits
        from threadtui.search.strategies import by_name

        limits = Limits(len(choosers), None, config["max_steps"], None, all=True)
        exploration = Exploration(host, by_name(config["strategy"], 0, None), limits)
        began = process_time()
        exploration.search()
        os.write(answer, str(exploration.executions / (process_time() - began)).encode())
        os._exit(0)
    if config.get("rate"):
        began = process_time()
        for chooser in choosers:
            host.execute(chooser, config["max_steps"])
        os.write(answer, str(len(choosers) / (process_time() - began)).encode())
        os._exit(0)
    for chooser in choosers:
        trail: list[tuple[int, str]] = []
        stage.turns.trail = trail
        execution = host.execute(chooser, config["max_steps"])
        found.append([execution.verdict, execution.choices, trail])
    os.write(answer, json.dumps(found).encode())
    os._exit(0)


main()
