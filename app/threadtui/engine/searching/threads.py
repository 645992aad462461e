"""The short way of threads while searching: what ``threading``'s own code comes to, without its fifty calls for each thread.

To make, start, end and join a thread, ``threading`` keeps lists and waits for events of its own. None of that is a point, and
none of it waits, since one thread runs at a time: so it is done here in a few lines, and leaves behind the same as the long
way: attributes, lists, locks, the count of operations that are no points. ``threading``'s own code does it wherever anything
is out of the ordinary: in another version's ``threading``, where the program has put something of its own in the place of what
is passed over here, where a lock of the module's is held, for whatever is called wrongly.

A thread that has been started has its bootstrap behind it, and stands at its ``begin`` without having run.
"""

import functools
import sys
from builtins import type  # the program may put others in their place
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from threadtui.engine.pending import Operation, Unwound
from threadtui.engine.scheduler import SILENT_LIMIT
from threadtui.engine.searching.turns import SearchThread, Turns
from threadtui.engine.stdlib.carry import LimboLock, has_ended
from threadtui.engine.stdlib.context import Function, ctx
from threadtui.engine.stdlib.failures import note_failure, tell_thread
from threadtui.engine.stdlib.handles import ThreadHandle
from threadtui.engine.stdlib.locks import Lock
from threadtui.engine.stdlib.public import Plan, enter, record

BODIES = {
    "start": "_initialized RuntimeError _started is_set _active_limbo_lock _limbo _start_new_thread _bootstrap Exception wait",
    "_bootstrap": "_bootstrap_inner _daemonic _sys",
    "_bootstrap_inner": "_set_ident _set_tstate_lock _HAVE_THREAD_NATIVE_ID _set_native_id _started set _active_limbo_lock "
    "_active _ident _limbo _trace_hook _sys settrace _profile_hook setprofile run _invoke_excepthook _delete",
    "_set_ident": "get_ident _ident",
    "_set_native_id": "get_native_id _native_id",
    "_set_tstate_lock": "_set_sentinel _tstate_lock acquire daemon _shutdown_locks_lock _maintain_shutdown_locks "
    "_shutdown_locks add",
    "_delete": "_active_limbo_lock _active get_ident",
    "join": "_initialized RuntimeError _started is_set current_thread _wait_for_tstate_lock max",
    "_wait_for_tstate_lock": "_tstate_lock _is_stopped acquire release _stop locked",
    "_stop": "_tstate_lock locked _is_stopped daemon _shutdown_locks_lock _maintain_shutdown_locks",
}
"""Methods of ``Thread`` that are passed over, and the names that each uses: so they are known. Up to 3.12."""

BODIES_WITH_HANDLE = {
    **BODIES,
    "start": "_initialized RuntimeError _started is_set _active_limbo_lock _limbo _start_joinable_thread _bootstrap _handle "
    "daemon Exception wait",
    "_bootstrap_inner": BODIES["_bootstrap_inner"].replace("_set_tstate_lock ", ""),
    "join": "_initialized RuntimeError _started is_set current_thread max _handle join",
}
"""The same from 3.13 on, where a handle stands for the sentinel."""
for gone in ("_set_tstate_lock", "_wait_for_tstate_lock", "_stop"):
    del BODIES_WITH_HANDLE[gone]

ATTRIBUTES = (
    "__getattribute__", "__getattr__", "__setattr__", "__hash__", "__eq__", "_initialized", "_started", "_ident",
    "_native_id", "_tstate_lock", "_handle", "_is_stopped", "_daemonic", "_name", "_invoke_excepthook", "daemon", "ident",
)  # fmt: skip
"""What a subclass must not have of its own to go the short way; beside the methods."""

NAMES = ("Event", "current_thread", "get_ident", "get_native_id")
"""Of the module: what the program must not have replaced. So are the functions that start a thread."""

START, MAINTAIN, JOIN, DELETE = 6, 2, 2, 2
"""Operations of ``threading``'s own that are no points, and count as such: to start a thread; to go through the locks of those
that run; to join one that is not known to have ended, without that; to leave the list of those that are alive."""

START_WITH_HANDLE = START + 1

ROOM = SILENT_LIMIT - 20
"""With so many of them in a step, one may have to be a point: the long way counts."""


