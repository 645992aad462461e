"""``threadtui explain``: a program that is run for it, a trace that runs nothing; text, Markdown and JSON."""

import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import mistake, threadtui
from tests.world.build import Run
from threadtui import explaining
from threadtui.world.explanation import explain
from threadtui.world.history import History

FIELDS = ["target", "verdict", "headline", "decided", "events", "causes", "way_out", "hints", "command"]


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("traces") / "lost.trace"
    assert threadtui("run", "--trace", path, "lost_wakeup").status == 1
    return path


def test_a_program_is_run_and_its_status_told() -> None:
    result = threadtui("explain", "lost_wakeup")
    assert result.status == 1
    for part in (
        "What went wrong",
        "The deciding events",
        "▲ decided here",
        "it was not heard",
        "The way out",
        "Repeat it",
    ):
        assert part in result.out
    head = next(line for line in result.out.splitlines() if line.startswith("  step"))
    row = next(line for line in result.out.splitlines() if "nobody was waiting  line 29" in line)
    assert head.index("▐3▌ starter") == row.index("notified condition")


@pytest.mark.parametrize("threads", [2, 5, 6, 12])
def test_its_text_is_no_wider_than_a_page(threads: int) -> None:
    """Where columns do not fit beside each other, each event has a line with its thread's pill."""
    run = Run(*(f"ThreadPoolExecutor-0_{number}" for number in range(threads)))
    run.primitive(1, "Lock", "lock", holder=None, depth=0)
    for thread in range(1, threads + 1):
        run.step(thread, "release", 9).op("release", 1)
    run.add("verdict", 0, 0, {"verdict": "stopped", "message": "", "exit_status": None})
    history = History(run.events)
    lines = list(explaining.table(history.world, explain(history)))
    assert max(len(line) for line in lines) <= 108
    last = next(line for line in lines if line.startswith(f"{threads:>4}  "))
    assert (last[6:9] == f"▐{threads}▌"[:3]) == (threads > 5)
    assert any(f"▐{threads}▌ Thread" in line for line in lines)


def test_a_trace_runs_nothing(trace: Path) -> None:
    result = threadtui("explain", "--format", "json", trace)
    report: Any = result.json
    assert result.status == 0
    assert list(report) == FIELDS
    assert (report["target"], report["verdict"], report["decided"]) == ("lost_wakeup", "deadlock", 9)
    event = next(event for event in report["events"] if event["step"] == 9)
    assert (event["thread"], event["line"]) == (3, 29)
    assert any("it was not heard" in cause for cause in report["causes"])


def test_the_command_repeats_the_run(trace: Path) -> None:
    report: Any = threadtui("explain", "--format", "json", trace).json
    again = threadtui(*shlex.split(report["command"])[1:])
    assert again.status == 1
    assert "notified condition at line 29 (step 9)" in again.out


def test_markdown_has_a_column_for_each_thread(trace: Path) -> None:
    lines = threadtui("explain", "--format", "markdown", trace).out.splitlines()
    assert lines[0] == "# ✗ deadlock: lost\\_wakeup"
    assert "| step | ② worker | ③ starter |" in lines
    assert "| 9 |  | notified condition: nobody was waiting  line 29 **▲ decided here** |" in lines
    assert any(line.startswith("- ③ notified condition at line 29 (step 9)") for line in lines)


def test_a_race_is_explained_by_who_wrote_over_whom() -> None:
    result = threadtui("explain", "race_two_threads")
    assert result.status == 1
    assert "raised AssertionError" in result.out
    assert "a race on FakeDatabase.value" in result.out
    assert "Put one lock around all that reads FakeDatabase.value" in result.out


def test_a_run_that_passed() -> None:
    result = threadtui("explain", "start_and_join")
    assert result.status == 0
    assert "What happened" in result.out
    assert "Causes" not in result.out


def test_what_can_be_neither(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("no trace")
    assert "is no trace" in mistake(threadtui("explain", "notes", cwd=tmp_path))
    assert "no program is named" in mistake(threadtui("explain"))
    assert "there is no file" in mistake(threadtui("explain", "gone.py"))
