"""Every scenario ends as its index says, under every seed, on every interpreter, and repeats."""

from pathlib import Path

import pytest

from tests.engine.harness import execute, interpreters, target_of
from tests.scenarios.catalogue import MAX_STEPS, NEVER_SEEN, OURS, RACED_FOR, SEEDS, every, failures, fresh, run, runs
from threadtui.engine import events as ev
from threadtui.session import Hello
from threadtui.targets import Scenario
from threadtui.trace import header, read, write
from threadtui.world.history import History
from threadtui.world.story import sentences

MOST_STEPS = 150
"""A person steps through all of it."""

MOST_SEEDS = 60
"""The rarest declared verdict shows in about one run in ten."""

SEED_IN_INDEX = 20
"""Where a seed below this shows the bug, the picker opens with one."""

can_fail = pytest.mark.parametrize(
    "scenario", [scenario for scenario in OURS if failures(scenario)], ids=lambda scenario: scenario.name
)


@every
def test_it_ends_as_declared_and_soon(scenario: Scenario) -> None:
    for done in runs(scenario, SEEDS):
        assert done.verdict in scenario.expected, done.message
        assert done.steps <= MOST_STEPS


@every
def test_it_races_for_what_it_is_meant_to_and_nothing_else(scenario: Scenario) -> None:
    for done in runs(scenario, SEEDS):
        history = History(done.events)
        names = {history.world.locations[race.location].name for race in history.races()}
        assert names == RACED_FOR.get(scenario.name, set())


@every
def test_every_declared_verdict_is_there(scenario: Scenario) -> None:
    missing = set(scenario.expected) - NEVER_SEEN.get(scenario.name, set())
    for seed in range(MOST_SEEDS):
        missing.discard(run(scenario.name, seed).verdict)
        if missing and scenario.name in MAX_STEPS:
            missing.discard(run(scenario.name, seed, max_steps=MAX_STEPS[scenario.name]).verdict)
        if not missing:
            return
    raise AssertionError(f"no seed below {MOST_SEEDS} gives {missing}")


def shows_its_bug(scenario: Scenario, seed: int) -> bool:
    limits = {"max_steps": MAX_STEPS[scenario.name]} if scenario.name in MAX_STEPS else {}
    return run(scenario.name, seed, **limits).verdict in failures(scenario)


@can_fail
def test_it_opens_with_a_seed_that_shows_its_bug(scenario: Scenario) -> None:
    if not shows_its_bug(scenario, scenario.seed):
        better = [seed for seed in range(SEED_IN_INDEX) if shows_its_bug(scenario, seed)]
        assert not better, f"the index has seed {scenario.seed}; these show it: {better}"


@every
def test_it_ends_as_declared_on_every_interpreter(scenario: Scenario) -> None:
    for python in interpreters():
        done = execute(target_of(Path(scenario.path)), seed=scenario.seed, python=python)
        assert done.verdict in scenario.expected, f"{python}: {done.message}"


@pytest.mark.parametrize("granularity", ["sync", "line"])
@every
def test_it_ends_as_declared_at_every_granularity(scenario: Scenario, granularity: str) -> None:
    done = run(scenario.name, scenario.seed, granularity)
    assert done.verdict in scenario.expected, done.message


@every
def test_its_trace_is_believed_and_every_step_has_words(scenario: Scenario, tmp_path: Path) -> None:
    done = run(scenario.name, scenario.seed, "line")
    hello = next(message for message in done.messages if isinstance(message, Hello))
    path = str(tmp_path / "trace")
    head = header(scenario.name, "", hello.python, scenario.seed, "random", "line", [scenario.path])
    write(path, head, done.events, done.verdict, done.token)
    found = read(path)
    assert found.note == ""
    assert found.history.steps == done.steps
    for step in range(1, found.history.steps + 1):
        assert sentences(found.history, step)


def check_repeats(scenario: Scenario, seed: int) -> None:
    first = run(scenario.name, seed)
    again = execute(target_of(Path(scenario.path)), schedule=first.token)
    assert again.events == first.events


@every
def test_its_token_repeats_it(scenario: Scenario) -> None:
    check_repeats(scenario, scenario.seed)


def test_a_dead_producer_is_told_though_the_verdict_is_the_deadlock() -> None:
    done = run("producer_crash", 0)
    assert done.verdict == "deadlock"
    assert [event.value["type"] for event in done.of(ev.ERROR)] == ["ValueError"]


def test_the_last_line_of_a_daemon_is_never_printed() -> None:
    for seed in SEEDS:
        assert "never printed" not in run("daemon_killed", seed).output


@pytest.mark.parametrize("granularity", ["access", "line"])
def test_an_increment_is_lost_between_its_read_and_its_write(granularity: str) -> None:
    verdicts = {run("bytecode_increment", seed, granularity).verdict for seed in range(SEED_IN_INDEX)}
    assert verdicts == {"passed", "failed"}


@pytest.mark.slow
@every
def test_fifty_seeds_end_as_declared_and_repeat(scenario: Scenario) -> None:
    for seed in range(50):
        assert run(scenario.name, seed).verdict in scenario.expected
        check_repeats(scenario, seed)


@pytest.mark.slow
@every
def test_no_false_verdict_in_a_thousand_seeds(scenario: Scenario) -> None:
    for seed in range(1_000):
        done = fresh(scenario.name, seed)
        assert done.verdict in scenario.expected, f"seed {seed}: {done.message}"