def install(turns: Turns, threading: Any) -> Callable[[], None]:
    """Put it before the long way, where this is a ``threading`` that is known. Returns what is to be called before each
    execution."""
    with_handle = "_handle" in vars(threading._main_thread)
    bodies = BODIES_WITH_HANDLE if with_handle else BODIES
    if any(_names_in(threading.Thread, method) != names.split() for method, names in bodies.items()):
        return _nothing
    usual = Usual(threading, bodies)
    Later(threading)
    carry = _carrying(turns, threading)
    _shorten_init(turns, threading, usual, with_handle)
    _shorten_start(turns, threading, usual, carry, with_handle)
    _shorten_join(turns, threading, usual, with_handle)
    return usual.forget


def _nothing() -> None:
    """There is no short way."""


def _names_in(cls: type, method: str) -> list[str]:
    function = vars(cls).get(method)
    function = getattr(function, "__wrapped__", function)
    return list(function.__code__.co_names) if function is not None else []


class Usual:
    """Has the program left alone what is passed over?"""

    def __init__(self, threading: Any, bodies: dict[str, str]) -> None:
        self._cls = threading.Thread
        self._others = (threading._DummyThread, threading._MainThread)
        self._methods = frozenset(bodies)
        self._own = self._methods | frozenset(ATTRIBUTES)
        self._classes: dict[type, bool] = {}
        started_by = "_start_joinable_thread" if "_start_joinable_thread" in vars(threading) else "_start_new_thread"
        self._read_module = itemgetter(*NAMES, started_by)
        self._read_class = itemgetter(*sorted(self._methods - {"start", "join"}))
        self._module = vars(threading)
        self._dict = vars(self._cls)
        self._audited = False
        sys.addaudithook = Function(sys.addaudithook, functools.partial(self._add_audit_hook, sys.addaudithook))
        self._as_in_module, self._as_in_class = self._read_module(self._module), self._read_class(self._dict)

    def class_is(self, cls: type) -> bool:
        """Is a thread of this class one like any other, but for its ``run`` and ``__init__``?"""
        found = self._classes.get(cls)
        if found is None:
            found = self._classes[cls] = not issubclass(cls, self._others) and all(
                self._own.isdisjoint(vars(base)) for base in cls.__mro__[: cls.__mro__.index(self._cls)]
            )
        return found

    def object_is(self, thread: Any) -> bool:
        """Has it no methods of its own? A thread's own ``_stop`` is a well-known mistake."""
        return self._methods.isdisjoint(vars(thread))

    def module_is(self) -> bool:
        """Is ``threading`` what it was, and nobody looks on?"""
        return not self._audited and bool(
            self._read_module(self._module) == self._as_in_module and self._read_class(self._dict) == self._as_in_class
        )

    def _add_audit_hook(self, add: Any, *args: Any, **kwargs: Any) -> None:
        """A hook of the program's sees the middle of a start."""
        add(*args, **kwargs)
        self._audited = True

    def forget(self) -> None:
        """Classes of an execution that is over."""
        self._classes = {}


class Later:
    """``Event._cond``, made when somebody wants it: nobody ever waits for the event of a thread that has started."""

    def __init__(self, threading: Any) -> None:
        self._event, self._condition = threading.Event, threading.Condition
        threading.Event._cond = self

    def __get__(self, event: Any, cls: type) -> Any:
        if event is None or type(event) is not self._event or list(vars(event)) != ["_flag"]:
            raise AttributeError(f"{cls.__name__!r} object has no attribute '_cond'", name="_cond", obj=event)
        made = vars(event)["_cond"] = self._condition(_library_lock())
        return made


def _library_lock() -> Lock:
    """As ``threading`` makes one."""
    lock: Lock = object.__new__(Lock)
    if ctx.let_go:
        lock.__init__()  # type: ignore[misc]
        return lock
    lock._order = lock._shadow = lock._real = None
    lock._holder = lock._depth = lock._thread = lock._waiters = 0
    lock._own, lock._silent, lock._owner_module = False, True, "threading"
    return lock


def _lock_of_end(thread: SearchThread, holder: int) -> Lock:
    """What tells the thread's end, held."""
    lock = _library_lock()
    lock._thread, lock._silent = thread.id, False
    lock._depth, lock._holder = 1, holder
    return lock


