"""Runs small programs in real sessions, on any interpreter, and keeps all that they say."""

import os
import select
import shutil
import subprocess
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.events import Event
from threadtui.session import Ended, Events, Fault, Message, Options, Refused, Schedule, Session
from threadtui.targets import Target

PATIENCE_SECONDS = 60
"""Real seconds without a word from the program's process after which a test fails: hangs are bugs."""


@dataclass
class Run:
    """What came of a run."""

    events: list[Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    @property
    def verdict(self) -> str:
        verdicts = self.of(ev.VERDICT)
        return verdicts[-1].value["verdict"] if verdicts else "none"

    @property
    def message(self) -> str:
        return str(self.of(ev.VERDICT)[-1].value["message"])

    @property
    def exit_status(self) -> Any:
        return self.of(ev.VERDICT)[-1].value["exit_status"]

    @property
    def output(self) -> str:
        return "".join(event.value for event in self.of(ev.OUTPUT))

    @property
    def steps(self) -> int:
        return len(self.of(ev.STEP))

    @property
    def movers(self) -> list[int]:
        return [event.thread for event in self.of(ev.STEP)]

    @property
    def token(self) -> str:
        return next(message.token for message in self.messages if isinstance(message, Schedule))

    @property
    def status(self) -> int:
        return next(message.status for message in self.messages if isinstance(message, Ended))

    @property
    def refusal(self) -> str:
        return next(message.text for message in self.messages if isinstance(message, Refused))

    def ops(self, thread: int | None = None) -> list[tuple[str, Any]]:
        """Operation and result, in order."""
        return [(e.value["op"], e.value["result"]) for e in self.of(ev.OP) if thread in (None, e.thread)]


def target_of(path: Path, *args: str) -> Target:
    return Target(path.name, "path", str(path), None, args)


def write(folder: Path, source: str, name: str = "program.py") -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(source))
    return path


def execute(target: Target, **options: Any) -> Run:
    """Run to the end without a screen."""
    session = Session(target, Options(**options), interactive=False)
    try:
        return collect(session)
    finally:
        session.close()


def collect(session: Session) -> Run:
    run = Run()
    while not session.ended:
        readable, _, _ = select.select([session.fileno()], [], [], PATIENCE_SECONDS)
        assert readable, f"the program's process said nothing for {PATIENCE_SECONDS} s"
        for message in session.receive():
            assert not isinstance(message, Fault), message.traceback
            run.messages.append(message)
            if isinstance(message, Events):
                run.events.extend(message.events)
    return run


def interpreters() -> list[str]:
    """Every CPython >= 3.11 on the machine: on the path and in pyenv's folder; one of each version."""
    candidates = [f"python3.{minor}" for minor in range(11, 20)] + ["python3"]
    paths = [shutil.which(name) for name in candidates]
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    paths += [str(path) for path in sorted(root.glob("*/bin/python3"))]
    found: dict[str, str] = {}
    for path in filter(None, paths):
        version = _version(path)
        if version is not None:
            found.setdefault(version, path)
    return [found[version] for version in sorted(found)]


def _version(path: str) -> str | None:
    """``3.12`` for a CPython that is new enough, None otherwise."""
    ask = "import sys; print(sys.implementation.name, *sys.version_info[:2])"
    answer = subprocess.run([path, "-c", ask], capture_output=True, text=True, check=False).stdout.split()
    if len(answer) != 3 or answer[0] != "cpython" or (int(answer[1]), int(answer[2])) < (3, 11):
        return None
    return f"{answer[1]}.{int(answer[2]):02}"
