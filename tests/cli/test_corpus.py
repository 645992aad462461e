"""``explore --corpus DIR``: failing schedules are kept as files, tried first next time, and never lost or overwritten."""

import json
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Result, mistake, threadtui
from tests.cli.lost import LOST, MENDED
from tests.cli.test_explore import HELD_UP
from tests.cli.test_jobs import executions, exploring, result
from tests.engine.harness import write
from threadtui import corpus
from threadtui.targets import resolve


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "corpus"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return write(tmp_path, LOST)


def searched(folder: Path, *words: object) -> Result:
    return threadtui("explore", "--format", "json", "--corpus", folder, *words)


def told(result: Result) -> list[tuple[str, str]]:
    """Of each file: what became of it, and that in words."""
    return [(file["result"], file["told"]) for file in result.json["corpus"]]


def the_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_a_failure_is_kept_as_a_readable_file(folder: Path, program: Path) -> None:
    found = searched(folder, program, "a word")
    (failure,) = found.json["failures"]
    path = the_file(folder)
    assert told(found) == [("new", f"kept as {path.name}")]
    assert path.name.startswith(f"{program.stem}-")
    kept = json.loads(path.read_text(encoding="ascii"))
    assert path.read_text().count("\n") > len(kept)
    same = ("verdict", "message", "where", "schedule", "steps", "preemptions", "fewest", "no_return", "decisive")
    assert {name: kept[name] for name in same} == {name: failure[name] for name in same}
    assert (kept["target"], kept["args"], kept["threadtui"]) == (str(program), ["a word"], "0.1.0")
    assert kept["program"] == kept["schedule"].split(":")[1]
    assert (folder / kept["path"]).resolve() == program


def test_it_is_tried_first_and_counts_as_found(folder: Path, program: Path) -> None:
    first = searched(folder, program)
    before = the_file(folder).read_bytes()
    again = searched(folder, program)
    assert (again.status, again.json["verdict"], again.json["schedules"]) == (1, "fails", 1)
    (failure,), (known,) = again.json["failures"], first.json["failures"]
    assert failure == known | {"corpus": the_file(folder).name}
    assert told(again) == [("fails", f"{failure['corpus']} still fails")]
    assert the_file(folder).read_bytes() == before
    lines = threadtui("explore", "--corpus", folder, program).out.splitlines()
    assert lines[0] == f"{program}: fails; found in 1 schedule, from the corpus"
    assert lines[1].endswith(f" (from the corpus: {failure['corpus']})")


def test_what_no_longer_fails_is_told_and_kept(folder: Path, program: Path) -> None:
    searched(folder, program)
    before, name = the_file(folder).read_bytes(), the_file(folder).name
    write(program.parent, MENDED)
    text = threadtui("explore", "--corpus", folder, program).out
    mended = searched(folder, program)
    assert (mended.status, mended.json["verdict"]) == (0, "holds")
    ((became, words),) = told(mended)
    assert became in ("passes", "does not fit")
    assert words.startswith(f"{name} no longer fails")
    assert ", and is kept: " in words
    assert f"\n  corpus: {words}\n" in text
    assert the_file(folder).read_bytes() == before


def test_a_changed_program_that_still_fails_gets_a_token_that_fits_it(folder: Path, program: Path) -> None:
    old = searched(folder, program).json["failures"][0]["schedule"]
    write(program.parent, LOST + "\n    # one more line\n")
    found = searched(folder, program)
    (failure,) = found.json["failures"]
    assert found.json["schedules"] == 1
    assert told(found) == [("fails", f"{failure['corpus']} still fails, with another text of the program")]
    assert (failure["minimised"], failure["not_minimised"]) == (False, "it was found in another text of the program")
    assert [place["line"] for place in failure["where"]] == [12]
    assert failure["schedule"].split(":")[1] != old.split(":")[1]
    assert threadtui("run", "--format", "json", "--schedule", failure["schedule"], program).json["verdict"] == "failed"
    assert threadtui("run", "--format", "json", "--schedule", old, program).status == 2


def test_a_module_is_known_by_its_name(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, LOST, "counter.py")
    words = ("explore", "--format", "json", "--corpus", folder, "-m", "counter")
    assert threadtui(*words, cwd=tmp_path).json["schedules"] > 1
    write(tmp_path, LOST + "\n    # another text\n", "counter.py")
    assert told(threadtui(*words, cwd=tmp_path))[0][0] == "fails"


def test_other_programs_and_other_words_are_not_tried(folder: Path, program: Path, tmp_path: Path) -> None:
    searched(folder, program)
    other = write(tmp_path, LOST, "other.py")
    assert [became for became, _ in told(searched(folder, other, "word"))] == ["new"]
    assert [became for became, _ in told(searched(folder, other))] == ["new"]
    assert len(list(folder.iterdir())) == 3


