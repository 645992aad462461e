"""Searching a panel finds what a plain loop over all its lines finds."""

from hypothesis import given
from hypothesis import strategies as st

from threadtui.tui.panels import search
from threadtui.tui.panels.spans import Ink, Row, Rows, Span

INK = Ink("#FFFFFF")


def drawn(texts: list[str]) -> search.DrawAt:
    """A panel of these lines, which stops at its end as real ones do."""

    def draw(_width: int, height: int, top: int) -> Rows:
        first = min(top, max(len(texts) - height, 0))
        lines = [Row((Span(text, INK),)) for text in texts[first : first + height]]
        return Rows((), (), lines, first, len(texts))

    return draw


@given(st.lists(st.text("abA", max_size=3), max_size=20), st.text("ab", min_size=1, max_size=2), st.integers(-1, 20))
def test_the_next_line_and_round(texts: list[str], wanted: str, after: int) -> None:
    after = min(after, len(texts) - 1)
    order = [*range(after + 1, len(texts)), *range(after + 1)]
    expected = next((number for number in order if wanted in texts[number].lower()), None)
    assert search.line_with(drawn(texts), wanted, after, len(texts)) == expected


def test_more_lines_than_a_chunk() -> None:
    texts = ["x"] * (3 * search.CHUNK)
    texts[2 * search.CHUNK + 7] = "the needle"
    assert search.line_with(drawn(texts), "needle", 5, len(texts)) == 2 * search.CHUNK + 7
    assert search.line_with(drawn(texts), "needle", 2 * search.CHUNK + 8, len(texts)) == 2 * search.CHUNK + 7


def test_things_of_several_lines() -> None:
    def draw(_width: int, _height: int, top: int) -> Rows:
        things = [thing for thing in range(top, 4) for _ in range(2)]
        lines = [Row((Span(f"{thing}{part}", INK),)) for thing, part in zip(things, "ab" * 4, strict=False)]
        return Rows((), (), lines, top, 4, things)

    assert search.line_with(draw, "2b", -1, 4) == 2
