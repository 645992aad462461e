"""Standard streams that a program closes, replaces, or writes strange things to: nothing that it said is lost."""

import subprocess
from pathlib import Path

import pytest

from tests.engine.conftest import RunSource
from tests.engine.harness import write
from threadtui.engine import events as ev


def _plain_status(folder: Path, python: str, source: str) -> int:
    """What ``python3`` exits with."""
    command = [python, str(write(folder, source, "plain.py"))]
    return subprocess.run(command, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nsys.stdout.close()\n",
        "import sys\nsys.stdout.close()\nprint('x')\n",
        "import sys\nsys.stdout = sys.stderr = None\nprint('x')\nsys.exit('bye')\n",
        "import sys\nsys.stderr.close()\n1 / 0\n",
        "import sys\nsys.stderr = object()\n",
        "import os\nos.close(1)\nos.close(2)\n",
        "import sys\nsys.excepthook = lambda *_: 1 / 0\n1 / 0\n",
        "import sys\nsys.excepthook = lambda *_: sys.exit(7)\n1 / 0\n",
        "import atexit\natexit.register(lambda: 1 / 0)\n",
    ],
)
def test_streams_and_hooks_may_be_broken(run: RunSource, tmp_path: Path, python: str, source: str) -> None:
    assert run(source).exit_status == _plain_status(tmp_path, python, source)


def test_closed_descriptors_hide_nothing_that_was_printed(run: RunSource) -> None:
    result = run(
        """
        import os, sys
        print("before")
        os.close(1)
        os.open(os.devnull, os.O_WRONLY)
        print("into nothing")
        print("told", file=sys.stderr)
        """
    )
    assert (result.verdict, result.output) == ("passed", "before\ntold\n")


def test_a_closed_stream_hides_no_failure(run: RunSource) -> None:
    result = run(
        """
        import sys, threading
        sys.stderr.close()
        def work(): 1 / 0
        t = threading.Thread(target=work, name="w")
        t.start(); t.join()
        print("end")
        """
    )
    assert result.message == "ZeroDivisionError: division by zero in w at program.py:4"
    assert result.output == "end\n"


def test_replaced_streams(run: RunSource) -> None:
    result = run(
        """
        import contextlib, io, sys, threading
        class Tee:
            def __init__(self, inner): self.inner, self.kept = inner, []
            def write(self, text): self.kept.append(text); return self.inner.write(text.upper())
            def flush(self): pass
        tee = sys.stdout = Tee(sys.stdout)
        t = threading.Thread(target=print, args=("worker",)); t.start(); t.join()
        with contextlib.redirect_stdout(io.StringIO()) as hidden: print("hidden")
        sys.stdout = sys.__stdout__
        print(tee.kept, repr(hidden.getvalue()))
        sys.stdout = open(1, "w", closefd=False)
        print("by descriptor")
        """
    )
    assert result.verdict == "passed"
    assert result.output == "WORKER\n['worker', '\\n'] 'hidden\\n'\nby descriptor\n"


def test_bytes_and_half_characters_are_spelled_out(run: RunSource) -> None:
    result = run(
        r"""
        import sys, threading
        value = None
        def work():
            global value
            sys.stdout.buffer.write(bytes(range(128, 256))); print()
            print("\udcff \\ud800 \U0001f600", file=sys.stderr)
            try: print("\ud800")
            except UnicodeEncodeError: print("refused")
            sys.stdout.reconfigure(errors="surrogateescape")
            print("\udcff")
            value = "\ud83d" + "\ud800"
            raise ValueError("\udfff")
        t = threading.Thread(target=work, name="\ud800\ude00\ud800x"); t.start(); t.join()
        """,
        granularity="access",
    )
    lines = result.output.splitlines()
    assert lines[0] == "".join(f"\\x{code:02x}" for code in range(128, 256))
    assert lines[1:4] == ["\\udcff \\ud800 \U0001f600", "refused", "\\xff"]
    assert result.message.startswith("ValueError: \\udfff in \U00010200\\ud800x at ")
    assert str([event.value for event in result.of(ev.WRITE)][-1]).isprintable()
    result.message.encode()