DAMAGE: dict[str, bytes] = {
    "cut": b'{"file": "threadtui failing sch',
    "empty": b"",
    "binary": b"\xff\xfe\x00",
    "other": b'{"name": "package.json"}',
    "list": b"[]",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_one_line(tmp_path: Path, damage: str) -> None:
    (tmp_path / "broken.json").write_bytes(DAMAGE[damage])
    ((name, read),) = corpus.read(tmp_path)
    assert name == "broken.json"
    assert isinstance(read, corpus.Damaged)
    assert read.why
    assert "\n" not in read.why


def test_a_damaged_file_is_told_and_left_alone(folder: Path, program: Path) -> None:
    folder.mkdir(parents=True)
    path = folder / "broken.json"
    path.write_bytes(DAMAGE["cut"])
    found = searched(folder, program)
    assert (found.status, found.err, [became for became, _ in told(found)]) == (1, "", ["damaged", "new"])
    assert told(found)[0][1].startswith("broken.json is left alone: ")
    assert path.read_bytes() == DAMAGE["cut"]


WRONG: dict[str, Any] = {
    "schedule": "threadtui1:x", "format": 2, "file": "else", "where": [{}], "decisive": [{}], "steps": "9",
    "no_return": {"step": 1}, "fewest": "guessed",
}  # fmt: skip


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_field_is_damage_and_its_file_keeps_its_name(tmp_path: Path, field: str) -> None:
    target = resolve("lost_wakeup")
    path = tmp_path / corpus.keep(tmp_path, target, failure(1), "3.12", 9)
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: WRONG[field]}))
    before = path.read_bytes()
    ((_, read),) = corpus.read(tmp_path)
    assert isinstance(read, corpus.Damaged)
    assert corpus.keep(tmp_path, target, failure(1), "3.12", 9) == f"{path.stem}-2.json"
    assert corpus.keep(tmp_path, target, failure(1), "3.12", 9) == f"{path.stem}-2.json"
    assert path.read_bytes() == before


def failure(number: int) -> dict[str, Any]:
    return {
        "verdict": "failed", "message": "", "where": [], "schedule": f"threadtui1:{number:012x}:any:access:random:0:1x3",
        "steps": 3, "preemptions": 0, "minimised": True, "not_minimised": "", "fewest": "proved", "needed_delay": 0.0,
        "no_return": None, "decisive": [],
    }  # fmt: skip


def test_many_writers_at_once_damage_nothing(tmp_path: Path) -> None:
    target = resolve("lost_wakeup")
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda number: corpus.keep(tmp_path, target, failure(number % 5), "3.12", 9), range(200)))
    assert len(set(names)) == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(set(names))
    assert all(isinstance(kept, corpus.Failure) for _, kept in corpus.read(tmp_path))


def test_two_searches_at_once(folder: Path, program: Path) -> None:
    with exploring("--corpus", folder, program) as one, exploring("--corpus", folder, program) as other:
        assert [result(each)["verdict"] for each in (one, other)] == ["fails", "fails"]
    assert the_file(folder).suffix == ".json"


TWO_WAYS = LOST.replace(
    "    threads = [",
    """    def look():
        assert Box.number != 1
    threads = [threading.Thread(target=look)] + [""",
)


def test_with_all_the_search_goes_on_and_tells_each_failure_once(folder: Path, tmp_path: Path) -> None:
    path = write(tmp_path, TWO_WAYS)
    alone = searched(folder, path).json
    assert len(alone["failures"]) == 1
    found = searched(folder, "--all", "--jobs", 2, path)
    places = [failure["where"][0]["line"] for failure in found.json["failures"]]
    assert len(places) == len(set(places)) > 1
    assert [failure["corpus"] is not None for failure in found.json["failures"]] == [True, *[False] * (len(places) - 1)]
    assert len(list(folder.iterdir())) == len(places)


ENDLESS = """
    import threading
    with open(__file__ + ".count", "a") as count:
        count.write("x")
    lock = threading.Lock()
    def work():
        for _ in range(9):
            with lock:
                pass
        assert threading.current_thread().name != "Thread-3 (work)"
    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_ctrl_c_keeps_what_was_found(folder: Path, tmp_path: Path) -> None:
    path = write(tmp_path, ENDLESS)
    with exploring("--corpus", folder, "--all", "--strategy", "random", "--max-schedules", 10**9, path) as process:
        executions(process, path, 20)
        process.send_signal(signal.SIGINT)
        found = result(process)
    assert found["verdict"] == "fails"
    assert [file["result"] for file in found["corpus"]] == ["new"]


def test_ctrl_c_while_an_old_schedule_is_tried(folder: Path, program: Path) -> None:
    """With another text the program waits for somebody who never comes, in real time."""
    searched(folder, program)
    write(program.parent, "open(__file__ + '.count', 'w').write('x')\nwhile True: pass\n")
    with exploring("--corpus", folder, program) as process:
        executions(process, program, 1)
        process.send_signal(signal.SIGINT)
        found = result(process)
    assert (process.returncode, found["verdict"], found["note"], found["schedules"]) == (0, "unknown", "interrupted", 0)


def test_limits_are_for_both(folder: Path, program: Path) -> None:
    searched(folder, program)
    write(program.parent, MENDED)
    limited = searched(folder, "--max-schedules", 1, program)
    assert limited.json["schedules"] <= 1
    assert limited.json["verdict"] == "unknown"


def test_a_livelock_is_tried_with_the_limit_that_it_met(folder: Path) -> None:
    searched(folder, "--max-steps", 60, "livelock_polite")
    found = searched(folder, "livelock_polite")
    assert (found.status, found.json["schedules"], found.json["failures"][0]["verdict"]) == (1, 1, "livelock")
    assert "--max-steps 60" in found.json["failures"][0]["command"]


def test_a_failure_that_needs_more_delay_than_counts_stays_apart(folder: Path, tmp_path: Path) -> None:
    path = write(tmp_path, HELD_UP)
    assert searched(folder, "--max-delay", "inf", path).status == 1
    found = searched(folder, path)
    assert (found.status, found.json["failures"], found.json["verdict"]) == (0, [], "holds")
    assert [(failure["needed_delay"], failure["corpus"]) for failure in found.json["delayed"]] == [
        (5.0, the_file(folder).name)
    ]


def test_a_folder_that_cannot_be_is_a_mistake(program: Path) -> None:
    assert "no corpus can be kept in" in mistake(threadtui("explore", "--corpus", program, program))
    assert "no corpus can be kept in" in mistake(threadtui("explore", "--corpus", program / "in", program))
