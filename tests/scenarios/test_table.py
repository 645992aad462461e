"""The page of the scenarios under many seeds tells of all of them, as declared, and is merged line by line."""

from tests.scenarios.catalogue import BY_NAME, OURS
from tests.scenarios.table import PAGE, Case, Seen, Tally, cases, line, missing, told, undeclared

ABBA = Case(BY_NAME["abba_deadlock"])
"""Passed or deadlock."""


def tally(*verdicts: str) -> Tally:
    found = Tally()
    for verdict in verdicts:
        found = found.with_next(verdict)
    return found


def test_the_page_tells_of_every_scenario_that_it_ends_as_declared() -> None:
    tallies = told(PAGE.read_text(encoding="utf-8"))
    assert [case.label for scenario in OURS for case in cases(scenario)] == list(tallies)
    for scenario in OURS:
        assert not undeclared(scenario, tallies)
        assert not missing(scenario, tallies)


def test_a_tally_knows_how_often_and_since_when() -> None:
    found = tally("passed", "deadlock", "passed", "deadlock", "deadlock")
    assert found == Tally(5, {"passed": Seen(2, 0), "deadlock": Seen(3, 1)})


def test_a_line_is_read_as_it_was_written() -> None:
    (_, limited) = cases(BY_NAME["livelock_polite"])
    for case in (ABBA, limited):
        tallies = {case.label: tally("passed", "deadlock", "crashed", "passed")}
        assert told(line(case, tallies)) == tallies


def test_what_is_not_declared_and_what_never_came_is_loud() -> None:
    tallies = {ABBA.label: tally("passed", "crashed")}
    assert (undeclared(ABBA.scenario, tallies), missing(ABBA.scenario, tallies)) == ({"crashed"}, {"deadlock"})
    assert "**crashed 1× (seed 1), not declared**, passed 1× (seed 0), **deadlock never**" in line(ABBA, tallies)


def test_a_verdict_that_one_of_two_limits_shows_is_not_missing() -> None:
    usual, limited = cases(BY_NAME["livelock_polite"])
    tallies = {usual.label: tally("passed"), limited.label: tally("livelock")}
    assert not missing(usual.scenario, tallies)
    assert "never" not in line(usual, tallies)
