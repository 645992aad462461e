"""Real I/O: a thread that is stuck in it is put outside, the others go on, and it comes back."""

from tests.engine.conftest import RunSource
from tests.engine.harness import Run
from threadtui.engine import events as ev
from threadtui.engine.clock import SECOND


def _were_outside(result: Run) -> set[int]:
    return {event.thread for event in result.of(ev.STATE) if event.value["state"] == "outside"}


def test_a_socket_between_two_threads(run: RunSource) -> None:
    result = run(
        """
        import socket, threading
        server = socket.create_server(("127.0.0.1", 0))
        def serve():
            connection, _ = server.accept()
            with connection:
                connection.sendall(connection.recv(10).upper())
        def ask():
            with socket.create_connection(server.getsockname()) as connection:
                connection.sendall(b"hello")
                print(connection.recv(10))
        threads = [threading.Thread(target=f) for f in (serve, ask)]
        for t in threads: t.start()
        for t in threads: t.join()
        server.close()
        """,
        strategy="round-robin",
    )
    assert result.verdict == "passed", result.output
    assert result.output == "b'HELLO'\n"


def test_a_pipe_is_read_before_it_is_written(run: RunSource) -> None:
    result = run(
        """
        import os, threading
        reading, writing = os.pipe()
        t = threading.Thread(target=lambda: print(os.read(reading, 9)))
        t.start()
        import time
        time.sleep(0.5)
        os.write(writing, b"word")
        t.join()
        print("end")
        """,
        strategy="round-robin",
    )
    assert result.verdict == "passed"
    assert result.output == "b'word'\nend\n"
    assert _were_outside(result) == {2}


def test_a_call_that_never_returns_does_not_hold_up_the_others(run: RunSource) -> None:
    result = run(
        """
        import os, threading
        reading, _writing = os.pipe()
        stuck = threading.Thread(target=os.read, args=(reading, 1), daemon=True)
        stuck.start()
        worker = threading.Thread(target=print, args=("worked",))
        worker.start()
        worker.join()
        stuck.join(0.2)
        print(stuck.is_alive())
        """,
        strategy="round-robin",
    )
    assert result.verdict == "passed"
    assert result.output == "worked\nTrue\n"
    assert [event.value for event in result.of(ev.END) if event.thread == 2] == ["killed"]


def test_nobody_is_declared_dead_while_somebody_is_outside(run: RunSource) -> None:
    result = run(
        """
        import os, threading
        reading, _writing = os.pipe()
        t = threading.Thread(target=os.read, args=(reading, 1))
        t.start()
        t.join()
        """,
        max_seconds=1.5,
    )
    assert result.verdict == "livelock"
    assert "time limit" in result.message
    assert [event.thread for event in result.of(ev.TURN)][-1] == 0


def test_it_may_end_outside(run: RunSource) -> None:
    result = run(
        """
        import subprocess, sys, threading
        command = [sys.executable, "-c", "import time; time.sleep(1)"]
        t = threading.Thread(target=subprocess.run, args=(command,))
        t.start()
        t.join()
        print("joined")
        """
    )
    assert result.verdict == "passed"
    assert result.output == "joined\n"


def test_a_computing_thread_keeps_the_turn(run: RunSource) -> None:
    result = run("import threading\nt = threading.Thread(target=sum, args=(range(40_000_000),))\nt.start()\nt.join()\n")
    assert result.verdict == "passed"
    assert not _were_outside(result)


def test_a_wait_of_an_event_loop_passes_in_virtual_time_too(run: RunSource) -> None:
    result = run(
        """
        import asyncio
        async def wait():
            for seconds in (0.001, 0.01, 0.1):
                await asyncio.sleep(seconds)
            try:
                await asyncio.wait_for(asyncio.Event().wait(), 0.01)
            except TimeoutError:
                print("in time")
        asyncio.run(wait())
        """
    )
    assert result.output == "in time\n"
    assert 0.121 <= result.of(ev.VERDICT)[-1].time / SECOND < 0.2
    assert result.steps < 20  # no step is a loop that waits for a clock that stands still
