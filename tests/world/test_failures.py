"""Why a thread raised: a wait without a loop, and what changed since it last looked. The programs really run."""

from pathlib import Path

from tests.engine.harness import execute, target_of
from tests.world.test_hints import SETUP
from threadtui.world.explanation import Explanation, explain
from threadtui.world.history import History
from threadtui.world.parts import Sentence, text

CONSUMERS = """
items, cond = [], threading.Condition()
def consumer():
    with cond:
        {ask} not items:
            cond.wait()
        items.pop()
def producer():
    with cond:
        items.append("one")
        cond.notify_all()
run(consumer, consumer, producer)
"""
LINES = SETUP.count("\n")


def explained(folder: Path, body: str, seed: int, strategy: str = "random") -> Explanation:
    path = folder / "program.py"
    path.write_text(SETUP + body)
    history = History()
    history.hints.read_sources(lambda name: Path(name).read_text())
    history.append(execute(target_of(path), seed=seed, strategy=strategy).events)
    return explain(history)


def told(sentences: tuple[Sentence, ...]) -> list[str]:
    return [text(sentence) for sentence in sentences]


def test_a_wait_without_a_loop_is_a_cause_of_the_exception_after_it(tmp_path: Path) -> None:
    pages = [explained(tmp_path, CONSUMERS.format(ask="if"), seed) for seed in range(6)]
    page = next(page for page in pages if page.verdict == "failed" and "IndexError" in text(page.headline))
    causes = told(page.causes)
    assert f"waited for cond at line {LINES + 6} outside of any loop: notified by ▐4▌" in causes[0]
    assert f"changed it at line {LINES + 7}" in causes[1]
    assert f"last read items at line {LINES + 5}" in causes[1]
    assert told(page.way_out) == [
        f"Look again after each wait at line {LINES + 6}, as in: while not ready: cond.wait()."
    ]
    ops = " ".join(text(deed.words) for deed in page.deeds)
    assert all(part in ops for part in ("read items: []", "notified cond", "wrote items: ['one'] → []", "IndexError"))


def test_with_a_loop_there_is_no_such_cause(tmp_path: Path) -> None:
    pages = [explained(tmp_path, CONSUMERS.format(ask="while"), seed) for seed in range(6)]
    assert not any("outside of any loop" in cause for page in pages for cause in told(page.causes))


def test_all_who_raised_are_named(tmp_path: Path) -> None:
    page = explained(tmp_path, "def fail():\n    raise ValueError('no')\nrun(fail, fail, lambda: 1 / 0)\n", 0)
    headline = text(page.headline)
    assert f"and ▐2▌ raised ValueError: no at line {LINES + 2}" in headline or (
        f"▐2▌ and ▐3▌ raised ValueError: no at line {LINES + 2}" in headline
    )
    assert f"▐4▌ raised ZeroDivisionError: division by zero at line {LINES + 3}" in headline


def test_an_exception_about_what_nobody_else_touched_has_no_such_cause(tmp_path: Path) -> None:
    page = explained(tmp_path, "prices = {'plum': 1}\ndef ask():\n    prices['pear']\nrun(ask)\n", 0)
    assert (page.verdict, page.causes) == ("failed", ())
