"""The marker ``threads``: what it reports of a test, and what of pytest it leaves as it is."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugin.conftest import Folder

APP = Path(__file__).parents[2] / "app"

RACE = """
@pytest.mark.threads(schedules=200)
def test_deposits():
    account = Account()
    together(lambda: account.deposit(10), lambda: account.deposit(10))
    assert account.balance == 20
"""


def test_a_failure_reads_as_pytest_s_own_with_the_schedule_and_a_command_that_repeats_it(folder: Folder) -> None:
    folder.write(RACE)
    done = folder.run()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        [
            ">       assert account.balance == 20",
            "E       assert 10 == 20",
            "E        +  where 10 = <bank.Account object at *>.balance",
            "test_bank.py:*: AssertionError",
            "*the schedule that fails*",
            "step  ▐1▌ MainThread *▐2▌ Thread-1 (<lambda>) *▐3▌ Thread-2 (<lambda>)",
            "*read Account.balance: 0*",
            "*the update of ▐3▌*",
            "*open it in the dashboard*",
            "threadtui --schedule * -m pytest -p no:cacheprovider test_bank.py::test_deposits",
            "FAILED test_bank.py::test_deposits - assert 10 == 20",
        ]
    )
    command = re.search(r"^threadtui --schedule .*$", done.stdout.str(), re.M)
    assert command is not None
    words = shlex.split(command.group())
    repeated = subprocess.run(
        [sys.executable, "-m", "threadtui", "run", *words[1:]],
        cwd=folder.path, env={"PYTHONPATH": str(APP)}, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert repeated.returncode == 1, repeated.stderr
    assert repeated.stdout.startswith("✗ failed")
    assert "assert 10 == 20" in repeated.stdout
    assert words[2] in repeated.stdout


def test_a_deadlock_and_a_test_that_holds(folder: Folder) -> None:
    folder.write(
        """
@pytest.mark.threads
def test_transfers():
    one, other = Account(100), Account(100)
    together(lambda: transfer(one, other, 1), lambda: transfer(other, one, 1))

@pytest.mark.threads
def test_deposits():
    account = Account()
    together(lambda: account.deposit_safely(10), lambda: account.deposit_safely(10))
    assert account.balance == 20

def test_without_threads():
    pass
"""
    )
    done = folder.run("-v", "-rA")
    done.assert_outcomes(failed=1, passed=2)
    done.stdout.fnmatch_lines(
        [
            "*::test_transfers FAILED*",
            "*::test_deposits PASSED (holds for all 2 schedules)*",
            "*::test_without_threads PASSED *",
            "deadlock: MainThread waits for Thread-1*held by Thread-2*",
            "*took Account.lock#1*",
            "threadtui --schedule * -m pytest * test_bank.py::test_transfers",
            "test_bank.py::test_deposits: holds for all 2 schedules",
        ]
    )


def test_fixtures_of_the_function_are_new_each_time_and_wider_ones_are_kept(folder: Folder) -> None:
    folder.write(
        """
import os

@pytest.fixture(scope="module")
def kept():
    return []

