"""Turns, time, schedules and the end of a program."""

from pathlib import Path

import pytest

from tests.engine.conftest import RunSource
from tests.engine.harness import execute, target_of, write
from threadtui.engine import events as ev

TWO_WRITERS = """
    import threading
    log = []
    def work(name):
        for n in range(4):
            print(name, n)
    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for t in threads: t.start()
    for t in threads: t.join()
"""


def test_same_seed_same_events_and_other_seeds_other_runs(run: RunSource) -> None:
    first, again = run(TWO_WRITERS, seed=1), run(TWO_WRITERS, seed=1)
    assert first.events == again.events
    assert len({tuple(run(TWO_WRITERS, seed=seed).movers) for seed in range(5)}) > 2


def test_a_token_repeats_the_run(run: RunSource) -> None:
    first = run(TWO_WRITERS, seed=7)
    assert run(TWO_WRITERS, schedule=first.token).events == first.events


def test_a_token_with_choices_repeats_them(run: RunSource) -> None:
    first = run(TWO_WRITERS, seed=2)
    parts = first.token.split(":")
    choices = ".".join(f"{mover}x1" for mover in first.movers)
    token = ":".join([*parts[:5], "99", choices])
    assert run(TWO_WRITERS, schedule=token).movers == first.movers


def test_a_token_of_another_program_is_refused(run: RunSource) -> None:
    token = run("print(1)").token
    other = run("print(2)", schedule=token)
    assert "different text" in other.refusal
    assert other.status == 2
    assert run("print(2)", schedule=token, force=True).verdict == "passed"


@pytest.mark.parametrize(
    "token", ["nonsense", "threadtui1:abc", "threadtui1:a:tick:sync:random:x", "threadtui1:a:tick:sync:random:0:?"]
)
def test_damaged_tokens_are_refused(tmp_path: Path, token: str) -> None:
    refused = execute(target_of(write(tmp_path, "print(1)")), schedule=token)
    assert refused.refusal
    assert "\n" not in refused.refusal


def test_a_schedule_that_does_not_fit_is_refused(run: RunSource) -> None:
    head = ":".join(run(TWO_WRITERS).token.split(":")[:6])
    assert "the schedule does not fit: step 1 is thread 2's" in run(TWO_WRITERS, schedule=f"{head}:2x1").refusal


def test_round_robin_takes_turns(run: RunSource) -> None:
    movers = run(TWO_WRITERS, strategy="round-robin").movers
    begun = movers.index(3)
    assert movers[begun - 1 : begun + 7] == [2, 3] * 4


def test_every_step_was_announced(run: RunSource) -> None:
    announced = 0
    for event in run(TWO_WRITERS).events:
        if event.kind == ev.TURN:
            announced = event.thread
        if event.kind == ev.STEP:
            assert event.thread == announced


def test_time_is_virtual(run: RunSource) -> None:
    result = run(
        """
        import time
        start = time.monotonic()
        time.sleep(3600)
        print(3600 <= time.monotonic() - start < 3601, time.strftime("%Y-%m-%d %H", time.gmtime()))
        """
    )
    assert result.output == "True 2025-01-01 01\n"


def test_a_loop_on_the_clock_ends(run: RunSource) -> None:
    result = run("import time\nend = time.monotonic() + 0.05\nwhile time.monotonic() < end: pass\n")
    assert result.verdict == "passed"
    assert result.steps < 60


def test_sleepers_wake_in_the_order_of_their_deadlines(run: RunSource) -> None:
    result = run(
        """
        import threading, time
        def nap(seconds):
            time.sleep(seconds)
            print(seconds)
        for seconds in (0.3, 0.1, 0.2): threading.Thread(target=nap, args=(seconds,)).start()
        """
    )
    assert result.output.split() == ["0.1", "0.2", "0.3"]
    assert result.verdict == "passed"


def test_a_deadlock_is_found_at_once(run: RunSource) -> None:
    result = run("import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n")
    assert result.verdict == "deadlock"
    assert result.message == "MainThread waits for lock, held by itself, at program.py:4"


def test_an_opposite_order_deadlocks_under_some_schedule(run: RunSource) -> None:
    source = """
        import threading
        a, b = threading.Lock(), threading.Lock()
        def work(one, two):
            with one:
                with two: pass
        threads = [threading.Thread(target=work, args=pair, name=name) for pair, name in (((a, b), "x"), ((b, a), "y"))]
        for t in threads: t.start()
        for t in threads: t.join()
    """
    found = [result for seed in range(10) if (result := run(source, seed=seed)).verdict == "deadlock"]
    assert found
    assert "x waits for b, held by y, at program.py:6" in found[0].message


def test_the_end_of_a_program(run: RunSource) -> None:
    result = run(
        """
        import atexit, threading, time
        atexit.register(print, "atexit")
        threading.Thread(target=lambda: (time.sleep(0.1), print("worker")), name="worker").start()
        threading.Thread(target=lambda: (time.sleep(9), print("never")), daemon=True).start()
        print("main")
        """
    )
    assert result.output.split() == ["main", "worker", "atexit"]
    assert [(e.thread, e.value) for e in result.of(ev.END)] == [(2, "done"), (1, "done"), (3, "killed")]
    assert result.verdict == "passed"


