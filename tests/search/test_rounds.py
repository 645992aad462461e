"""Spin loops of real programs: they come to an end where somebody ends them, and where nothing may be hidden in them."""

from pathlib import Path

import pytest

from tests.engine.harness import write
from tests.search.hunting import hunt
from threadtui.search.hosting.rounds import Rounds

SOURCE = """\
while not flag: pass  # looks
while True:  # looks
    seen = box.value  # looks
    if seen or event.is_set(): break  # looks
    time.sleep(0.1)  # looks
for each in items:
    while not flag: pass
while next(items, None):
    while not flag: pass
while not lock.acquire(blocking=False): pass
while not tell(): pass
while not (yield): pass
def spin():
    while not flag:  # looks
        box.tries = box.tries + 1  # looks
    while found := next(items, None): pass
    while items: items += more
    while all(each.done for each in items): pass
"""


def test_a_loop_that_calls_others_or_is_in_another_loop_is_not_taken_for_one_that_only_looks(tmp_path: Path) -> None:
    path, rounds = write(tmp_path, SOURCE), Rounds()
    looks = {number for number, line in enumerate(SOURCE.splitlines(), 1) if line.endswith("# looks")}
    assert {number for number in range(1, 30) if rounds.within(str(path), number)} == looks
    assert not rounds.within(str(tmp_path / "missing.py"), 1)


FLAG = """
    import threading
    class Box:
        flag = False
    def wait():
        while not Box.flag: pass
    def tell():
        Box.flag = {told}
    threads = [threading.Thread(target=each) for each in (wait, tell)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""

COUNTS = """
    import threading
    told, tries = False, 0
    def wait():
        global tries
        while not told:
            tries += 1
            if tries > 4: break
        assert told
    def tell():
        global told
        told = True
    threads = [threading.Thread(target=each) for each in (wait, tell)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""

CALLED_AGAIN = """
    import threading
    class Box:
        flag = False
    def look():
        while not Box.flag: return False
        return True
    def wait():
        assert any(look() for _ in range(5))
    def tell():
        Box.flag = True
    threads = [threading.Thread(target=each) for each in (wait, tell)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""

POLLS = """
    import threading, time
    stop = False
    def poll():
        while not stop: time.sleep(0.1)
    threading.Thread(target=poll, daemon=True).start()
"""


@pytest.mark.parametrize("strategy", ["dpor", "auto"])
@pytest.mark.parametrize(
    ("text", "verdict"),
    [(FLAG.format(told=True), "holds"), (POLLS, "holds"), (COUNTS, "fails"), (CALLED_AGAIN, "fails")],
    ids=["flag", "polls", "counts", "called-again"],
)
def test_a_spin_loop_is_gone_round_as_often_as_it_matters(
    tmp_path: Path, text: str, verdict: str, strategy: str
) -> None:
    (found,) = hunt(write(tmp_path, text), strategy=strategy, most=100)
    assert found["verdict"] == verdict
    if verdict == "holds":
        assert found["exhausted"]
        assert found["schedules"] < 5


def test_a_spin_loop_that_nobody_ends_is_a_livelock_where_fewer_steps_are_allowed(tmp_path: Path) -> None:
    path = write(tmp_path, FLAG.format(told=False))
    (found,) = hunt(path, strategy="random", steps=300)
    assert {failure["verdict"] for failure in found["failures"]} == {"livelock"}
    (found,) = hunt(path, strategy="dpor")
    assert (found["verdict"], found["exhausted"]) == ("unknown", True)
