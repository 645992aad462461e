"""Which read a write comes from, told from the source; and what that finds in programs that really run."""

from pathlib import Path

import pytest

from tests.world.test_failures import explained, told
from threadtui.world.flow import flows, will_write

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
