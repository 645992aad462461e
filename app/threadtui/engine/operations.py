"""What a thread can do next: the table of operations, and what each is done to.

This is the vocabulary that the engine records, the world folds, and the screen puts into words.
"""

TARGETS: dict[str, str] = {
    **dict.fromkeys(("begin", "start", "join", "is_alive"), "thread"),
    **dict.fromkeys(
        (
            "acquire", "release", "wait", "notify", "notify_all", "set", "clear", "is_set",
            "put", "get", "task_done", "join_queue", "qsize", "empty", "full",
            "cancel", "timer", "submit", "work", "shutdown", "result", "done", "arrive", "reset", "abort",
        ),
        "primitive",
    ),
    **dict.fromkeys(("read", "write"), "location"),
    "print": "stream",
    **dict.fromkeys(("sleep", "wake", "time", "line", "bytecode", "signal", "exit"), ""),
}  # fmt: skip
"""Operation → the table its object points into: thread, primitive, location, stream, or none."""

CALLS: dict[str, str] = {"join_queue": "join", "arrive": "wait"}
"""Operation → the method that a program calls for it, where that is another word."""


def call(op: str, kind: str) -> str:
    """An operation as the call that a program makes of it: ``Queue.join``. ``kind`` is the primitive's class."""
    return f"{kind}.{CALLS.get(op, op)}"


def target_of(op: str) -> str:
    """Which table the object of this operation points into: ``thread``, ``primitive``, ``location``, ``stream`` or ``""``.

    Raises ``KeyError`` for a word that is no operation.
    """
    return TARGETS[op]
