"""How long an execution may be, beside those that ended."""

from threadtui.search.runaway import FIRST, LENGTHS, SHORTEST, Lengths, most_steps

MOST = 1_000_000


def test_a_limit_that_is_asked_for_is_the_only_one() -> None:
    lengths = Lengths(MOST, wary=False)
    lengths.made(5, ended=True)
    assert lengths.limit == MOST == most_steps(MOST, 5, wary=False)


def test_the_first_may_be_long_and_others_as_long_as_those_that_ended() -> None:
    lengths = Lengths(MOST, wary=True)
    assert lengths.limit == FIRST
    lengths.made(FIRST, ended=False)
    assert lengths.limit == SHORTEST
    lengths.made(2 * SHORTEST, ended=True)
    assert lengths.limit == LENGTHS * 2 * SHORTEST == most_steps(MOST, 2 * SHORTEST, wary=True)
    assert f"had {2 * SHORTEST}" in lengths.why(lengths.limit)
    lengths.made(MOST, ended=True)
    assert lengths.limit == MOST
