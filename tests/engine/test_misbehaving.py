"""Programs that misbehave: each ends as it would without threadtui, and nothing that was recorded is lost."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.engine.conftest import RunSource
from tests.engine.harness import Run, execute, target_of, write
from threadtui.engine import events as ev
from threadtui.targets import resolve


def _errors(result: Run) -> list[str]:
    return [event.value["type"] for event in result.of(ev.ERROR)]


# Recursion without end


def test_recursion_without_end_is_a_failure_at_its_line(run: RunSource) -> None:
    result = run(
        """
        import threading
        def deeper(n):
            return deeper(n + 1) + 1
        def work():
            print("before")
            deeper(0)
        t = threading.Thread(target=work, name="deep")
        t.start(); t.join()
        print("main goes on")
        """,
        granularity="access",
    )
    assert result.verdict == "failed"
    assert result.message == "RecursionError: maximum recursion depth exceeded in deep at program.py:4"
    assert result.output.startswith("before\n")
    assert result.output.endswith("main goes on\n")


DEEP = """
    import logging, queue, sys, threading
    sys.setrecursionlimit(300)
    lock, fifo = threading.RLock(), queue.Queue()
    logging.basicConfig(stream=sys.stdout, format="")
    class Node:
        depth = 0
        def accesses(self):
            self.depth += 1
            self.accesses()
        def __getattr__(self, name):
            with lock: return getattr(self, name)
    def locks():
        with lock: locks()
    def in_c(*_):
        with lock: list(map(in_c, (1,)))
    def puts():
        fifo.put(1)
        puts()
    def logs():
        logging.warning("")
        logs()
    def starts():
        thread = threading.Thread(target=int)
        thread.start(); thread.join()
        starts()
    node = Node()
    def work():
        for endless in (node.accesses, locks, lambda: node.missing, in_c, puts, logs, starts):
            try: endless()
            except RecursionError: print("caught")
        for lib in logging.getLogger().handlers: lib.acquire(); lib.release()
    thread = threading.Thread(target=work)
    thread.start(); thread.join()
    with lock: print("free", fifo.get(timeout=1), node.depth > 250, sys.getrecursionlimit())
"""


def test_recursion_leaves_no_lock_taken_wherever_it_strikes(run: RunSource) -> None:
    result = run(DEEP, granularity="access", max_seconds=60)
    assert (result.verdict, result.output.count("caught")) == ("passed", 7), result.message
    assert result.output.splitlines()[-1] == "free 1 True 300"


def test_the_recursion_limit_is_the_programs(run: RunSource) -> None:
    result = run(
        """
        import sys
        sys.setrecursionlimit(300)
        def depth(n):
            try: return depth(n + 1)
            except RecursionError: return n
        print(sys.getrecursionlimit(), depth(0) < 600)
        for wrong in (1, 0, "x"):
            try: sys.setrecursionlimit(wrong)
            except (RecursionError, TypeError, ValueError) as error: print(type(error).__name__)
        """
    )
    assert result.output.splitlines() == ["300 True", "RecursionError", "ValueError", "TypeError"]


# Threads without the threading module


def test_an_exception_in_a_raw_thread_is_told_as_python_tells_it(run: RunSource) -> None:
    result = run("import _thread, time\n_thread.start_new_thread(lambda: 1 / 0, ())\ntime.sleep(1)\nprint('end')\n")
    assert (result.verdict, _errors(result)) == ("failed", ["ZeroDivisionError"])
    assert result.output.startswith("Exception ignored in thread started by")
    assert "threadtui" not in result.output
    assert result.output.endswith("end\n")


# Standard input

ASKS = """
    import threading
    t = threading.Thread(target=lambda: print("hello", input("name? ")), name="asks")
    t.start(); t.join()
