"""Traces: what is written is read again, and damage is named by its line."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.command import mistake, threadtui
from tests.world.build import Run
from tests.world.test_history import runs
from threadtui import cli, trace
from threadtui.engine import events as kinds
from threadtui.engine.events import FORMAT, Event

VERDICT = {"verdict": "passed", "message": "", "exit_status": 0}


def header() -> trace.Header:
    return trace.header("a name", "abc", "3.11.7", 7, "random", "access", [__file__, "/no/such/file"])


def small() -> list[Event]:
    run = Run("main", "é\udc80").step(1, "begin").op("begin", 1).step(1, "print").add(kinds.OUTPUT, 1, 1, "hi\x1b[2J\n")
    return run.add(kinds.VERDICT, 0, 0, VERDICT).events


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trace"
    trace.write(str(path), header(), small(), "passed", "token")
    return path


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=runs())
def test_round_trip(tmp_path: Path, events: list[Event]) -> None:
    path = str(tmp_path / "trace")
    trace.write(path, header(), events, "failed", "token")
    found = trace.read(path)
    assert [found.history.event(number) for number in range(len(found.history))] == events
    assert found.header == header()
    assert found.ending == trace.Ending("failed", "token", len(events))
    assert found.note == ""


def test_the_header_tells_what_was_run_and_keeps_the_source(path: Path) -> None:
    head = json.loads(path.read_bytes().split(b"\n")[0])
    assert (head["format"], head["target"], head["program"], head["seed"]) == (FORMAT, "a name", "abc", 7)
    assert head["sources"] == {__file__: Path(__file__).read_text(encoding="utf-8")}


def test_lone_surrogates_survive(path: Path) -> None:
    assert trace.read(str(path)).history.world.threads[2].name == "é\udc80"


def test_writing_leaves_nothing_else_behind(path: Path) -> None:
    trace.write(str(path), header(), [], "passed", "")
    assert [found.name for found in path.parent.iterdir()] == ["trace"]


def test_a_failed_write_leaves_the_old_trace(path: Path) -> None:
    def broken() -> list[Event]:
        raise OSError("disk full")

    before = path.read_bytes()
    with pytest.raises(OSError, match="disk full"):
        trace.write(str(path), header(), (event for event in broken()), "passed", "")
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 1


@settings(deadline=None, max_examples=20)
@given(events=runs())
def test_wherever_it_is_cut_it_is_read_up_to_there(
    events: list[Event], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "cut"
    trace.write(str(path), header(), events, "passed", "token")
    data = path.read_bytes()
    begin = data.index(b"\n") + 1
    for end in range(begin, len(data) - 1, 41):
        path.write_bytes(data[:end])
        found = trace.read(str(path))
        kept = data[begin:end].count(b"\n")
        assert len(found.history) in (kept, kept + 1)  # a line may be whole but for its newline
        assert [found.history.event(number) for number in range(len(found.history))] == events[: len(found.history)]
        assert "was cut" in found.note


def damage(path: Path, number: int, line: bytes) -> str:
    """Replace a line (from 1), and return what reading says."""
    lines = path.read_bytes().split(b"\n")
    lines[number - 1] = line
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(trace.Unreadable) as caught:
        trace.read(str(path))
    return str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"nonsense",
        b"[1,2,3]",
        b'["step",1,1,"x",0,0]',
        b'["tea",1,1,null,0,0,0]',
        b'["step",-1,1,"x",0,0,0]',
        b'["step",1,99999999999,"x",0,0,0]',
        b'["step",1,1,"x",0,0,-5]',
        b'["step",1,1,"x",0,0,99999999999999999999]',
        b'["point",77,1,{"op":"begin","state":"ready"},0,0,0]',
        b'["point",1,1,"begin",0,0,0]',
        b"\xff\xfe",
        b"[" * 100_000,
        b'["turn",9,0,null,0,0,0]',
        b'["turn",1,0,null,7,1,0]',
        b'["step",1,7,"print",0,0,0]',
        b'["point",1,1,{"op":"fly","value":0,"state":"ready","waits_for":null,"until":null},0,0,0]',
        b'["point",1,9,{"op":"acquire","value":0,"state":"ready","waits_for":null,"until":null},0,0,0]',
        b'["point",1,1,{"op":"begin","value":0,"state":"happy","waits_for":null,"until":null},0,0,0]',
        b'["state",1,0,{"state":"blocked","waits_for":["primitive",5],"until":null},0,0,0]',
        b'["thread",0,1,{"name":5,"daemon":false},0,0,0]',
        b'["primitive",1,1,{"kind":"Lock","class":"Lock","name":"lock","holder":null},0,0,0]',
        b'["primitive",1,1,{"kind":"Event","class":"Event","name":"e","flag":"no"},0,0,0]',
        b'["output",1,3,"x",0,0,0]',
        b'{"verdict":"passed","schedule":"","events":4}',
        b"{}",
    ],
)
def test_damage_is_named_by_its_line(path: Path, line: bytes) -> None:
    told = damage(path, 5, line)
    assert f"{path} is damaged at line {6 if b'verdict' in line else 5}" in told
    assert "\n" not in told


def test_lines_that_are_missing_are_noticed(path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    del lines[-4]
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(trace.Unreadable, match="events"):
        trace.read(str(path))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"hello\n", "no trace of threadtui"),
        (b'{"a": 1}\n', "no trace of threadtui"),
        (b"[]\n", "no trace of threadtui"),
        (b"\x7fELF\x00\xff\n", "no trace of threadtui"),
        (b'{"file":"threadtui trace","format":99}\n', "format 99; this threadtui reads format 1"),
        (b'{"file":"threadtui trace","format":1}\n', "damaged at line 1"),
    ],
)
def test_foreign_files(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "trace"
    path.write_bytes(content)
    assert told in mistake(threadtui("show", path))


def test_show_of_a_damaged_file_is_one_line(path: Path) -> None:
    damage(path, 4, b"\x1b[31m")
    assert "line 4" in mistake(threadtui("show", path))


SHOWN = ["step", "steps", "virtual_time", "last_event", "threads", "primitives", "shared", "races", "output", "hints"]


def test_show_as_json(path: Path) -> None:
    last = threadtui("show", "--format", "json", path)
    assert list(last.json) == SHOWN
    assert (last.json["step"], last.json["steps"], last.json["virtual_time"]) == (2, 2, 0.002)
    assert last.json["last_event"]["kind"] == "verdict"
    assert last.json["output"] == "hi\x1b[2J\n"
    first = threadtui("show", "--step", 0, "--format", "json", path).json
    assert (first["step"], first["output"], first["threads"][0]["pending"]["op"]) == (0, "", "begin")


def test_show_as_text_does_not_steer_the_terminal(path: Path) -> None:
    told = threadtui("show", path, "--step", 2)
    assert told.status == 0
    assert "step 2 of 2" in told.out
    assert "hi\\x1b[2J" in told.out


@pytest.mark.parametrize("step", [-1, 3])
def test_a_step_that_is_not_there(path: Path, step: int) -> None:
    assert "steps 0 to 2" in mistake(threadtui("show", "--step", step, path))


def test_show_of_a_cut_file_says_so(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-70])
    result = threadtui("show", path)
    assert result.status == 0
    assert "was cut after event" in result.err


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_byte_that_changed_is_damage_or_does_not_matter(
    path: Path, data: st.DataObject, capsys: pytest.CaptureFixture[str]
) -> None:
    trace.write(str(path), header(), small(), "passed", "token")
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.sampled_from(b'09x"[]{},\n\x00\xff'))
    path.write_bytes(content)
    for arguments in (["show"], ["show", "--format", "json"], ["show", "--step", "1"]):
        assert cli.call([*arguments, str(path)]) in (0, 2)
    assert "Traceback" not in capsys.readouterr().err


def test_reading_runs_nothing(path: Path) -> None:
    head, rest = path.read_bytes().split(b"\n", 1)
    given = msgspec.json.decode(head)
    given["sources"] = {"/evil.py": "raise SystemExit('ran')"}
    path.write_bytes(msgspec.json.encode(given) + b"\n" + rest)
    assert threadtui("show", path).status == 0
