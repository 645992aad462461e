"""A module that is not the program's own: it makes locks at import time, in classes, and for whoever asks."""

import threading
from dataclasses import dataclass, field

LOCK = threading.Lock()
CHANGED = threading.Condition(LOCK)


@dataclass
class Account:
    """Guards itself."""

    balance: int = 0
    lock: "threading.Lock" = field(default_factory=threading.Lock, repr=False)

    def add(self, amount):
        with self.lock:
            before = self.balance
            self.balance = before + amount


def make():
    return threading.RLock()


def call(function):
    """Calls back while it holds its lock."""
    with LOCK:
        return function()


def wait_until(predicate):
    with CHANGED:
        return CHANGED.wait_for(predicate)


def tell():
    with CHANGED:
        CHANGED.notify_all()
