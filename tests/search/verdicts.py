"""What a search of each program of a file comes to, all in one process: ``python verdicts.py CONFIG``, JSON in and out.

``CONFIG`` has the file's ``path``, made by ``as_python.one_of``, and the ``numbers`` of the programs in it. Of each program it
answers what can be said of it, and the verdicts of the failures.
"""

import json
import os
import sys
from types import ModuleType

MOST_STEPS = 2_000
MOST_SCHEDULES = 5_000
"""More than any drawn program has."""


def main() -> None:
    config = json.loads(sys.argv[1])
    answer = os.dup(1)
    from threadtui.engine.program import Program
    from threadtui.engine.searching.stage import Stage
    from threadtui.search.explore import Exploration, Limits
    from threadtui.search.hosting.host import RealHost
    from threadtui.search.strategies import by_name

    chosen = ModuleType("chosen")
    sys.modules["chosen"] = chosen
    sys.path[0] = os.path.dirname(config["path"])
    given = {"module": None, "include": [], "granularity": "access", "seed": 0, "carrier": config["carrier"]}
    stage = Stage(Program(config["path"], None, []), given)
    host, nothing = RealHost(stage), stage.spots.shared
    limits = Limits(MOST_SCHEDULES, None, MOST_STEPS, None, all=True)
    found = []
    for number in config["numbers"]:
        chosen.number = number  # type: ignore[attr-defined]
        stage.spots.shared = nothing
        result = Exploration(host, by_name("dpor"), limits).search()
        found.append([result.verdict.value, sorted({finding.execution.verdict for finding in result.failures})])
    os.write(answer, json.dumps(found).encode())
    os._exit(0)


main()
