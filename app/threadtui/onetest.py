"""One test of pytest's as the program: its executions, and how a process comes to it that is asked for this test alone.

Such a process (``threadtui … -m pytest tests/test_it.py::test_it``) runs pytest plainly up to the test; there the engine takes
over, around a test that is alive, as in the copy of a process that searches. So a schedule means the same in both.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterable
from typing import Any

import pytest
from _pytest.logging import caplog_records_key
from _pytest.reports import TestReport
from _pytest.tmpdir import tmppath_result_key

from threadtui.engine.late.call import Call
from threadtui.engine.pending import Unwound
from threadtui.engine.recorder import Channel

PLUGIN = "threadtui.pytest_plugin"
REFUSED = 2
QUIET = ("-qq", "--no-header", "-p", PLUGIN)
UNDER_WAY = pytest.StashKey[bool]()
"""The test is being executed: whoever calls it calls the function."""


def put_off(item: pytest.Item) -> None:
    """Its own fixtures are set up by each execution; here only those that outlive the function."""
    if isinstance(item, pytest.Function):
        item.setup = lambda: _set_up_wider(item)  # type: ignore[method-assign]


def _set_up_wider(item: pytest.Function) -> None:
    for name, found in item._fixtureinfo.name2fixturedefs.items():
        if found[-1].scope != "function":
            item._request.getfixturevalue(name)


class Executions:
    """The test again and again, each time with fixtures of its own."""

    def __init__(self, item: pytest.Function) -> None:
        self._item = item
        self._stack = item.session._setupstate

    @property
    def under_way(self) -> bool:
        return self._item.stash.get(UNDER_WAY, False)

    def call(self) -> Call:
        """The program. From here on the item is this process's to execute."""
        item = self._item
        item.stash[UNDER_WAY] = True
        vars(item).pop("setup", None)
        folders: Any = getattr(item.config, "_tmp_path_factory", None)
        if folders is not None:
            folders._retention_policy = "failed"  # else each execution would leave a folder, and find another name
        self._stack.teardown_exact(item.parent)  # type: ignore[arg-type]
        return Call(
            self._execute, item.function.__code__, item.function.__module__, self._kept(), self._leave, self._describe
        )

    def _kept(self) -> Iterable[object]:
        """What wider fixtures have given."""
        for found in self._item._fixtureinfo.name2fixturedefs.values():
            if found[-1].cached_result is not None:
                yield found[-1].cached_result[0]

    def _execute(self) -> None:
        """Fixtures, the test, fixtures."""
        __tracebackhide__ = True
        item = self._item
        self._begin()
        try:
            self._stack.setup(item)
            item.runtest()
        except Unwound:
            raise  # the schedule is over: ``_leave`` tears down when all threads are gone
        except BaseException as failure:
            self._tear_down_after(failure)
            raise
        self._stack.teardown_exact(item.parent)  # type: ignore[arg-type]

    def _begin(self) -> None:
        item = self._item
        for name in ("_obj", "_instance"):
            vars(item).pop(name, None)
        item._initrequest()
        item.stash[tmppath_result_key] = {}
        logs: Any = item.config.pluginmanager.get_plugin("logging-plugin")
        if logs is not None and caplog_records_key in item.stash:
            logs.caplog_handler.reset()
            item.stash[caplog_records_key]["call"] = logs.caplog_handler.records

    def _tear_down_after(self, failure: BaseException) -> None:
        """What fails now does not hide what has failed the test."""
        try:
            self._stack.teardown_exact(self._item.parent)  # type: ignore[arg-type]
        except Exception as second:  # noqa: BLE001 (fixtures may raise what they like)
            failure.add_note(f"and then, tearing down: {type(second).__name__}: {second}")

    def _leave(self) -> None:
        """A schedule that ended before the test did has left its fixtures behind.

        In the middle of what they wait for they may raise anything; the schedule is over and told of. Only Ctrl+C is for us.
        """
        try:
            self._stack.teardown_exact(self._item.parent)  # type: ignore[arg-type]
        except KeyboardInterrupt:
            raise
        except BaseException as failure:  # noqa: BLE001 (of a fixture)
            print(f"left behind by a schedule: {type(failure).__name__}: {failure}", file=sys.stderr)

    def _describe(self, failure: BaseException) -> dict[str, Any]:
        """pytest's own report of it, as it travels between its processes."""
        item = self._item
        longrepr = item.repr_failure(pytest.ExceptionInfo.from_exception(failure))
        report = TestReport(item.nodeid, item.location, {}, "failed", longrepr, "call")
        return {"report": report._to_json()}


class Watcher:
    """A plugin that lets the engine take over at the one test that is collected."""

    def __init__(self, config: dict[str, Any], events: int, commands: int) -> None:
        self._config = config
        self._pipes = events, commands
        self._taken = False

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if len(items) != 1 or not isinstance(items[0], pytest.Function):
            names = f"{len(items)} tests are called so" if len(items) != 1 else "this is no test function"
            first = f": name one, as {items[0].nodeid}" if len(items) > 1 else ""
            self.refuse(f"{names}{first}")

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        put_off(item)
        item.stash[UNDER_WAY] = True  # what the test's marker asks for is not done here

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> object:
        if self._taken:
            return None
        self._taken = True
        capturing: Any = pyfuncitem.config.pluginmanager.get_plugin("capturemanager")
        if capturing is not None:
            capturing.stop_global_capturing()
        importlib.import_module(self._config["then"]).main(self._config, *self._pipes, Executions(pyfuncitem).call())
        raise AssertionError("the engine does not come back")

    def refuse(self, why: str) -> None:
        """The person's mistake. Does not return."""
        channel = Channel(self._pipes[0])
        channel.send("hello", {"python": sys.version.split()[0], "pid": os.getpid(), "format": self._config["format"]})
        channel.send("refused", why)
        os._exit(REFUSED)


def main(config: dict[str, Any], events: int, commands: int) -> None:
    """What ``boot`` calls: ``then`` of the configuration is who takes over."""
    sys.path[0] = os.getcwd()
    watcher = Watcher(config, events, commands)
    alone = ("-n0",) if importlib.util.find_spec("xdist") is not None else ()
    status = pytest.main([*QUIET, *config["args"], *alone], plugins=[watcher])
    watcher.refuse(f"pytest ended before the test began, with status {int(status)}: run it by itself to see why")
