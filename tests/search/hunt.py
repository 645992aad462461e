"""Searches of a real program, as a process of its own: ``python hunt.py CONFIG``, JSON in and out.

``CONFIG`` has the program's ``path`` and the arguments of ``each`` search, the ``strategy``, ``seeds``, and ``most``
schedules; for each search it answers in a line what it came to with each seed. With ``small`` failures are minimised by the
passes alone, however long that takes; ``all`` goes on after the first one; ``steps`` are the most of each, ``delay`` what a
failure may need in ns.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

MOST_STEPS = 10_000
DELAY = 100_000_000


def main() -> None:
    config = json.loads(sys.argv[1])
    answer = os.dup(1)
    from threadtui.engine.searching import stage  # noqa: F401 (loaded once for all)
    from threadtui.search.hosting import host  # noqa: F401

    for args in config["each"][:-1]:
        child = os.fork()
        if not child:
            search(config, args, answer)
        os.waitpid(child, 0)
    search(config, config["each"][-1], answer)


def search(config: dict[str, Any], args: list[str], answer: int) -> None:
    """Search with these arguments of the program, write what came of it in a line, and end the process."""
    from threadtui.engine import raw
    from threadtui.engine.program import Program
    from threadtui.engine.searching.stage import Stage
    from threadtui.search import explore, minimise
    from threadtui.search.hosting.host import RealHost
    from threadtui.search.run import replay
    from threadtui.search.strategies import by_name

    def polish(_host: Any, finding: Any, *_limits: Any) -> None:
        if config.get("small"):
            run = replay(host, finding.schedule, MOST_STEPS)
            finding.run, finding.proved, _ = minimise.minimise(host, run, MOST_STEPS, delay)

    minimise.PROOF_RUNS = 0
    delay = config.get("delay", DELAY)
    explore.polish = polish  # type: ignore[assignment]
    sys.path[0] = str(Path(config["path"]).parent)
    program = Program(config["path"], None, args)
    given: dict[str, Any] = {"module": None, "include": [], "granularity": "access", "seed": 0, "carrier": None}
    host = RealHost(Stage(program, given))
    steps = config.get("steps", MOST_STEPS)
    limits = explore.Limits(config["most"], None, steps, delay, config.get("all", False))
    found = []
    for seed in config["seeds"]:
        strategy = by_name(config["strategy"], seed, delay)
        result = explore.Exploration(host, strategy, limits, None, raw.monotonic).run()
        found.append({
            "verdict": result.verdict.value,
            "exhausted": result.exhausted,
            "schedules": result.schedules,
            "traces": len(result.coverage.traces),
            "cut": result.cut,
            "redundant": getattr(strategy, "redundant", 0),
            "flaws": getattr(strategy, "flaws", 0),
            "failures": [told(finding) for finding in result.failures],
            "late": [told(finding) for finding in result.delayed],
        })  # fmt: skip
    os.write(answer, json.dumps(found).encode() + b"\n")
    os._exit(0)


def told(finding: Any) -> dict[str, Any]:
    """A failure, as far as tests ask for it."""
    return {
        "verdict": finding.execution.verdict,
        "preemptions": len(finding.run.preemptions) if finding.run else None,
        "proved": finding.proved,
        "needed_delay": finding.needed_delay,
    }


main()
