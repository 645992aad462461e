"""Half of the threads write one value under one lock and one under another; the other half checks them in two such stages."""

import sys
import threading


class Stages:
    one = two = 0


def write() -> None:
    with first:
        stages.one = 1
    with second:
        stages.two = stages.one + 1


def check() -> None:
    with first:
        if not stages.one:
            return
        seen = stages.one
    with second:
        assert stages.two == seen + 1


first, second = threading.Lock(), threading.Lock()
stages = Stages()
half = int(sys.argv[1]) // 2
threads = [threading.Thread(target=write) for _ in range(half)] + [threading.Thread(target=check) for _ in range(half)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
