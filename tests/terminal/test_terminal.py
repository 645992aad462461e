"""The whole thing in a real terminal: tmux runs ``threadtui``, keys are pressed, the screen is read as a person reads it."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE_SECONDS = 30
LOOK_SECONDS = 0.05
INTO_THE_LOST_UPDATE = "111111" + "2222" + "3333" + "23" + "22" + "33"
"""Main starts both; 2 reads, 3 reads, both sleep, 2 wakes and writes, 3 wakes and writes the same."""

APP = Path(__file__).parents[2] / "app"

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


class Terminal:
    """One tmux server with one window."""

    def __init__(self, socket: Path, command: str, size: tuple[int, int]) -> None:
        self._socket = str(socket)
        environment = ["-e", "TERM=tmux-256color", "-e", "COLORTERM=truecolor"]
        self._tmux(
            "new-session", "-d", "-s", "t", "-x", str(size[0]), "-y", str(size[1]), *environment,
            f"{command}; echo ended with $?; exec cat", ";", "set-option", "-g", "status", "off",
        )  # fmt: skip

    def _tmux(self, *words: str) -> str:
        # Whoever runs the tests may have set a size for programs without a terminal; this one has its own.
        environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        command = ["tmux", "-S", self._socket, *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment).stdout

    def press(self, *keys: str) -> None:
        for key in keys:
            self._tmux("send-keys", "-t", "t", key)

    def resize(self, columns: int, rows: int) -> None:
        self._tmux("resize-window", "-t", "t", "-x", str(columns), "-y", str(rows))

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p", "-t", "t")

    def until(self, *words: str) -> str:
        """The screen, once all these words are on it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not all(word in (screen := self.screen()) for word in words):
            assert time.monotonic() < deadline, f"never on the screen: {words}\n{screen}"
            time.sleep(LOOK_SECONDS)
        return screen

    def close(self) -> None:
        self._tmux("kill-server")


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    opened: list[Terminal] = []

    def start(*words: str, size: tuple[int, int] = (120, 36)) -> Terminal:
        path = os.pathsep.join(filter(None, [str(APP), os.environ.get("PYTHONPATH", "")]))
        command = shlex.join(["env", f"PYTHONPATH={path}", sys.executable, "-m", "threadtui", *words])
        opened.append(Terminal(tmp_path / f"tmux{len(opened)}", command, size))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_into_the_lost_update_by_hand(terminal: Open, size: tuple[int, int]) -> None:
    one = terminal("race_two_threads", size=size)
    one.until("PAUSED", "step 0", "NEXT")
    for step, thread in enumerate(INTO_THE_LOST_UPDATE, start=1):
        one.press(thread)
        one.until(f"step {step} ")
    screen = one.until("FakeDatabase.value") if size[0] > 80 else one.screen()
    assert "▐1▌" in screen
    one.press("+", "+", "+", "+", "+", "+", "+", "+", "+", "Space")
    one.until("FAILED", "AssertionError", "assert database.value == 2")
    one.press("Home")
    one.until("PAST", "step 0 of")
    one.press("q")
    one.until("ended with 0")


def test_a_deadlock_names_lock_holder_and_line(terminal: Open) -> None:
    one = terminal("--speed", "500", "deadlock_self")
    one.until("PAUSED")
    one.press("Space")
    one.until("DEADLOCK", "wants lock, which it holds itself", "line 23")


def test_sizes_while_it_runs(terminal: Open) -> None:
    one = terminal("race_two_threads")
    one.until("PAUSED", "What happened")
    one.resize(60, 18)
    assert "Timeline" not in one.until("Source  Values", "NEXT")
    one.resize(20, 6)
    one.until("NEXT")
    one.resize(200, 50)
    one.until("Next moves", "Stack of")


def test_the_picker_opens_a_program(terminal: Open) -> None:
    one = terminal()
    one.until("/ search", "race_two_threads")
    one.press("/", "s", "e", "l", "f")
    one.until("deadlock_self")
    one.press("Enter")
    one.press("Enter")
    one.until("PAUSED", "deadlock_self.py")


def test_without_a_terminal_it_names_run() -> None:
    command = [sys.executable, "-m", "threadtui", "race_two_threads"]
    environment = {**os.environ, "PYTHONPATH": str(APP)}
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "threadtui run" in done.stderr
