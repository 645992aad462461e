"""Executions per CPU-second beside frontrun and interleave-test: ``python tests/bench/search.py VENV``.

``VENV`` is a virtual environment with frontrun, interleave-test and greenlet, which are no dependencies of ours; all run on its
interpreter, each tool at a granularity that can break ``+=``. Prints a line per program and tool, and the ratios.

Ours is the engine with a chooser that looks at nothing, as random walks of theirs do. A strategy of ``explore`` looks at what
everybody stands before and did, which about doubles the cost.

On two busy cores, CPython 3.12.1, three runs for the lock and two for the queue (executions per CPU-second):

======== ============ ================ ======== ========= ======
program  threadtui    interleave-test  ratio    frontrun  ratio
======== ============ ================ ======== ========= ======
lock     1,334-1,458  269-286          5.0-5.3  47-50     26-31
queue    944-964      111-121          8.0-8.5  30-33     30-31
======== ============ ================ ======== ========= ======

Where the time of an execution goes, in microseconds, the best of 25 batches:

=============================================================== =====
afresh, the module's code, its end, what it leaves behind       110
each thread: made, started, ended and joined                    160
each further point                                              5
=============================================================== =====

A thread costs that much because ``threading`` stays the standard library's: some hundred calls of its own Python, with twenty
operations on its locks. Switching is no part of it: on OS threads the lock program costs a quarter more, the queue no more.
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


def ours(python: str, path: Path) -> float:
    config = {"path": str(path), "carrier": "greenlet", "seeds": list(range(OURS)), "max_steps": 10_000, "rate": True}
    return rate([python, str(TRAILS), json.dumps(config)], PYTHONPATH=str(APP), PYTHONHASHSEED="0")


def main(venv: Path) -> None:
    python = str(venv / "bin" / "python")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PROGRAMS.items():
            path = Path(folder) / "program.py"
            path.write_text(IMPORTS + text + "program()\n")
            mine = ours(python, path)
            path.write_text(IMPORTS + text + INTERLEAVE)
            others = {"interleave-test": rate([python, str(path)])}
            path.write_text(IMPORTS + text + FRONTRUN)
            others["frontrun"] = rate([str(venv / "bin" / "frontrun"), python, str(path)])
            print(f"{name}: threadtui {mine:.0f}/s")
            for tool, theirs in others.items():
                print(f"  {tool} {theirs:.0f}/s, ratio {mine / theirs if theirs else float('inf'):.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
