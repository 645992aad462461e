"""Pending operations as a verb and its object: ``put message 8 into pipeline``, ``acquires lock_a``."""

from collections.abc import Callable

from threadtui.world.instruction_words import of_instruction
from threadtui.world.parts import Pill, Sentence, duration, join, pills
from threadtui.world.reasons import location_name, primitive_name, target_primitive
from threadtui.world.state import Pending, World


def say(world: World, pending: Pending, third: bool) -> Sentence:
    """The operation as ``acquire lock_a``, or in the verb's third person."""
    told = _SAYS.get(pending.op)
    if entered(pending):
        verb, rest = "go on", join(f"from {primitive_name(world, pending.object)}")
    elif told is not None:
        verb, rest = told(world, pending)
    else:
        verb, rest = pending.op.replace("_", " "), _named(world, pending)
    return join(_third(verb) if third else verb, " " if rest else "", rest)


def _third(verb: str) -> str:
    """``put`` → ``puts``, ``ask whether`` → ``asks whether``, ``notify`` → ``notifies``, ``go on`` → ``goes on``."""
    first, space, rest = verb.partition(" ")
    if first.endswith("fy"):
        first = f"{first[:-1]}ie"
    return f"{first}{'es' if first.endswith(('sh', 'ch', 'ss', 'x', 'o')) else 's'}{space}{rest}"


_Told = tuple[str, Sentence]
_Says = Callable[[World, Pending], _Told]


def entered(pending: Pending) -> bool:
    """Whether it stands inside a condition or barrier: the wait has begun, and only its end is pending."""
    return pending.value == "inside" and pending.op in ("wait", "arrive")


def _plain(verb: str) -> _Says:
    return lambda world, pending: (verb, _named(world, pending))


def _bare(verb: str) -> _Says:
    return lambda _world, _pending: (verb, ())


def _on_thread(verb: str) -> _Says:
    return lambda _world, pending: (verb, pills(joined(pending)))


def joined(pending: Pending) -> list[int]:
    """The threads that a pending operation on threads is about; a pool's shutdown may join several."""
    return [pending.object] if pending.object else []


def _named(world: World, pending: Pending) -> Sentence:
    return join(primitive_name(world, pending.object) if target_primitive(pending) else "")


def _acquire(world: World, pending: Pending) -> _Told:
    name = primitive_name(world, pending.object)
    primitive = world.primitives.get(pending.object)
    if primitive is not None and primitive.kind.endswith("Semaphore"):
        return "acquire", join(f"a permit of {name}")
    return "acquire", join(f"{name} again" if pending.value == "again" else name)


def _release(world: World, pending: Pending) -> _Told:
    primitive = world.primitives.get(pending.object)
    permit = "a permit of " if primitive is not None and primitive.kind.endswith("Semaphore") else ""
    return "release", join(f"{permit}{primitive_name(world, pending.object)}")


def _wait(world: World, pending: Pending) -> _Told:
    name = primitive_name(world, pending.object)
    primitive = world.primitives.get(pending.object)
    if primitive is not None and primitive.kind == "Condition":
        return "wait", join(f"for notify on {name}")
    return "wait", join(f"until {name} is set")


def _read(world: World, pending: Pending) -> _Told:
    return "read", join(location_name(world, pending.object))


def _write(world: World, pending: Pending) -> _Told:
    name = location_name(world, pending.object)
    return "write", join(name if pending.value is None else f"{name} = {pending.value}")


def _put(world: World, pending: Pending) -> _Told:
    message = "a message" if pending.value is None else f"message {pending.value}"
    return "put", join(f"{message} into {primitive_name(world, pending.object)}")


def _get(world: World, pending: Pending) -> _Told:
    return "get", join(f"a message from {primitive_name(world, pending.object)}")


def _print(_world: World, pending: Pending) -> _Told:
    shown = str(pending.value or "").rstrip("\n").replace("\n", " ")
    return "print", join(f'"{shown}"' if shown else "an empty line")


def _sleep(_world: World, pending: Pending) -> _Told:
    return "sleep", join(duration(pending.value) if pending.value is not None else "")


def _line(_world: World, pending: Pending) -> _Told:
    return "run", join(f"line {pending.where.line}" if pending.where else "a line")


def _bytecode(world: World, pending: Pending) -> _Told:
    words = of_instruction(world, pending.at, str(pending.value))
    return words.verb, join(words.rest)


def _signal(_world: World, pending: Pending) -> _Told:
    return "handle", join(str(pending.value or "a signal"))


def _notify(world: World, pending: Pending) -> _Told:
    many = f" for {pending.value}" if isinstance(pending.value, int) and pending.value > 1 else ""
    return "notify", join(primitive_name(world, pending.object) + many)


def _call(verb: str) -> _Says:
    return lambda _world, pending: (verb, join(str(pending.value or "a call")))


def _work(_world: World, pending: Pending) -> _Told:
    return ("take up", join(str(pending.value))) if pending.value else ("look for", join("work"))


def _timer(world: World, pending: Pending) -> _Told:
    primitive = world.primitives.get(pending.object)
    cancelled = primitive is not None and primitive.view.get("state") == "cancelled"
    name = primitive_name(world, pending.object)
    return ("find", join(f"{name} cancelled")) if cancelled else ("fire", join(name))


def _ask(what: str) -> _Says:
    return lambda world, pending: ("ask whether", join(primitive_name(world, pending.object), f" is {what}"))


def _ask_done(_world: World, pending: Pending) -> _Told:
    return "ask whether", join(f"{pending.value or 'a call'} is done")


def _ask_alive(_world: World, pending: Pending) -> _Told:
    return "ask whether", join(Pill(pending.object), " is alive")


_SAYS: dict[str, _Says] = {
    "begin": _bare("begin"), "start": _on_thread("start"), "join": _on_thread("join"), "is_alive": _ask_alive,
    "acquire": _acquire, "release": _release, "wait": _wait, "notify": _notify,
    "notify_all": _plain("notify all of"), "set": _plain("set"), "clear": _plain("clear"), "is_set": _ask("set"),
    "put": _put, "get": _get, "task_done": _plain("finish a message of"), "join_queue": _plain("join"),
    "qsize": _plain("ask for the size of"), "empty": _ask("empty"), "full": _ask("full"),
    "cancel": _plain("cancel"), "timer": _timer, "submit": _call("submit"), "work": _work,
    "result": _call("take the result of"), "done": _ask_done, "shutdown": _plain("shut down"), "arrive": _plain("arrive at"),
    "reset": _plain("reset"), "abort": _plain("break"), "read": _read, "write": _write, "print": _print,
    "sleep": _sleep, "wake": _bare("wake up"), "time": _bare("read the clock"), "line": _line, "bytecode": _bytecode,
    "signal": _signal, "exit": _bare("exit"),
}  # fmt: skip
