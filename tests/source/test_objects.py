"""Objects are told apart for as long as they live, and are not kept alive."""

import gc
import weakref

from tests.source.recording import Recorder, run
from threadtui.engine.source.book import Book
from threadtui.engine.source.objects import Objects


class Thing:
    pass


def test_a_new_object_at_an_old_address_is_another() -> None:
    objects: Objects[str] = Objects()
    for number in range(1000):
        thing = Thing()
        assert objects.get(thing) is None
        objects.add(thing, str(number))
        assert objects.get(thing) == str(number)
        del thing
    assert len(objects) == 0


def test_what_cannot_be_held_weakly_is_let_go_by_and_by() -> None:
    objects: Objects[int] = Objects()
    kept: list[list[int]] = [[] for _ in range(50)]
    for number, value in enumerate(kept):
        objects.add(value, number)
    for _ in range(2000):
        objects.add([], -1)
        objects.sweep()
    assert len(objects) < 200
    assert [objects.get(value) for value in kept] == list(range(50))


def test_a_container_in_an_attribute_dies_with_its_object() -> None:
    text = """
        import weakref
        class Inner: pass
        class Outer:
            def __init__(self):
                inner = Inner()
                self.ref = weakref.ref(inner)
                self.inner = [inner]
        outer = Outer()
    """
    _, names = run(text)
    ref = names["outer"].ref
    assert ref() is not None
    del names["outer"]
    assert ref() is None


def test_the_book_holds_no_class() -> None:
    book = Book(Recorder())
    book.learn("program.py", {"x"}, set(), writes_any=False)
    made = type("Made", (), {"x": 1})
    assert book.attribute(made(), "x", store=False) is not None
    gone = weakref.ref(made)
    del made
    gc.collect()
    assert gone() is None