"""


def test_standard_input_is_at_its_end(run: RunSource) -> None:
    result = run(ASKS)
    assert result.message == "EOFError: EOF when reading a line in asks at program.py:3"


def test_standard_input_from_a_file(run: RunSource, tmp_path: Path) -> None:
    answers = tmp_path / "answers 名.txt"
    answers.write_text("Ada\nGrace\n")
    result = run(ASKS, stdin=str(answers))
    assert (result.verdict, result.output) == ("passed", "name? hello Ada\n")


# The real world


def test_a_call_that_never_returns_is_named_at_the_time_limit(run: RunSource) -> None:
    result = run(
        """
        import os, threading, time
        reading, _writing = os.pipe()
        def stuck(): os.read(reading, 1)
        threading.Thread(target=stuck, name="stuck").start()
        for n in range(3): print(n); time.sleep(0.1)
        """,
        max_seconds=1.2,
        strategy="round-robin",
    )
    assert result.verdict == "livelock"
    assert "a call that has not returned, stuck at program.py:4; --max-seconds S allows more" in result.message
    assert result.output == "0\n1\n2\n"


def test_files_and_sockets_between_two_threads(run: RunSource) -> None:
    result = run(
        """
        import os, socket, tempfile, threading
        here, there = socket.socketpair()
        folder = tempfile.mkdtemp()
        def write():
            with open(os.path.join(folder, "file"), "w") as file:
                for n in range(100): print(n, file=file)
            here.sendall(b"written")
            here.close()
        def read():
            while there.recv(100): pass
            with open(os.path.join(folder, "file")) as file: print(sum(map(int, file)))
            there.close()
        threads = [threading.Thread(target=f) for f in (read, write)]
        for t in threads: t.start()
        for t in threads: t.join()
        """,
        strategy="round-robin",
    )
    assert (result.verdict, result.output) == ("passed", "4950\n")


# Many threads, many events

MANY_AT_ONCE = """
    import sys, threading
    gate, done = threading.Event(), []
    def work():
        gate.wait(); done.append(1)
    threads = [threading.Thread(target=work) for _ in range(int(sys.argv[1]))]
    for t in threads: t.start()
    gate.set()
    for t in threads: t.join()
    print(len(done), threading.active_count())
"""

MANY_IN_TURN = """
    import sys, threading
    done = 0
    def work():
        global done
        done += 1
    for _ in range(int(sys.argv[1])):
        t = threading.Thread(target=work); t.start(); t.join()
    print(done, threading.active_count())
