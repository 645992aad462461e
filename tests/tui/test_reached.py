"""Lines at which a thread may stand, by granularity: what is said to be never reached never is."""

from pathlib import Path

import pytest

from tests.cli.command import threadtui
from threadtui import trace
from threadtui.engine import events as kinds
from threadtui.tui import reached

PROGRAM = """\
import threading
lock = threading.Lock()
class Box:
    value = 0
def work(box):
    with lock:
        local = 1
        local += 1
        box.value = local
    listed = [
        one
        for one in "ab"
    ]
"""


@pytest.mark.parametrize(
    ("line", "granularity", "wanted"),
    [
        (6, "sync", ""),
        (8, "sync", "line"),
        (8, "access", "line"),
        (8, "line", ""),
        (9, "sync", "access"),
        (9, "access", ""),
        (11, "line", "bytecode"),
        (11, "bytecode", ""),
    ],
)
def test_the_coarsest_that_reaches_a_line(tmp_path: Path, line: int, granularity: str, wanted: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    assert reached.needed(str(path), line, granularity) == wanted
    told = reached.never(str(path), line, granularity)
    assert (f"g to {wanted}" in told) if wanted else told == ""


def test_of_a_file_that_nobody_can_read_nothing_is_claimed(tmp_path: Path) -> None:
    assert reached.needed(str(tmp_path / "gone.py"), 3, "sync") == ""


@pytest.mark.parametrize("granularity", ["sync", "access", "line"])
def test_no_thread_stands_where_none_can(tmp_path: Path, granularity: str) -> None:
    """But for the main thread, which begins at line 1."""
    path = tmp_path / "run.trace"
    threadtui("run", "--granularity", granularity, "--trace", path, "condition_bounded_buffer")
    history = trace.load(str(path)).history
    stood = {
        (history.world.files[event.file], event.line)
        for event in map(history.event, range(len(history)))
        if event.kind == kinds.POINT and event.file and event.value["op"] != "begin"
    }
    assert len(stood) > 5
    assert [place for place in stood if reached.needed(*place, granularity)] == []
