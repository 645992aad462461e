"""Runs of pytest on test files of their own, with the plugin as an installed package has it."""

import pytest

BANK = """
import threading


class Account:
    def __init__(self, balance=0):
        self.balance = balance
        self.lock = threading.Lock()

    def deposit(self, amount):
        self.balance += amount

    def deposit_safely(self, amount):
        with self.lock:
            self.balance += amount


def transfer(source, target, amount):
    with source.lock:
        with target.lock:
            source.balance -= amount
            target.balance += amount


def together(*calls):
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""

PLUGIN = ("-p", "threadtui.pytest_plugin", "-p", "no:cacheprovider")


class Folder:
    """A folder with the module ``bank``, and the test files that a test puts there."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.path = pytester.path
        pytester.makepyfile(bank=BANK)
        pytester.makeini("[pytest]\naddopts = -n0\n")

    def write(self, source: str) -> None:
        self._pytester.makepyfile(test_bank=f"import pytest\nfrom bank import Account, together, transfer\n{source}")

    def run(self, *arguments: str) -> pytest.RunResult:
        return self._pytester.runpytest_subprocess(*PLUGIN, *arguments, timeout=100)


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Folder:
    return Folder(pytester)
