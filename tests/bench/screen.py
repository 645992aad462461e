"""Figures of the screen, in a real terminal (a pseudo-terminal): ``python tests/bench/screen.py``.

Prints the start-up as a ratio to an empty Textual app's and to a bare ``python3 -c pass``, in one run, so that a slow machine
slows both sides; and the time from a key to its answer on the screen while a program plays at full speed.
"""

import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

Press = tuple[bytes, bytes]
"""A key, or keys, and the words that answer."""

SIZES = ((80, 24), (120, 36), (200, 50))
ROUNDS = 9
KEYS = 40
FASTER = 12
"""Presses of + that lead to full speed from anywhere."""

PATIENCE_SECONDS = 30
PLAYS_AGAIN = (b" ", b"PLAYING")
ANSWERS = (
    ("pause", (b" ", b"PAUSED"), (PLAYS_AGAIN,)),
    ("help", (b"?", b"step who has the turn"), ((b"? ", b"PAUSED"), PLAYS_AGAIN)),
)
"""A key with what it alone writes, and the keys that undo it, with what they write. Nothing that a screen writes is sure to
be the last of an overlay that goes, so the program is paused after the help: while the help stands, a space does nothing."""

COMMAND = [sys.executable, "-m", "threadtui"]

EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("here it is")
Empty().run()
"""

BUSY_PROGRAM = """
import threading
lock, counts = threading.Lock(), {}
def work(name):
    while True:
        with lock:
            counts[name] = counts.get(name, 0) + 1
for name in "abc":
    threading.Thread(target=work, args=(name,)).start()
"""


class Terminal:
    """A program in a pseudo-terminal of a given size."""

    def __init__(self, command: list[str], columns: int, rows: int) -> None:
        self.began = time.perf_counter()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execvp(command[0], command)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._seen = b""

    def until(self, *words: bytes) -> float:
        """Seconds since the start until all these words have been written; forgets what was written before."""
        while not all(word in self._seen for word in words):
            readable, _, _ = select.select([self._fd], [], [], PATIENCE_SECONDS)
            if not readable:
                raise RuntimeError(f"never written: {words!r}; last: {self._seen[-300:]!r}")
            self._seen += os.read(self._fd, 1 << 16)
        self._seen = b""
        return time.perf_counter() - self.began

    def press(self, key: bytes) -> None:
        self._seen = b""
        self.began = time.perf_counter()
        os.write(self._fd, key)

    def answered(self, key: bytes, words: bytes) -> float:
        """Seconds from the key until these words have been written."""
        self.press(key)
        return self.until(words)

    def close(self) -> None:
        os.kill(self._pid, 9)
        os.waitpid(self._pid, 0)
        os.close(self._fd)


@contextmanager
def terminal(command: list[str], columns: int = 120, rows: int = 36) -> Iterator[Terminal]:
    opened = Terminal(command, columns, rows)
    try:
        yield opened
    finally:
        opened.close()


def first_frames() -> tuple[list[float], list[float]]:
    """Seconds to the first frame: ours and an empty app's, in turn."""
    ours, empty = [], []
    for _ in range(ROUNDS):
        with terminal([sys.executable, "-c", EMPTY_APP]) as one:
            empty.append(one.until(b"here it is"))
        with terminal([*COMMAND, "race_two_threads"]) as one:
            ours.append(one.until(b"race_two_threads", b"Source"))
    return ours, empty


def helps() -> tuple[list[float], list[float]]:
    """Seconds for ``threadtui --help`` and for a bare interpreter, in turn."""
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(_seconds([sys.executable, "-c", "pass"]))
        ours.append(_seconds([*COMMAND, "--help"]))
    return ours, bare


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def answers(columns: int, rows: int, asked: Press, undoes: Iterable[Press]) -> list[float]:
    """Milliseconds from a key to its answer on the screen, while a program plays at full speed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "busy.py"
        path.write_text(BUSY_PROGRAM)
        with terminal([*COMMAND, str(path)], columns, rows) as one:
            one.until(b"PAUSED")
            for _ in range(FASTER):
                one.press(b"+")
            one.until(b"as fast as it goes")
            one.press(b" ")
            one.until(b"PLAYING")
            found = []
            for _ in range(KEYS):
                found.append(one.answered(*asked) * 1000)
                for undo in undoes:
                    one.answered(*undo)
            return found


def ratio(ours: list[float], theirs: list[float]) -> float:
    """Of the medians."""
    return statistics.median(ours) / statistics.median(theirs)


def main() -> None:
    ours, bare = helps()
    print(f"--help: {ratio(ours, bare):.1f} times a bare python3 ({statistics.median(ours) * 1000:.0f} ms)")
    ours, empty = first_frames()
    print(
        f"first frame: {ratio(ours, empty):.2f} times an empty Textual app's ({statistics.median(ours) * 1000:.0f} ms)"
    )
    for size in SIZES:
        for name, asked, undoes in ANSWERS:
            found = sorted(answers(*size, asked, undoes))
            p50, p95 = found[len(found) // 2], found[int(len(found) * 0.95)]
            print(f"{name} at {size[0]}x{size[1]}, playing at full speed: p50 {p50:.0f} ms, p95 {p95:.0f} ms")


if __name__ == "__main__":
    main()
