"""Small random programs, as text, that use most of what the rewriter touches, and end by themselves."""

from hypothesis import strategies as st

PRELUDE = """\
log = []
count = 0
table = {"a": 1, 2: [3]}
rows = [1, 2, 3]
def note(value):
    log.append(repr(value))
    return value
class Box:
    shared = 0
    def __init__(self, x):
        self.x = x
        self.items = [x]
        self.__hidden = x
    def bump(self, by=1):
        global count
        count += by
        self.x += note(by)
        self.__hidden = self.x
        return self
    @property
    def twice(self):
        return self.x * 2
box = Box(1)
other = Box(2)
"""

ATOMS = ["1", "0", "-1", "'a'", "None", "a", "b", "count", "table", "rows", "box", "other", "missing", "[]", "(1, 2)"]
PLACES = [
    "a", "b", "count", "box.x", "other.x", "Box.shared", "box.items", "rows[0]", "rows[-1]", "rows[7]", "table['a']",
    "table[2]", "box.items[0]", "box.bump().x", "note(box).x", "note(rows)[note(0)]", "a.nothing",
]  # fmt: skip
FORMS = [
    "({0} + {1})", "({0} or {1})", "({0} and not {1})", "({0} if {1} else {0})", "note({0})", "[{0}, *({1},)]",
    "len({0})", "{0}[{1}]", "({0} in {1})", "({0} == {1})", "({0} < {1})", "rows.append({0})", "box.items.append({0})",
    "table.get({0}, {1})", "table.setdefault({0}, {1})", "box.items.pop()", "rows.index({0})", "note(box).bump({0})",
    "[note(i) for i in {0} if {1}]", "{{k: {0} for k in {1}}}", "(lambda x: ({0}, x))({1})", "f'{{{0}}} {{{1}!r:>4}}'",
    "(a := {0})", "box.items[{0}:{1}]", "rows[{0}:]", "sorted({0})", "max({0}, {1}, key=kind)", "getattr(box, {0}, {1})",
    "sum(x for x in {0})", "box.twice", "box.x", "table[{0}]", "dict(a={0}, **{1})", "print(*{0}, sep={1}, file=Null())",
]  # fmt: skip


def expressions() -> st.SearchStrategy[str]:
    simple = st.sampled_from(ATOMS + PLACES)
    return st.recursive(
        simple,
        lambda inner: st.tuples(st.sampled_from(FORMS), inner, inner).map(lambda parts: parts[0].format(*parts[1:])),
        max_leaves=5,
    )


def _indent(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def _simple() -> st.SearchStrategy[list[str]]:
    value, place = expressions(), st.sampled_from(PLACES)
    return st.one_of(
        st.tuples(place, value).map(lambda p: [f"{p[0]} = {p[1]}"]),
        st.tuples(place, st.sampled_from(["+=", "*=", "-="]), value).map(lambda p: [" ".join(p)]),
        st.tuples(place, place, value).map(lambda p: [f"{p[0]}, {p[1]} = {p[2]}"]),
        st.tuples(place, place, value).map(lambda p: [f"{p[0]} = {p[1]} = {p[2]}"]),
        place.map(lambda p: [f"del {p}"]),
        value.map(lambda v: [v]),
        st.tuples(value, value).map(lambda p: [f"assert {p[0]}, {p[1]}"]),
        value.map(lambda v: [f"raise ValueError({v})"]),
        st.just(["setattr(box, 'x', note(9))"]),
    )


def _compound(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    value, place = expressions(), st.sampled_from(PLACES)
    body = st.lists(inner, min_size=1, max_size=3).map(lambda parts: _indent([line for part in parts for line in part]))
    leave = st.sampled_from([[], ["    break"], ["    continue"], ["    if a: continue"], ["    if not b: break"]])
    return st.one_of(
        st.tuples(value, body, body).map(lambda p: [f"if {p[0]}:", *p[1], "else:", *p[2]]),
        st.tuples(place, value, body, leave, body).map(
            lambda p: [f"for {p[0]} in first({p[1]}):", *p[2], *p[3], "else:", *p[4]]
        ),
        st.tuples(st.sampled_from(["rows", "box.items", "table"]), body, leave).map(
            lambda p: [f"for b in {p[0]}:", "    if few(): break", *p[1], *p[2]]
        ),
        st.tuples(value, body, leave).map(
            lambda p: [f"while few() or not {p[0]}:", "    if few(): break", *p[1], *p[2]]
        ),
        st.tuples(body, body, body).map(
            lambda p: ["try:", *p[0], "except (TypeError, LookupError) as error:", *p[1], "finally:", *p[2]]
        ),
        st.tuples(value, place, body).map(lambda p: [f"with Context({p[0]}) as {p[1]}:", *p[2]]),
        st.tuples(body, value).map(
            lambda p: ["def inner(b=b):", "    nonlocal a", *p[0], f"    return {p[1]}", "note(inner())"]
        ),
        st.tuples(body, value).map(
            lambda p: ["def inner(b=b):", "    a = 1", *p[0], f"    yield {p[1]}", "note([*inner()])"]
        ),
        st.tuples(value, body, body).map(
            lambda p: [f"match {p[0]}:", "    case [a, *b]:", *_indent(p[1]), "    case _:", *_indent(p[2])]
        ),
        body.map(lambda p: ["class Inner:", "    a = b = 3", *p]),
    )


HELPERS = """\
import traceback
def where(error):
    return "".join(traceback.format_exception(error))
left = 40
def few():
    global left
    left -= 1
    if left < -60:
        raise SystemExit("too long")
    return left < 0
def kind(value):
    return type(value).__name__
def first(values):
    return [value for value, _ in zip(values, range(3))]
class Null:
    def write(self, text): log.append(text)
class Context:
    def __init__(self, value): self.value = value
    def __enter__(self): return note(self.value)
    def __exit__(self, *about): return about[0] is KeyError
"""


def _guarded(part: list[str]) -> list[str]:
    """The lines so that what they raise is logged, with its traceback, and the program goes on."""
    if "nonlocal" in "".join(part):
        return part
    return ["try:", *_indent(part), "except Exception as error:", "    log.append(where(error))"]


@st.composite
def programs(draw: st.DrawFn) -> str:
    """The text of a program: what the helpers define, and a function ``main``, which it calls."""
    statements = st.recursive(_simple(), _compound, max_leaves=6)
    body = [line for part in draw(st.lists(statements, min_size=1, max_size=6)) for line in _guarded(part)]
    function = ["def main(a, b):", *_indent(["global count"] if draw(st.booleans()) else []), *_indent(body)]
    module = draw(st.one_of(st.just([]), statements)) if draw(st.booleans()) else []
    plain = [line for line in module if "nonlocal" not in line]
    text = [*function, "a, b = 1, 'b'", *plain, "main(rows, box)"]
    return PRELUDE + HELPERS + "\n".join(text) + "\n"
