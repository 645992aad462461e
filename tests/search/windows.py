"""Programs with hard windows, and the textbook ones, for the toy host."""

from typing import Any

from tests.search.toy import Instruction, Program


def starting(count: int) -> list[Instruction]:
    return [("start", number) for number in range(1, count + 1)]


def joining(count: int) -> list[Instruction]:
    return [("join", number, None) for number in range(1, count + 1)]


def readers(count: int) -> Program:
    """One writer, so many readers of one variable."""
    writer: list[Instruction] = [("write", "x", 1)]
    codes = [[("read", "x", "r")] for _ in range(count)]
    return Program({"x": ("location", None)}, [starting(count + 1), writer, *codes])


def lost_update(threads: int, rounds: int = 1) -> Program:
    code: list[Instruction] = [("read", "x", "r"), ("write", "x", ("+", "r", 1))] * rounds
    main = [*starting(threads), *joining(threads), ("read", "x", "r"), ("check", "r", threads * rounds)]
    return Program({"x": ("location", None)}, [main, *[code] * threads])


def locked_update(threads: int, rounds: int = 1) -> Program:
    code: list[Instruction] = [
        ("acquire", "L", None), ("read", "x", "r"), ("write", "x", ("+", "r", 1)), ("release", "L")
    ] * rounds  # fmt: skip
    main = [*starting(threads), *joining(threads), ("read", "x", "r"), ("check", "r", threads * rounds)]
    return Program({"x": ("location", None), "L": ("Lock", None)}, [main, *[code] * threads])


def checker(writers: int) -> Program:
    """Writers of two variables, and one thread that is not to see the first unwritten and the second written."""
    writer: list[Instruction] = [("write", "x", 1), ("write", "y", 1)]
    check: list[Instruction] = [
        ("read", "x", "a"), ("read", "y", "b"), ("if", "a", 0, 1), ("check", "b", 0), ("if", "a", 1, 1), ("check", "b", 1)
    ]  # fmt: skip
    objects: dict[str, Any] = {"x": ("location", None), "y": ("location", None)}
    return Program(objects, [starting(writers + 1), *[writer] * writers, check])


def two_stage(threads: int) -> Program:
    """Half of the threads write one variable under one lock and the other under another; the other half checks them so."""
    write: list[Instruction] = [
        ("acquire", "A", None), ("write", "a", 1), ("release", "A"), ("acquire", "B", None), ("write", "b", 2), ("release", "B")
    ]  # fmt: skip
    check: list[Instruction] = [
        ("acquire", "A", None), ("read", "a", "t"), ("release", "A"), ("if", "t", 1, 4),
        ("acquire", "B", None), ("read", "b", "u"), ("release", "B"), ("check", "u", 2),
    ]  # fmt: skip
    half = threads // 2
    objects: dict[str, Any] = {
        "A": ("Lock", None),
        "B": ("Lock", None),
        "a": ("location", None),
        "b": ("location", None),
    }
    return Program(objects, [starting(2 * half), *[write] * half, *[check] * half])


def philosophers(count: int) -> Program:
    def code(number: int) -> list[Instruction]:
        left, right = f"f{number}", f"f{(number + 1) % count}"
        return [("acquire", left, None), ("acquire", right, None), ("release", right), ("release", left)]

    objects: dict[str, Any] = {f"f{number}": ("Lock", None) for number in range(count)}
    return Program(objects, [starting(count), *(code(number) for number in range(count))])


def work_stealing(items: int) -> Program:
    """An owner takes from the bottom without a lock, a thief from the top with one: both look, then take.

    So the last item may be taken twice. ``taken`` and ``stolen`` count.
    """
    take: list[Instruction] = [
        ("read", "bottom", "b"), ("write", "bottom", ("+", "b", -1)), ("read", "top", "t"),
        *_if_less("t", "b", items, [("read", "taken", "n"), ("write", "taken", ("+", "n", 1))]),
    ]  # fmt: skip
    steal: list[Instruction] = [
        ("acquire", "L", None), ("read", "top", "t"), ("read", "bottom", "b"),
        *_if_less("t", "b", items, [("write", "top", ("+", "t", 1)), ("read", "stolen", "n"), ("write", "stolen", ("+", "n", 1))]),
        ("release", "L"),
    ]  # fmt: skip
    main: list[Instruction] = [
        ("write", "bottom", items), *starting(2), *joining(2),
        ("read", "taken", "x"), ("read", "stolen", "y"), *_sum_at_most("x", "y", items),
    ]  # fmt: skip
    objects: dict[str, Any] = dict.fromkeys(("top", "bottom", "taken", "stolen"), ("location", None))
    return Program({**objects, "L": ("Lock", None)}, [main, take * items, steal * items])


def _if_less(one: str, other: str, most: int, then: list[Instruction]) -> list[Instruction]:
    """``then`` if the first register is less, told by trying all values: the machine has no comparison."""
    code: list[Instruction] = []
    pairs = [(a, b) for b in range(-most, most + 1) for a in range(most + 1) if a < b]
    for number, (a, b) in enumerate(pairs):
        rest = 3 * (len(pairs) - number - 1)
        code += [("if", one, a, 2), ("if", other, b, 1), ("jump", rest + 1)]
    return [*code, ("jump", len(then)), *then]


def _sum_at_most(one: str, other: str, most: int) -> list[Instruction]:
    code: list[Instruction] = []
    for a in range(2 * most + 1):
        for b in range(2 * most + 1):
            if a + b > most:
                code += [("if", one, a, 2), ("if", other, b, 1), ("check", one, -1)]
    return code


def pipeline() -> Program:
    """A producer and a consumer that go round until main, after a time, sets an event; the consumer may wait for ever."""
    millisecond = 1_000_000
    main: list[Instruction] = [*starting(2), ("sleep", 95 * millisecond), ("set", "stop"), *joining(2)]
    put: Instruction = ("put", "q", None, 1)
    producer: list[Instruction] = [
        ("is_set", "stop"), ("if", "ok", False, 5), put, put, put, ("sleep", 30 * millisecond), ("jump", -7)
    ]  # fmt: skip
    consumer: list[Instruction] = [
        ("is_set", "stop"), ("if", "ok", True, 2), ("empty", "q"), ("if", "ok", False, 3),
        ("get", "q", None), ("sleep", 5 * millisecond), ("jump", -7),
    ]  # fmt: skip
    return Program({"q": ("Queue", 10), "stop": ("Event", None)}, [main, producer, consumer])
