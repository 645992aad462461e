"""What is told of a deadlock, and what would have avoided it: programs that really run, each by one seed."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.engine.harness import execute, target_of
from tests.world.test_hints import SETUP
from threadtui.world.explanation import explain
from threadtui.world.history import History
from threadtui.world.parts import text


class Case(NamedTuple):
    """``told`` must be there, among the causes, the headline and the way out; ``never`` must not."""

    body: str
    told: tuple[str, ...]
    never: tuple[str, ...] = ()


CASES = {
    "a lock held across a join": Case(
        "def works():\n    with lock_a:\n        pass\nthread = threading.Thread(target=works)\nwith lock_a:\n"
        "    thread.start()\n    thread.join()",
        ("for ▐2▌ to end; ▐2▌ waits at line 14", "▐1▌ must let go of lock_a before it joins ▐2▌ at line 19."),
        ("; ;", "; ."),
    ),
    "threads that join one another": Case(
        "def one():\n    threads[1].join()\ndef two():\n    threads[0].join()\n"
        "threads = [threading.Thread(target=each) for each in (one, two)]\nfor each in threads: each.start()\n"
        "for each in threads: each.join()",
        ("; ▐1▌ joins ▐2▌ and waits too.", "Let them not join one another: who started them, or main, may join them all."),
        ("; ;",),
    ),
    "a lock held across a get": Case(
        "work = queue.Queue()\ndef gets():\n    with lock_a:\n        work.get()\ndef puts():\n    with lock_a:\n"
        "        work.put(1)\none = threading.Thread(target=gets)\none.start()\ntime.sleep(1)\nrun(puts)",
        ("▐2▌ must let go of lock_a (line 15) before it waits at line 16: ▐3▌ wants it.",),
        ("Put a last message", "with statement"),
    ),
    "a notify for one of two": Case(
        "condition, ready = threading.Condition(), []\ndef waits():\n    with condition:\n        while not ready:\n"
        "            condition.wait()\nones = [threading.Thread(target=waits) for _ in range(2)]\n"
        "for one in ones: one.start()\ntime.sleep(1)\nwith condition:\n    ready.append(1)\n    condition.notify()\n"
        "for one in ones: one.join()",
        ("which let ▐3▌ go on, and waits itself", "condition.notify() lets one go on: call notify_all()"),
    ),
    "a permit that is never given back": Case(
        "permits = threading.Semaphore(1)\nrun(permits.acquire)\nrun(permits.acquire)",
        ("▐2▌ took a permit (step 4) and has it still: it has ended",),
        ("Nobody has ever released",),
    ),
    "two permits for each of two": Case(
        "permits, both = threading.Semaphore(2), threading.Barrier(2)\ndef works():\n    permits.acquire()\n    both.wait()\n"
        "    permits.acquire()\nrun(works, works)",
        ("took a permit itself at line 15", "it waits itself at line 17", "Who has a permit of permits must not wait for another"),
    ),
    "all workers wait for another call": Case(
        "pool = ThreadPoolExecutor(1)\ndef inner():\n    pass\ndef outer():\n    return pool.submit(inner).result()\n"
        "pool.submit(outer).result()",
        ("Nobody has taken it up: ▐2▌ is the only worker of pool, and waits itself", "▐2▌ computes it and waits itself at line 17"),
        ("ever worked for pool", "last worked for pool"),
    ),
    "a lock held across a call that needs it": Case(
        "def works():\n    with lock_a:\n        pass\npool = ThreadPoolExecutor(2)\nwith lock_a:\n    pool.submit(works).result()",
        ("▐1▌ waits at line 18 for the result of works(), which ▐2▌ computes",
         "▐1▌ must let go of lock_a before it waits for works() at line 18."),
        ("waits at line 18 for pool",),
    ),
    "two queues that both fill first": Case(
        "ping, pong = queue.Queue(1), queue.Queue(1)\ndef works(one, other):\n    one.put(1); one.put(2)\n    other.get()\n"
        "run(lambda: works(ping, pong), lambda: works(pong, ping))",
        ("Give ping more places, or get from it before you wait elsewhere", "Give pong more places"),
        ("before it leaves",),
    ),
    "a notify on the wrong condition": Case(
        "lock, items = threading.Lock(), []\nfull, empty = threading.Condition(lock), threading.Condition(lock)\n"
        "def gets():\n    with full:\n        while not items: full.wait()\n"
        "def puts():\n    with lock:\n        items.append(1)\n        empty.notify()\n"
        "one = threading.Thread(target=gets)\none.start()\ntime.sleep(1)\nrun(puts)\none.join()",
        ("Nobody has ever notified full", "Notify full wherever what is waited for may have come true"),
        ("not free", "it holds it itself"),
    ),
    "an event that is clear again": Case(
        "door = threading.Event()\ndoor.set()\ndoor.clear()\nrun(door.wait)",
        ("▐1▌ set door at line 14 (step 2) and cleared it at line 15 (step 3): nobody is left to set it again",
         "Do not clear door (line 15) before all who wait for it have seen it."),
    ),
    "three locks in a circle": Case(
        "all_have = threading.Barrier(3)\ndef works(first, second):\n    with first:\n        all_have.wait()\n"
        "        with second:\n            pass\n"
        "run(*(lambda a=a, b=b: works(a, b) for a, b in ((lock_a, lock_b), (lock_b, gate), (gate, lock_a))))",
        ("▐2▌ ▐3▌ and ▐4▌ wait for one another", "Take lock_a, lock_b and gate in this order everywhere"),
    ),
    "too few at a barrier": Case(
        "meeting = threading.Barrier(3)\nrun(meeting.wait, meeting.wait)",
        ("▐2▌ ▐3▌ wait there, 3 are needed: nobody is left to arrive",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_told_of_a_deadlock(name: str, tmp_path: Path) -> None:
    case, path = CASES[name], tmp_path / "program.py"
    path.write_text(SETUP + case.body)
    page = explain(History(execute(target_of(path), seed=0, max_steps=3_000).events))
    assert page.verdict == "deadlock"
    deeds = [deed.words for deed in page.deeds]
    said = [text(sentence) for sentence in (page.headline, *page.causes, *page.way_out, *deeds)]
    assert not [words for words in case.told if not any(words in sentence for sentence in said)], said
    assert not [words for words in case.never if any(words in sentence for sentence in said)], said
    assert len(page.causes) == len(set(page.causes))
