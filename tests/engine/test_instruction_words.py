"""At granularity ``bytecode`` each step is told by what its instruction does, on every interpreter."""

import pytest

from tests.engine.conftest import RunSource
from threadtui.world.history import History
from threadtui.world.parts import text
from threadtui.world.story import sentences

SOURCE = """
    import threading
    items, box = [], threading.local()
    def one(n): return n
    def work(counter, other):
        BODY
    work(1, 2)
"""

SURE = {
    "print(counter)": ["loaded print", "loaded counter", "called print", "dropped a result"],
    "counter.__add__(other)": ["loaded .__add__", "loaded other", "called counter.__add__"],
    "one(one(counter))": ["called one", "called one"],
    "one(n=counter)": ["called one"],
    "box.n = counter": ["stored .n"],
    "mine = counter + 1": ["worked out +", "stored mine"],
    "mine = counter < other": ["compared by <", "stored mine"],
    "return one": ["loaded one", "returned"],
}

UNSURE = {
    "one(counter if counter else other)": "made a call",
    "mine = (one if counter else print)(other); box.n = mine; box.m = mine; return mine": "made a call",
    "mine = (counter if other else box).__str__(); box.n = mine; box.m = mine; return mine": "made a call",
    "[one][0](counter)": "made a call",
}
"""The way to the call has branches, or what is called has no name."""


def told(run: RunSource, body: str) -> list[str]:
    history = History(run(SOURCE.replace("BODY", body), granularity="bytecode").events)
    return [
        text(sentence).replace("▐1▌ ", "")
        for step in range(1, history.steps + 1)
        for sentence in sentences(history, step)
    ]


@pytest.mark.parametrize("body", SURE)
def test_its_name_and_argument_tell_it(run: RunSource, body: str) -> None:
    left = iter(told(run, body))
    assert [words for words in SURE[body] if words not in left] == []


@pytest.mark.parametrize("body", UNSURE)
def test_nothing_is_said_that_is_not_sure(run: RunSource, body: str) -> None:
    words = told(run, body)
    assert UNSURE[body] in words
    assert "called one" not in words
