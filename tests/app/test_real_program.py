"""The player with the engine at its other end: what a made-up session cannot show."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from threadtui.session import CannotStart, Options, Session
from threadtui.targets import Target, resolve
from threadtui.tui import keepsake
from threadtui.tui.intents import branching, go_on, look_back, settings, stopping
from threadtui.tui.player import Player

PATIENCE = 20.0
"""Seconds that a program may take to answer, on a slow machine too."""


class Watch:
    """A player of a real program; waits for its answers."""

    def __init__(self, target: Target, options: Options | None = None) -> None:
        self.target = target
        self.player = Player(target.name, options or Options(), partial(Session, target, interactive=True))

    def begin(self) -> "Watch":
        self.player.start()
        self.until(lambda: self.player.run.answered)
        return self

    def arrive(self) -> None:
        """Until the fork that is on its way is watched, or has been given up."""
        while self.player.coming is not None:
            session = self.player.coming.branch.run.session
            assert session is not None
            assert select.select([session], [], [], PATIENCE)[0]
            self.player.receive(1.0)

    def until(self, there: Callable[[], bool]) -> None:
        while not there():
            session = self.player.run.session
            assert session is not None
            assert not self.player.run.gone, (self.player.run.fault, self.player.run.refused)
            ready, _, _ = select.select([session], [], [], PATIENCE)
            assert ready, f"no answer: {self.player.run.parked}"
            self.player.receive(1.0)

    def step(self) -> None:
        before = self.player.world.step
        go_on.step(self.player)
        self.until(lambda: self.player.world.step > before or self.player.run.over)

    def play(self) -> None:
        go_on.play_pause(self.player)
        self.until(lambda: self.player.world.verdict is not None)


@pytest.fixture
def watch() -> Iterator[Callable[..., Watch]]:
    watched: list[Watch] = []

    def begin(target: Target, options: Options | None = None) -> Watch:
        watched.append(Watch(target, options))
        return watched[-1].begin()

    yield begin
    for one in watched:
        one.player.close()


def script(folder: Path, text: str) -> Target:
    path = folder / "program.py"
    path.write_text(text)
    return resolve(str(path))


def test_by_hand_to_the_end_and_back(watch: Callable[..., Watch]) -> None:
    one = watch(resolve("start_and_join"))
    assert (one.player.transport, one.player.world.step) == ("paused", 0)
    turns = []
    while not one.player.run.over:
        turns.append(one.player.world.turn)
        one.step()
        assert one.player.world.moved == turns[-1], "the thread that was shown as the next one has moved"
    assert one.player.world.verdict is not None
    assert one.player.world.verdict.verdict == "passed"
    look_back.first(one.player)
    assert one.player.world.turn == turns[0]


def test_the_same_seed_plays_the_same(watch: Callable[..., Watch]) -> None:
    one = watch(resolve("race_two_threads"), Options(seed=3))
    settings.faster(one.player)
    one.player.speed = None
    one.play()
    movers = [one.player.run.history.mover(step) for step in range(one.player.run.history.steps + 1)]
    settings.restart(one.player)
    one.until(lambda: one.player.run.answered)
    one.play()
    again = one.player.run.history
    assert [again.mover(step) for step in range(again.steps + 1)] == movers
    one.until(lambda: bool(one.player.run.token))
    assert keepsake.command(one.target, one.player) == "threadtui --seed 3 race_two_threads"


def test_a_run_that_was_steered_is_repeated_by_its_schedule(watch: Callable[..., Watch]) -> None:
    one = watch(resolve("start_and_join"))
    go_on.step_thread(one.player, 1)
    assert keepsake.command(one.target, one.player) == ""
    one.until(lambda: bool(one.player.run.token))
    assert keepsake.command(one.target, one.player).endswith(":1x1 start_and_join")
    one.player.speed = None
    one.play()
    one.until(lambda: bool(keepsake.command(one.target, one.player)))
    assert keepsake.command(one.target, one.player).startswith("threadtui --schedule threadtui1:")


def test_the_command_that_repeats_a_run_names_what_no_schedule_tells(
    watch: Callable[..., Watch], tmp_path: Path
) -> None:
    answers = tmp_path / "answers"
    answers.write_text("Ada\n")
    one = watch(script(tmp_path, "print(input())\n"), Options(stdin=str(answers), max_steps=99))
    for steered in (False, True):
        assert f"--max-steps 99 --stdin {answers}" in keepsake.command(one.target, one.player)
        if not steered:
            go_on.step_thread(one.player, 1)
            one.until(lambda: bool(keepsake.command(one.target, one.player)))


def test_settings_on_the_way(watch: Callable[..., Watch]) -> None:
    one = watch(resolve("race_two_threads"))
    one.step()
    settings.next_granularity(one.player)
    settings.next_strategy(one.player)
    one.until(lambda: one.player.run.history.world.granularity == "line")
    one.step()
    one.player.speed = None
    one.play()


def test_one_thread_until_it_blocks(watch: Callable[..., Watch]) -> None:
    one = watch(resolve("start_and_join"))
    go_on.run_thread(one.player, 1)
    one.until(lambda: not one.player.run.moving)
    assert one.player.world.threads[1].state == "blocked"
    go_on.step_thread(one.player, 1)
    assert one.player.notice.startswith("▐1▌ cannot go on")


def test_until_a_line(watch: Callable[..., Watch], tmp_path: Path) -> None:
    target = script(tmp_path, "import time\n\ntime.sleep(1)\ntime.sleep(2)\ntime.sleep(3)\n")
    one = watch(target)
    assert target.path is not None
    go_on.until(one.player, target.path, 5)
    one.until(lambda: not one.player.run.moving)
    where = one.player.world.threads[1].where
    assert where is not None
    assert where.line == 5


def test_a_flood_is_paused(watch: Callable[..., Watch], tmp_path: Path) -> None:
    one = watch(
        script(
            tmp_path, "import threading\nlock = threading.Lock()\nwhile True:\n    lock.acquire()\n    lock.release()\n"
        )
    )
    one.player.speed = None
    go_on.play_pause(one.player)
    one.until(lambda: one.player.world.step > 500)
    go_on.play_pause(one.player)
    one.until(lambda: one.player.run.parked is not None and one.player.run.parked.reason == "pause")
    assert one.player.transport == "paused"
    assert one.player.run.parked is not None
    assert one.player.run.parked.step == one.player.world.step


def test_a_million_printed_lines_are_all_there(watch: Callable[..., Watch], tmp_path: Path) -> None:
    one = watch(
        script(tmp_path, "import sys\nfor _ in range(100):\n    sys.stdout.buffer.write(b'line\\n' * 10_000)\n")
    )
    one.player.speed = None
    one.play()
    history = one.player.run.history
    assert history.output() == "line\n" * 1_000_000
    assert len(history.output_lines(tail=5)) == 5
    assert one.player.transport == "ended"


def test_a_step_that_never_ends_is_shown_and_can_be_left(watch: Callable[..., Watch], tmp_path: Path) -> None:
    one = watch(script(tmp_path, "while True:\n    pass\n"))
    go_on.step(one.player)
    one.until(lambda: one.player.run.busy is not None)
    busy = one.player.run.busy
    assert busy is not None
    assert (busy.thread, busy.line in (1, 2)) == (1, True)
    session = one.player.run.session
    assert isinstance(session, Session)
    one.player.close()
    with pytest.raises(ProcessLookupError):
        os.kill(session._process.pid, signal.SIGCONT)


@pytest.mark.parametrize(
    ("end", "verdict", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed", "SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "crashed", "SIGKILL"),
        ("os._exit(3)", "failed", "3"),
        ("raise ValueError('no')", "failed", "ValueError"),
        ("sys.exit(4)", "failed", "4"),
    ],
)
def test_however_it_ends_the_verdict_says_how(
    watch: Callable[..., Watch], tmp_path: Path, end: str, verdict: str, told: str
) -> None:
    one = watch(script(tmp_path, f"import os, signal, sys, time\ntime.sleep(1)\n{end}\n"))
    one.player.speed = None
    one.play()
    found = one.player.world.verdict
    assert found is not None
    assert (found.verdict, told in found.message) == (verdict, True), found
    assert one.player.transport == "ended"


def test_a_program_that_cannot_be_compiled_fails_as_it_would_anyway(
    watch: Callable[..., Watch], tmp_path: Path
) -> None:
    one = watch(script(tmp_path, "def (:\n"))
    one.play()
    assert (one.player.run.fault, one.player.run.refused) == ("", "")
    assert one.player.world.verdict is not None
    assert "SyntaxError" in one.player.world.verdict.message


def test_an_interpreter_that_is_not_there_is_refused() -> None:
    def start(_: Options) -> Session:
        raise CannotStart("cannot run /no/such/python")

    player = Player("program", Options(), start)
    player.start()
    assert "/no/such/python" in player.run.refused
    assert player.transport == "ended"


def test_closing_leaves_no_process(watch: Callable[..., Watch]) -> None:
    one = watch(resolve("start_and_join"))
    session = one.player.run.session
    assert isinstance(session, Session)
    pid = session._process.pid
    one.player.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


UNREPEATABLE = {
    "import datetime\nclass Box: pass\nbox = Box()\nbox.stamp = int(datetime.datetime.now().timestamp() * 1e9)\n": "the real time",
    "import os\nclass Box: pass\nbox = Box()\nbox.noise = os.urandom(8)\n": "from outside",
    "import pathlib\nfile = pathlib.Path(__file__).with_name('count')\nclass Box: pass\nbox = Box()\n"
    "box.count = int(file.read_text()) + 1 if file.exists() else 1\nfile.write_text(str(box.count))\n": "from outside",
}


@pytest.mark.parametrize("program", UNREPEATABLE)
def test_a_fork_of_a_program_that_does_not_repeat_says_what_differs(
    watch: Callable[..., Watch], tmp_path: Path, program: str
) -> None:
    one = watch(script(tmp_path, f"{program}print('done')\n"))
    one.play()
    look_back.back(one.player)
    branching.fork(one.player)
    one.arrive()
    assert one.player.notice.startswith("This program does not repeat. Step "), one.player.notice
    assert UNREPEATABLE[program] in one.player.notice


def test_a_fork_repeats_what_was_and_goes_on_otherwise(watch: Callable[..., Watch]) -> None:
    one = watch(resolve("race_two_threads"), Options(seed=7))
    for step in range(12):
        if step == 5:
            settings.next_granularity(one.player)
            one.until(lambda: one.player.run.history.world.granularity == "line")
        one.step()
    before = [one.player.run.history.mover(step) for step in range(10)]
    look_back.back(one.player, 3)
    ready = [thread.id for thread in one.player.world.threads.values() if thread.state == "ready"]
    other = next(thread for thread in ready if thread != one.player.run.history.mover(10))
    go_on.step_thread(one.player, other)
    one.arrive()
    one.until(lambda: one.player.run.history.steps == 10)
    history = one.player.run.history
    assert [history.mover(step) for step in range(11)] == [*before, other]
    assert "is a fork of A after step 9" in one.player.notice
    assert history.world.granularity == "line"
    one.player.speed = None
    one.play()
    one.until(lambda: bool(keepsake.command(one.target, one.player)))
    command = keepsake.command(one.target, one.player)
    again = watch(one.target, Options(schedule=command.split()[2]))
    again.player.speed = None
    again.play()
    repeated = again.player.run.history
    assert [repeated.mover(step) for step in range(history.steps + 1)] == [
        history.mover(step) for step in range(history.steps + 1)
    ]


def test_a_line_that_was_run_to_is_no_event(watch: Callable[..., Watch], tmp_path: Path) -> None:
    """Else the fork of such a run would seem not to repeat."""
    (tmp_path / "other.py").write_text("value = 1\nif value > 1:\n    print(value)\n")
    one = watch(script(tmp_path, "import time\ntime.sleep(1)\nimport other\ntime.sleep(other.value)\n"))
    go_on.until(one.player, str(tmp_path / "other.py"), 3)
    one.until(lambda: one.player.world.verdict is not None)
    look_back.back(one.player)
    branching.fork(one.player)
    one.arrive()
    assert one.player.notice.startswith("B is a fork of A")


def test_it_runs_until_a_race_is_seen_and_looks_at_that_step(watch: Callable[..., Watch]) -> None:
    one = watch(resolve("race_two_threads"), Options(seed=7))
    stopping.change_stops(one.player, "race", "")
    stopping.next_breakpoint(one.player)
    one.until(lambda: one.player.notice.startswith("Stopped: a race was seen"))
    seen = one.player.run.history.races()[0].step
    assert one.player.world.step == seen
    assert not one.player.run.moving
    one.until(lambda: one.player.run.parked is not None and one.player.run.parked.reason in ("pause", "verdict"))
    look_back.first(one.player)
    stopping.next_breakpoint(one.player)
    assert one.player.world.step == seen, "the same step over what is recorded"
