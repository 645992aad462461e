"""Where two runs part, and what that led to."""

from tests.world.build import Run
from threadtui.engine import events as kinds
from threadtui.world.history import History
from threadtui.world.parting import Ends, ends, outcome, parting
from threadtui.world.parts import text


def made(*movers: int, value: str = "1", verdict: str = "") -> History:
    run = Run("main", "a", "b").location(1, "box", "0").location(2, "same", "7")
    for mover in movers:
        run.step(mover, "write").add(kinds.WRITE, mover, 1, ["0", value], 5)
    if verdict:
        run.add(kinds.VERDICT, value={"verdict": verdict, "message": "E in main\nmore", "exit_status": 1})
    return run.history


def test_the_first_step_that_another_thread_makes() -> None:
    found = parting(made(1, 2, 2, 3, 1), made(1, 2, 3, 3, 1))
    assert found is not None
    assert (found.step, text(found.one), text(found.other)) == (
        3,
        "▐2▌ wrote box: 0 → 1",
        "▐3▌ wrote box: 0 → 1",
    )


def test_any_step_can_be_the_first() -> None:
    same = [1, 2, 3] * 20
    for step in range(1, len(same) + 1):
        other = list(same)
        other[step - 1] = other[step - 1] % 3 + 1
        assert made(*same).first_other_mover(made(*other)) == step


def test_nothing_parts_two_that_are_as_far() -> None:
    assert parting(made(1, 2), made(1, 2)) is None


def test_one_goes_further() -> None:
    found = parting(made(1, 2, verdict="passed"), made(1, 2, 3))
    assert found is not None
    assert (found.step, text(found.one), text(found.other)) == (3, "had ended", "▐3▌ wrote box: 0 → 1")
    assert parting(made(1, 2, 3), made(1, 2)) is None, "one that only has not come so far goes the same way"


def test_what_it_led_to() -> None:
    one, other = made(1, value="1", verdict="failed"), made(1, value="2")
    assert ends(one, other) == [Ends("box", "1", "2")]
    assert ends(one, Run("main").history) == [Ends("box", "1", None), Ends("same", "7", None)]
    assert (outcome(one), outcome(other)) == ("failed: E in main", "")
