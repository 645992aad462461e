"""``threadtui.explore`` and ``replay``: functions that are alive here, asserts rewritten, with all that they hold."""

import functools
import queue
import subprocess
import sys
import threading
import unittest
from collections.abc import Callable
from typing import Any

import pytest

import threadtui

SCHEDULES = 200


class Account:
    """What most of these tests break."""

    def __init__(self) -> None:
        self.balance = 0
        self._lock = threading.Lock()

    def deposit(self, amount: int) -> None:
        self.balance += amount

    def deposit_safely(self, amount: int) -> None:
        with self._lock:
            self.balance += amount


def together(*calls: Callable[[], object]) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def race() -> None:
    account = Account()
    together(lambda: account.deposit(10), lambda: account.deposit(10))
    assert account.balance == 20


def safe() -> None:
    account = Account()
    together(lambda: account.deposit_safely(10), lambda: account.deposit_safely(10))
    assert account.balance == 20


class Loud:
    """Answers every question with code of its own."""

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise AssertionError("the program's own code ran")


LOUD = [Loud()]


def test_objects_of_the_process_are_not_asked() -> None:
    def uses() -> None:
        assert LOUD
        race()

    assert threadtui.explore(uses, schedules=SCHEDULES).verdict == "fails"


def test_a_race_is_found_and_told() -> None:
    result = threadtui.explore(race, schedules=SCHEDULES)
    assert (result.verdict, result.name, len(result.failures)) == ("fails", "race", 1)
    run = result.failures[0]
    assert run.found["confirmed"]
    assert run.found["preemptions"] == 1
    assert type(result.exception) is AssertionError
    assert "assert 10 == 20" in str(result.exception)  # pytest's own words, since this module's asserts are rewritten
    assert "assert account.balance == 20" in run.traceback
    assert "threadtui" not in run.traceback
    assert "read Account.balance: 0" in result.table
    assert len(result.table.splitlines()[0].split("▐")) == 4  # a column for each of three threads


def test_the_failure_is_raised_with_its_report() -> None:
    result = threadtui.explore(race, schedules=SCHEDULES)
    with pytest.raises(
        threadtui.ScheduleFailed, match=r"(?s)race: fails; found in .* schedules.*read Account.balance"
    ) as caught:
        result.raise_if_failed()
    assert isinstance(caught.value, AssertionError)
    assert caught.value.__cause__ is result.exception
    assert caught.value.run is result.failure


def test_a_schedule_repeats() -> None:
    schedule = threadtui.explore(race, schedules=SCHEDULES).schedule
    assert schedule is not None
    runs = [threadtui.replay(race, schedule) for _ in range(2)]
    assert [run.verdict for run in runs] == ["failed", "failed"]
    assert runs[0].table == runs[1].table
    assert runs[0].schedule == schedule


def test_all_schedules_are_tried_where_a_lock_helps() -> None:
    result = threadtui.explore(safe)
    assert (result.verdict, result.failure, result.schedule, result.table) == ("holds", None, None, "")
    assert result.traces == 2  # who is first
    result.raise_if_failed()


total = 0
lock_of_module = threading.Lock()


def add_to_total() -> None:
    global total
    with lock_of_module:
        total += 1


def test_names_of_modules_are_bound_again_and_locks_made_before_are_seen() -> None:
    def count() -> None:
        together(add_to_total, add_to_total)
        assert total == 2

    result = threadtui.explore(count)
    assert (result.verdict, result.traces) == ("holds", 2)
    assert total == 0


def test_a_closure_is_alive_and_nothing_of_it_is_seen_here() -> None:
    account, seen = Account(), []

    def change() -> None:
        seen.append(account.balance)
        together(lambda: account.deposit_safely(1))

    assert threadtui.explore(change).failures == ()
    assert (seen, account.balance, account._lock.locked()) == ([], 0, False)


def test_a_lock_that_is_left_locked_is_free_the_next_time() -> None:
    lock, other = threading.Lock(), threading.Lock()

    def deadlock() -> None:
        def one() -> None:
            with lock, other:
                pass

        def two() -> None:
            with other, lock:
                pass

        together(one, two)

    result = threadtui.explore(deadlock, all=True)
    assert [run.verdict for run in result.failures] == ["deadlock"]
    assert result.exception is None
    assert result.traces > 2  # after the deadlock others came to their end
    assert "lock" in result.failures[0].message
    assert threadtui.replay(deadlock, str(result.schedule)).verdict == "deadlock"


