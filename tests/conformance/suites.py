"""What conformance runs: CPython's own tests of what the engine takes the place of, by module, and what of them is quick."""

from typing import NamedTuple

THREADING = (
    "LockTests", "PyRLockTests", "CRLockTests", "EventTests", "ConditionAsRLockTests", "ConditionTests", "SemaphoreTests",
    "BoundedSemaphoreTests", "BarrierTests", "TimerTests", "ThreadTests", "ThreadingExceptionTests", "ExceptHookTests",
    "MiscTestCase",
)  # fmt: skip
FUTURES = (
    "test_thread_pool",
    "test_future",
    "test_as_completed.ThreadPoolAsCompletedTest",
    "test_wait.ThreadPoolWaitTests",
    "test_shutdown.ThreadPoolShutdownTest",
    "test_init.ThreadPoolInitializerTest",
    "test_init.ThreadPoolFailingInitializerTest",
)
LOCK_TESTS = (
    "LockTests", "PyRLockTests", "CRLockTests", "EventTests", "ConditionTests", "SemaphoreTests", "BarrierTests",
)  # fmt: skip

QUEUE_TESTS = (
    "PyQueueTest", "PyFailingQueueTest", "PySimpleQueueTest",
    *(f"CSimpleQueueTest.test_{name}" for name in (
        "basic", "negative_timeout_raises_exception", "order", "many_threads", "many_threads_nonblock",
        "many_threads_timeout", "references",
    )),
)  # fmt: skip
"""The other kinds of Queue share their locking with Queue. SimpleQueue's ``test_reentrancy`` is not among them: it asks that
no finaliser run between the evaluation of an argument and the call, and just there a point stands."""


class Suite(NamedTuple):
    """``tests`` are names for unittest; those that an interpreter does not have are left out.

    ``include``: modules of the library that count as the program's own here, so that what their locks do are points too.
    ``quick``: takes a second or so, and runs with every run of the tests.
    """

    name: str
    tests: tuple[str, ...]
    include: tuple[str, ...] = ()
    quick: bool = False


def _of(module: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{module}.{name}" for name in names)


SUITES = (
    Suite("test_queue", ("test.test_queue",)),
    Suite("test_sched", ("test.test_sched",), quick=True),
    Suite("test_threading_local", ("test.test_threading_local",), quick=True),
    Suite("test_contextlib", ("test.test_contextlib",), quick=True),
    Suite("test_threading", _of("test.test_threading", THREADING)),
    Suite(
        "test_threading, every operation a point", _of("test.test_threading", LOCK_TESTS), ("test.lock_tests",), True
    ),
    Suite("test_queue, every operation a point", _of("test.test_queue", QUEUE_TESTS), ("test.test_queue",)),
    Suite("test_thread", ("test.test_thread",), quick=True),
    Suite("test_concurrent_futures", _of("test.test_concurrent_futures", FUTURES)),
    Suite("test_logging", ("test.test_logging",)),
)
BY_NAME = {suite.name: suite for suite in SUITES}
