"""Which files are rewritten, and that importing and compiling stay what they are."""

import importlib
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.source.recording import Recorder
from threadtui.engine.source.loader import OwnFiles, compile_source, install, uninstall

Import = Callable[[str], ModuleType]


@pytest.fixture
def sink() -> Recorder:
    return Recorder(level=2)


@pytest.fixture
def load(tmp_path: Path, sink: Recorder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Import]:
    """Import from ``tmp_path`` with the hook in place."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    hook = install(OwnFiles(script=str(tmp_path / "main.py")), sink)
    yield importlib.import_module
    uninstall(hook)
    for name in set(sys.modules) - before:
        del sys.modules[name]


class TestOwnFiles:
    def test_the_script_s_folder_but_not_what_is_installed_there(self, tmp_path: Path) -> None:
        own = OwnFiles(script=str(tmp_path / "main.py"))
        assert own.owns(str(tmp_path / "main.py"))
        assert own.owns(str(tmp_path / "package" / "part.py"), "package.part")
        assert not own.owns(str(tmp_path / ".venv" / "lib" / "site-packages" / "x.py"), "x")
        assert not own.owns(str(tmp_path.parent / "elsewhere.py"), "elsewhere")

    def test_never_the_standard_library_or_the_engine(self) -> None:
        own = OwnFiles(script=traceback.__file__, package="unittest")
        assert not own.owns(traceback.__file__, "traceback")
        assert not own.owns(importlib.import_module("unittest.case").__file__ or "", "unittest.case")
        assert not own.owns(compile_source.__code__.co_filename, "threadtui")

    def test_a_script_that_is_installed_and_its_folder(self, tmp_path: Path) -> None:
        installed = tmp_path / "site-packages"
        own = OwnFiles(script=str(installed / "pack" / "scenarios" / "main.py"))
        assert own.owns(str(installed / "pack" / "scenarios" / "main.py"))
        assert own.owns(str(installed / "pack" / "scenarios" / "part.py"), "part")
        assert not own.owns(str(installed / "pack" / "other.py"), "pack.other")
        alone = OwnFiles(script=str(installed / "main.py"))
        assert alone.owns(str(installed / "main.py"))
        assert not alone.owns(str(installed / "other.py"), "other")

    def test_a_scenario_beside_the_installed_engine(self) -> None:
        package = Path(compile_source.__code__.co_filename).parents[2]
        own = OwnFiles(script=str(package / "scenarios" / "race.py"))
        assert own.owns(str(package / "scenarios" / "race.py"))
        assert not own.owns(compile_source.__code__.co_filename, "threadtui")

    def test_a_module_of_the_standard_library_as_a_script(self) -> None:
        own = OwnFiles(script=traceback.__file__)
        assert own.owns(traceback.__file__)
        assert not own.owns(importlib.import_module("json.decoder").__file__ or "", "json.decoder")

    def test_a_package_by_name(self, tmp_path: Path) -> None:
        own = OwnFiles(package="shop.main")
        assert own.owns(str(tmp_path / "shop" / "cart.py"), "shop.cart")
        assert not own.owns(str(tmp_path / "shopping.py"), "shopping")

    def test_included_modules_and_paths(self, tmp_path: Path) -> None:
        own = OwnFiles(include=["json", str(tmp_path)])
        assert own.owns(importlib.import_module("json.decoder").__file__ or "", "json.decoder")
        assert own.owns(str(tmp_path / "site-packages" / "x.py"), "x")
        assert not own.owns(traceback.__file__, "traceback")


class TestImporting:
    def test_own_modules_have_points(self, tmp_path: Path, load: Import, sink: Recorder) -> None:
        (tmp_path / "part_a.py").write_text("n = 0\ndef f():\n    global n\n    n += 1\nf()\n")
        load("part_a")
        assert sink.said == ["note write part_a.n = 0", "read part_a.n", "write part_a.n = 1"]

    def test_a_module_s_global_is_the_same_location_from_outside(
        self, tmp_path: Path, load: Import, sink: Recorder
    ) -> None:
        (tmp_path / "config_b.py").write_text("on = True\ndef off():\n    global on\n    on = False\n")
        (tmp_path / "user_b.py").write_text("import config_b\nconfig_b.on = 1\nconfig_b.off()\n")
        load("user_b")
        assert sink.said[1:] == ["write config_b.on = 1", "write config_b.on = False"]

    def test_what_a_module_looks_like(self, tmp_path: Path, load: Import) -> None:
        (tmp_path / "pack_c").mkdir()
        (tmp_path / "pack_c" / "__init__.py").write_text('"""Doc."""\nfrom .inner import x\n')
        (tmp_path / "pack_c" / "inner.py").write_text("from . import other\nx = other.y\n")
        (tmp_path / "pack_c" / "other.py").write_text("from __future__ import annotations\ny: what = 1\n")
        module = load("pack_c")
        spec = module.__spec__
        assert spec is not None
        assert type(spec.loader).__name__ == "SourceFileLoader"
        assert (module.__file__, module.__doc__) == (str(tmp_path / "pack_c" / "__init__.py"), "Doc.")
        assert (spec.cached, spec.submodule_search_locations) == (module.__cached__, [str(tmp_path / "pack_c")])
        assert sys.modules["pack_c.other"].__annotations__ == {"y": "what"}
        assert "from .inner" in spec.loader.get_source("pack_c")  # type: ignore[union-attr]

    def test_a_syntax_error_reads_as_always(self, tmp_path: Path, load: Import, sink: Recorder) -> None:
        (tmp_path / "bad_d.py").write_text("x = (\n")
        with pytest.raises(SyntaxError, match="'\\(' was never closed") as caught:
            load("bad_d")
        assert "engine" not in "".join(traceback.format_tb(caught.value.__traceback__))
        assert not sink.failures

    def test_a_traceback_shows_the_module_only(self, tmp_path: Path, load: Import) -> None:
        (tmp_path / "raising_e.py").write_text("\n1 / 0\n")
        (tmp_path / "middle_e.py").write_text("import raising_e\n")
        with pytest.raises(ZeroDivisionError) as caught:
            load("middle_e")
        names = [Path(frame.filename).name for frame in traceback.extract_tb(caught.value.__traceback__)]
        assert [name for name in names if not name.startswith("<frozen")][2:] == ["middle_e.py", "raising_e.py"]

    def test_beside_another_hook_that_asks_everybody(
        self, tmp_path: Path, load: Import, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Other:
            def find_spec(self, *asked: object) -> object:
                given = (finder.find_spec(*asked) for finder in sys.meta_path if finder is not self)  # type: ignore[arg-type, comparison-overlap]
                return next((spec for spec in given if spec is not None), None)

        other = Other()
        (tmp_path / "calm_g.py").write_text("x = 1\n")
        for place in (0, 1):
            monkeypatch.setattr(sys, "meta_path", [*sys.meta_path[:place], other, *sys.meta_path[place:]])
            assert load("calm_g").x == 1
            del sys.modules["calm_g"]

    def test_a_zip_file_runs_plain_and_that_is_told(
        self, tmp_path: Path, load: Import, sink: Recorder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.writestr("zipped_f.py", "x = 1\n")
        monkeypatch.syspath_prepend(tmp_path / "all.zip")
        assert load("zipped_f").x == 1
        assert sink.failures
        assert "zipimporter" in sink.failures[0]


class TestCompiling:
    def check(self, source: bytes) -> Recorder:
        """The code with points gives the globals that Python's own gives."""
        sink = Recorder()
        results = []
        for code in (
            compile(source, "x.py", "exec"),
            compile_source(source, "x.py", sink, instrument=True),
            compile_source(source, "x.py", sink, instrument=False),
        ):
            names: dict[str, object] = {"__name__": "x"}
            exec(code, names)
            names.pop("__builtins__")
            results.append(names)
        assert results[0] == results[1] == results[2]
        return sink

    def test_cookies_marks_and_line_ends(self) -> None:
        self.check("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
        self.check("\ufeffx = 'é'\r\ny = '''a\r\nb'''\r\n".encode())
        self.check(b"")
        self.check(b'"""Only a text."""')

    def test_errors_are_python_s_own(self) -> None:
        for source in (b"x = \xff\n", b"def f(:\n", b"return 1\n", b"# coding: nonsense\n", b"x = 1\n  y = 2\n"):
            with pytest.raises(SyntaxError) as mine:
                compile_source(source, "x.py", Recorder(), instrument=True)
            with pytest.raises(SyntaxError) as its:
                compile(source, "x.py", "exec")
            assert (mine.value.msg, mine.value.args) == (its.value.msg, its.value.args)

    def test_warnings_are_given_once(self) -> None:
        with pytest.warns(SyntaxWarning, match="is") as seen:
            compile_source(b"x = 1 is 1\n", "x.py", Recorder(), instrument=True)
        assert len(seen) == 1

    def test_five_hundred_elif(self) -> None:
        source = "x = 499\nif x < 0: pass\n" + "".join(f"elif x == {n}: y = {n}\n" for n in range(500))
        assert not self.check(source.encode()).failures

    def test_what_cannot_be_rewritten_runs_plain(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise RecursionError("too deep")

        monkeypatch.setattr("threadtui.engine.source.loader.rewrite", fail)
        assert self.check(b"x = 1\n").failures == ["x.py: RecursionError: too deep"]
