"""The programs of ``publishing`` as Python, for the real engine: the same operations, each access of a value at its own line.

One file has many programs: ``P17_work0`` is what thread 0 of number 17 does. Whoever runs the file chooses: ``one`` by number,
whose thread 0 is main, so that its verdict is the run's; or all, one after the other, each in threads of its own, which main
joins for a minute of virtual time, so that what waits for ever is left behind.
"""

from collections.abc import Iterable, Iterator

from tests.search.publishing import Drawn
from tests.search.toy import Instruction

TIMEOUT = 0.05
PATIENCE = 60
"""Seconds of virtual time: no drawn program has so many timeouts in a row."""

HEAD = """\
import threading, queue, time
from concurrent.futures import ThreadPoolExecutor
"""

MADE = {"Queue": "queue.Queue", "LifoQueue": "queue.LifoQueue", "PriorityQueue": "queue.PriorityQueue"}


def name_of(drawn: Drawn) -> str:
    """The prefix of all that is a program's own."""
    return f"P{drawn.seed}"


def all_of(programs: Iterable[Drawn]) -> str:
    """A file that runs them one after the other."""
    lines = [HEAD]
    for drawn in programs:
        name = name_of(drawn)
        lines += [*_declared(drawn, daemon=True), f"{name}_thread0.start()"]
        for number in (0, *_plain(drawn), *sorted(drawn.timers)):
            lines.append(f"if {name}_thread{number}.ident is not None: {name}_thread{number}.join({PATIENCE})")
        lines += [f"{name}_pool.shutdown()", f"{name}_box.x"] if drawn.workers else []
    return "\n".join(lines) + "\n"


def one_of(programs: Iterable[Drawn]) -> str:
    """A file that runs the one whose number is ``chosen.number``."""
    lines = [HEAD, "import chosen", "number = chosen.number"]
    for drawn in programs:
        name = name_of(drawn)
        others = (*_plain(drawn), *sorted(drawn.timers))  # main's end is the end of pools
        joins = [f"if {name}_thread{each}.ident is not None: {name}_thread{each}.join()" for each in others]
        block = [*_declared(drawn, daemon=False), f"{name}_work0()", *(joins if drawn.workers else ())]
        lines += [f"if number == {drawn.seed}:", *(f"    {line}" for line in block)]
    return "\n".join(lines) + "\n"


def _plain(drawn: Drawn) -> list[int]:
    every = range(1, len(drawn.program.threads))
    return [number for number in every if number not in drawn.timers | drawn.workers]


def _declared(drawn: Drawn, *, daemon: bool) -> Iterator[str]:
    name = name_of(drawn)
    yield f"class {name}: pass"
    yield f"{name}_box = {name}()"
    yield f"{name}_box.x = 0"
    yield f"{name}_box.y = 0"
    for key, (kind, size) in drawn.program.objects.items():
        if kind != "location" and key != "timer" and key != "work" and not key.startswith("done"):
            yield f"{name}_{key} = {_made(drawn, kind, size)}"
    if drawn.workers:
        yield f"{name}_pool = ThreadPoolExecutor({len(drawn.workers)})"
    for number in reversed((0, *_plain(drawn))):
        yield from _function(drawn, f"work{number}", drawn.program.threads[number])
        if number or daemon:
            told = f"target={name}_work{number}, name='{name}.{number}', daemon={daemon}"
            yield f"{name}_thread{number} = threading.Thread({told})"
    for number in sorted(drawn.timers):
        yield from _function(drawn, f"work{number}", drawn.program.threads[number][2:])
        yield f"{name}_thread{number} = threading.Timer({TIMEOUT}, {name}_work{number})"
        yield f"{name}_thread{number}.name, {name}_thread{number}.daemon = '{name}.{number}', {daemon}"
    for number, body in drawn.calls:
        yield from _function(drawn, f"call{number}", body)


def _made(drawn: Drawn, kind: str, size: object) -> str:
    if kind in MADE:
        return f"{MADE[kind]}({size})"
    if kind == "SimpleQueue":
        return "queue.SimpleQueue()"
    if kind == "Condition":
        return f"threading.Condition({name_of(drawn)}_{size})"
    return f"threading.{kind}({'' if size is None else size})"


