"""Mistakes are one line and status 2; help and lists are fast and load little."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import APP, mistake, threadtui
from threadtui.arguments import FORMAT, RUNNING, TRACE

MISTAKES = {
    ("run", "race_two_thread"): "did you mean race_two_threads?",
    ("run", "xyzzy"): "threadtui list",
    ("run", "./nothing.py"): "there is no file ./nothing.py",
    ("run", "/tmp/"): "folder",
    ("run",): "no program is named",
    ("run", "-m"): "needs the name of a module",
    ("run", "-m", "not a module"): "no name of a module",
    ("run", "--seed", "x", "start_and_join"): "--seed",
    ("run", "--seed"): "--seed",
    ("run", "--max-steps", "0", "start_and_join"): "1 or more",
    ("run", "--max-seconds", "-1", "start_and_join"): "above 0",
    ("run", "--granularity", "coarse", "start_and_join"): "choose from",
    ("run", "--strategy", "luck", "start_and_join"): "choose from",
    ("run", "--strategy", "replay", "start_and_join"): "--schedule",
    ("run", "--schedule", "@/no/such/file", "start_and_join"): "cannot be read",
    ("run", "--schedule", "nonsense", "start_and_join"): "schedule",
    ("run", "--python", "/no/such/python", "start_and_join"): "/no/such/python",
    ("run", "--trace", "/no/such/folder/t", "start_and_join"): "/no/such/folder/t",
    ("run", "--stdin", "/no/such/file", "start_and_join"): "cannot read /no/such/file",
    ("run", "--stdin", "/tmp", "start_and_join"): "cannot read /tmp",
    ("run", "--colour", "start_and_join"): "--colour",
    ("list", "--format", "xml"): "choose from",
    ("list", "everything"): "everything",
    ("show",): "FILE",
    ("show", "/no/such/trace"): "cannot be read",
    ("replay", "some.trace"): "some.trace cannot be read",
    ("replay",): "trace FILE",
    ("replay", "one.trace", "two.trace"): "one trace FILE",
    ("replay", "--schedule", "nonsense", "start_and_join"): "no schedule token",
    (
        "replay",
        "--schedule",
        "threadtui1:0123456789ab:tick:access:random:0",
        "start_and_join",
    ): "a different text of this program",
    ("--schedule", "threadtui1:0123456789ab:tick:access:random:0", "start_and_join"): "a different text",
    ("replay", "--schedule", "threadtui1:0123456789ab:tick:access:random:0", "-m", "this"): "a different text",
    ("replay", "--schedule", "threadtui1:0123456789ab:tick:access:random:0", "-m", "no_such"): "no module is called",
    (
        "replay",
        "--schedule",
        "threadtui1:0123456789ab:tick:access:random:0",
        "--force",
        "start_and_join",
    ): "threadtui run --schedule",
    ("run", "--schedule", "threadtui1:zzzz:tick:access:random:0", "start_and_join"): "damaged at 'zzzz'",
    ("run", "--include", "nope", "start_and_join"): "no module is called nope",
    ("run", "--include", "./nope", "start_and_join"): "no file or folder ./nope",
    ("explore", "--include", "nope", "start_and_join"): "no module is called nope",
    ("run", "--python", "/bin/ls", "start_and_join"): "takes a Python",
    ("explore", "--python", "/bin/ls", "start_and_join"): "takes a Python",
    ("run", "--trace", "-", "start_and_join"): "./-",
    ("run", ""): "no program is named",
    ("",): "no program is named",
    ("explain", "/no/such.trace"): "/no/such.trace cannot be read",
    ("explain", "such.trace"): "such.trace cannot be read",
    ("explain", "/etc/passwd"): "neither a trace",
    ("--seed", "1", "run", "start_and_join"): "stand after it",
    ("start_and_join",): "threadtui run",
    (): "threadtui run",
    ("tour",): "there is no scenario tour",
}


@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_line(words: tuple[str, ...]) -> None:
    assert MISTAKES[words] in mistake(threadtui(*words))


HELP = [("--help",), ("run", "--help"), ("list", "--help"), ("show", "--help"), ("replay", "--help"), ("--version",)]


@pytest.mark.parametrize("words", HELP)
def test_help_and_version(words: tuple[str, ...]) -> None:
    result = threadtui(*words)
    assert (result.status, result.err) == (0, "")
    assert "threadtui" in result.out


def test_help_names_all_options() -> None:
    told = threadtui("run", "--help").out
    for option in (*RUNNING, TRACE, FORMAT):
        assert option.flags[0] in told
    assert "-m MODULE" in told


HEAVY = ("textual", "rich", "click", "msgspec", "asyncio")


def loaded(*words: str) -> set[str]:
    """Modules that a command leaves loaded."""
    code = (
        "import sys\nfrom threadtui.cli import call\n"
        f"try: call({list(words)!r})\nexcept SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(APP)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    return set(done.stderr.split("\n"))


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("--version",), ("list",)])
def test_help_and_list_load_nothing_heavy(words: tuple[str, ...]) -> None:
    assert not loaded(*words).intersection(HEAVY)


def test_run_and_show_do_not_load_the_screen(tmp_path: Path) -> None:
    trace = str(tmp_path / "trace")
    assert not loaded("run", "--trace", trace, "start_and_join").intersection(("textual", "rich", "threadtui.tui"))
    assert not loaded("show", trace).intersection(("textual", "rich", "threadtui.tui"))


def test_whoever_closes_the_pipe_has_seen_enough() -> None:
    command = f"'{sys.executable}' -m threadtui list --format json | head -c 10"
    environment = {**os.environ, "PYTHONPATH": str(APP)}
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment, check=True)
    assert done.stderr == ""


def test_a_terminal_that_knows_only_ascii() -> None:
    result = threadtui("run", "deadlock_self", PYTHONIOENCODING="ascii")
    assert result.out.isascii()
    assert "[1] MainThread" in result.out


def test_a_bug_is_told_as_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from threadtui import cli, targets

    def broken() -> list[targets.Scenario]:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(targets, "scenarios", broken)
    assert cli.call(["list"]) == 3
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "ZeroDivisionError: oops" in told
    assert "bug of threadtui" in told


def test_a_trace_in_the_place_of_a_program_is_told_what_opens_it() -> None:
    assert "show, replay and explain" in mistake(threadtui("run", "race.trace"))


def test_what_a_program_finds_on_a_path_of_its_own_is_included_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "late.py").write_text("shared = 0\n\n\ndef add():\n    global shared\n    shared += 1\n")
    folder = tmp_path / "program"
    folder.mkdir()
    script = folder / "script.py"
    script.write_text("import sys\nsys.path.insert(0, '../elsewhere')\nimport late\nlate.add()\n")
    words = ("run", "--format", "json")
    for include, seen in (((), False), (("--include", "../elsewhere"), True)):
        result = threadtui(*words, *include, "script.py", cwd=folder)
        assert ("late.shared" in {value["name"] for value in result.json["shared"]}) == seen
    told = mistake(threadtui(*words, "--include", "late", "script.py", cwd=folder))
    assert "no module is called late when the program starts" in told
    assert "by the path of its file or folder" in told