@pytest.mark.parametrize("carrier", ["greenlet", "thread"])
def test_isolated_calls_find_what_the_first_one_found(carrier: str) -> None:
    """A list that lives outside is longer at each call, but for calls in copies of their own."""
    calls: list[int] = []

    def take_turns() -> None:
        calls.append(1)
        lock = threading.Lock()

        def work() -> None:
            for _ in range(len(calls) % 3 + 1):
                with lock:
                    pass

        together(work, work)

    alone = threadtui.explore(take_turns, carrier=carrier, schedules=20)
    assert alone.note.startswith("nondeterministic, step ")
    apart = threadtui.explore(take_turns, carrier=carrier, isolate=True)
    assert (apart.verdict, apart.schedules) == ("holds", 6)
    assert calls == []


def test_queues_and_conditions_made_before_are_seen() -> None:
    tasks: queue.Queue[int] = queue.Queue(maxsize=1)
    ready = threading.Event()

    def hand_over() -> None:
        def produce() -> None:
            tasks.put(1)
            tasks.put(2)
            ready.set()

        def consume() -> None:
            assert [tasks.get(), tasks.get()] == [1, 2]
            ready.wait()

        together(produce, consume)

    result = threadtui.explore(hand_over)
    assert (result.verdict, result.failures) == ("holds", ())
    assert result.schedules == 1  # each get comes after its put, and nobody clears the event


def test_a_thread_that_fails_fails_the_function() -> None:
    def raise_in_thread() -> None:
        together(lambda: Account.__dict__["missing"])

    result = threadtui.explore(raise_in_thread)
    assert result.failures[0].message.startswith("KeyError: 'missing' in Thread-1")
    assert result.exception is None
    assert "Exception in thread Thread-1" in result.failures[0].output


class Counter:
    def __init__(self) -> None:
        self.value = 0

    def __call__(self) -> None:
        self.value = 0
        together(self._add, self._add)
        assert self.value == 2

    def _add(self) -> None:
        self.value += 1


def twice(function: Callable[[], object]) -> Callable[[], None]:
    @functools.wraps(function)
    def call() -> None:
        function()
        function()

    return call


@pytest.mark.slow
@pytest.mark.parametrize(
    "function",
    [
        Counter(),
        Counter().__call__,
        functools.partial(Counter.__call__, Counter()),
        lambda: race(),
        twice(race),
    ],
    ids=["callable", "method", "partial", "lambda", "decorated"],
)
def test_anything_that_can_be_called(function: Callable[[], Any]) -> None:
    assert threadtui.explore(function, schedules=SCHEDULES).verdict == "fails"


@pytest.mark.parametrize("carrier", ["greenlet", "thread"])
def test_data_of_threads_is_that_of_each_thread(carrier: str) -> None:
    local = threading.local()
    local.name = "main"

    def use() -> None:
        def mine() -> None:
            assert not hasattr(local, "name")
            local.name = "mine"

        together(mine, mine)
        assert local.name == "main"

    assert threadtui.explore(use, carrier=carrier, schedules=SCHEDULES).failures == ()


def test_code_that_cannot_be_seen_is_not_said_to_hold() -> None:
    names: dict[str, Any] = {}
    exec("def nothing():\n    pass\n", names)
    result = threadtui.explore(names["nothing"])
    assert result.verdict == "unknown"
    assert "its file is not there" in result.note


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"strategy": "best"}, "strategy is 'best', and must be one of auto"),
        ({"schedules": 0}, "schedules is 0"),
        ({"schedules": "many"}, "schedules is 'many'"),
        ({"seconds": 0}, "seconds is 0"),
        ({"max_delay": -1}, "max_delay is -1"),
        ({"granularity": "bytecode"}, "granularity is 'bytecode'"),
        ({"preemptions": 1}, "preemptions go with the strategy dfs alone"),
    ],
)
def test_wrong_arguments_are_told_before_anything_runs(given: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        threadtui.explore(race, **given)


def test_what_cannot_be_called_or_replayed() -> None:
    with pytest.raises(TypeError, match="a function is needed"):
        threadtui.explore(3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no schedule token"):
        threadtui.replay(race, "nonsense")
    with pytest.raises(ValueError, match="recorded with a different text"):
        threadtui.replay(race, "threadtui1:000000000000:any:access:random:0:1x1")


class InUnittest(unittest.TestCase):
    """As the README has it."""

    def transfer(self) -> None:
        account = Account()
        together(lambda: account.deposit(1), lambda: account.deposit(1))
        self.assertEqual(account.balance, 2)  # noqa: PT009 (this is how unittest has it)

    def test_transfer(self) -> None:
        with self.assertRaisesRegex(AssertionError, "1 != 2"):  # noqa: PT027
            threadtui.explore(self.transfer, schedules=SCHEDULES).raise_if_failed()


def test_the_package_loads_nothing_before_it_is_asked() -> None:
    code = (
        "import sys, threadtui; assert not [name for name in sys.modules if name.startswith('threadtui.')]\n"
        "threadtui.explore; assert 'threadtui.search.child' not in sys.modules and 'textual' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
