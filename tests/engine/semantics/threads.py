"""What threads and timers answer, and what hooks and tracers of the program's own see: the same on every schedule."""

import contextvars
import sys
import threading
import time
import weakref

from asking import ask

SOON = 0.05


def life():
    go = threading.Event()
    thread = threading.Thread(target=go.wait, name="worker")
    print(thread.is_alive(), thread.ident, thread.daemon, thread.name)
    ask("join before start", thread.join)
    thread.start()
    ask("start again", thread.start)
    for timeout in (0, -1, SOON):
        ask(f"join {timeout}", thread.join, timeout)
        print("alive", thread.is_alive())
    ask("daemon of a running one", setattr, thread, "daemon", True)
    go.set()
    ask("join", thread.join)
    ask("join again", thread.join, 0)
    print(thread.is_alive(), thread.ident is None, threading.active_count(), len(threading.enumerate()))
    ask("start after the end", thread.start)
    ask("join oneself", threading.current_thread().join)
    ask("a group", threading.Thread, group=1)


def names():
    def work():
        me = threading.current_thread()
        print(me.name, me.ident == threading.get_ident(), me in threading.enumerate(), me is threading.main_thread())
        print(threading.get_native_id() == me.native_id, threading.active_count())

    for thread in (
        threading.Thread(target=work),
        threading.Thread(target=work, name="mine"),
        threading.Timer(0, work),
        type("Sub", (threading.Thread,), {"run": lambda _self: work()})(),
    ):
        thread.start()
        thread.join()
    print(threading.current_thread().name, threading.main_thread() is threading.current_thread())
    thread = threading.Thread(target=print, args=("with", "args"), kwargs={"sep": "-"})
    thread.name = 5
    print(repr(thread.name), repr(thread)[:20])
    thread.start()
    thread.join()


def daemons():
    seen = {}

    def look(key):
        child = threading.Thread(target=seen.__setitem__, args=(key, threading.current_thread().daemon))
        seen[key, "child"] = child.daemon
        other = threading.Thread(target=print, daemon=not child.daemon)
        seen[key, "told"] = other.daemon
        child.start()
        child.join()

    for daemon in (None, False, True):
        thread = threading.Thread(target=look, args=(daemon,), daemon=daemon)
        thread.start()
        thread.join()
    print(seen)


def hooks():
    seen = []

    def fail(error):
        raise error

    def run(error):
        thread = threading.Thread(target=fail, args=(error,), name="failing")
        thread.start()
        thread.join()

    threading.excepthook = lambda args: seen.append((args.exc_type.__name__, str(args.exc_value), args.thread.name))
    run(ValueError("one"))
    run(SystemExit(3))
    run(KeyboardInterrupt("two"))

    def broken(args):
        raise LookupError("the hook fails")

    threading.excepthook = broken
    before, sys.excepthook = sys.excepthook, lambda kind, value, _traceback: seen.append((kind.__name__, str(value)))
    run(ValueError("three"))
    sys.excepthook = before
    threading.excepthook = threading.__excepthook__
    print(seen)


def traced(where):
    calls = []

    def trace(frame, event, arg):
        if frame.f_code.co_name == "work":
            calls.append(event)
        return trace

    def work():
        return where

    return calls, trace, work


def tracers():
    calls, trace, work = traced("thread")
    threading.settrace(trace)
    print(threading.gettrace() is trace, sys.gettrace())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    threading.settrace(None)
    print("trace", [call for call in calls if call != "line"])
    calls, profile, work = traced("thread")
    threading.setprofile(profile)
    print(threading.getprofile() is profile, sys.getprofile())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    threading.setprofile(None)
    print("profile", calls)
    calls, trace, work = traced("main")
    sys.settrace(trace)
    work()
    sys.settrace(None)
    print("main", [call for call in calls if call != "line"])
    calls, profile, work = traced("main")
    sys.setprofile(profile)
    work()
    sys.setprofile(None)
    print("main", calls)


def timers():
    fired = []
    timer = threading.Timer(SOON, fired.append, ["fired"])
    print(timer.interval, timer.daemon, timer.is_alive())
    timer.start()
    timer.join()
    ask("cancel after", timer.cancel)
    print(fired, timer.finished.is_set())
    before = threading.Timer(0, fired.append, ["never"])
    before.cancel()
    before.start()
    before.join()
    during = threading.Timer(60, fired.append, ["never"])
    during.start()
    during.join(SOON)
    print("waiting", during.is_alive())
    during.cancel()
    during.cancel()
    during.join()
    print(fired)
    inside = threading.Timer(0, lambda: (fired.append("inside"), inside.cancel()))
    inside.start()
    inside.join()
    given = threading.Timer(0, lambda *args, **kwargs: fired.append((args, kwargs)), (1, 2), {"key": 3})
    given.start()
    given.join()
    negative = threading.Timer(-1, fired.append, ["at once"])
    negative.start()
    negative.join()
    print(fired)
    ask("text", threading.Timer("soon", print).cancel)


class Local(threading.local):
    made = 0

    def __init__(self, start):
        self.value = start


def locals_and_contexts():
    local, context, seen = Local(7), contextvars.ContextVar("context", default="none"), []
    local.value += 1
    context.set("main")

    def look():
        seen.append((local.value, context.get("unset"), hasattr(local, "extra")))
        local.extra = 1

    local.extra = 2
    for _ in range(2):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    print(seen, local.value, local.extra)


def references():
    thread = threading.Thread(target=print, args=("kept while it runs",))
    weak = weakref.ref(thread)
    thread.start()
    thread.join()
    del thread
    print("gone", weak() is None)


def low_level():
    import _thread

    done = _thread.allocate_lock()
    done.acquire()
    seen = []

    def work(*args, **kwargs):
        seen.append((args, kwargs))
        done.release()

    ident = _thread.start_new_thread(work, (1,), {"key": 2})
    done.acquire()
    print(seen, type(ident).__name__)
    ask("no tuple", _thread.start_new_thread, work, [1])
    ask("no function", _thread.start_new_thread, 1, ())
    _thread.start_new_thread(lambda: (done.release(), _thread.exit()), ())
    done.acquire()
    seen.clear()
    _thread.start_new_thread(lambda: (seen.append(type(threading.current_thread()).__name__), done.release()), ())
    done.acquire()
    print(seen)


def sleeping():
    for seconds in (0, -1, "soon", None, True):
        try:
            print("sleep", seconds, time.sleep(seconds))
        except (ValueError, TypeError) as error:
            print("sleep", seconds, "raised", type(error).__name__)
    began, wall = time.monotonic(), time.time()
    time.sleep(SOON)
    print(time.monotonic() - began >= SOON, time.time() - wall >= SOON - 0.01)


life()
names()
daemons()
hooks()
tracers()
timers()
locals_and_contexts()
references()
low_level()
sleeping()