@pytest.fixture
def account(tmp_path, monkeypatch, kept):
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("here")
    assert "COUNT" not in os.environ
    monkeypatch.setenv("COUNT", "1")
    kept.append("up")
    account = Account()
    yield account
    kept.append("down")
    assert account.balance == 2
    assert kept == ["up", "down"] * (len(kept) // 2)

class TestInClass:
    @pytest.mark.threads
    @pytest.mark.parametrize("amount", [1, 2])
    def test_deposits(self, account, kept, capsys, caplog, amount):
        assert not hasattr(self, "seen")
        self.seen = True
        assert len(kept) % 2 == 1
        print("hello")
        assert capsys.readouterr().out == "hello\\n"
        together(lambda: account.deposit_safely(1), lambda: account.deposit_safely(1))
        assert amount == 1 or len(kept) == 1  # the second execution finds what the first has left in the module's

def test_nothing_of_it_was_here(kept):
    assert kept == []
"""
    )
    done = folder.run("-v")
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(["*test_deposits?1? PASSED (holds for all 2 schedules)*", "*test_deposits?2? FAILED*"])


def test_skipped_and_expected_failures_are_as_in_pytest(folder: Folder) -> None:
    folder.write(
        """
race = lambda account: together(lambda: account.deposit(1), lambda: account.deposit(1))

@pytest.mark.skip(reason="not now")
@pytest.mark.threads
def test_skipped():
    raise KeyError

@pytest.mark.threads
def test_skips_itself():
    pytest.skip("of its own")

@pytest.mark.xfail(raises=AssertionError)
@pytest.mark.threads
def test_expected():
    account = Account()
    race(account)
    assert account.balance == 2

@pytest.mark.xfail(raises=KeyError)
@pytest.mark.threads
def test_unexpected():
    account = Account()
    race(account)
    assert account.balance == 2

@pytest.mark.xfail
@pytest.mark.threads
def test_passes():
    pass
"""
    )
    done = folder.run("-rA")
    done.assert_outcomes(skipped=2, xfailed=1, failed=1, xpassed=1)
    done.stdout.fnmatch_lines(["*of its own*", "FAILED *test_unexpected*assert 1 == 2"], consecutive=False)


@pytest.mark.slow
def test_exceptions_in_threads_and_what_was_printed(folder: Folder) -> None:
    folder.write(
        """
def fail():
    print("about to fail")
    raise LookupError("in a thread")

@pytest.mark.threads
def test_thread():
    together(fail)
"""
    )
    done = folder.run()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        [
            "failed: LookupError: in a thread in Thread-1 (fail) at test_bank.py:*",
            "about to fail",
            "Exception in thread Thread-1 (fail):",
        ]
    )


@pytest.mark.slow
def test_under_xdist_and_with_options(folder: Folder) -> None:
    folder.write(RACE)
    done = folder.run("-n2", "--threads-schedules", "1", "--threads-seed", "3", "-v")
    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines(["*PASSED*test_deposits*"])
    done.stdout.no_fnmatch_line("*0 schedules*")
    folder.run("-n2").assert_outcomes(failed=1)


CONFTEST = """
import pytest

def pytest_addoption(parser):
    parser.addoption("--amount", type=int, default=0)

@pytest.fixture
def amount(request):
    return request.config.getoption("--amount")
"""
OPTIONS = """
class TestIt:
    @pytest.mark.threads(schedules=100)
    @pytest.mark.parametrize("word", ["it's [two words]"], ids=str)
    def test_deposits(self, amount, word):
        assert amount == 7
        account = Account()
        together(lambda: account.deposit(amount), lambda: account.deposit(amount))
        assert account.balance == 14
"""


@pytest.mark.parametrize("how", ["-n0", pytest.param("-n1", marks=pytest.mark.slow)])
def test_the_command_has_what_the_test_needs(folder: Folder, how: str) -> None:
    """Options of its conftest, plugins and the like, and a name that a shell takes; nothing that tells pytest what to report."""
    folder.write(OPTIONS)
    (folder.path / "conftest.py").write_text(CONFTEST)
    done = folder.run(
        "--amount", "7", how, "-x", "--tb=short", "--threads-jobs=2", "--rootdir=.", "-k", "deposits", "test_bank.py"
    )
    (command,) = [line for line in done.outlines if line.startswith("threadtui ")]
    words = shlex.split(command)
    assert words[3:] == [
        "-m", "pytest", "-p", "no:cacheprovider", "--amount", "7", "--rootdir=.",
        "test_bank.py::TestIt::test_deposits[it's [two words]]",
    ]  # fmt: skip
    again = [sys.executable, "-m", "threadtui", "run", *words[1:]]
    out = subprocess.run(again, capture_output=True, text=True, cwd=folder.path, check=False, timeout=100)
    assert out.stdout.startswith("✗ failed "), out


def test_a_test_of_which_nothing_was_tried_fails(folder: Folder) -> None:
    folder.write("@pytest.mark.threads(seconds=0.3)\ndef test_for_ever():\n    while True:\n        pass\n")
    done = folder.run()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["not one schedule came to its end: *"])


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("threads(schedule=5)", "it takes no schedule; it takes schedules, strategy"),
        ("threads(strategy='best')", "strategy is 'best', and must be one of auto, dpor"),
    ],
)
def test_a_marker_that_makes_no_sense_is_a_usage_error(folder: Folder, mark: str, told: str) -> None:
    folder.write(f"@pytest.mark.{mark}\ndef test_it():\n    pass\n")
    done = folder.run()
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([f"ERROR: test_bank.py::test_it: the marker threads: *{told}*"])


def test_in_a_testcase_the_calls_are_named(folder: Folder) -> None:
    folder.write(
        "import unittest\nclass T(unittest.TestCase):\n    @pytest.mark.threads\n    def test_it(self): pass\n"
    )
    folder.run().stderr.fnmatch_lines(["*in a TestCase call threadtui.explore"])


def test_nothing_is_loaded_where_nothing_is_marked(folder: Folder) -> None:
    folder.write(
        """
def test_it():
    import sys
    assert sorted(name for name in sys.modules if name.startswith("threadtui")) == ["threadtui", "threadtui.pytest_plugin"]
"""
    )
    folder.run().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("test_bank.py::test_missing", "pytest ended before the test began, with status 4"),
        ("test_bank.py::test_two", "2 tests are called so: name one, as test_bank.py::test_two[[]1]"),
    ],
)
def test_a_target_that_is_no_single_test_is_refused(folder: Folder, name: str, told: str) -> None:
    folder.write("@pytest.mark.parametrize('n', [1, 2])\ndef test_two(n):\n    pass\n")
    done = subprocess.run(
        [sys.executable, "-m", "threadtui", "run", "-m", "pytest", name],
        cwd=folder.path, env={"PYTHONPATH": str(APP)}, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert done.returncode == 2
    assert told.replace("[[]", "[") in done.stderr


@pytest.mark.slow
def test_a_test_without_the_marker_can_be_a_target_and_be_searched(folder: Folder) -> None:
    folder.write(RACE.replace("@pytest.mark.threads(schedules=200)", ""))
    done = subprocess.run(
        [sys.executable, "-m", "threadtui", "explore", "-m", "pytest", "test_bank.py::test_deposits"],
        cwd=folder.path, env={"PYTHONPATH": str(APP)}, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "failed: AssertionError: assert 10 == 20" in done.stdout
