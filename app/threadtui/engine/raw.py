"""The originals of everything that the engine replaces, bound before it replaces them.

The engine itself must never run on what it gives to the program, so it takes these and nothing else from ``_thread``,
``time``, ``sys`` and ``os``.
"""

import _thread
import os
import sys
import time

thread_module = _thread
allocate_lock = _thread.allocate_lock
LockType = _thread.LockType
RLock = _thread.RLock
start_new_thread = _thread.start_new_thread
count = _thread._count
get_ident = _thread.get_ident
IDENTS = {name: getattr(_thread, name) for name in ("get_ident", "_get_main_thread_ident") if hasattr(_thread, name)}
"""What tells threads apart, by name; the second from 3.13 on."""
get_native_id = _thread.get_native_id
TIMEOUT_MAX = _thread.TIMEOUT_MAX

sleep = time.sleep
monotonic = time.monotonic

exit_process = os._exit
write = os.write

settrace, gettrace = sys.settrace, sys.gettrace
setprofile, getprofile = sys.setprofile, sys.getprofile
