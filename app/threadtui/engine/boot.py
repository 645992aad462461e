"""The first file that the program's process runs: loads the engine by path and hands over to the runner.

``python boot.py EVENTS COMMANDS``: the numbers of the two pipes' descriptors. The first frame on the commands' pipe is the
configuration;
its ``entry`` names the module that takes over. Loaded by path, so that the interpreter need not have threadtui installed.
"""

import importlib
import importlib.util
import json
import os
import sys
import traceback


def load(package: str) -> None:
    """Make ``threadtui`` importable from its own folder and from nowhere else."""
    spec = importlib.util.spec_from_file_location(
        "threadtui", os.path.join(package, "__init__.py"), submodule_search_locations=[package]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["threadtui"] = module
    spec.loader.exec_module(module)


def read_exactly(descriptor: int, count: int) -> bytes:
    """So many bytes. An end of the stream before them means that the watching process is gone."""
    data = b""
    while len(data) < count:
        piece = os.read(descriptor, count - len(data))
        if not piece:
            os._exit(1)
        data += piece
    return data


def main() -> None:
    events, commands = int(sys.argv[1]), int(sys.argv[2])
    for descriptor in (events, commands):
        os.set_inheritable(descriptor, False)
    length = int.from_bytes(read_exactly(commands, 4), "big")
    config = json.loads(read_exactly(commands, length))
    leave = os._exit
    try:
        load(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        importlib.import_module(config["entry"]).main(config, events, commands)
    except BaseException:  # noqa: BLE001
        # Whatever comes up here is the engine's: the program's own exceptions end in the runner.
        payload = json.dumps(["fault", traceback.format_exc()]).encode()
        os.write(events, len(payload).to_bytes(4, "big") + payload)
        leave(3)


main()
