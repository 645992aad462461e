"""Where a search's pieces are done: in processes on this machine, or on a Dask cluster. One shape for both."""

import contextlib
import re
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import NamedTuple

from threadtui import jobs
from threadtui.mistakes import UsageMistake
from threadtui.search.workers import Crew

ADDRESS = re.compile(r"[a-z]+://.+:\d+")

CONNECT_SECONDS = 10
"""For the scheduler of a cluster to answer."""


class Pool(NamedTuple):
    """``deaths`` are the exceptions by which a future tells that its worker is gone."""

    executor: Executor
    workers: int
    deaths: tuple[type[BaseException], ...] = Crew.deaths


@contextlib.contextmanager
def local(order: jobs.Order, count: int) -> Iterator[Pool]:
    """So many processes of the program here, each watched over by a thread, which waits for it and costs nothing."""
    executor = ThreadPoolExecutor(count, "threadtui-job")
    try:
        yield Pool(executor, count)
    finally:
        for hand in jobs.hands(order):
            hand.kill()
        executor.shutdown(cancel_futures=True)
        jobs.close(order.key)


@contextlib.contextmanager
def cluster(order: jobs.Order, address: str) -> Iterator[Pool]:
    """The workers of a Dask scheduler, which must have the same program at the same path, and the same threadtui.

    Raises ``UsageMistake`` where there is none.
    """
    if ADDRESS.fullmatch(address) is None:
        raise UsageMistake(f"{address!r} is no address of a Dask scheduler, as tcp://host:8786 is")
    try:
        import distributed
    except ImportError:
        raise UsageMistake("--cluster needs distributed: python3 -m pip install 'threadtui[cluster]'") from None
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise UsageMistake(f"no Dask scheduler answers at {address}: {problem}") from problem
    try:
        workers = sum(client.nthreads().values())
        if not workers:
            raise UsageMistake(f"the Dask scheduler at {address} has no workers")
        yield Pool(client.get_executor(pure=False), workers, (*Crew.deaths, distributed.KilledWorker))
    finally:
        with contextlib.suppress(OSError):  # the scheduler is gone, and its workers with it
            client.run(jobs.close, order.key)
        client.close()
