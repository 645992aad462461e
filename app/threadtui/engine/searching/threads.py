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

from threadtui.engine.pending import ENDED, Operation, Unwound
from threadtui.engine.scheduler import SILENT_LIMIT
from threadtui.engine.searching.search_thread import SearchThread
from threadtui.engine.searching.turns import Turns
from threadtui.engine.searching.usual import Usual, known
from threadtui.engine.stdlib.context import ctx
from threadtui.engine.stdlib.failures import note_failure, tell_thread
from threadtui.engine.stdlib.handles import ThreadHandle
from threadtui.engine.stdlib.locks import Lock
from threadtui.engine.stdlib.public import Plan, enter, record

START, MAINTAIN, JOIN, DELETE, END = 6, 2, 3, 2, 3
"""Operations of ``threading``'s own that are no points, and count as such: to start a thread; to go through the locks of those
that run; to join one that is not known to have ended, without that; to leave the list of those that are alive; to say that the
main thread has ended, without that."""

START_WITH_HANDLE = START + 1

ROOM = SILENT_LIMIT - 20
"""With so many of them in a step, one may have to be a point: the long way counts."""


def install(turns: Turns, threading: Any) -> Callable[[], None]:
    """Put it before the long way, where this is a ``threading`` that is known. Returns what is to be called before each
    execution."""
    usual = known(threading)
    if usual is None:
        return _nothing
    Later(threading)
    carry = _carrying(turns, threading)
    _shorten_init(turns, threading, usual)
    _shorten_start(turns, threading, usual, carry)
    _shorten_join(turns, threading, usual)
    if not usual.with_handle:
        _shorten_end(turns, threading)
    return usual.forget


def _nothing() -> None:
    """There is no short way."""


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


def _lock_of_end(thread: int) -> Lock:
    """What tells the thread's end, held by it."""
    lock = _library_lock()
    lock._silent = False
    lock._thread = lock._holder = thread
    lock._depth = 1
    return lock


