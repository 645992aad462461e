"""The panels that are tables: threads, primitives, shared values, the stack."""

from dataclasses import replace

from tests.tui import scenes
from tests.tui.seen import ended, note, text
from tests.world import build
from threadtui.engine.events import Event
from threadtui.session import Frame, Stack
from threadtui.tui.panels import (
    primitives,
    source,
    stack,
    threads,
    values,
)
from threadtui.tui.theme import DARK
from threadtui.tui.view import View
from threadtui.world.history import History


def test_a_table_has_titles_only_above_rows(race: View) -> None:
    events = [race.history.event(number) for number in range(len(race.history))]
    announced = Event("location", 1, 9, {"name": "seen.by.nobody", "value": "0"}, 0, 0, 0)
    view = scenes.view([*events, announced, Event("step", 1, race.history.steps + 1, "print", 0, 0, 0)])
    focus = replace(view, world=replace(view.world, turn=0, locations={9: view.world.locations[9]}), selected=0)
    assert text(values.rows(focus, 60, 9)) == ["seen.by.nobody  0"]
    for height in range(1, 12):
        assert not text(values.rows(race, 60, height))[-1].startswith("step")


def test_a_free_note_counts_what_is_below(race: View) -> None:
    whole = stack.rows(race, 60, 30)
    short = stack.rows(race, 60, 3)
    assert note(whole) == ""
    assert note(short) == f"{whole.total - 3} more"
    assert note(stack.rows(race, 60, 3, whole.total)) == ""


def test_a_table_has_all_rows_that_fit(race: View) -> None:
    """No row is kept free for a next step where there is none."""
    over = ended(race, "passed")
    whole = values.rows(over, 60, 30)
    assert len(values.rows(over, 60, whole.total).lines) == whole.total
    assert text(values.rows(over, 60, whole.total)) == text(whole)


def test_what_every_thread_begins_with_is_no_part_of_its_stack(race: View) -> None:
    names = ("Thread.run", "Thread._bootstrap_inner", "Thread._bootstrap")
    begin = [Frame(name, "/usr/lib/python3.12/threading.py", 1000) for name in names]
    own = [Frame("Thread.run", "/home/me/own.py", 3), Frame("work", "/home/me/own.py", 7)]
    for frames, shown in (([*own, *begin], 2), (begin, 3), (own, 2)):
        view = replace(race, stacks={race.selected: Stack(14, race.selected, frames, [])})
        assert len(stack.rows(view, 60, 20).lines) == shown


def test_an_ended_thread_has_no_stack(race: View) -> None:
    thread = race.world.threads[3]._replace(state="failed", pending=None)
    view = replace(race, world=replace(race.world, threads=race.world.threads | {3: thread}), selected=3)
    assert text(stack.rows(view, 60, 9)) == [stack.EMPTY_ENDED]


def test_values_that_do_not_fit_are_counted(race: View) -> None:
    known = race.world.locations[1]
    many = {number: known._replace(id=number, name=f"value_{number}", changed=0) for number in range(2, 9)}
    view = replace(race, world=replace(race.world, locations=race.world.locations | many))
    drawn = values.rows(view, 60, 10)
    assert text(drawn)[-1].endswith(" more")
    shown = sum(line.startswith("value_") for line in text(drawn))
    assert text(drawn)[-1] == f"{7 - shown} more"
    assert len(drawn.lines) == 10


def test_values_say_who_races_and_what_is_missing(race: View) -> None:
    drawn = values.rows(race, 60, 12)
    assert note(drawn) == "▲ 1 race"
    assert text(drawn)[0].endswith("▲ race between ▐2▌ ▐3▌")
    assert text(drawn)[-1] == "▲ no lock was held, and neither waits for the other"
    assert any(line.endswith("◄ update of ▐2▌ lost") for line in text(drawn))


def test_another_value_that_is_raced_for_says_so(race: View) -> None:
    events = [race.history.event(number) for number in range(len(race.history))]
    events.append(Event("location", 1, 2, {"name": "other", "value": "0"}, 0, 0, 0))
    standing = {"op": "read", "value": None, "state": "ready", "waits_for": None, "until": None}
    events.append(Event("point", 3, 2, standing, 1, 15, 0))
    history = History(events)
    view = replace(race, history=history, world=history.world_at(history.steps))
    assert text(values.rows(view, 60, 12))[0].startswith("other")
    assert "▲ race" in text(values.rows(view, 60, 12))[-1]


