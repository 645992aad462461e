"""What the language means: every construct that touches shared state, in two threads at once or one; the same on every schedule."""

import asyncio
import contextlib
import enum
import inspect
import threading
import traceback
import typing

from asking import ask

total = 0
rows = [1, 2, 3]
table = {"a": 1}
LOCK = threading.Lock()


def together(work):
    """Run the work in two threads at once."""
    crew = [threading.Thread(target=work) for _ in range(2)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()


class Meta(type):
    """Counts what is looked up and made; sees the body's names in their order."""

    seen = []

    @classmethod
    def __prepare__(mcs, name, bases, **kwargs):
        mcs.seen.append(("prepare", name, sorted(kwargs)))
        return super().__prepare__(name, bases)

    def __new__(mcs, name, bases, body, **kwargs):
        mcs.seen.append([key for key in body if not key.startswith("__static") and key != "__firstlineno__"])
        return super().__new__(mcs, name, bases, body)

    def __init__(cls, name, bases, body, **kwargs):
        super().__init__(name, bases, body)

    def __call__(cls, *args):
        made = super().__call__(*args)
        made.made = type(cls).count = getattr(type(cls), "count", 0) + 1
        return made

    def __contains__(cls, value):
        return value in cls.values

    def __len__(cls):
        return len(cls.values)

    @property
    def first(cls):
        return cls.values[0]


class Made(metaclass=Meta, option=1):
    values = [5, 6]
    total = sum(value for value in values)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__()
        cls.below = kwargs

    def __init__(self, x=0):
        self.x = x


class Below(Made, option=2):
    values = [7]


def metaclasses():
    print(Meta.seen)
    print(Made.total, 5 in Made, len(Made), Made.first, bool(Made), Below.below, Below.first)
    print(Made(3).x, Below().made, Meta.count, type(Below).__name__)


class Positive:
    """A data descriptor that keeps its value in the instance."""

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name, 0)

    def __set__(self, instance, value):
        if value < 0:
            raise ValueError(f"{self.name[1:]} must not be negative")
        setattr(instance, self.name, value)

    def __delete__(self, instance):
        delattr(instance, self.name)


class Once:
    """A non-data descriptor: the instance's own value wins."""

    calls = 0

    def __get__(self, instance, owner):
        Once.calls += 1
        return "computed"


class Account:
    balance = Positive()
    once = Once()
    kinds: typing.ClassVar = {}
    __slots__ = ("_balance", "__dict__", "__hidden")

    def __init__(self, start=0):
        self.balance = start
        self.__hidden = [start]
        self.__dict__["loose"] = 1

    @property
    def hidden(self):
        return self.__hidden

    @hidden.setter
    def hidden(self, value):
        self.__hidden = [*self.__hidden, value]

    @hidden.deleter
    def hidden(self):
        del self.__hidden

    @classmethod
    def of(cls, *starts):
        return [cls(start) for start in starts]

    @staticmethod
    def __secret():
        return "mangled"

    def secret(self):
        return self.__secret(), [self.__secret() for _ in range(2)], (lambda: self.__hidden)()

    def __getattr__(self, name):
        if name.startswith("made_up"):
            return name
        raise AttributeError(name)


def attributes():
    account = Account(1)
    account.balance += 2
    account.hidden = 4
    account.loose += account.balance
    print(account.balance, account.hidden, account.loose, account.once, account.secret(), account.made_up_1)
    account.once = "mine"
    print(account.once, Once.calls, Account.balance.name, sorted(account.__dict__))
    ask("negative", setattr, account, "balance", -1)
    ask("nothing", getattr, account, "nothing")
    ask("mangled from outside", getattr, account, "__hidden")
    print(account._Account__hidden, [other.balance for other in Account.of(1, 2)])
    del account.balance, account.hidden
    print(account.balance, hasattr(account, "hidden"))
    Account.kinds["a"] = Account.kinds.get("a", 0) + 1
    print(Account.kinds, Account.__slots__)

    def work():
        for _ in range(3):
            with LOCK:
                account.balance += 1
                account.loose -= 1

    together(work)
    print(account.balance, account.loose)


