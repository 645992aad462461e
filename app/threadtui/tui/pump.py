"""Carries a session's messages into the app's own asyncio loop: it wakes the screen up, and is read only when asked.

What is not read stays in the pipe, and the program waits for it: a slow screen makes the program slow, nothing is lost,
and a key never waits behind a flood.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from threadtui.session import Message
from threadtui.tui.run import Watched


class Connected:
    """A session that calls ``wake`` once when something has come, and again only after all of it has been received."""

    def __init__(self, session: Watched, wake: Callable[[], None]) -> None:
        self._session = session
        self._wake = wake
        self._loop = asyncio.get_running_loop()
        self._listening = False
        self._closed = False
        self._listen()

    def fileno(self) -> int:
        return self._session.fileno()

    def receive(self) -> list[Message]:
        """What has come. An empty answer means: listen for more."""
        messages = self._session.receive()
        if not messages and not self._closed:
            self._listen()
        return messages

    def send(self, *command: Any) -> None:
        self._session.send(*command)

    def close(self) -> None:
        """End the process. The loop lets go of the descriptor first: its number may soon be another session's."""
        self._closed = True
        self._deafen()
        self._session.close()

    def _listen(self) -> None:
        if not self._listening:
            self._listening = True
            self._loop.add_reader(self._session.fileno(), self._came)

    def _deafen(self) -> None:
        if self._listening:
            self._listening = False
            self._loop.remove_reader(self._session.fileno())

    def _came(self) -> None:
        self._deafen()
        self._wake()