def _shorten_init(turns: Turns, threading: Any, usual: Usual) -> None:
    cls, event, module = threading.Thread, threading.Event, vars(threading)
    current_thread, new, classes, active = threading.current_thread, event.__new__, usual.classes, module["_active"]
    long, with_handle = cls.__init__, usual.with_handle
    invoke = hooks = None

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
        nonlocal invoke, hooks
        me = turns.current
        if (
            me is None
            or (maker := active.get(me.ident)) is None
            or group is not None
            or module["Event"] is not event
            or module["current_thread"] is not current_thread
            or not (type(self) in classes or usual.class_is(type(self)))
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
        if hooks != (module["excepthook"], sys.excepthook):
            hooks = module["excepthook"], sys.excepthook
            invoke = module["_make_invoke_excepthook"]()
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = daemon = maker._daemonic if daemon is None else daemon
        self._ident = self._native_id = None
        if with_handle:
            self._handle = handle = ThreadHandle.__new__(ThreadHandle)
            handle.ident, handle.lock = None, _library_lock()
            self._started = started = new(event)
        else:
            self._tstate_lock = None
            self._started = started = new(event)
            self._is_stopped = False
        started._flag = False
        self._initialized = True
        self._stderr = sys.stderr
        self._invoke_excepthook = invoke
        module["_dangling"].add(self)
        self._threadtui_thread = turns.new_thread(name, daemon)

    cls.__init__ = __init__


def _shorten_start(turns: Turns, threading: Any, usual: Usual, carry: Any) -> None:
    cls, event, module = threading.Thread, threading.Event, vars(threading)
    limbo_lock, lock_of_locks = module["_active_limbo_lock"], module.get("_shutdown_locks_lock")
    classes, active, locks = usual.classes, module["_active"], module.get("_shutdown_locks")
    long, with_handle = cls.start, usual.with_handle
    body = long.__wrapped__
    make, native_id = turns.carriers.make, turns.carriers.native_id
    count = START_WITH_HANDLE if with_handle else START
    starts: dict[int, Operation] = {}
    begins: dict[int, Operation] = {}

    @functools.wraps(body)
    def start(self: Any) -> None:
        me = turns.current
        if (
            me is None
            or me.body
            or not (type(self) in classes or usual.class_is(type(self)))
            or (thread := getattr(self, "_threadtui_thread", None)) is None
        ):
            long(self)
            return
        number = thread.id
        op = starts.get(number)
        if op is None:
            op = starts[number] = Operation("start", number)
            begins[number] = Operation("begin", number)
        turns.stand(me, op)
        started = self._started
        if (
            type(started) is not event
            or started._flag
            or not self._initialized
            or limbo_lock._depth
            or (lock_of_locks is not None and lock_of_locks._depth)
            or turns.unwinding
            or not usual.all_is(self)
        ):
            plan = Plan(op, entered=lambda: turns.rename(thread, self._name, self._daemonic))
            enter(self, None, me, plan, body, (), {})
            return
        thread.name, thread.daemon = self._name, self._daemonic
        if with_handle:
            handle = self._handle
            lock = handle.lock
            lock._thread, lock._silent = number, False
            lock._depth, lock._holder = 1, me.id
            handle.ident = number
        else:
            sys.audit("_thread.start_new_thread", self._bootstrap, (), None)
            self._tstate_lock = thread.sentinel = lock = _lock_of_end(number)
            if not self._daemonic:
                locks[lock] = None
        thread.carrier = carrier = make(functools.partial(carry, thread, [self]))
        self._ident = number
        self._native_id = native_id(carrier)
        started._flag = True
        active[number] = self
        turns.enter(thread)
        thread.pending = begins[number]
        me.silent += count
        if ctx.recorder.tells:
            record(me, op, None)

    cls.start = start


def _carrying(turns: Turns, threading: Any) -> Callable[[SearchThread, list[Any]], Any]:
    module = vars(threading)
    limbo_lock, active = module["_active_limbo_lock"], module["_active"]

    def delete(thread: SearchThread, obj: Any) -> None:
        if module["_active_limbo_lock"] is not limbo_lock or limbo_lock._depth or thread.silent >= ROOM or ctx.let_go:
            obj._delete()
            return
        thread.silent += DELETE
        del active[thread.id]

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
        if lock._depth and thread.silent < ROOM and not ctx.let_go:
            thread.silent += 1
            lock._holder = lock._depth = 0
        elif lock.locked():
            lock.release()
        if not ctx.let_go:  # in a process that the program forked in this thread, this is the child's end
            turns.finish(thread, "failed" if failed else "done")
        return turns.following

    return carry


def _shorten_join(turns: Turns, threading: Any, usual: Usual) -> None:
    cls, event, module = threading.Thread, threading.Event, vars(threading)
    lock_of_locks = module.get("_shutdown_locks_lock")
    classes, active = usual.classes, module["_active"]
    long, with_handle = cls.join, usual.with_handle
    body = long.__wrapped__

    @functools.wraps(body)
    def join(self: Any, timeout: float | None = None) -> None:
        me = turns.current
        if (
            me is None
            or me.body
            or timeout is not None
            or not (type(self) in classes or usual.class_is(type(self)))
            or (thread := getattr(self, "_threadtui_thread", None)) is None
            or thread is me
            or not thread.started
            or (thread.state in ENDED and not ctx.places.own_caller(1))
        ):
            long(self, timeout)
            return
        number = thread.id
        op = Operation("join", number, None, thread.has_ended, None, ("thread", number))
        turns.stand(me, op)
        started, lock = self._started, None if with_handle else self._tstate_lock
        if (
            thread.state not in ENDED
            or type(started) is not event
            or not self._initialized
            or me.id not in active
            or (lock is not None and (lock._depth or lock_of_locks._depth))
            or not (lock or with_handle or self._is_stopped)
            or not usual.end_is(self)
        ):
            enter(self, None, me, Plan(op, done=lambda _none: thread.has_ended()), body, (), {})
            return
        if with_handle:
            me.silent += JOIN
        elif lock is None:
            me.silent += 1
        else:
            me.silent += JOIN
            self._is_stopped = True
            self._tstate_lock = None
            if not self._daemonic:
                me.silent += MAINTAIN
                if not turns.blind:
                    _tell_of_passing(lock_of_locks, me)
        if ctx.recorder.tells:
            record(me, op, True)

    cls.join = join


def _tell_of_passing(lock: Any, me: SearchThread) -> None:
    """A library's lock was taken and given back."""
    lock._holder, lock._depth = me.id, 1
    ctx.recorder.hidden(me, lock, "acquire")
    lock._holder = lock._depth = 0
    ctx.recorder.hidden(me, lock, "release")


def _shorten_end(turns: Turns, threading: Any) -> None:
    """``_shutdown``, up to 3.12: from 3.13 on there is not much to it."""
    module, long = vars(threading), threading._shutdown
    locks, lock_of_locks = module["_shutdown_locks"], module["_shutdown_locks_lock"]
    names = ("_is_main_interpreter", "get_ident")
    read = itemgetter(*(name for name in names if name in module))
    as_it_was, main_thread, cls = read(module), threading._main_thread, threading.Thread
    methods = itemgetter("_stop", "ident", "daemon")
    as_methods_were = methods(vars(cls))

    @functools.wraps(long)
    def shutdown() -> None:
        me = turns.current
        main, lock = module["_main_thread"], vars(main_thread)["_tstate_lock"]
        if (
            main is not main_thread
            or me is None
            or me.id != main._ident
            or lock is None
            or not lock._depth
            or lock_of_locks._depth
            or module["_threading_atexits"]
            or "_stop" in vars(main)
            or me.silent >= ROOM
            or read(module) != as_it_was
            or methods(vars(cls)) != as_methods_were
            or ctx.let_go
        ):
            long()
            return
        module["_SHUTTING_DOWN"] = True
        lock._holder = lock._depth = 0
        main._is_stopped, main._tstate_lock = True, None
        me.silent += END + MAINTAIN
        if not turns.blind:
            _tell_of_passing(lock_of_locks, me)
        while locks:
            ends = list(locks)
            locks.clear()
            for end in ends:
                end.acquire()
                end.release()
            lock_of_locks.acquire()
            lock_of_locks.release()

    module["_shutdown"] = shutdown