def generators():
    def count(limit):
        try:
            got = []
            while len(got) < limit:
                got.append((yield len(got)))
            return got
        except KeyError as error:
            yield f"caught {error}"
        finally:
            rows.append("closed")

    def outer(limit):
        result = yield from count(limit)
        yield result

    generator = outer(2)
    print(next(generator), generator.send("a"), generator.send("b"), list(generator))
    generator = outer(2)
    print(next(generator), generator.throw(KeyError("thrown")), generator.close(), rows)
    print(inspect.isgeneratorfunction(outer), generator.gi_frame, [*count(0)])
    del rows[3:]
    numbers = (row * factor for row in rows for factor in range(2) if row > 1)
    rows.append(4)
    print(list(numbers), rows.pop())
    shared, got = iter(range(6)), []

    def take():
        with contextlib.suppress(StopIteration):
            while True:
                with LOCK:
                    got.append(next(shared))

    together(take)
    print(sorted(got))


def comprehensions():
    print([row for row in rows if (twice := row * 2) > 2], twice, {row: [*range(row)] for row in rows})
    print({key for key in table}, [[a + b for a in rows] for b in rows if b != 2], [lambda i=i: i for i in rows][0]())
    functions = [lambda: row for row in rows]
    print([function() for function in functions])
    print(
        [(a, b) for a, *b in [(1, 2, 3), (4,)]],
        sorted({**table, "b": 2}),
        [*rows, *table],
        max(*rows, key=lambda r: -r),
    )

    class Body:
        size = 2
        squares = [size_ * size_ for size_ in range(size)]

    print(Body.squares)


def closures():
    def counter():
        count = 0

        def add(by=1):
            nonlocal count
            with LOCK:
                count += by
            return count

        return add, lambda: count

    add, get = counter()
    together(lambda: [add() for _ in range(3)])
    print(get(), add.__closure__ is not None, add.__code__.co_freevars)

    def late():
        try:
            return unset
        except NameError as error:
            return type(error).__name__, str(error)

    print(late())
    unset = 1
    print(late())
    del unset
    print(late())


def decorators():
    order = []

    def mark(name):
        order.append(name)

        def decorate(it):
            order.append(f"{name} on {it.__name__}")
            it.marks = [*getattr(it, "marks", []), name]
            return it

        return decorate

    @mark("a")
    @mark("b")
    def decorated(first, /, second=rows[0], *rest, key: "int" = table["a"], **more) -> "list":
        """Documented."""
        return first, second, rest, key, more

    @mark("class")
    class Decorated:
        pass

    print(order, decorated.marks, Decorated.marks)
    print(
        decorated(1),
        decorated(1, 2, 3, key=4, other=5),
        decorated.__doc__,
        decorated.__defaults__,
        decorated.__kwdefaults__,
    )
    print(decorated.__annotations__, inspect.signature(decorated), decorated.__qualname__)


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


def matched(value):
    match value:
        case 0 | 1:
            return "small"
        case int() as number if number > rows[-1]:
            return f"large {number}"
        case [first, *others] if others:
            return f"{first} and {others}"
        case {"a": found, **more}:
            return f"{found} of {sorted(more)}"
        case Point(0, y=where) | Point(where, 0):
            return f"axis {where}"
        case Colour.RED:
            return "red"
        case str(text):
            return text.upper()
        case _:
            return "else"


def texts():
    name, width = "x", 6
    print(
        f"{total!r} {rows[0]:>{width}} {table['a']=} {(lambda: name)()!s:^5}|{len(rows):03d} {{}} {[r + 1 for r in rows]}"
    )
    print(f"{total + 1 = } {', '.join(map(str, rows))} {f'{name}{width}'} {rows and 'some'}")


