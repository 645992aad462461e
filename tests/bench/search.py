"""Executions per CPU-second beside frontrun and interleave-test: ``python tests/bench/search.py VENV``.

``VENV`` is a virtual environment with frontrun, interleave-test and greenlet, which are no dependencies of ours; all run on its
interpreter, each tool at a granularity that can break ``+=``. Prints a line per program and tool, and the ratios.

``threadtui`` is the engine with a chooser that looks at nothing, as random walks of theirs do; ``random`` is the strategy of
that name of ``explore``, which also finds out which orders it has seen, who races and how long a thread was kept waiting:
that makes three executions' time of one (some 12 µs a step).

On a quiet machine of two cores, CPython 3.12.1, greenlets, three runs (executions per CPU-second; ratios to interleave-test):

======== ============ ========= ============ ========= ================ ========
program  threadtui    ratio     random       ratio     interleave-test  frontrun
======== ============ ========= ============ ========= ================ ========
lock     7,648-8,347  23.6-24.6 2,672        8.6       311-341          51-59
queue    4,708-5,084  39.5-52.6 1,548        17.3      90-125           34-47
======== ============ ========= ============ ========= ================ ========

interleave-test hands over between OS threads, and what that costs it depends on the machine: between 240 and 480 a second were
seen for the lock on busy ones, with 5,600 to 7,200 of ours.

Where the time of an execution goes, in microseconds, the best of 18 batches. What is done once in an execution costs twice what
it does in a loop; in the lock program the class that is made anew and let go takes 20.

=============================================================== =====
afresh, the module's code, its end, what it leaves behind       28
each thread: made, started, ended and joined, its three points  16-27
each further point, in a loop: of a lock, of an attribute       1, 2
=============================================================== =====

A thread goes a short way past ``threading``'s own code while it is searched (``engine.searching.threads``): by the long one it
costs 30 more. On OS threads both programs cost three quarters more.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
TRAILS = Path(__file__).parents[1] / "search" / "trails.py"

PROGRAMS = {
    "lock": """
class Counter:
    def __init__(self):
        self.value, self.lock = 0, threading.Lock()
    def increment(self):
        with self.lock:
            self.value += 1
def program():
    counter = Counter()
    threads = [threading.Thread(target=counter.increment) for _ in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert counter.value == 2
""",
    "queue": """
def program():
    items, taken = queue.Queue(maxsize=1), []
    def produce(name):
        for number in range(2): items.put((name, number))
    def consume():
        for _ in range(4): taken.append(items.get())
    threads = [threading.Thread(target=produce, args=(name,)) for name in (0, 1)]
    threads.append(threading.Thread(target=consume))
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert len(taken) == 4
""",
}

IMPORTS = "import queue, threading, time\n"

INTERLEAVE = """
import interleave_test
began = time.process_time()
interleave_test.explore(program, iterations=200, seed=1)
print(200 / (time.process_time() - began))
"""

FRONTRUN = """
import frontrun
def setup():
    return None
began = time.process_time()
frontrun.explore(setup=setup, workers=[lambda _: program()], invariant=lambda _: True, strategy="random", max_attempts=30)
print(30 / (time.process_time() - began))
"""

SEARCHED = ("random",)
"""Strategies of ``explore`` whose executions are counted too, of those that do not come to an end."""

OURS = 3_000
"""Executions: enough for a second or two."""


def rate(words: list[str], **environment: str) -> float:
    """What a process says in its last line; 0 where it fails."""
    done = subprocess.run(words, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    try:
        return float(done.stdout.split()[-1])
    except (IndexError, ValueError):
        print(done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return 0.0


def ours(python: str, path: Path, strategy: str = "") -> float:
    config = {"path": str(path), "carrier": "greenlet", "seeds": list(range(OURS)), "max_steps": 10_000, "rate": True,
              "strategy": strategy}  # fmt: skip
    return rate([python, str(TRAILS), json.dumps(config)], PYTHONPATH=str(APP), PYTHONHASHSEED="0")


def main(venv: Path) -> None:
    python = str(venv / "bin" / "python")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PROGRAMS.items():
            path = Path(folder) / "program.py"
            path.write_text(IMPORTS + text + "program()\n")
            mine = ours(python, path)
            searched = {strategy: ours(python, path, strategy) for strategy in SEARCHED}
            path.write_text(IMPORTS + text + INTERLEAVE)
            others = {"interleave-test": rate([python, str(path)])}
            path.write_text(IMPORTS + text + FRONTRUN)
            others["frontrun"] = rate([str(venv / "bin" / "frontrun"), python, str(path)])
            rates = {"threadtui": mine, **{f"threadtui, {strategy}": found for strategy, found in searched.items()}}
            for tool, theirs in others.items():
                ratios = ", ".join(f"{found / theirs if theirs else float('inf'):.1f}" for found in rates.values())
                print(f"{name}: {tool} {theirs:.0f}/s; {', '.join(rates)}: ratios {ratios}")
            print(f"{name}: " + ", ".join(f"{each} {found:.0f}/s" for each, found in rates.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
