"""Which read a write comes from, told from the source; and what that finds in programs that really run."""

from pathlib import Path

import pytest

from tests.engine.harness import execute, target_of
from tests.world.test_failures import explained, told
from tests.world.test_hints import SETUP
from threadtui.world.flow import apart, constant, flows, will_write
from threadtui.world.history import History
from threadtui.world.parts import text
from threadtui.world.story import sentences

STRAIGHT = """\
def add(self, amount):
    with lock:
        seen = self.balance
    new = seen
    new += amount
    with lock:
        self.balance = new
"""


@pytest.mark.parametrize(
    ("text", "read", "write", "expected"),
    [
        (STRAIGHT, 3, 7, True),
        (STRAIGHT, 2, 7, False),
        (STRAIGHT.replace("= new\n", "= 7\n"), 3, 7, False),
        (STRAIGHT.replace("new = seen", "new = 0"), 3, 7, False),
        (STRAIGHT.replace("new += amount", "new = amount"), 3, 7, False),
        ("def add():\n    global n\n    seen = n\n    n = seen + 1\n", 3, 4, True),
        ("def add():\n    seen = n\n    n = seen + 1\n", 2, 3, False),
        ("def add(seen):\n    with lock:\n        box.n = seen\n", 1, 3, False),
        ("def one():\n    seen = box.n\ndef other(seen):\n    box.n = seen\n", 2, 4, False),
        ("no python", 1, 1, False),
    ],
)
def test_a_way_through_names_that_are_assigned_once(text: str, read: int, write: int, *, expected: bool) -> None:
    assert flows(text, read, write) is expected


@pytest.mark.parametrize(
    ("text", "read", "write", "expected"),
    [
        ("def f(k):\n    print(n)\n    box.n = k + 1\n", 2, 3, True),
        ("def f(k):\n    print(n)\n    box.n = True\n", 2, 3, True),
        ("def f(k):\n    seen = n\n    print(n)\n    box.n = seen + 1\n", 3, 4, False),  # of an earlier read
        ("def f(k):\n    seen.append(n)\n    box.n = seen[0] + 1\n", 2, 3, False),
        ("def f(k):\n    print(seen := n)\n    box.n = k\n", 2, 3, False),
        ("def f(k):\n    if n == 0:\n        box.n = k\n", 2, 3, False),  # whether it writes came from there
        ("def f(k):\n    box.n = k\n    print(n)\n", 3, 2, False),
        ("no python", 1, 1, False),
    ],
)
def test_what_is_read_to_be_used_at_once_is_in_nothing_that_is_written(
    text: str, read: int, write: int, *, expected: bool
) -> None:
    assert apart(text, read, write) is expected


def test_what_is_spelled_out_is_the_same_each_time() -> None:
    assert constant("ready = True\n", 1)
    assert not constant("ready = other\n", 1)
    assert not constant("no python", 1)


def test_who_stands_before_the_write_still_comes_to_it() -> None:
    assert will_write(STRAIGHT, 3, 6)
    assert not will_write(STRAIGHT, 3, 8)
    assert not will_write(STRAIGHT, 3, 2)
    assert not will_write(STRAIGHT.replace("self.balance = new", "self.other = new"), 3, 6)


ADDS = """
lock = threading.Lock()
class Box:
    n = 0
box = Box()
box.n = 0
def add():
    {body}
run(add, add, add)
assert box.n == {result}
"""
TWO_SECTIONS = "with lock:\n        seen = box.n\n    with lock:\n        box.n = seen + 1"
COMPARE_AND_SET = (
    "done = False\n    while not done:\n        with lock:\n            seen = box.n\n        with lock:\n"
    "            if box.n == seen:\n                box.n = seen + 1\n                done = True"
)
A_SIGNAL = "with lock:\n        seen = box.n\n    with lock:\n        box.n = 2"


def lost(folder: Path, body: str, seed: int, strategy: str = "random") -> list[str]:
    """What is told of a run as lost; the assertion at its end is wrong on purpose where the program is right."""
    page = explained(folder, ADDS.format(body=body, result=3 if body == TWO_SECTIONS else 4), seed, strategy)
    return [cause for cause in told(page.causes) if "is lost" in cause]


def test_an_update_is_lost_between_two_sections_under_one_lock(tmp_path: Path) -> None:
    found = lost(tmp_path, TWO_SECTIONS, 0, "round-robin")
    assert found
    assert "wrote 1 over the 1 that" in found[0]


@pytest.mark.parametrize("body", [COMPARE_AND_SET, A_SIGNAL])
def test_no_update_is_lost_where_the_program_looks_again_or_does_not_use_what_it_read(
    body: str, tmp_path: Path
) -> None:
    assert not lost(tmp_path, body, 0, "round-robin")
    assert not [told for seed in range(4) for told in lost(tmp_path, body, seed)]


RACES = """
both = threading.Barrier(2)
class Box:
    n = 0
box = Box()
box.n = 0
def works(mine):
    both.wait()
    {body}
run(lambda: works(1), lambda: works(2))
"""


def lost_in_the_story(folder: Path, body: str) -> set[str]:
    """What the stories of some runs say that is lost."""
    path, found = folder / "program.py", set[str]()
    path.write_text(SETUP + RACES.format(body=body))
    for seed in range(6):
        history = History()
        history.hints.read_sources(lambda name: Path(name).read_text())
        history.append(execute(target_of(path), seed=seed).events)
        told = (text(one) for step in range(1, history.steps + 1) for one in sentences(history, step))
        found |= {one for one in told if "is lost" in one}
    return found


def test_no_update_is_lost_where_nothing_is_made_of_what_was_read(tmp_path: Path) -> None:
    assert lost_in_the_story(tmp_path, "seen = box.n; time.sleep(1)\n    box.n = seen + mine")
    assert not lost_in_the_story(tmp_path, "print(box.n); time.sleep(1)\n    box.n = mine")
    assert not lost_in_the_story(tmp_path, "if not box.n:\n        time.sleep(1)\n        box.n = 7")
