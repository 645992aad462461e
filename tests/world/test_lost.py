"""Lost updates and stale reads are told by name, where there is a race, and only there."""

from tests.world.build import Run
from tests.world.test_races import access, two_threads
from threadtui.engine import events as kinds
from threadtui.world.lost import Lost, about_to_lose, lost_at
from threadtui.world.moves import phrase
from threadtui.world.parts import text


def write(run: Run, thread: int, old: str, new: str) -> Run:
    return run.step(thread, "write", 6).add(kinds.WRITE, thread, 1, [old, new], 6)


def both_read() -> Run:
    """Two threads have read 0, and the left one has written 1."""
    run = access(access(two_threads(), 2, "read", 5), 3, "read", 5)
    run.point(3, "write", 1, "1")
    return write(run, 2, "0", "1")


def test_what_another_thread_has_read_is_stale() -> None:
    assert both_read().story() == ["▐2▌ wrote box.value: 0 → 1", "▐3▌ has read 0, which is stale now"]


def test_a_write_over_what_it_has_not_seen_loses_it() -> None:
    run = write(both_read(), 3, "1", "1")
    lost = "▐3▌ wrote 1 over the 1 that ▐2▌ had written: the update of ▐2▌ is lost"
    assert run.story() == ["▐3▌ wrote box.value: 1 → 1", lost]
    assert lost_at(run.history, run.number) == [Lost(1, 3, 2, "0", "1", "1", read=4, wrote=5)]


def test_it_is_told_before_it_happens() -> None:
    history = both_read().history
    assert about_to_lose(history, history.world, 3) == Lost(1, 3, 2, "0", "1", "1", read=4, wrote=5)
    assert about_to_lose(history, history.world, 2) is None
    assert text(phrase(history.world, 3)) == "writes box.value = 1"


def test_who_reads_again_loses_nothing() -> None:
    run = access(both_read(), 3, "read", 5)
    assert write(run, 3, "1", "2").story() == ["▐3▌ wrote box.value: 1 → 2"]


def test_where_a_lock_orders_them_nothing_is_lost_or_stale() -> None:
    """One asks under the lock, and later writes under the lock: what it writes does not come from what it read."""
    run = two_threads().primitive(1, "Lock", "lock", holder=None, depth=0)
    access(run.step(2, "acquire").op("acquire", 1, True), 2, "read", 5).step(2, "release").op("release", 1)
    write(run.step(3, "acquire").op("acquire", 1, True), 3, "0", "1")
    assert run.story() == ["▐3▌ wrote box.value: 0 → 1"]
    run.step(3, "release").op("release", 1).step(2, "acquire").op("acquire", 1, True)
    assert write(run, 2, "1", "7").story() == ["▐2▌ wrote box.value: 1 → 7"]


def test_values_that_are_not_known_are_not_told() -> None:
    run = access(access(two_threads(), 2, "read", 5), 3, "read", 5)
    for thread in (2, 3):
        run.step(thread, "write", 6).add(kinds.WRITE, thread, 1, [None, None], 6)
    lost = "▐3▌ wrote over what ▐2▌ had written: the update of ▐2▌ is lost"
    assert run.story() == ["▐3▌ wrote box.value", lost]
