"""How messages travel through a pipe: frames of four bytes of length (big endian) and a JSON array.

Both ends use this file: the program's process to write messages and to read commands, the watching process the other
way round (it may decode the payload with a faster library; the bytes are the same).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

LENGTH_BYTES = 4
LARGEST = 1 << 30
"""A frame longer than this is damage, not data."""

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, check_circular=False).encode


class Damaged(ValueError):
    """The bytes are not a sequence of frames."""


def frame(message: list[Any], *, whole_characters: bool = False) -> bytes:
    """One message as bytes. The payload is ASCII, so surrogates survive, unless ``whole_characters`` are asked for.

    Half a character has no place outside Python's strings: it becomes what ``backslashreplace`` makes of it.
    """
    payload = _encode(message)
    if whole_characters and "\\ud" in payload:
        payload = _HALVES.sub(_spelled, payload)
    return len(payload).to_bytes(LENGTH_BYTES, "big") + payload.encode("ascii")


_HALVES = re.compile(r"\\\\|\\ud[89ab]..\\ud[c-f]..|\\u(d[89a-f]..)")
"""In JSON: a backslash, a whole character as a pair of surrogates, and half of one."""


def _spelled(found: re.Match[str]) -> str:
    half = found[1]
    return found[0] if half is None else rf"\\u{half}"


class Deframer:
    """Cuts a stream of bytes into payloads; bytes may arrive in any pieces."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield each whole payload that is there now. Raises ``Damaged`` on an impossible length."""
        self._buffer += data
        start, end = 0, len(self._buffer)
        try:
            while end - start >= LENGTH_BYTES:
                length = int.from_bytes(self._buffer[start : start + LENGTH_BYTES], "big")
                if length > LARGEST:
                    raise Damaged(f"a frame of {length} bytes")
                stop = start + LENGTH_BYTES + length
                if stop > end:
                    break
                payload = bytes(self._buffer[start + LENGTH_BYTES : stop])
                start = stop
                yield payload
        finally:
            del self._buffer[:start]

    @property
    def pending(self) -> int:
        """Bytes of a frame that is not whole yet; not 0 at the end of the stream means that it was cut."""
        return len(self._buffer)
