"""Where in the program's own files a thread is."""

import os
import sys
from collections.abc import Callable
from types import CodeType, FrameType

_ENGINE = os.path.dirname(os.path.abspath(__file__)) + os.sep


class Places:
    """Tells the program's own frames from the others. ``owns`` decides by file and module name, once a file."""

    def __init__(self, owns: Callable[[str, str], bool], file_id: Callable[[str], int]) -> None:
        self._owns = owns
        self._own: dict[str, bool] = {}
        self._own_files: dict[str, bool] = {}
        """The same without text that has no file, which counts as its caller."""
        self._file_id = file_id
        self._paths: dict[int, str] = {0: "code without source"}

    def is_own(self, frame: FrameType) -> bool:
        """Is this frame running a file of the program's own?"""
        own = self._own.get(frame.f_code.co_filename)
        return self._decide(frame) if own is None else own

    def _decide(self, frame: FrameType) -> bool:
        return self._remember(frame.f_code.co_filename, str(frame.f_globals.get("__name__", "")))

    def _remember(self, path: str, module: str) -> bool:
        own = self._own[path] = not path.startswith("<") and self._owns(path, module)
        if not _has_no_file(path):
            self._own_files[path] = own
        return own

    def is_own_file(self, path: str) -> bool:
        """Is this file the program's own, whatever module it is?"""
        return not path.startswith("<") and self._owns(path, "")

    def is_own_code(self, code: CodeType, module: str) -> bool:
        """Does this code, of a function of that module, come from a file of the program's own?"""
        own = self._own.get(code.co_filename)
        return self._remember(code.co_filename, module) if own is None else own

    def own_caller(self, depth: int) -> bool:
        """Is the frame ``depth`` levels up the program's own? Text without a file (``exec``, dataclasses) counts as its caller."""
        frame = sys._getframe(depth + 1)
        own = self._own_files.get(frame.f_code.co_filename)
        return self.is_own_or_its_text(frame) if own is None else own

    def is_own_or_its_text(self, frame: FrameType | None) -> bool:
        """Like ``is_own``, but text without a file counts as its caller."""
        while frame is not None:
            path = frame.f_code.co_filename
            own = self._own_files.get(path)
            if own is not None:
                return own
            if not _has_no_file(path):
                return self.is_own(frame)
            frame = frame.f_back
        return False

    def own_frame(self, frame: FrameType | None) -> FrameType | None:
        """The innermost frame of the program's own, from this one outwards."""
        known = self._own
        while frame is not None:
            own = known.get(frame.f_code.co_filename)
            if own or (own is None and self._decide(frame)):
                return frame
            frame = frame.f_back
        return None

    def here(self) -> tuple[int, int]:
        """File id and line of the calling thread's innermost own frame; ``(0, 0)`` where it has none."""
        frame = self.own_frame(sys._getframe(1))
        if frame is None:
            return 0, 0
        return self.file(frame.f_code.co_filename), frame.f_lineno or 0

    def file(self, path: str) -> int:
        number = self._file_id(path)
        self._paths[number] = path
        return number

    def path(self, file: int) -> str:
        """The path of a file that has been told of."""
        return self._paths[file]

    def text(self, file: int, line: int) -> str:
        """``name.py:12`` for a message."""
        path = os.path.basename(self._paths.get(file, "?"))
        return f"{path}:{line}" if file else path


def _has_no_file(filename: str) -> bool:
    """Text that was compiled without a file; the frozen modules of the import system are library code all the same."""
    return filename.startswith("<") and not filename.startswith("<frozen")


def caller_outside(depth: int) -> FrameType | None:
    """The frame that called, ``depth`` frames up; frames of the engine itself are passed over."""
    frame: FrameType | None = sys._getframe(depth + 1)
    while frame is not None and frame.f_code.co_filename.startswith(_ENGINE):
        frame = frame.f_back
    return frame


def in_engine(code: CodeType) -> bool:
    """Is this code the engine's own?"""
    return code.co_filename.startswith(_ENGINE)
