import sys
from pathlib import Path

import pytest

from tests.cli.command import mistake, threadtui
from threadtui import targets


def test_list_as_json() -> None:
    listed = threadtui("list", "--format", "json").json
    assert [set(entry) for entry in listed] == [{"name", "title", "tags", "expected", "path"}] * len(listed)
    by_name = {entry["name"]: entry for entry in listed}
    assert set(by_name["pipeline_queue"]["expected"]) == {"passed", "deadlock"}
    assert Path(by_name["race_two_threads"]["path"]).is_file()


def test_list_as_text_names_all_under_their_headings() -> None:
    told = threadtui("list").out
    for scenario in targets.scenarios():
        assert f"  {scenario.name} " in told
        assert scenario.title in told
        assert f"{scenario.group}\n" in told


def pack(folder: Path, index: str | None, **programs: str) -> Path:
    """A folder of scenarios."""
    folder.mkdir()
    for name, text in programs.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    if index is not None:
        (folder / "index.toml").write_text(index, encoding="utf-8")
    return folder


def test_a_folder_is_read_in_the_order_of_its_index_and_never_imported(tmp_path: Path) -> None:
    index = '[[scenario]]\nname = "second"\ngroup = "G"\ntags = ["x"]\nexpected = ["failed"]\nseed = 3\n'
    bomb = '"""The title.\n\nThe text.\n"""\nraise SystemExit("imported")\n'
    folder = pack(tmp_path / "pack", index, first=bomb, second=bomb, _helper="")
    second, first = targets.read_folder(folder)
    assert (second.name, second.title, second.text, second.group) == ("second", "The title", "The text.", "G")
    assert (second.tags, second.expected, second.seed) == (("x",), ("failed",), 3)
    assert (first.name, first.group, first.expected) == ("first", targets.OTHER, ())


def test_a_folder_without_an_index_or_a_docstring(tmp_path: Path) -> None:
    (only,) = targets.read_folder(pack(tmp_path / "pack", None, bare="print()"))
    assert (only.title, only.text) == ("bare", "")


@pytest.mark.parametrize(
    ("index", "program", "told"),
    [
        ('[[scenario]]\nname = "gone"\n', "", "no gone.py"),
        ("[[scenario]\n", "", "cannot be read"),
        ("[[scenario]]\ntags = []\n", "", "without a name"),
        ("", "def", "cannot be read"),
    ],
)
def test_a_broken_folder_is_told_in_a_line(tmp_path: Path, index: str, program: str, told: str) -> None:
    with pytest.raises(targets.UsageMistake, match=told):
        list(targets.read_folder(pack(tmp_path / "pack", index, program=program)))


def installed(tmp_path: Path, value: str) -> None:
    """Metadata of an installed distribution that declares a pack."""
    info = tmp_path / "pack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pack\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{targets.ENTRY_POINTS}]\nmine = {value}\n")


def test_an_entry_point_adds_a_pack_without_importing_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack(
        tmp_path / "my_pack",
        None,
        my_program='"""Mine"""\n',
        start_and_join='"""Not this one"""\n',
        run='"""Nor this"""\n',
    )
    (tmp_path / "my_pack" / "__init__.py").write_text("raise SystemExit('imported')\n")
    installed(tmp_path, "my_pack")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = {scenario.name: scenario for scenario in targets.scenarios()}
    assert found["my_program"].title == "Mine"
    assert found["start_and_join"].title != "Not this one"
    assert "run" not in found
    assert "my_pack" not in sys.modules
    assert targets.resolve("my_program").path == str(tmp_path / "my_pack" / "my_program.py")


def test_an_entry_point_to_nowhere_is_told_in_a_line(tmp_path: Path) -> None:
    installed(tmp_path, "nowhere_at_all")
    told = mistake(threadtui("list", PYTHONPATH=f"{Path(targets.__file__).parents[1]}:{tmp_path}"))
    assert "mine" in told
    assert "nowhere_at_all" in told


def test_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "start_and_join").write_text("")
    (tmp_path / "program.py").write_text("")
    monkeypatch.chdir(tmp_path)
    path = str(tmp_path / "program.py")
    assert targets.resolve("program.py", ["--x"]) == targets.Target("program.py", "path", path, None, ("--x",))
    assert targets.resolve("./start_and_join").kind == "path"
    assert targets.resolve("start_and_join").kind == "scenario"
    assert targets.resolve(None, ["a"], "pkg.mod") == targets.Target("pkg.mod", "module", None, "pkg.mod", ("a",))
    (tmp_path / "zzz").write_text("")
    with pytest.raises(targets.UsageMistake, match=r"for the file of that name write \./zzz"):
        targets.resolve("zzz")
