"""A function of this process as the program. Its modules are loaded and its objects alive before the engine comes.

Nothing is imported again: the function would not be the person's own any more. Instead its files' functions get code with
points (``swap``), real locks become cooperative ones (``estate``), and what is found of primitives and of modules' names is
put back before each execution (``heirlooms``). The process must be one that is thrown away afterwards.
"""

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterable
from types import CodeType, ModuleType, TracebackType
from typing import Any

from threadtui.engine import raw
from threadtui.engine.late.estate import Estate
from threadtui.engine.late.heirlooms import Heirlooms
from threadtui.engine.late.swap import own_modules, swap
from threadtui.engine.program import Compile
from threadtui.engine.source.book import Book
from threadtui.engine.source.loader import OwnFiles
from threadtui.engine.stdlib.failures import message_of

Told = dict[str, Any]

UNSEEN = "the function's accesses cannot be seen: its file is not there, or not what it was when it was loaded"


class LiveFiles(OwnFiles):
    """The function's folder, and as for ``-m`` its module's package and the current folder."""

    def __init__(self, path: str, module: str, include: Iterable[str]) -> None:
        super().__init__(os.path.join(os.getcwd(), "__main__.py"), module, include)
        self._beside = OwnFiles(path) if path else None

    def owns(self, path: str, module: str = "") -> bool:
        """As the function's own script would, or a module of the current folder."""
        return super().owns(path, module) or (self._beside is not None and self._beside.owns(path, module))


class Call:
    """What ``Program`` is to a script. Make it before anything else of the engine that has locks.

    ``code`` is the function's own, ``module`` the name of its module. ``roots`` hold objects that it uses, beside what it
    can reach itself. ``left`` is called when an execution is over and its threads are gone, however it ended; ``describe``
    with the exception that ended the function, for what is to be told of it beside its type, message and traceback.
    """

    late = True
    unseen = ""

    def __init__(
        self,
        function: Callable[[], object],
        code: CodeType | None,
        module: str,
        roots: Iterable[object] = (),
        left: Callable[[], None] | None = None,
        describe: Callable[[BaseException], Told] | None = None,
    ) -> None:
        self._code, self.module = code, module
        self.path = code.co_filename if code is not None else ""
        self.line = code.co_firstlineno if code is not None else 1
        self.folder = os.path.dirname(self.path)
        self.source = _bytes(self.path)
        self._function = function
        self._roots = (function, *roots)
        self._left = left
        self._describe = describe
        self._failure: BaseException | None = None
        raw.settrace(
            None
        )  # whoever measures the process is not to measure the engine, nor threads that change carriers
        raw.setprofile(None)
        gc.unfreeze()
        self._estate = Estate()

    def own_files(self, include: Iterable[str]) -> OwnFiles:
        """See ``LiveFiles``."""
        return LiveFiles(self.path, self.module, include)

    def settle(self, own: OwnFiles, book: Book, *, own_locals: bool) -> None:
        """The replacements are in place, and nothing has run under them yet."""
        atexit._clear()  # they belong to the process that this one was, or is a copy of
        self._own = own
        _let_go()
        self._estate.hand_over(own_locals=own_locals)
        modules = own_modules(own)
        twins = swap(modules, own, book)
        if self._code not in twins.get(self.path, {}):
            self.unseen = UNSEEN
        self._heirlooms = Heirlooms(modules, self._roots, own, self._estate)

    def prepare(self) -> ModuleType:
        """Before each execution."""
        self._failure = None
        self._heirlooms.put_back()
        return ModuleType("__main__")

    def run(self, _module: ModuleType, _compile: Compile) -> None:
        """Call it. Lets every exception through."""
        try:
            self._function()
        except BaseException as failure:
            self._failure = failure
            failure.__traceback__ = self._from_own_code(failure.__traceback__)
            raise

    def _from_own_code(self, traceback: TracebackType | None) -> TracebackType | None:
        """Without those who called the function."""
        at = traceback
        while at is not None and not self._own.owns(
            at.tb_frame.f_code.co_filename, at.tb_frame.f_globals.get("__name__", "")
        ):
            at = at.tb_next
        return at or traceback

    def clear(self) -> None:
        """After each execution, when its threads are gone."""
        self._failure = None
        if self._left is not None:
            self._left()

    def told(self) -> Told | None:
        """What is to be told of the exception that has ended the function, if one has."""
        failure = self._failure
        if failure is None:
            return None
        import traceback

        known = {
            "type": type(failure).__qualname__,
            "module": type(failure).__module__,
            "message": message_of(failure),
            "traceback": "".join(traceback.format_exception(failure)),
        }
        return known | (self._describe(failure) if self._describe is not None else {})


def _let_go() -> None:
    """Nobody is waited for who is not here; exceptions that nobody caught are printed, and not kept for somebody else."""
    threading: Any = sys.modules["threading"]
    threading.excepthook = threading.__excepthook__
    pools: Any = sys.modules.get("concurrent.futures.thread")
    if pools is not None:
        pools._threads_queues.clear()  # its workers are not in the copy
    sys.excepthook, sys.unraisablehook = sys.__excepthook__, sys.__unraisablehook__


def _bytes(path: str) -> bytes:
    """Of a function that was typed in there is no file."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
