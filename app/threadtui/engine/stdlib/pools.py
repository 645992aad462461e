"""A thread pool shown as a pool: its workers, its pending work, its futures."""

from collections import deque
from types import ModuleType
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.public import Plan, plan_op, point_before, record, shown
from threadtui.engine.stdlib.shadows import Shadow, View
from threadtui.engine.values import safe_repr

FUTURES = 50
"""Futures that a pool's view lists: the newest ones."""

POOL = "_threadtui_pool"
"""Where a future keeps the shadow of its pool."""

NUMBER = "_threadtui_number"
"""Where it keeps the number of its submit, by which events tell what its work and its result come after."""

DONE = ("CANCELLED", "CANCELLED_AND_NOTIFIED", "FINISHED")
GIVING = ("set_result", "set_exception", "cancel")
"""After these a result can be had, or that there is none."""

STATES = {"PENDING": "pending", "RUNNING": "running", "CANCELLED": "cancelled", "CANCELLED_AND_NOTIFIED": "cancelled"}


class OrderedSet(dict[Any, None]):
    """Takes the place of a set of the standard library's, of threads or their locks, whose order would go by address."""

    def add(self, item: Any) -> None:
        self[item] = None

    def discard(self, item: Any) -> None:
        self.pop(item, None)

    remove = discard

    def difference_update(self, items: Any) -> None:
        for item in items:
            self.discard(item)


class Pool:
    """What the engine keeps of one executor: which worker has which call, and the futures in order."""

    __slots__ = ("executor", "futures", "running", "shadow")

    def __init__(self, executor: Any, shadow: Shadow) -> None:
        self.executor = executor
        self.shadow = shadow
        self.running: dict[int, tuple[str, Any]] = {}
        self.futures: deque[tuple[str, Any]] = deque(maxlen=FUTURES)

    def stand_before_work(self, me: ProgramThread, items: "deque[Any]") -> None:
        """A worker asks for work: it stands until there is some."""
        self.running.pop(me.id, None)
        self.refresh()
        name = describe(items[0]) if items else None
        op = Operation("work", self.shadow.id, name, lambda: bool(items), None, ("primitive", self.shadow.id))
        ctx.scheduler.stand(me, op)

    def took(self, item: Any) -> None:
        """The calling worker has taken this piece of work; None tells it to leave."""
        me = ctx.scheduler.me()
        if me is None or me.body:
            return
        if item is not None:
            self.running[me.id] = (describe(item), item.future)
        number = None if item is None else item.future.__dict__.get(NUMBER)
        record(me, Operation("work", self.shadow.id), None if item is None else describe(item), number)
        self.refresh()

    def refresh(self) -> None:
        ctx.shadows.refresh(self.executor, self.shadow)

    def future(self, name: str, future: Any) -> dict[str, Any]:
        worker = next((thread for thread, (_, running) in self.running.items() if running is future), None)
        state = STATES.get(future._state) or ("failed" if future._exception is not None else "done")
        return {"name": name, "state": state, "thread": worker if state == "running" else None}


def describe(item: Any) -> str:
    """A piece of work as its call: ``update(0)``."""
    if item is None:
        return ""
    if not hasattr(item, "fn"):  # 3.14 keeps function and arguments together in a task
        return call_text(item.task[0], item.task[1], item.task[2])
    return call_text(item.fn, item.args, item.kwargs)


