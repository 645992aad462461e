"""In the program's process, in place of the runner: forks a process for each run, with the engine loaded already.

``boot`` hands over to it as it would to the runner, so nothing is there that a run would not find: what a forked process has is
what one has that was started anew, at this very place. It reads its configuration, and the runner takes over.
"""

import gc
import importlib
import json
import os
import sys
from typing import Any, NoReturn

DESCRIPTORS = 5
"""Of each run: standard input, output, error, its pipe for events and that for commands."""

NUMBER_BYTES = 4
"""Of a descriptor, a process id or an exit status on the socket."""

RUNNER = "threadtui.engine.runner"


def main(config: dict[str, Any], _events: int, _commands: int) -> None:
    """What ``boot`` calls. ``door`` is a socket: five descriptors come in, a process id and an exit status go out."""
    import _socket  # not ``socket``, which would load modules that a run loads itself

    runner = importlib.import_module(RUNNER)
    sys.path.remove(config["folder"])
    gc.freeze()  # a collection in a child would copy every page that it looks at
    door = _socket.socket(fileno=config["door"])
    while True:
        data, sent, _flags, _address = door.recvmsg(1, _socket.CMSG_SPACE(DESCRIPTORS * NUMBER_BYTES))
        if not data:
            os._exit(0)
        descriptors = _numbers(sent[0][2])
        child = os.fork()
        if not child:
            door.close()
            _run(runner, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        door.send(_bytes(child))
        door.send(_bytes(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))


def _run(runner: Any, descriptors: list[int]) -> NoReturn:
    """As ``boot`` does. An exception here leaves a run without a verdict, which is seen."""
    os.setsid()
    for standard, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    events, commands = descriptors[3:]
    length = int.from_bytes(os.read(commands, 4), "big")
    runner.main(json.loads(os.read(commands, length)), events, commands)
    os._exit(1)


def _numbers(data: bytes) -> list[int]:
    pieces = (data[start : start + NUMBER_BYTES] for start in range(0, len(data), NUMBER_BYTES))
    return [int.from_bytes(piece, sys.byteorder) for piece in pieces]


def _bytes(number: int) -> bytes:
    return number.to_bytes(NUMBER_BYTES, sys.byteorder, signed=True)
