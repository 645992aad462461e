"""Runs of scenarios in processes that are forked, not started: the same events at a fraction of the time.

Starting an interpreter and loading the engine takes longer than most scenarios. ``forking`` has done that when a run begins;
from there on all goes the way of every run, the program's text and ``threading`` anew. That the events are the same is
tested for every scenario.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from tests.engine.harness import Run
from tests.scenarios import catalogue
from tests.scenarios.forking import NUMBER_BYTES
from threadtui import session
from threadtui.engine.wire import frame

HERE = str(Path(__file__).parent)


class Forked:
    """Of ``subprocess.Popen`` what a session asks for."""

    def __init__(self, door: socket.socket) -> None:
        self._door = door
        self._status: int | None = None
        self.pid = self._number()

    def wait(self) -> int:
        if self._status is None:
            self._status = self._number()
        return self._status

    def _number(self) -> int:
        return int.from_bytes(self._door.recv(NUMBER_BYTES), sys.byteorder, signed=True)


class Nursery:
    """A process of this interpreter that has the engine loaded, and has a child for each run."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        commands, write_end = os.pipe()
        os.write(write_end, frame({"entry": "forking", "folder": HERE, "door": theirs.fileno()}))  # type: ignore[arg-type]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        path = os.pathsep.join(filter(None, [HERE, environment.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(
            [sys.executable, str(session.BOOT), str(write_end), str(commands)],
            pass_fds=(write_end, commands, theirs.fileno()),
            env={**environment, "PYTHONPATH": path},
        )
        theirs.close()
        self._door = ours
        for descriptor in (commands, write_end):
            os.close(descriptor)

    def close(self) -> None:
        """End it."""
        self._door.close()
        self._process.wait()

    def start(self, _command: list[str], *, stdin: Any, stdout: Any, stderr: Any, pass_fds: Any, **_: Any) -> Forked:
        """In the place of ``subprocess.Popen``."""
        descriptors = [stdin.fileno(), stdout.fileno(), stderr.fileno(), *pass_fds]
        socket.send_fds(self._door, [b"!"], descriptors)
        return Forked(self._door)

    def run(self, name: str, seed: int, max_steps: int = catalogue.UNLIMITED) -> Run:
        """As ``catalogue.fresh``."""
        with mock.patch.object(session, "subprocess", SimpleNamespace(Popen=self.start)):
            return catalogue.fresh(name, seed, max_steps=max_steps)