"""


@pytest.mark.parametrize("source", [MANY_AT_ONCE, MANY_IN_TURN], ids=["at once", "in turn"])
def test_many_threads(run: RunSource, source: str) -> None:
    result = run(source, "100", granularity="access")
    assert (result.verdict, result.output) == ("passed", "100 1\n")
    assert len(result.of(ev.END)) == 101


@pytest.mark.slow
@pytest.mark.parametrize(("source", "count"), [(MANY_AT_ONCE, "1000"), (MANY_IN_TURN, "10000")])
def test_very_many_threads(run: RunSource, source: str, count: str) -> None:
    result = run(source, count, granularity="access")
    assert (result.verdict, result.output) == ("passed", f"{count} 1\n")


@pytest.mark.slow
def test_a_million_events_of_one_thread(run: RunSource) -> None:
    result = run(
        """
        n = 0
        def work():
            global n
            for _ in range(125_000): n += 1
        work()
        print(n)
        """,
        granularity="access",
    )
    assert (result.verdict, result.output) == ("passed", "125000\n")
    assert len(result.events) > 1_000_000


# Source in every form


def test_source_in_a_zip_runs_as_it_is(run: RunSource, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "lib.zip", "w") as packed:
        source = "import threading\nlock = threading.Lock()\ndef work():\n    with lock: print('packed')\n"
        packed.writestr("packed.py", source)
    result = run(
        """
        import os, sys, threading
        sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib.zip"))
        import packed
        t = threading.Thread(target=packed.work); t.start(); t.join()
        """,
        granularity="line",
    )
    assert (result.verdict, result.output) == ("passed", "packed\n")


def test_source_that_is_gone(run: RunSource, tmp_path: Path) -> None:
    write(tmp_path, "def work():\n    global n\n    n = 1\n    print('gone', n)\n    raise KeyError(n)\n", "gone.py")
    result = run(
        """
        import os, threading
        import gone
        os.remove(gone.__file__)
        os.remove(__file__)
        exec(compile("def text(): print('text')", "/no/such/file.py", "exec"))
        for f in (text, gone.work):
            t = threading.Thread(target=f, name=f.__name__); t.start(); t.join()
        """,
        granularity="line",
    )
    assert result.message == "KeyError: 1 in work at gone.py:5"
    assert result.output.startswith("text\ngone 1\n")


@pytest.mark.parametrize("granularity", ["sync", "line"])
def test_a_syntax_error_has_its_line(run: RunSource, granularity: str) -> None:
    result = run("import threading\ndef broken(:\n    pass\n", granularity=granularity)
    assert result.message == "SyntaxError: invalid syntax (program.py, line 2) in MainThread at program.py:2"
    assert "def broken(:" in result.output


def test_encoding_cookie_and_line_ends(tmp_path: Path, python: str) -> None:
    lines = ["# -*- coding: latin-1 -*-", "import threading", "n = 0", "def work():", "    global n", "    n += 1"]
    lines += ["    print('café', len('''a", "é'''), n)", "t = threading.Thread(target=work)", "t.start()", "t.join()"]
    path = tmp_path / "program.py"
    path.write_bytes("\r\n".join([*lines, ""]).encode("latin-1"))
    result = execute(target_of(path), python=python, granularity="line")
    assert (result.verdict, result.output) == ("passed", "café 3 1\n")
    assert {event.line for event in result.of(ev.STEP)} >= {2, 3, 4, 6, 7, 9, 10}


def test_a_file_of_20_000_lines(tmp_path: Path) -> None:
    functions = "".join(f"def f{n}(x):\n    global n\n    n = x + {n}\n" for n in range(6_660))
    head, tail = "import threading\nlock, n = threading.Lock(), 0\n", "with lock: f6000(1)\nprint(n)\n" + "pass\n" * 20
    result = execute(target_of(write(tmp_path, head + functions + tail)))
    assert (result.verdict, result.output) == ("passed", "6001\n")
    assert [event.line for event in result.of(ev.WRITE)][-1] == 3 + 3 * 6_000 + 2


def test_names_and_paths_in_every_script(tmp_path: Path, python: str) -> None:
    folder = tmp_path / "名前 😀 é"
    folder.mkdir()
    path = write(
        folder,
        """
        import threading
        class 銀行: 残高 = 0
        口座, 錠 = 銀行(), threading.Lock()
        def 預ける(額):
            with 錠: 口座.残高 += 額
            print("預けた 😀", 額)
        threads = [threading.Thread(target=預ける, args=(n,), name=f"糸 {n} 😀") for n in (1, 2)]
        for t in threads: t.start()
        for t in threads: t.join()
        """,
        "プログラム 1.py",
    )
    result = execute(target_of(path), python=python)
    assert result.verdict == "passed"
    assert sorted(result.output.splitlines()) == ["預けた 😀 1", "預けた 😀 2"]
    assert [event.value for event in result.of(ev.FILE)] == [str(path)]
    assert {"糸 1 😀", "糸 2 😀"} <= {event.value["name"] for event in result.of(ev.THREAD)}
    assert [event.value["name"] for event in result.of(ev.PRIMITIVE)] == ["錠"]


def test_a_package_with_relative_imports(tmp_path: Path, python: str, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "package" / "inner"
    inner.mkdir(parents=True)
    (inner / "__init__.py").touch()
    write(inner.parent, "from .shared import counter\n", "__init__.py")
    write(inner.parent, "class Counter:\n    n = 0\ncounter = Counter()\n", "shared.py")
    write(inner, "from ..shared import counter\ndef add():\n    counter.n += 1\n", "work.py")
    main = "import threading\nfrom . import counter\nfrom .inner.work import add\n"
    main += "t = threading.Thread(target=add)\nt.start()\nt.join()\nprint(__name__, __package__, counter.n)\n"
    write(inner.parent, main, "__main__.py")
    monkeypatch.chdir(tmp_path)
    result = execute(resolve(None, (), "package"), python=python)
    assert (result.verdict, result.output) == ("passed", "__main__ package 1\n")
    assert [event.line for event in result.of(ev.WRITE)] == [3]


def test_an_environment_without_threadtui(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "own env")], check=True)
    (site,) = (tmp_path / "own env").glob("lib/*/site-packages")
    write(site, "def answer(): return 42\n", "only_there.py")
    source = """
        import sys, threading, only_there
        t = threading.Thread(target=lambda: print(only_there.answer(), sys.prefix)); t.start(); t.join()
        try: import textual
        except ImportError: print("alone")
    """
    python = tmp_path / "own env" / "bin" / "python"
    result = execute(target_of(write(tmp_path, source)), python=str(python))
    assert (result.verdict, result.output) == ("passed", f"42 {tmp_path / 'own env'}\nalone\n")