def call_text(function: Any, args: Any, kwargs: Any) -> str:
    """``name(arguments)`` by the safe repr."""
    name = getattr(function, "__name__", type(function).__name__)
    inside = [safe_repr(arg) for arg in args] + [f"{key}={safe_repr(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(inside)})"


def install(pool_module: ModuleType, base_module: ModuleType) -> None:
    """Wrap ThreadPoolExecutor and Future."""
    executor = pool_module.ThreadPoolExecutor
    _order_threads(executor)
    shown(executor, _view, _adopt)  # outermost, since it looks at its caller
    point_before(executor, "submit", _submit)
    point_before(executor, "shutdown", _shutdown)
    future = base_module.Future
    point_before(future, "result", _result, needs_shadow=False)
    point_before(future, "exception", _result, needs_shadow=False)
    point_before(future, "done", _asked_done, needs_shadow=False)
    for method in ("set_result", "set_exception", "set_running_or_notify_cancel", "cancel"):
        _refresh_after(future, method, gives=method in GIVING)


def _order_threads(executor: Any) -> None:
    original = executor.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self._threads = OrderedSet()

    __init__.__wrapped__ = original  # type: ignore[attr-defined]
    executor.__init__ = __init__


def _adopt(executor: Any, shadow: Shadow) -> None:
    shadow.extra = Pool(executor, shadow)
    executor._work_queue._pool = shadow.extra
    executor._idle_semaphore._cond._lock._orders_nothing()  # counts workers; what each has done is not passed on


def _view(executor: Any, shadow: Shadow) -> View:
    pool: Pool | None = shadow.extra
    threads = [getattr(thread, "_threadtui_thread", None) for thread in executor._threads]
    pending = [describe(item) for item in executor._work_queue._items if item is not None]
    return {
        "max_workers": executor._max_workers,
        "workers": [thread.id for thread in threads if thread is not None],
        "pending": pending,
        "futures": [] if pool is None else [pool.future(name, future) for name, future in pool.futures],
        "busy": {} if pool is None else {str(thread): name for thread, (name, _) in pool.running.items()},
    }


def _submit(_executor: Any, shadow: Shadow, _me: ProgramThread, fn: Any, /, *args: Any, **kwargs: Any) -> Plan:
    text = call_text(fn, args, kwargs)

    def done(future: Any) -> str:
        future.__dict__[POOL], future.__dict__[NUMBER] = shadow, ctx.recorder.unshown()
        shadow.extra.futures.append((text, future))
        return text

    return Plan(plan_op(shadow, "submit", text), done=done, number=lambda future: future.__dict__[NUMBER])


def _shutdown(_executor: Any, shadow: Shadow, _me: ProgramThread, wait: bool = True, **_options: Any) -> Plan:
    return Plan(plan_op(shadow, "shutdown", wait))


def _result(future: Any, _shadow: None, _me: ProgramThread, timeout: float | None = None) -> Plan | None:
    shadow = future.__dict__.get(POOL)
    if shadow is None:
        return None
    name = _name_of(shadow, future)
    guard = (lambda: future._state in DONE) if timeout is None or timeout > 0 else None

    op = plan_op(shadow, "result", name, guard, timeout)
    op.subject = future
    return Plan(op, ((), {"timeout": 0}), done=safe_repr, left=lambda: _learn(future))


def _asked_done(future: Any, _shadow: None, _me: ProgramThread) -> Plan | None:
    shadow = future.__dict__.get(POOL)
    if shadow is None:
        return None
    op = plan_op(shadow, "done", _name_of(shadow, future))
    op.subject = future
    return Plan(op, done=bool, left=lambda: _learn(future))


def _name_of(shadow: Shadow, future: Any) -> str:
    """The call that it is the future of."""
    return next((text for text, other in shadow.extra.futures if other is future), "a future")


def _learn(future: Any) -> None:
    """Whoever has found it over comes after it."""
    if future._state in DONE:
        _tell_order(future, "take")


def _tell_order(future: Any, word: str) -> None:
    """Who has a future's result comes after all that was done for it."""
    me = ctx.scheduler.me()
    if me is not None and NUMBER in future.__dict__:
        ctx.recorder.emit(ev.ORDER, me.id, future.__dict__[NUMBER], word)


def _refresh_after(future: Any, method: str, *, gives: bool) -> None:
    original = future.__dict__[method]

    def changed(self: Any, *args: Any) -> Any:
        if gives:
            _tell_order(self, "give")
        result = original(self, *args)
        shadow = self.__dict__.get(POOL)
        if shadow is not None:
            ctx.shadows.future_changed(shadow.extra, self, method)
        return result

    changed.__name__, changed.__doc__ = method, original.__doc__
    setattr(future, method, changed)
