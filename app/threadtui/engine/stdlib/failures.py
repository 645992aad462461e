"""Exceptions that nobody caught: recorded, and told by the hook that Python would call, without the engine's own frames."""

import contextlib
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.pending import ProgramThread
from threadtui.engine.places import in_engine
from threadtui.engine.stdlib.context import ctx


def note_failure(thread: ProgramThread, failure: BaseException) -> None:
    """Record an exception that nobody caught, at the innermost line of the program's own."""
    thread.errors += 1
    file, line = _raised_at(failure)
    name, message = type(failure).__name__, message_of(failure)
    text = f"{name}: {message}" if message else name
    thread.failure = thread.failure or f"{text} in {thread.name} at {ctx.places.text(file, line)}"
    ctx.recorder.emit(ev.ERROR, thread.id, 0, {"type": name, "message": message}, file, line)
    _leave_engine_out(failure)


def _raised_at(failure: BaseException) -> tuple[int, int]:
    """File id and line: of the innermost frame of the program's own, or of own text that is no Python."""
    if isinstance(failure, SyntaxError) and failure.filename and ctx.places.is_own_file(failure.filename):
        return ctx.places.file(failure.filename), failure.lineno or 0
    file = line = 0
    traceback = failure.__traceback__
    while traceback is not None:
        if ctx.places.is_own(traceback.tb_frame):
            file, line = ctx.places.file(traceback.tb_frame.f_code.co_filename), traceback.tb_lineno
        traceback = traceback.tb_next
    return file, line


def message_of(failure: BaseException) -> str:
    """``str(failure)``, which is the program's code and may fail itself."""
    try:
        return str(failure)
    except Exception as second:  # noqa: BLE001 (the program may raise what it likes)
        return f"<its text cannot be made: {type(second).__name__}>"


def _leave_engine_out(failure: BaseException | None) -> None:
    """Take the engine's own frames out of the traceback, and of those of the exceptions it came from."""
    seen: set[int] = set()
    while failure is not None and id(failure) not in seen:
        seen.add(id(failure))
        failure.__traceback__ = _without_engine(failure.__traceback__)
        failure = failure.__cause__ or failure.__context__


def _without_engine(traceback: TracebackType | None) -> TracebackType | None:
    first = at = _beyond_engine(traceback)
    while at is not None:
        following = _beyond_engine(at.tb_next)
        if following is not at.tb_next:
            at.tb_next = following
        at = following
    return first


def _beyond_engine(traceback: TracebackType | None) -> TracebackType | None:
    while traceback is not None and in_engine(traceback.tb_frame.f_code):
        traceback = traceback.tb_next
    return traceback


def tell_main(failure: BaseException) -> BaseException:
    """Say what the interpreter says of an exception that ends the main module, by the program's hook if it has one.

    Returns the exception that it exits with: this one, or a ``SystemExit`` of the hook.
    """
    try:
        sys.excepthook(type(failure), failure, failure.__traceback__)
    except SystemExit as instead:
        tell_exit(instead)
        return instead
    except BaseException as second:  # noqa: BLE001 (the program may have any hook)
        _leave_engine_out(second)
        _say("Error in sys.excepthook:\n", second)
        _say("\nOriginal exception was:\n", failure)
    return failure


def _say(title: str, failure: BaseException) -> None:
    with _unless_closed():
        sys.stderr.write(title)
        sys.__excepthook__(type(failure), failure, failure.__traceback__)


def tell_exit(failure: SystemExit) -> None:
    """``sys.exit`` with something that is no number says it."""
    if failure.code is not None and not isinstance(failure.code, int):
        with _unless_closed():
            sys.stderr.write(f"{failure.code}\n")


def tell_thread(failure: BaseException, function: Any) -> None:
    """Say what the interpreter says of an exception that ends a thread started without the threading module."""
    told = "Exception ignored in thread started by"
    if sys.version_info >= (3, 13):
        told, function = f"{told} {function!r}", None
    tell_ignored(failure, function, told)


def tell_ignored(failure: BaseException, where: Any, told: str | None = None) -> None:
    """Say what the interpreter says of an exception that it ignores; the program may have any hook for it."""
    _leave_engine_out(failure)
    try:
        sys.unraisablehook(_unraisable(failure, where, told))
    except BaseException as second:  # noqa: BLE001
        _leave_engine_out(second)
        with _unless_closed():
            sys.__unraisablehook__(_unraisable(second, sys.unraisablehook, None))


def _unless_closed() -> contextlib.AbstractContextManager[None]:
    """Where nothing can be told, since the program has closed or replaced its stream, the interpreter stays silent too."""
    return contextlib.suppress(Exception)


def _unraisable(failure: BaseException, where: Any, told: str | None) -> Any:
    """What ``sys.unraisablehook`` is given; the hook of the interpreter takes its own type only."""
    return _unraisable_type()((type(failure), failure, failure.__traceback__, told, where))


_known: list[type] = []


def _unraisable_type() -> Callable[[tuple[Any, ...]], Any]:
    """The interpreter's type for it has no name: it is seen where a finaliser fails."""
    if not _known:
        hook, sys.unraisablehook = sys.unraisablehook, lambda given: _known.append(type(given))
        try:
            _Failing()
        finally:
            sys.unraisablehook = hook
    return _known[0]


class _Failing:
    def __del__(self) -> None:
        raise RuntimeError
