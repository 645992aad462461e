"""What would have ended a wait that nobody is left to end, in one sentence of advice."""

from collections.abc import Callable

from threadtui.world.lonely import Lonely, kind_of_wait
from threadtui.world.parts import Pill, Sentence, join
from threadtui.world.reasons import primitive_name
from threadtui.world.state import World


def remedy(world: World, wait: Lonely) -> Sentence:
    """Advice for this wait; nothing where there is none that fits every program."""
    name = primitive_name(world, wait.wants.id)
    if holds_and_waits(world, wait):
        return _let_go_before(world, wait)
    if wait.holder and wait.taken:
        return join(f"Take {name} by a with statement: then it is let go whatever happens inside.")
    if wait.op == "put" and not _left(world, wait):
        return join(
            f"Give {name} more places, or get from it before you wait elsewhere; or put with a timeout{_line(wait)}."
        )
    told = _REMEDIES.get(kind_of_wait(world, wait.op, wait.wants.id))
    return join(told(name, wait)) if told else ()


def _left(world: World, wait: Lonely) -> bool:
    """Whether who last did what would let it go on has ended."""
    return wait.last is not None and world.threads[wait.last.thread].state in ("done", "failed", "killed")


def holds_and_waits(world: World, wait: Lonely) -> bool:
    """Whether who has what is wanted waits itself."""
    return bool(wait.holder and wait.taken and world.threads[wait.holder].state == "blocked")


def _let_go_before(world: World, wait: Lonely) -> Sentence:
    assert wait.holder is not None
    assert wait.taken is not None
    holder, name = world.threads[wait.holder], primitive_name(world, wait.wants.id)
    taken = f" (line {wait.taken.where.line})" if wait.taken.where else ""
    waits = f" at line {holder.where.line}" if holder.where else ""
    return join(
        Pill(holder.id), f" must let go of {name}{taken} before it waits{waits}: ", Pill(wait.thread), " wants it."
    )


def _line(wait: Lonely) -> str:
    return f" (line {wait.where.line})" if wait.where else ""


def _condition(name: str, wait: Lonely) -> str:
    if wait.unheard:
        return (
            f"A Condition remembers nothing: ask before you wait{_line(wait)}, as in: while not ready: {name}.wait()."
        )
    if wait.woke:
        return f"{name}.notify() lets one go on: call notify_all() where all who wait may, or notify once for each."
    return f"Notify {name} wherever what is waited for may have come true, or wait with a timeout{_line(wait)}."


def _event(name: str, wait: Lonely) -> str:
    if wait.cleared:
        line = f" (line {wait.cleared.where.line})" if wait.cleared.where else ""
        return f"Do not clear {name}{line} before all who wait for it have seen it."
    return f"Set {name} on every way out, also after an exception (finally), or wait with a timeout{_line(wait)}."


def _get(name: str, wait: Lonely) -> str:
    last = f"Put a last message into {name} that says so, as None, for each who gets, also after an exception (finally)"
    return f"{last}; or get with a timeout{_line(wait)}."


def _put(name: str, wait: Lonely) -> str:
    return f"Who gets must empty {name} before it leaves; or put with a timeout{_line(wait)} and look again whether to stop."


def _semaphore(name: str, wait: Lonely) -> str:
    if any(act.thread == wait.thread for act in wait.permits):
        return f"Who has a permit of {name} must not wait for another one{_line(wait)}: others may wait as well, with theirs."
    return f"Give back each permit of {name}, best by a with statement, or wait with a timeout{_line(wait)}."


def _barrier(name: str, wait: Lonely) -> str:
    return f"Make {name} for as many threads as come to it, or give it a timeout{_line(wait)}."


def _unfinished(name: str, _wait: Lonely) -> str:
    return (
        f"Call {name}.task_done() once for each message that was got, and let no exception end the thread that gets:"
        " catch it inside its loop."
    )


def _result(name: str, wait: Lonely) -> str:
    return f"Do not wait{_line(wait)} for a call that needs a worker of {name} while all of them wait: give it more workers."


_REMEDIES: dict[str, Callable[[str, Lonely], str]] = {
    "Condition wait": _condition, "Event wait": _event, "get": _get, "put": _put, "acquire": _semaphore,
    "arrive": _barrier, "join_queue": _unfinished, "result": _result,
}  # fmt: skip
