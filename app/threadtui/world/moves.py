"""What a thread would do next, from one world alone: for the NEXT bar, a thread's row, and a refused step."""

from collections.abc import Callable

from threadtui.world.fold import waiters
from threadtui.world.parts import Part, Pill, Sentence, duration, join, moment, pills
from threadtui.world.reasons import location_name, primitive_name, reason, target_primitive
from threadtui.world.state import Pending, Thread, World

ENDS = {"new": "not started yet", "done": "ended", "failed": "failed", "killed": "killed with the program"}


def phrase(world: World, thread_id: int) -> Sentence:
    """What it does next, as the verb's third person: ``acquires lock_a``, ``puts message 8 into pipeline``."""
    thread = world.threads[thread_id]
    if thread.pending is None:
        return join(ENDS.get(thread.state, ""))
    return _say(world, thread.pending, third=True)


def short(world: World, thread_id: int) -> Sentence:
    """For the thread's row: ``write FakeDatabase.value = 1``, ``acquire guard held by ▐2▌``, ``join ▐2▌ ▐3▌``."""
    thread = world.threads[thread_id]
    if thread.pending is None:
        return join(ENDS.get(thread.state, ""))
    if thread.state in ("blocked", "sleeping"):
        return reason(world, thread, _say(world, thread.pending, third=False))
    return _say(world, thread.pending, third=False)


def why_blocked(world: World, thread_id: int) -> Sentence:
    """Why a step of this thread is refused: ``▐3▌ cannot go on: it wants guard, held by ▐2▌.``"""
    thread = world.threads[thread_id]
    return join(Pill(thread_id), " cannot go on: ", _why(world, thread), ".")


def consequence(world: World, thread_id: int) -> Sentence:
    """What the step will bring about, where the world alone tells it; else nothing."""
    thread = world.threads[thread_id]
    if thread.pending is None or thread.state != "ready":
        return ()
    told = _CONSEQUENCES.get(thread.pending.op)
    return told(world, thread) if told else ()


# The verb and its object


def _say(world: World, pending: Pending, third: bool) -> Sentence:
    told = _SAYS.get(pending.op)
    if told is not None:
        verb, rest = told(world, pending)
    else:
        verb, rest = pending.op.replace("_", " "), _named(world, pending)
    return join(_third(verb) if third else verb, " " if rest else "", rest)


def _third(verb: str) -> str:
    """``put`` → ``puts``, ``ask whether`` → ``asks whether``, ``push`` → ``pushes``."""
    first, space, rest = verb.partition(" ")
    return f"{first}{'es' if first.endswith(('sh', 'ch', 'ss', 'x')) else 's'}{space}{rest}"


_Told = tuple[str, Sentence]
_Says = Callable[[World, Pending], _Told]


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


def _notify(world: World, pending: Pending) -> _Told:
    many = f" for {pending.value}" if isinstance(pending.value, int) and pending.value > 1 else ""
    return "notify", join(primitive_name(world, pending.object) + many)


def _call(verb: str) -> _Says:
    return lambda _world, pending: (verb, join(str(pending.value or "a call")))


def _work(_world: World, pending: Pending) -> _Told:
    return "take up", join(str(pending.value or "the next work"))


def _ask(what: str) -> _Says:
    return lambda world, pending: ("ask whether", join(primitive_name(world, pending.object), f" is {what}"))


def _ask_alive(_world: World, pending: Pending) -> _Told:
    return "ask whether", join(Pill(pending.object), " is alive")


_SAYS: dict[str, _Says] = {
    "begin": _bare("begin"), "start": _on_thread("start"), "join": _on_thread("join"), "is_alive": _ask_alive,
    "acquire": _acquire, "release": _plain("release"), "wait": _wait, "notify": _notify,
    "notify_all": _plain("notify all of"), "set": _plain("set"), "clear": _plain("clear"), "is_set": _ask("set"),
    "put": _put, "get": _get, "task_done": _plain("finish a message of"), "join_queue": _plain("join"),
    "qsize": _plain("ask for the size of"), "empty": _ask("empty"), "full": _ask("full"),
    "cancel": _plain("cancel"), "timer": _plain("fire"), "submit": _call("submit"), "work": _work,
    "result": _call("take the result of"), "shutdown": _plain("shut down"), "arrive": _plain("arrive at"),
    "reset": _plain("reset"), "abort": _plain("break"), "read": _read, "write": _write, "print": _print,
    "sleep": _sleep, "wake": _bare("wake up"), "time": _bare("read the clock"), "line": _line,
    "exit": _bare("exit"),
}  # fmt: skip


# Why not


def _why(world: World, thread: Thread) -> Sentence:
    if thread.pending is None:
        return join("it has not been started" if thread.state == "new" else f"it is {thread.state}")
    if thread.state == "outside":
        return join("it is outside, in real time")
    if thread.state == "sleeping" and thread.until is not None:
        return join(f"it sleeps until {moment(thread.until)}")
    if thread.state == "blocked":
        return join("it ", reason(world, thread, phrase(world, thread.id), sentence=True))
    return join("it is ", thread.state)


# What for


def _take(world: World, thread: Thread) -> Sentence:
    primitive = world.primitives.get(thread.pending.object) if thread.pending else None
    if primitive is None:
        return ()
    if primitive.kind in ("Lock", "RLock"):
        return join("The lock is free." if primitive.view.get("holder") is None else "It holds this lock already.")
    value = primitive.view.get("value")
    return _count(value, "permit is free", "permits are free") if value else ()


def _count(number: int, one: str, many: str) -> Sentence:
    return join(f"{number} {one if number == 1 else many}: it will not block.")


def _fill(world: World, thread: Thread) -> Sentence:
    view = world.primitives[thread.pending.object].view if thread.pending else {}
    free = view.get("maxsize", 0) - view.get("size", 0)
    if view.get("maxsize", 0) <= 0:
        return _for_waiters(world, thread) or join("The queue has no limit: it will not block.")
    return join(f"The queue has {free} free place{'' if free == 1 else 's'}: it will not block.") if free > 0 else ()


def _for_waiters(world: World, thread: Thread) -> Sentence:
    waiting = waiters(world, thread.pending.object) if thread.pending else []
    return _waits_for_this(waiting)


def _for_joiners(world: World, thread: Thread) -> Sentence:
    return _waits_for_this([other.id for other in world.threads.values() if other.waits_for == ("thread", thread.id)])


def _notifies(world: World, thread: Thread) -> Sentence:
    return _for_waiters(world, thread) or join("Nobody waits there: it will change nothing.")


def _waits_for_this(waiting: list[int]) -> Sentence:
    found: list[Part] = [*pills(waiting)]
    return join(found, " waits for this." if len(waiting) == 1 else " wait for this.") if waiting else ()


_CONSEQUENCES: dict[str, Callable[[World, Thread], Sentence]] = {
    "acquire": _take, "release": _for_waiters, "set": _for_waiters, "put": _fill, "get": _for_waiters,
    "task_done": _for_waiters, "notify": _notifies, "notify_all": _notifies, "arrive": _for_waiters,
    "abort": _for_waiters, "reset": _for_waiters, "exit": _for_joiners,
}  # fmt: skip
