"""Operations of the standard library's own classes: a scheduling point before each, its body silent.

The body stays the standard library's. A thread enters it when it will not block (the guard looks at the object's own
state), or when its time is up (then with a timeout of 0). What blocks inside all the same parks there.
"""

import functools
import weakref
from collections.abc import Callable
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.pending import Operation, ProgramThread
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.shadows import ATTRIBUTE, Shadow, View


class Plan:
    """What a call is going to be.

    ``late`` are the arguments to enter with when its time is up. ``entered`` is called at the start of the body, ``done``
    with its result (it returns the outcome to record), ``left`` at its end however it ends. ``number`` is asked, with
    the result, which of many things it was done to.
    """

    __slots__ = ("done", "entered", "late", "left", "number", "op")

    def __init__(
        self,
        op: Operation,
        late: tuple[tuple[Any, ...], dict[str, Any]] | None = None,
        done: Callable[[Any], Any] | None = None,
        entered: Callable[[], None] | None = None,
        left: Callable[[], None] | None = None,
        number: Callable[[Any], int | None] | None = None,
    ) -> None:
        self.op = op
        self.late = late
        self.done = done
        self.entered = entered
        self.left = left
        self.number = number


Prepare = Callable[..., Plan | None]


def plan_op(
    shadow: Shadow,
    name: str,
    value: Any = None,
    guard: Callable[[], bool] | None = None,
    timeout: float | None = None,
) -> Operation:
    """An operation on a shown primitive; ``timeout`` in seconds counts for a guarded one only."""
    until = ctx.scheduler.clock.after(timeout) if guard is not None and timeout is not None else None
    return Operation(name, shadow.id, value, guard, until, ("primitive", shadow.id))


def point_before(cls: type, method: str, prepare: Prepare, *, needs_shadow: bool = True) -> None:
    """Put a point before ``cls.method``. ``prepare(obj, shadow, me, *args, **kwargs)`` makes the plan of a call; None: no point.

    A ``TypeError`` from ``prepare`` means that the arguments do not fit; the original then says so itself.
    """
    original = cls.__dict__[method]

    @functools.wraps(original)
    def operation(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        me = ctx.scheduler.me()
        shadow = getattr(self, ATTRIBUTE, None)
        if me is None:
            return original(self, *args, **kwargs)
        if shadow is None and needs_shadow:
            ctx.scheduler.silent(me)
            return original(self, *args, **kwargs)
        if me.body and not ctx.places.own_caller(1):
            return original(self, *args, **kwargs)
        try:
            plan = prepare(self, shadow, me, *args, **kwargs)
        except TypeError:
            plan = None
        if plan is None:
            return original(self, *args, **kwargs)
        return perform(self, shadow, me, plan, original, args, kwargs)

    setattr(cls, method, operation)


def perform(
    obj: Any,
    shadow: Shadow | None,
    me: ProgramThread,
    plan: Plan,
    body: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """Stand before the operation, run its body, record what came of it. The body is silent unless somebody looks inside."""
    op = plan.op
    if me.looked is not None:
        ctx.shadows.refresh(*me.looked)
    if not ctx.scheduler.stand(me, op) and plan.late is not None:
        args, kwargs = plan.late
    return enter(obj, shadow, me, plan, body, args, kwargs)


def enter(
    obj: Any,
    shadow: Shadow | None,
    me: ProgramThread,
    plan: Plan,
    body: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """The second half: it stood before the operation already."""
    op = plan.op
    outer, me.public = me.public, op
    depth, looked = me.body, me.looked
    if shadow is not None and shadow.inside:
        me.body, me.looked = 0, (obj, shadow)
    else:
        me.body = depth + 1
    outcome: Any = None
    number: int | None = None
    try:
        if plan.entered is not None:
            plan.entered()
        result = body(obj, *args, **kwargs)
        outcome = plan.done(result) if plan.done is not None else None
        number = plan.number(result) if plan.number is not None else None
    except BaseException as failure:
        outcome = {"raised": type(failure).__name__}
        raise
    finally:
        me.body, me.looked = depth, looked
        me.public = outer
        _settle(obj, shadow, me, plan, outcome, number)
    return result


def _settle(obj: Any, shadow: Shadow | None, me: ProgramThread, plan: Plan, outcome: Any, number: int | None) -> None:
    """Record what came of an operation. An exception here is the engine's, and must not reach the program."""
    try:
        if ctx.recorder.tells:
            record(me, plan.op, outcome, number)
        if plan.left is not None:
            plan.left()
        if shadow is not None and ctx.shows:
            ctx.shadows.refresh(obj, shadow)
    except Exception:
        ctx.scheduler.fault()
        raise


def record(me: ProgramThread, op: Operation, outcome: Any, number: int | None = None) -> None:
    """The operation has been done; ``number`` tells which item or piece of work it was."""
    value = {"op": op.name, "result": outcome}
    if number is not None:
        value["number"] = number
    ctx.recorder.emit(ev.OP, me.id, op.target, value, me.file, me.line)


def shown(
    cls: type,
    view: Callable[[Any, Shadow], View],
    after: Callable[[Any, Shadow], None] | None = None,
) -> None:
    """Give objects of ``cls`` a shadow when the program's own code makes them."""
    original = cls.__dict__["__init__"]

    @functools.wraps(original)
    def __init__(self: Any, /, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        if ctx.scheduler.me() is None or ATTRIBUTE in self.__dict__ or not ctx.places.own_caller(1):
            return
        _declare(self, cls)

    cls.__init__ = __init__  # type: ignore[misc]
    SHOWN[cls] = view, after


SHOWN: dict[type, tuple[Callable[[Any, Shadow], View], Callable[[Any, Shadow], None] | None]] = {}
"""Classes whose objects are shown; the view, and what comes after the shadow has been declared."""


def show(primitive: Any, name: str) -> None:
    """Show a primitive that was there before the engine."""
    _declare(primitive, next(base for base in type(primitive).__mro__ if base in SHOWN), name)


def _declare(primitive: Any, cls: type, name: str = "") -> None:
    view, after = SHOWN[cls]
    shadow = ctx.shadows.declare(primitive, _kind(primitive, cls.__module__), view, name)
    shadow.reference = weakref.ref(primitive)
    primitive.__dict__[ATTRIBUTE] = shadow
    if after is not None:
        after(primitive, shadow)


def _kind(obj: Any, module: str) -> str:
    """The standard library's own class that this is an instance of, or of a subclass of."""
    return next(base.__name__ for base in type(obj).__mro__ if base.__module__ == module)


def truth(result: Any) -> bool:
    """Outcome of an operation that says whether it succeeded."""
    return bool(result)