def _is_free(lock: Any) -> bool:
    return lock._depth == 0 and lock._real is None


def _shorten_init(turns: Turns, threading: Any, usual: Usual, with_handle: bool) -> None:
    cls, event, module = threading.Thread, threading.Event, vars(threading)
    current_thread, new = threading.current_thread, event.__new__
    long = cls.__init__

    @functools.wraps(long)
    def __init__(
        self: Any,
        group: None = None,
        target: Any = None,
        name: Any = None,
        args: Any = (),
        kwargs: Any = None,
        *,
        daemon: Any = None,
    ) -> None:
        me = turns.current
        maker = module["_active"].get(me.ident) if me is not None else None
        if (
            maker is None
            or group is not None
            or module["Event"] is not event
            or module["current_thread"] is not current_thread
            or not usual.class_is(type(self))
            or ctx.let_go
        ):
            long(self, group, target, name, args, kwargs, daemon=daemon)
            return
        if name:
            name = str(name)
        else:
            name = module["_newname"]("Thread-%d")
            if target is not None:
                try:  # noqa: SIM105 (a context manager takes as long as all of this)
                    name += f" ({target.__name__})"
                except AttributeError:
                    pass
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = daemon = maker._daemonic if daemon is None else daemon
        self._ident = None
        self._native_id = None
        if with_handle:
            self._handle = handle = ThreadHandle.__new__(ThreadHandle)
            handle.ident, handle.lock = None, _library_lock()
        else:
            self._tstate_lock = None
        self._started = started = new(event)
        started._flag = False
        if not with_handle:
            self._is_stopped = False
        self._initialized = True
        self._stderr = sys.stderr
        self._invoke_excepthook = module["_make_invoke_excepthook"]()
        module["_dangling"].add(self)
        self._threadtui_thread = turns.new_thread(name, daemon)

    cls.__init__ = __init__


def _shorten_start(turns: Turns, threading: Any, usual: Usual, carry: Any, with_handle: bool) -> None:
    cls, event, module = threading.Thread, threading.Event, vars(threading)
    long = cls.start
    body = long.__wrapped__
    carriers, native_id = turns.carriers, turns.carriers.native_id
    count = START_WITH_HANDLE if with_handle else START

    @functools.wraps(body)
    def start(self: Any) -> None:
        me = turns.current
        thread = getattr(self, "_threadtui_thread", None)
        if me is None or me.body or thread is None or not usual.class_is(type(self)):
            long(self)
            return
        op = Operation("start", thread.id)
        turns.stand(me, op)
        started = self._started
        if (
            turns.unwinding
            or type(started) is not event
            or started._flag
            or not self._initialized
            or not usual.object_is(self)
            or not usual.module_is()
            or not all(map(_is_free, _locks(module)))
            or ctx.let_go
        ):
            plan = Plan(op, entered=lambda: turns.rename(thread, self._name, self._daemonic))
            enter(self, None, me, plan, body, (), {})
            return
        thread.name, thread.daemon = self._name, self._daemonic
        if with_handle:
            handle = self._handle
            lock = handle.lock
            lock._thread, lock._silent = thread.id, False
            lock._depth, lock._holder = 1, me.id
            handle.ident = thread.ident
        else:
            sys.audit("_thread.start_new_thread", self._bootstrap, (), None)
            self._tstate_lock = thread.sentinel = lock = _lock_of_end(thread, thread.id)
            if not self._daemonic:
                _maintain(module)
                module["_shutdown_locks"].add(lock)
        thread.carrier = carriers.make(functools.partial(carry, thread, [self]))
        self._ident = thread.ident
        self._native_id = native_id(thread.carrier)
        started._flag = True
        module["_active"][thread.ident] = self
        turns.enter(thread)
        thread.pending = Operation("begin", thread.id)
        me.silent += count
        if ctx.recorder.tells:
            record(me, op, None)

    cls.start = start


def _locks(module: dict[str, Any]) -> tuple[Any, ...]:
    if "_shutdown_locks_lock" in module:
        return module["_active_limbo_lock"], module["_shutdown_locks_lock"]
    return (module["_active_limbo_lock"],)


