"""Points, guards and views of Queue and its kin, and the one primitive that is written again: SimpleQueue.

SimpleQueue is C, and the standard library's Python twin is not re-entrant (a finaliser that puts would lose items), so a
deque with one place to wait stands in for it.
"""

from collections import deque
from itertools import islice
from types import GenericAlias, ModuleType
from typing import Any

from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.library_order import LibraryOrder
from threadtui.engine.stdlib.primitives import plain
from threadtui.engine.stdlib.public import Plan, perform, plan_op, point_before, shown
from threadtui.engine.stdlib.shadows import Shadow, View
from threadtui.engine.values import safe_repr

ITEMS = 50
"""Items of a queue that are sent with its view: more than any panel shows."""


STANDARD = ("queue", "_queue")
"""Modules of the queues whose items go in and out as they are."""


def install(queue: ModuleType) -> None:
    """Wrap the classes of this ``queue`` module."""
    cls = queue.Queue
    shown(cls, _view)
    point_before(cls, "put", _put)
    point_before(cls, "get", _get)
    point_before(cls, "task_done", plain("task_done"))
    point_before(cls, "join", _join)
    point_before(cls, "qsize", plain("qsize", int))
    point_before(cls, "empty", plain("empty", bool))
    point_before(cls, "full", plain("full", bool))
    if hasattr(cls, "shutdown"):
        point_before(cls, "shutdown", plain("shutdown"))


class Numbers:
    """Which put an item came from, told by the item's identity for as long as it lies in the queue."""

    __slots__ = ("_by_identity", "_count", "_last_first")

    def __init__(self, last_first: bool) -> None:
        self._count = 0
        self._last_first = last_first
        self._by_identity: dict[int, deque[int]] = {}

    def put(self, item: Any) -> int:
        """The number of this put, from 1."""
        self._count += 1
        self._by_identity.setdefault(id(item), deque()).append(self._count)
        return self._count

    def got(self, item: Any) -> int | None:
        """The number of the put that it came from; None if that was none of the program's own."""
        waiting = self._by_identity.get(id(item))
        if waiting is None:
            return None
        number = waiting.pop() if self._last_first else waiting.popleft()
        if not waiting:
            del self._by_identity[id(item)]
        return number


def _numbers(queue: Any, shadow: Shadow) -> Numbers | None:
    """None for a subclass that keeps its items in its own way: it may keep others than those that were put."""
    cls = type(queue)
    if cls._put.__module__ not in STANDARD or cls._get.__module__ not in STANDARD:
        return None
    if shadow.extra is None:
        shadow.extra = Numbers(shadow.kind == "LifoQueue")
    numbers: Numbers = shadow.extra
    return numbers


def _view(queue: Any, _shadow: Shadow) -> View:
    items = [safe_repr(item) for item in islice(getattr(queue, "queue", ()), ITEMS)]
    size = len(getattr(queue, "queue", ()))
    return {"size": size, "maxsize": queue.maxsize, "items": items, "unfinished": queue.unfinished_tasks}


def _size(queue: Any) -> int:
    return len(getattr(queue, "queue", ()))


def _room(queue: Any) -> bool:
    return queue.maxsize <= 0 or queue._qsize() < queue.maxsize or getattr(queue, "is_shutdown", False)


def _something(queue: Any) -> bool:
    return queue._qsize() > 0 or getattr(queue, "is_shutdown", False)


def _waits(block: bool, timeout: float | None) -> bool:
    return block and (timeout is None or timeout > 0)


def _moved(_result: Any) -> Any:
    """What came of it where nobody looks at items and sizes: it went well."""
    return {}


def _put(
    queue: Any, shadow: Shadow, _me: ProgramThread, item: Any, block: bool = True, timeout: float | None = None
) -> Plan:
    guard = (lambda: _room(queue)) if _waits(block, timeout) else None
    if not ctx.shows:
        return Plan(plan_op(shadow, "put", None, guard, timeout), ((item, False), {}), _moved)
    text, before = safe_repr(item), _size(queue)

    def entered() -> None:
        nonlocal before
        before = _size(queue)

    def done(_none: Any) -> Any:
        size = _size(queue)
        return {"item": text, "size_before": size - 1 if shadow.inside else before, "size_after": size}

    numbers = _numbers(queue, shadow)
    number = (lambda _none: numbers.put(item)) if numbers is not None else None
    return Plan(plan_op(shadow, "put", text, guard, timeout), ((item, False), {}), done, entered, number=number)


def _get(queue: Any, shadow: Shadow, _me: ProgramThread, block: bool = True, timeout: float | None = None) -> Plan:
    guard = (lambda: _something(queue)) if _waits(block, timeout) else None
    if not ctx.shows:
        return Plan(plan_op(shadow, "get", None, guard, timeout), ((False,), {}), _moved)
    before = 0

    def entered() -> None:
        nonlocal before
        before = _size(queue)

    def done(item: Any) -> Any:
        size = _size(queue)
        return {"item": safe_repr(item), "size_before": size + 1 if shadow.inside else before, "size_after": size}

    numbers = _numbers(queue, shadow)
    number = numbers.got if numbers is not None else None
    return Plan(plan_op(shadow, "get", None, guard, timeout), ((False,), {}), done, entered, number=number)


