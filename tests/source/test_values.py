"""Texts for values: exact builtin types only, cut short, the same every time."""

import sys
import threading
from collections import OrderedDict, defaultdict, deque
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadtui.engine.values import LIMIT, class_name, safe_repr


class Loud:
    def __repr__(self) -> str:
        raise AssertionError("the program's own code ran")

    __str__ = __hash__ = __eq__ = __repr__  # type: ignore[assignment]

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise AssertionError("the program's own code ran")


class Meta(type):
    __name__ = property(Loud.__repr__)
    __mro__ = property(Loud.__repr__)


class Named(metaclass=Meta):
    pass


CASES: list[tuple[Any, str]] = [
    (Loud(), "Loud"),
    (Loud, "Loud"),
    (Named, "Named"),
    (Named(), "Named"),
    ([Loud(), {"k": (1, Loud())}], "[Loud, {'k': (1, Loud)}]"),
    (test := lambda: None, "<lambda>"),
    (len, "len"),
    (sys, "sys"),
    (threading.Thread, "Thread"),
    ({3, 1, 2}, "{1, 2, 3}"),
    ({"b", "a"}, "{'a', 'b'}"),
    ((set(), frozenset(), frozenset({1})), "(set(), frozenset(), frozenset({1}))"),
    ((1,), "(1,)"),
    ((deque([1]), defaultdict(int, a=1), OrderedDict(b=2)), "(deque([1]), {'a': 1}, {'b': 2})"),
    (range(3), "range(0, 3)"),
    (range(0, 9, 2), "range(0, 9, 2)"),
    ("\udc80\n\x1b", "'\\udc80\\n\\x1b'"),
    (bytearray(b"ab"), "bytearray(b'ab')"),
    (type("A\nB", (), {})(), "A\\nB"),
]


@pytest.mark.parametrize(("value", "text"), CASES, ids=[text for _, text in CASES])
def test_texts(value: object, text: str) -> None:
    assert safe_repr(value) == text


def test_a_list_in_itself_ends() -> None:
    value: list[Any] = [1]
    value.append(value)
    assert safe_repr(value) == "[1, [1, [1, [1, […]]]]]"


def test_huge_numbers_cost_little_and_say_that_they_are_cut() -> None:
    text = safe_repr(-(7**1_000_000))
    assert text.startswith("-0x")
    assert text.endswith("…")
    assert len(text) == LIMIT


def test_an_object_whose_class_is_named_oddly() -> None:
    assert class_name(Loud()) == "Loud"


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(plain, st.integers(1, 200))
def test_the_limit_holds_and_short_values_are_whole(value: object, limit: int) -> None:
    text = safe_repr(value, limit)
    assert 0 < len(text) <= limit
    assert text.isprintable()
    if len(repr(value)) < limit and "…" not in text:
        assert text == repr(value)


@given(st.sets(st.integers() | st.text(max_size=4) | st.tuples(st.integers()), max_size=12))
def test_the_order_of_a_set_does_not_depend_on_how_it_was_filled(value: set[Any]) -> None:
    backwards: set[Any] = set()
    for element in reversed(list(value)):
        backwards.add(element)
    assert safe_repr(value) == safe_repr(backwards)