def unpacked():
    global total
    first, *middle, last = *rows, 4, *"ab"
    print(first, middle, last)
    (a, [b, *c]), d = (1, [2, 3, 4]), rows
    a, b = b, a
    print(a, b, c, d is rows)
    rows[0], rows[1] = rows[1], rows[0]
    rows[1:2] = [7, *rows[:1]]
    print(rows)
    rows[:] = [1, 2, 3]
    box = Account()
    total, box.balance, table["b"], *box.rest = range(5)
    print(total, box.balance, table, box.rest)
    for total, table["b"] in zip(rows, "abc", strict=True):
        pass
    print(total, table.pop("b"), (total := 0))
    i = 0
    rows[i := i + 1] += 10
    print(rows, i)
    rows[1] -= 10
    del rows[0], i
    rows.insert(0, 1)
    print(rows, 1 < rows[1] < 3, rows[0] or rows[9], rows[0] == 0 and rows[9])


def failures():
    def inner():
        return rows[99] + table["a"]

    try:
        inner()
    except LookupError as error:
        frames = traceback.extract_tb(error.__traceback__)
        print(error, frames[-1].name, frames[-1].line, frames[-1].colno, frames[-1].end_colno)
    try:
        try:
            raise ExceptionGroup("both", [ValueError("a"), KeyError("b")])
        except* ValueError as group:
            print([str(error) for error in group.exceptions])
    except* KeyError as group:
        print(group.message, [str(error) for error in group.exceptions])
    try:
        try:
            table["none"]
        finally:
            rows.append("finally")
    except KeyError as error:
        print(error, rows.pop(), error.__context__)
    try:
        assert rows == [], f"rows are {rows}"
    except AssertionError as error:
        print(error)


def executed():
    names = {"rows": rows, "table": table}
    exec("found = [row for row in rows]\ndef inner(x):\n    return x + found[0]\nvalue = inner(table['a'])", names)
    print(names["found"], names["value"], eval("rows[0] + 1"), eval("[x for x in rows if x]", {"rows": "ab"}))
    exec("global total\ntotal = 9")
    print(total, eval(compile("total + 1", "<text>", "eval")))
    exec(
        "class Text:\n    lock = LOCK\n    def get(self):\n        with self.lock:\n            return 'inside'",
        globals(),
    )
    print(globals()["Text"]().get(), "Text" in globals(), sorted(k for k in dir() if k in ("names", "rows")))
    local = locals()
    print(sorted(key for key in local if not key.startswith("_")), vars(Made(4)))


class Steps:
    """An asynchronous iterator and context manager."""

    def __init__(self, limit):
        self.at, self.limit = 0, limit

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.at == self.limit:
            raise StopAsyncIteration
        self.at += 1
        await asyncio.sleep(0)
        return self.at

    async def __aenter__(self):
        rows.append("in")
        return self

    async def __aexit__(self, *about):
        rows.append(about[0] and about[0].__name__)
        return True


async def asynchronous():
    async def numbers():
        for row in rows[:3]:
            yield row
            await asyncio.sleep(0)

    async def add(number):
        async with lock:
            seen.append(number)
            await asyncio.sleep(0.001)
        return number * 2

    lock, seen = asyncio.Lock(), []
    print([number async for number in numbers()], {number: 1 async for number in Steps(2)})
    async with Steps(2) as steps, Steps(1):
        async for step in steps:
            seen.append(step)
        else:
            seen.append("else")
        raise LookupError
    print(seen, rows[3:])
    del rows[3:], seen[:]
    print(await asyncio.gather(*map(add, range(3))), seen)
    print([await value for value in [add(5), add(6)]], await asyncio.to_thread(lambda: threading.active_count() > 1))
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.01)
    except TimeoutError:
        print("timed out")


def asynchronously():
    asyncio.run(asynchronous())
    together(lambda: asyncio.run(asyncio.sleep(0)))


for part in (
    metaclasses,
    attributes,
    generators,
    comprehensions,
    closures,
    decorators,
    texts,
    unpacked,
    failures,
    executed,
):
    print(f"-- {part.__name__}")
    part()
for value in (
    1,
    5,
    2,
    [1],
    [1, 2],
    {"a": 1, "b": 2},
    Point(0, 2),
    Point(3, 0),
    Point(1, 1),
    Colour.RED,
    Colour.BLUE,
    "s",
):
    print(matched(value))
asynchronously()