def _function(drawn: Drawn, called: str, code: Iterable[Instruction]) -> Iterator[str]:
    name = name_of(drawn)
    yield f"def {name}_{called}():"
    locks = [key for key, (kind, _) in drawn.program.objects.items() if kind == "RLock"]
    depths = "".join(f", depth_{key}" for key in locks)
    yield f"    ok, r, item{depths} = 0, 0, 0{', 0' * len(locks)}"
    yield from (f"    {line}" for line in _lines(drawn, list(code)))


def _lines(drawn: Drawn, code: list[Instruction]) -> Iterator[str]:
    at = 0
    while at < len(code):
        op, *rest = code[at]
        at += 1
        if op == "if":
            register, value, skip = rest
            yield f"if {register} == {value!r}:"
            yield from (f"    {line}" for line in (*_lines(drawn, code[at : at + skip]), "pass"))
            at += skip
        else:
            yield from _line(drawn, op, rest)


def _line(drawn: Drawn, op: str, rest: list[object]) -> Iterator[str]:
    name = name_of(drawn)
    if op == "read":
        yield f"{rest[1]} = {name}_box.{rest[0]}; ok = None"
    elif op == "write":
        value = rest[1]
        told = f"{value[1]} + {value[2]}" if isinstance(value, tuple) else value
        yield f"{name}_box.{rest[0]} = {told}; ok = None"
    elif op == "check":
        yield f"assert {rest[0]} == {rest[1]}"
    elif op == "sleep":
        yield f"time.sleep({rest[0]} / 1e9); ok = None"
    elif op in ("start", "join", "is_alive"):
        if rest[0] not in drawn.workers:
            timeout = TIMEOUT if rest[1:] == ["timed"] else ""
            yield from _trying(f"{name}_thread{rest[0]}.{op}({timeout})", keep=op == "is_alive")
    elif rest[0] == "work" or str(rest[0]).startswith("done"):
        yield from _pooled(name, op, rest)
    elif rest[0] == "timer":
        yield f"{name}_thread{min(drawn.timers)}.cancel(); ok = None"
    else:
        yield from _primitive(drawn, op, str(rest[0]), rest[1:])


def _pooled(name: str, op: str, rest: list[object]) -> Iterator[str]:
    number = rest[2] if op == "put" else str(rest[0])[4:]
    if op == "put":
        yield f"future{number} = {name}_pool.submit({name}_call{number}); ok = True"
    elif op == "wait":
        yield f"future{number}.result(); ok = True"
    else:
        yield f"ok = future{number}.done()"


def _trying(call: str, *, keep: bool) -> Iterator[str]:
    """What raises where the operation cannot be done."""
    yield f"try: ok = {call}" if keep else f"try: {call}; ok = None"
    yield "except (RuntimeError, ValueError): ok = 'raised'"


def _primitive(drawn: Drawn, op: str, key: str, rest: list[object]) -> Iterator[str]:
    kind, size = drawn.program.objects[key]
    mine = f"{name_of(drawn)}_{key}"
    mode = rest[0] if rest else None
    within = f"timeout={TIMEOUT}" if mode == "timed" else ""
    if op == "acquire":
        yield from _acquired(mine, key, kind, "False" if mode == "try" else within)
    elif op == "release" and kind == "RLock":
        yield f"try: {mine}.release(); ok = None; depth_{key} -= 1"
        yield "except RuntimeError: ok = 'raised'"
    elif op in ("release", "notify"):
        yield from _trying(f"{mine}.{op}({rest[0] if rest else ''})", keep=False)
    elif op == "arrive":
        yield f"try: ok = {mine}.wait({within})"
        yield "except threading.BrokenBarrierError: ok = 'raised'"
        yield f"if ok != 'raised' and ok != {size} - 1: ok = True"
    elif op == "put":
        how = ", False" if mode == "try" else f", {within}" if within else ""
        yield f"try: {mine}.put({rest[1]}{how}); ok = True"
        yield "except queue.Full: ok = False"
    elif op == "get":
        yield f"try: item = {mine}.get({'False' if mode == 'try' else within}); ok = True"
        yield "except queue.Empty: ok = False"
    else:
        called = {"join_queue": "join"}.get(op, op)
        keep = op in ("wait", "is_set", "qsize", "empty", "full")
        yield from _trying(f"{mine}.{called}({within})", keep=keep)


def _acquired(mine: str, key: str, kind: str, how: str) -> Iterator[str]:
    yield f"ok = {mine}.acquire({how})"
    if kind == "RLock":  # whoever takes again what it has knows of it
        yield f"depth_{key} += ok; ok = 'nested' if depth_{key} > ok else ok"
