"""The short ways of a search leave behind what the long ways do: what a program sees, what a chooser hears, each schedule."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

APP = Path(__file__).parents[2] / "app"
WAYS = Path(__file__).with_name("ways.py")
SEEDS = [1, 2, 3, 4, 5, 6]

HEAD = """
import atexit, queue, sys, threading, time
atexit.register(look, "the end")
from threading import Thread, current_thread, get_ident
def attempt(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except BaseException as error:
        return type(error).__name__, str(error)
def work(*args, **kwargs):
    look(current_thread().name, get_ident(), args, kwargs)
"""

PROGRAMS = {
    "plain": """
threads = [Thread(target=work, args=(n,), kwargs={"n": n}) for n in range(3)]
look(threads)
for thread in threads: thread.start(); look(threads, threading.active_count())
for thread in threads: thread.join(); look(thread, thread.is_alive(), thread.ident)
for thread in threads: thread.join()
look(threads)
""",
    "names": """
threads = [Thread(None, work, "a name"), Thread(name=7), Thread(target=7), Thread(target=len), Thread(daemon=True)]
threads[1].name = "another"
look(threads)
for thread in threads: thread.start()
for thread in threads: thread.join(1)
look(threads)
""",
    "wrong": """
thread = Thread(target=work)
look(attempt(thread.join), attempt(Thread, 1), attempt(Thread, None, None, None, (), {}, True), attempt(Thread, foo=1))
look(attempt(current_thread().join), attempt(thread.start, 1), attempt(thread.join, 1, 2))
look(attempt(Thread.start), attempt(Thread.join))
thread.start()
look(attempt(thread.start), attempt(thread.join, "x"), attempt(thread.join, -1), attempt(thread.join, None))
look(attempt(thread.start), thread)
bare = Thread.__new__(Thread)
look(attempt(bare.start), attempt(bare.join))
""",
    "subclasses": """
class Mine(Thread):
    def __init__(self, n):
        super().__init__(name=f"mine {n}", daemon=n == 2)
        self.n = n
    def run(self):
        look(self.n)
        super().run()
class Hashed(Thread):
    def __hash__(self): return 7
    def __eq__(self, other): return self is other
class Starting(Thread):
    def start(self): look("before"); super().start(); look("after")
    def join(self, timeout=None): look("before"); super().join(timeout); look("after")
class Bare(Thread):
    def __init__(self): pass
class Setting(Thread):
    def __setattr__(self, name, value): super().__setattr__(name, value)
threads = [Mine(1), Mine(2), Hashed(target=work), Starting(target=work), Setting(target=work)]
for thread in threads: thread.start()
for thread in threads: thread.join(); look(thread)
bare = Bare()
look(attempt(bare.start), attempt(bare.join))
""",
    "failing": """
def fail(kind):
    look(kind)
    raise kind("it")
threads = [Thread(target=fail, args=(kind,)) for kind in (ValueError, SystemExit, KeyboardInterrupt)]
for thread in threads: thread.start()
for thread in threads: thread.join(); look(thread)
""",
    "hooks": """
def hook(args): look(args.exc_type, str(args.exc_value), args.thread)
threading.excepthook = hook
def fail(): raise ValueError("it")
thread = Thread(target=fail)
thread.start()
thread.join()
def traced(frame, event, arg): return None
threading.settrace(traced)
thread = Thread(target=lambda: look(sys.gettrace() is traced))
thread.start(); thread.join()
threading.settrace(None); threading.setprofile(None)
def hear(name, args):
    if name == "_thread.start_new_thread": look(name, args[1:])
if not hasattr(sys, "heard"): sys.addaudithook(hear)
sys.heard = True
Thread(target=work).start()
""",
    "own methods": """
thread = Thread(target=work)
thread._stop = threading.Event()
thread.start()
look(attempt(thread.join))
thread = Thread(target=work)
thread._delete = lambda: look("delete")
thread.start()
thread.join()
thread = Thread(target=work)
thread.run = lambda: look("run")
thread.start()
thread.join()
""",
    "patched": """
kept = Thread.start, Thread._bootstrap_inner, threading.Event
def start(self): look("start"); kept[0](self)
def inner(self): look("inner"); kept[1](self)
class Event(kept[2]): pass
Thread.start, Thread._bootstrap_inner, threading.Event = start, inner, Event
try:
    thread = Thread(target=work)
    look(type(thread._started).__name__)
    thread.start()
    thread.join()
finally:
    Thread.start, Thread._bootstrap_inner, threading.Event = kept
""",
    "nested": """
def outer(n):
    if n:
        threads = [Thread(target=outer, args=(n - 1,), daemon=n == 1) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join(); look(thread)
    look(n, current_thread().daemon)
thread = Thread(target=outer, args=(2,))
thread.start(); thread.join()
""",
    "joined by several": """
last = Thread(target=work)
def joins(): last.join(); look(last)
threads = [Thread(target=joins) for _ in range(2)]
last.start()
for thread in threads: thread.start()
for thread in threads: thread.join()
""",
    "not joined": """
for n in range(2): Thread(target=work).start()
threading.Timer(1, work).start()
Thread(target=work, daemon=True).start()
look(threading.active_count())
""",
    "bare threads": """
import _thread
done = _thread.allocate_lock(); done.acquire()
def bare():
    thread = Thread(target=work)
    thread.start(); thread.join(); look(thread, thread.daemon)
    done.release()
_thread.start_new_thread(bare, ())
done.acquire()
""",
    "deadlock": """
lock = threading.Lock()
def take():
    with lock: look(); lock.acquire()
    look()
threads = [Thread(target=take) for _ in range(2)]
try:
    for thread in threads: thread.start()
    for thread in threads: thread.join()
finally:
    Thread(target=work).start()
""",
    "limbo held": """
lock = threading._active_limbo_lock
threads = [Thread(target=time.sleep, args=(0,)) for _ in range(2)]
for thread in threads: thread.start()
with lock:
    time.sleep(1)
    look()
for thread in threads: thread.join(); look()
""",
    "others": """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool: print(list(pool.map(abs, range(3))))
timer = threading.Timer(1, work); timer.start(); timer.join(); look(timer)
timer = threading.Timer(1, work); timer.start(); timer.cancel(); timer.join(); look(timer)
looked = threading.local()
""",
}


def told(path: Path, carrier: str, *, long: bool, listens: bool) -> Any:
    config = {"path": str(path), "carrier": carrier, "long": long, "listens": listens, "seeds": SEEDS}
    done = subprocess.run(
        [sys.executable, str(WAYS), json.dumps(config)],
        env={**os.environ, "PYTHONPATH": str(APP), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("listens", [False, True])
def test_the_short_way_comes_to_the_same(tmp_path: Path, name: str, listens: bool) -> None:
    path = tmp_path / "program.py"
    path.write_text(HEAD + PROGRAMS[name])
    short, long = (told(path, "greenlet", long=long, listens=listens) for long in (False, True))
    for mine, theirs in zip(short, long, strict=True):
        for part, other in zip(mine, theirs, strict=True):
            assert part == other