@pytest.mark.parametrize(
    ("source", "verdict", "status", "words"),
    [
        ("raise SystemExit", "passed", 0, ""),
        ("import sys; sys.exit(4)", "failed", 4, "exit status 4"),
        ("import sys; sys.exit('bye')", "failed", 1, "exit status 1"),
        ("1 / 0", "failed", 1, "ZeroDivisionError: division by zero in MainThread at program.py:1"),
        ("import os; os._exit(3)", "failed", 3, "os._exit(3)"),
        ("import os; os._exit(0)", "passed", 0, "os._exit(0)"),
        ("def broken(:", "failed", 1, "SyntaxError"),
        ("import threading, sys\nt = threading.Thread(target=sys.exit); t.start(); t.join()", "passed", 0, ""),
        (
            "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='w'); t.start()",
            "failed",
            0,
            "ZeroDivisionError",
        ),
    ],
)
def test_verdicts(run: RunSource, source: str, verdict: str, status: int, words: str) -> None:
    result = run(source)
    assert (result.verdict, result.exit_status) == (verdict, status)
    assert words in result.message


def test_tracebacks_are_the_programs_own(run: RunSource) -> None:
    result = run("def f():\n    raise ValueError('x')\nf()\n")
    lines = result.output.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].endswith("line 3, in <module>")
    assert lines[-1] == "ValueError: x"
    assert not any("threadtui" in line for line in lines)


def test_limits(run: RunSource) -> None:
    spin = "import threading\ne = threading.Event()\nwhile not e.is_set():\n    pass\n"
    limited = run(spin, max_steps=50)
    assert limited.verdict == "livelock"
    assert limited.message == "the limit of 50 steps was reached at program.py:3; --max-steps N allows more"
    assert limited.steps == 50
    timed = run("while True:\n    pass\n", max_seconds=0.3)
    assert timed.verdict == "livelock"
    assert "the time limit was reached at program.py:" in timed.message


def test_a_script_runs_as_python_would_run_it(run: RunSource) -> None:
    result = run(
        """
        import os, sys
        if __name__ == "__main__":
            print(sys.argv[1:], os.path.basename(sys.argv[0]), os.path.samefile(sys.path[0], os.path.dirname(__file__)))
            print(sys.modules["__main__"].__dict__ is globals(), __spec__ is None if "__spec__" in globals() else True)
            print("threadtui" in dir(), sys.stdin.read() == "")
        """,
        "--flag",
        "two words",
    )
    assert result.output.splitlines()[0] == "['--flag', 'two words'] program.py True"
    assert result.output.splitlines()[1:] == ["True True", "False True"]


def test_output_from_everywhere_is_kept_in_order(run: RunSource) -> None:
    result = run(
        """
        import os, subprocess, sys
        print("print", "it", sep="-")
        sys.stdout.write("write\\n")
        os.write(1, b"raw \\xff\\n")
        sys.stdout.buffer.write(b"bytes\\n"); sys.stdout.buffer.flush()
        print("error", file=sys.stderr)
        subprocess.run([sys.executable, "-c", "print('child')"])
        print("end", end="")
        """
    )
    assert result.output == "print-it\nwrite\nraw \\xff\nbytes\nerror\nchild\nend"
    authors = {e.value: e.thread for e in result.of(ev.OUTPUT)}
    assert authors["child\n"] == 0
    assert authors["end"] == 1
    streams = {e.value: e.object for e in result.of(ev.OUTPUT)}
    assert streams["error\n"] == 2


def test_random_is_seeded_from_the_run(run: RunSource) -> None:
    source = "import random\nprint(random.random())\n"
    assert run(source, seed=1).output == run(source, seed=1).output != run(source, seed=2).output


def test_a_crash_is_told(tmp_path: Path, python: str) -> None:
    source = "import os, signal\nprint('before')\nos.kill(os.getpid(), signal.SIGKILL)\n"
    result = execute(target_of(write(tmp_path, source)), python=python)
    assert result.verdict == "none"
    assert result.status == -9
    assert "before" in result.output


def test_a_fork_is_let_go(run: RunSource) -> None:
    result = run(
        """
        import os, threading
        lock = threading.Lock()
        if os.fork() == 0:
            with lock:
                print("child")
            os._exit(7)
        print(os.waitstatus_to_exitcode(os.wait()[1]))
        """
    )
    assert result.verdict == "passed"
    assert [line for line in result.output.split() if line in ("child", "7")] == ["child", "7"]


def test_a_trace_function_is_told_what_it_is_told_without_the_engine(run: RunSource) -> None:
    source = """
        import sys, threading
        calls = []
        def trace(frame, event, argument):
            calls.append(frame.f_code.co_name)
            return trace
        total = 0
        def helper():
            global total
            total += 1
        def work():
            for install, installed in (sys.settrace, sys.gettrace), (sys.setprofile, sys.getprofile):
                install(trace)
                helper()
                assert installed() is trace
                install(None)
                assert installed() is None
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(total > 0, set(calls) - {"work"})
    """
    for granularity in ("sync", "access", "line"):
        done = run(source, granularity=granularity)
        assert (done.verdict, done.output) == ("passed", "True {'helper'}\n")