def test_before_a_race_is_seen_nothing_is_marked(past: View) -> None:
    assert note(values.rows(past, 60, 12)) == f"as of step {past.world.step}"
    assert not any("▲" in line for line in text(values.rows(past, 60, 12)) + text(source.rows(past, 54, 17)))


def test_threads(race: View) -> None:
    drawn = threads.rows(race, 60, 3)
    assert note(drawn) == "1 ready, 1 blocked"
    assert text(drawn) == [
        "▐1▌ MainThread      ■ blocked  join ▐2▌",
        '▐2▌ ThreadPool…-0_0 ● ready    line 16  print(f"Thread {na…',
        "▐3▌ ThreadPool…-0_1 ► turn     write FakeDatabase.value = 1",
    ]
    assert [row.ground for row in drawn.lines] == ["", "", DARK.tint(3)]


def test_the_turn_stays_in_sight(crowd: View) -> None:
    view = replace(crowd, world=replace(crowd.world, turn=9))
    assert any("► turn" in line for line in text(threads.rows(view, 60, 4)))


def test_a_conditions_own_lock_is_not_named_twice(crowd: View) -> None:
    drained, guard = crowd.world.primitives[3], crowd.world.primitives[6]._replace(name="drained.lock")
    view = replace(crowd, world=replace(crowd.world, primitives={3: drained, 6: guard}))
    assert any("drained " in line and "over its lock" in line for line in text(primitives.rows(view, 70, 8)))


def test_a_gauge_for_each_kind(crowd: View) -> None:
    drawn = primitives.rows(crowd, 60, 8)
    assert note(drawn) == "held by waiting"
    assert text(drawn) == [
        "event     started   ○          clear                 ▐6▌",
        "condition drained   over guard 2 waiting             ▐7▌▐8▌",
        "barrier   all_set   ●●○○       2 of 4 here           ▐4▌▐5▌",
        "rlock     guard     ■■         held, depth 2 ▐2▌     ▐3▌",
        "semaphore slots     ■■□        1 of 3 free   ▐2▌▐3▌",
        "queue     pipeline  ■■■■■■■■□□ 8 of 10",
        "timer     heartbeat ━━━━━━━─── in 0.247 s            ▐9▌",
        "lock      log_lock  □          free",
    ]


def test_idle_primitives_give_way(crowd: View) -> None:
    assert text(primitives.rows(crowd, 60, 6))[-1] == "3 more"
    crowd.world.primitives.pop(8)  # the timer, which has a thread waiting
    assert text(primitives.rows(crowd, 60, 6))[-1] == "2 more", "there is something in the queue"


def test_what_is_left_out_is_all_free_where_it_is() -> None:
    run = build.Run("main")
    for number in range(1, 6):
        run.primitive(number, "Lock", f"lock{number}", holder=None, depth=0)
    view = scenes.view([run.history.event(number) for number in range(len(run.history))])
    assert text(primitives.rows(view, 60, 3))[-1] == "3 more, all free"


def test_shared_value_in_focus(race: View) -> None:
    drawn = values.rows(race, 60, 9)
    assert text(drawn) == [
        "FakeDatabase.value  1                 ▲ race between ▐2▌ ▐3▌",
        "step    value   ▐2▌          ▐3▌",
        "   8        0   read 0",
        "  10        0                read 0",
        "  14        1   write 1",
        "next        1                write 1  ◄ update of ▐2▌ lost",
        "local_copy      1            1",
        "▲ no lock was held, and neither waits for the other",
    ]
    assert drawn.lines[5].ground == DARK.tint(3)


def test_stack(race: View) -> None:
    drawn = text(stack.rows(race, 62, 9))
    assert drawn[1] == "_WorkItem.run     line 58   concurrent/futures/thread.py"
    assert drawn[-1] == "locals   self  FakeDatabase    name  1    local_copy  1"
