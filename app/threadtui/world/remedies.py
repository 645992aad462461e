"""What would have ended a wait that nobody is left to end, in one sentence of advice."""

from collections.abc import Callable

from threadtui.world.lonely import Lonely, kind_of_wait
from threadtui.world.parts import Sentence, join
from threadtui.world.reasons import primitive_name
from threadtui.world.state import World


def remedy(world: World, wait: Lonely) -> Sentence:
    """Advice for this wait; nothing where there is none that fits every program."""
    name = primitive_name(world, wait.wants.id)
    if wait.holder and wait.taken:
        return join(f"Take {name} by a with statement: then it is let go whatever happens inside.")
    told = _REMEDIES.get(kind_of_wait(world, wait.op, wait.wants.id))
    return join(told(name, wait)) if told else ()


def _line(wait: Lonely) -> str:
    return f" (line {wait.where.line})" if wait.where else ""


def _condition(name: str, wait: Lonely) -> str:
    if wait.unheard:
        return (
            f"A Condition remembers nothing: ask before you wait{_line(wait)}, as in: while not ready: {name}.wait()."
        )
    return f"Notify {name} on every way out of what is waited for, or wait with a timeout{_line(wait)}."


def _event(name: str, wait: Lonely) -> str:
    return f"Set {name} on every way out, also after an exception (finally), or wait with a timeout{_line(wait)}."


def _get(name: str, wait: Lonely) -> str:
    last = f"Put a last message into {name} that says so, as None, for each who gets, also after an exception (finally)"
    return f"{last}; or get with a timeout{_line(wait)}."


def _put(name: str, wait: Lonely) -> str:
    return f"Who gets must empty {name} before it leaves; or put with a timeout{_line(wait)} and look again whether to stop."


def _semaphore(name: str, wait: Lonely) -> str:
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