def _join(queue: Any, shadow: Shadow, _me: ProgramThread) -> Plan:
    return Plan(plan_op(shadow, "join_queue", None, lambda: not queue.unfinished_tasks))


def simple_queue(empty: type[BaseException]) -> type:
    """The class that takes the place of ``_queue.SimpleQueue``; ``empty`` is what an empty one raises."""

    class SimpleQueue:
        """Unbounded first-in first-out queue; see the standard library's documentation."""

        __slots__ = ("__dict__", "__weakref__", "_items", "_order", "_pool", "_shadow")

        def __init__(self) -> None:
            self._items: deque[Any] = deque()
            self._pool: Any = None
            self._shadow: Shadow | None = None
            self._order: LibraryOrder | None = None
            if ctx.places.own_caller(1):
                self._shadow = ctx.shadows.declare(self, "SimpleQueue", _simple_view)
                self._shadow.extra = Numbers(last_first=False)

        __class_getitem__: Any = classmethod(GenericAlias)

        def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: ARG002
            me, shadow = _caller(self)
            if me is None or shadow is None:
                self._tell_order(me, "give")
                self._items.append(item)
                if item is None and self._pool is not None:
                    ctx.recorder.dismisses(me, self._pool.shadow)
                return
            text, before = safe_repr(item), len(self._items)

            def body(_self: Any) -> None:
                nonlocal before
                before = len(self._items)
                self._items.append(item)

            def done(_none: Any) -> Any:
                return {"item": text, "size_before": before, "size_after": len(self._items)}

            def number(_none: Any) -> Any:
                return shadow.extra.put(item)

            perform(self, shadow, me, Plan(plan_op(shadow, "put", text), done=done, number=number), body, (), {})

        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            if timeout is not None and block and timeout < 0:
                raise ValueError("'timeout' must be a non-negative number")
            me, shadow = _caller(self)
            waits = _waits(block, timeout)
            if me is not None and shadow is not None:
                return self._get_shown(me, shadow, waits, timeout)
            if me is not None:
                self._await_items(me, waits, timeout)
            item = self._pop()
            self._tell_order(me, "take")
            return item

        def _tell_order(self, me: ProgramThread | None, word: str) -> None:
            """A library's queue orders threads too; that of a pool that is shown tells it by its own operations."""
            if me is not None and not me.body and self._shadow is None and self._pool is None:
                order = self._order
                if order is None:
                    order = self._order = LibraryOrder()
                order.take(me.id) if word == "take" else order.give(me.id)

        def _get_shown(self, me: ProgramThread, shadow: Shadow, waits: bool, timeout: float | None) -> Any:
            def body(_self: Any) -> Any:
                return self._pop()

            def done(item: Any) -> Any:
                size = len(self._items)
                return {"item": safe_repr(item), "size_before": size + 1, "size_after": size}

            guard = (lambda: bool(self._items)) if waits else None
            plan = Plan(plan_op(shadow, "get", None, guard, timeout), done=done, number=shadow.extra.got)
            return perform(self, shadow, me, plan, body, (), {})

        def _await_items(self, me: ProgramThread, waits: bool, timeout: float | None) -> None:
            """A library's own queue: no point unless it blocks; a pool's workers stand before each piece of work."""
            if self._pool is not None and not me.body:
                if waits or self._items:
                    self._pool.stand_before_work(me, self._items)
            elif waits and not self._items:
                until = None if timeout is None else ctx.scheduler.clock.after(timeout)
                public = me.public
                op = Operation("sleep", 0, None, lambda: bool(self._items), until)
                if public is not None:
                    op = Operation(
                        public.name, public.target, public.value, op.guard, until, ("primitive", public.target)
                    )
                ctx.scheduler.stand(me, op)

        def _pop(self) -> Any:
            if not self._items:
                raise empty
            item = self._items.popleft()
            if self._pool is not None:
                self._pool.took(item)
            return item

        def put_nowait(self, item: Any) -> None:
            self.put(item)

        def get_nowait(self) -> Any:
            return self.get(False)

        def empty(self) -> bool:
            return not self._items

        def qsize(self) -> int:
            return len(self._items)

    SimpleQueue.__module__ = "_queue"
    SimpleQueue.__qualname__ = "SimpleQueue"
    return SimpleQueue


def _simple_view(queue: Any, _shadow: Shadow) -> View:
    items = [safe_repr(item) for item in islice(queue._items, ITEMS)]
    return {"size": len(queue._items), "maxsize": 0, "items": items, "unfinished": 0}


def _caller(queue: Any) -> tuple[ProgramThread | None, Shadow | None]:
    """The calling thread, and the queue's shadow if this call is an operation of the program."""
    me = ctx.scheduler.me()
    if me is None:
        return None, None
    if queue._shadow is None or (me.body and not ctx.places.own_caller(2)):
        ctx.scheduler.silent(me)
        return me, None
    return me, queue._shadow