def _maintain(module: dict[str, Any]) -> None:
    """``_maintain_shutdown_locks``."""
    locks = module["_shutdown_locks"]
    for lock in [lock for lock in locks if not lock._depth]:
        del locks[lock]


def _carrying(turns: Turns, threading: Any) -> Callable[[SearchThread, list[Any]], Any]:
    module = vars(threading)

    def delete(thread: SearchThread, obj: Any) -> None:
        lock = module["_active_limbo_lock"]
        if type(lock) is LimboLock and _is_free(lock) and thread.silent < ROOM:
            thread.silent += DELETE
            del module["_active"][thread.ident]
        else:
            obj._delete()

    def carry(thread: SearchThread, box: list[Any]) -> Any:
        """What a carrier runs, from the thread's first step to its end; the next carrier. ``box`` is emptied, so that nothing
        of the program's dies after the turn has been handed on."""
        obj = box.pop()
        failed = False
        try:
            try:
                if turns.unwinding:
                    raise Unwound
                if not turns.blind:
                    thread.done.append(turns.tell_of_thread("begin", thread))
                if module["_trace_hook"]:
                    sys.settrace(module["_trace_hook"])
                if module["_profile_hook"]:
                    sys.setprofile(module["_profile_hook"])
                try:
                    obj.run()
                except:  # noqa: E722 (as in the long way)
                    obj._invoke_excepthook(obj)
            finally:
                delete(thread, obj)
        except (SystemExit, Unwound):
            pass
        except BaseException as failure:  # noqa: BLE001 (the program may raise what it likes)
            note_failure(thread, failure)
            failed = True
            tell_thread(failure, obj._bootstrap)
        else:
            failed = thread.errors > 0
        lock = thread.sentinel or obj._handle.lock
        del obj
        if lock._depth and lock._real is None and thread.silent < ROOM:
            thread.silent += 1
            lock._holder = lock._depth = 0
        elif lock.locked():
            lock.release()
        if not ctx.let_go:  # in a process that the program forked in this thread, this is the child's end
            turns.finish(thread, "failed" if failed else "done")
        return turns.following

    return carry


def _shorten_join(turns: Turns, threading: Any, usual: Usual, with_handle: bool) -> None:
    cls, event, module = threading.Thread, threading.Event, vars(threading)
    long = cls.join
    body = long.__wrapped__

    @functools.wraps(body)
    def join(self: Any, timeout: float | None = None) -> None:
        me = turns.current
        thread = getattr(self, "_threadtui_thread", None)
        if (
            me is None
            or me.body
            or timeout is not None
            or thread is None
            or thread is me
            or not thread.started
            or (thread.ended and not ctx.places.own_caller(1))
            or not usual.class_is(type(self))
        ):
            long(self, timeout)
            return
        op = Operation("join", thread.id, None, functools.partial(has_ended, thread), None, ("thread", thread.id))
        turns.stand(me, op)
        started, lock = self._started, None if with_handle else self._tstate_lock
        if (
            not thread.ended
            or type(started) is not event
            or not self._initialized
            or me.ident not in module["_active"]
            or not usual.object_is(self)
            or not usual.module_is()
            or (lock is not None and not _is_free(lock))
            or not all(map(_is_free, _locks(module)))
            or not (lock or with_handle or self._is_stopped)
            or ctx.let_go
        ):
            enter(self, None, me, Plan(op, done=lambda _none: thread.ended), body, (), {})
            return
        me.silent += 1
        if with_handle:
            me.silent += JOIN
        elif lock is not None:
            me.silent += JOIN
            self._is_stopped = True
            self._tstate_lock = None
            if not self._daemonic:
                _pass_through(module["_shutdown_locks_lock"], me, turns)
                _maintain(module)
        if ctx.recorder.tells:
            record(me, op, True)

    cls.join = join


def _pass_through(lock: Any, me: SearchThread, turns: Turns) -> None:
    """Take a library's lock and give it back."""
    me.silent += MAINTAIN
    if not turns.blind:
        lock._holder, lock._depth = me.id, 1
        ctx.recorder.hidden(me, lock, "acquire")
        lock._holder = lock._depth = 0
        ctx.recorder.hidden(me, lock, "release")
