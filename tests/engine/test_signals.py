"""Handlers of signals: they run in the main thread, in its turn, and let it out of whatever it waits in."""

from pathlib import Path

import pytest

from tests.engine.conftest import RunSource
from tests.engine.harness import execute, target_of, write
from threadtui.engine import events as ev


def test_an_alarm_comes_to_a_thread_that_waits_for_ever(run: RunSource) -> None:
    result = run(
        """
        import signal, threading
        rung, lock = threading.Event(), threading.Lock()
        def ring(number, frame):
            with lock: print("ring", number == signal.SIGALRM, threading.current_thread().name, frame.f_lineno)
            rung.set()
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        rung.wait()
        print("after")
        """
    )
    assert (result.verdict, result.output) == ("passed", "ring True MainThread 9\nafter\n")
    assert ("signal", "SIGALRM") in result.ops(1)
    assert [event.value["op"] for event in result.of(ev.POINT) if event.thread == 1][-4:-3] != ["wait"]


def test_an_alarm_is_waited_for_in_real_time(run: RunSource) -> None:
    result = run(
        """
        import signal, threading, time
        signal.signal(signal.SIGALRM, lambda *_: print("ring"))
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        t = threading.Thread(target=time.sleep, args=(0.5,)); t.start(); t.join()
        print("after")
        """
    )
    assert result.output == "ring\nafter\n"


def test_a_handler_may_raise_out_of_a_lock(run: RunSource) -> None:
    result = run(
        """
        import signal, threading
        class TooLong(Exception): pass
        def ring(*_): raise TooLong
        signal.signal(signal.SIGALRM, ring)
        lock, condition = threading.Lock(), threading.Condition()
        lock.acquire()
        for wait in (lock.acquire, lambda: condition.wait(), threading.Barrier(2).wait):
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            try:
                with condition: wait()
            except TooLong: print("too long")
        with condition: print(lock.locked())
        """
    )
    assert (result.verdict, result.output) == ("passed", "too long\n" * 3 + "True\n")


def test_out_of_a_call_that_never_returns(run: RunSource) -> None:
    result = run(
        """
        import os, signal, threading, time
        def ring(*_): raise TimeoutError("ring")
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 0.6)
        reading, writing = os.pipe()
        threading.Thread(target=lambda: (time.sleep(0.1), print("others go on"))).start()
        try: os.read(reading, 1)
        except TimeoutError as late: print(late)
        """,
        strategy="round-robin",
    )
    assert (result.verdict, result.output) == ("passed", "others go on\nring\n")


def test_ctrl_c_of_the_program_itself_repeats(run: RunSource) -> None:
    source = """
        import _thread, os, signal, threading, time
        print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
        def press(how, *args):
            time.sleep(1)
            how(*args)
        for how in ((os.kill, os.getpid(), signal.SIGINT), (_thread.interrupt_main,), (signal.raise_signal, signal.SIGINT)):
            t = threading.Thread(target=press, args=how)
            t.start()
            try: time.sleep(100)
            except KeyboardInterrupt: print("interrupted")
            t.join()
        print(time.monotonic() < 10)
    """
    result = run(source, seed=3)
    assert (result.verdict, result.output) == ("passed", "True\n" + "interrupted\n" * 3 + "True\n")
    assert run(source, seed=3).events == result.events


def test_a_signal_to_oneself_is_handled_before_the_call_returns(run: RunSource) -> None:
    result = run(
        """
        import signal
        before = signal.signal(signal.SIGUSR1, lambda *_: print("handled"))
        signal.raise_signal(signal.SIGUSR1)
        print("returned", before is signal.SIG_DFL)
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        signal.raise_signal(signal.SIGUSR1)
        print(signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN)
        try: signal.signal(9999, print)
        except ValueError: print("refused")
        """
    )
    assert result.output == "handled\nreturned True\nTrue\nrefused\n"


def test_ctrl_c_while_threads_are_waited_for(run: RunSource, python: str) -> None:
    result = run(
        """
        import _thread, threading, time
        def work():
            time.sleep(1)
            _thread.interrupt_main()
            time.sleep(1)
            print("worker ends")
        threading.Thread(target=work).start()
        """
    )
    assert "KeyboardInterrupt" in result.output, python
    assert result.exit_status == 0


def test_nobody_caught_ctrl_c(run: RunSource) -> None:
    result = run("import signal, time\nsignal.raise_signal(signal.SIGINT)\ntime.sleep(1)\n")
    assert result.message == "KeyboardInterrupt in MainThread at program.py:2"
    assert "threadtui" not in result.output


def test_an_alarm_that_nobody_handles_ends_the_program(tmp_path: Path, python: str) -> None:
    source = "import signal, threading\nsignal.setitimer(signal.ITIMER_REAL, 0.05)\nthreading.Event().wait()\n"
    result = execute(target_of(write(tmp_path, source)), python=python)
    assert (result.verdict, result.status) == ("none", -14)


def test_a_handler_in_a_forked_child_is_the_childs(run: RunSource) -> None:
    result = run(
        """
        import os, signal
        signal.signal(signal.SIGUSR1, lambda *_: os._exit(5))
        if (child := os.fork()) == 0:
            os.kill(os.getpid(), signal.SIGUSR1)
            os._exit(6)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
    )
    assert result.output == "5\n"


@pytest.mark.parametrize("granularity", ["sync", "access", "line"])
def test_a_handler_breaks_no_step_in_two(run: RunSource, granularity: str) -> None:
    """A storm of alarms beside threads that work on what the handler works on."""
    result = run(
        """
        import queue, signal, threading
        lock, fifo, count, rung = threading.RLock(), queue.Queue(), 0, 0
        def ring(*_):
            global rung
            with lock: rung += 1
            fifo.put(None)
        signal.signal(signal.SIGALRM, ring)
        def work():
            global count
            for _ in range(30):
                with lock: count += 1
        threads = [threading.Thread(target=work) for _ in range(3)]
        signal.setitimer(signal.ITIMER_REAL, 0.002, 0.01)
        for t in threads: t.start()
        for t in threads: t.join()
        while rung < 5: fifo.get()
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(count)
        """,
        granularity=granularity,
    )
    assert (result.verdict, result.output) == ("passed", "90\n"), result.message
