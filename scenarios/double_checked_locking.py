"""Asked without the lock, asked again with it

The settings are loaded by the first thread that needs them.
Once they are there, nobody should have to take the lock, so
one asks before it, and again inside it.

Try: bring both threads past the first question, then one of
them through the lock. Then take the second question away.
Notice: the first question is asked outside the lock: a race.
In Python it does no harm, for a name is stored in one step,
and the settings are complete before they get the name.
"""
import threading

lock = threading.Lock()
settings = None
loaded = 0


def load():
    global loaded
    loaded += 1
    return {"colour": "green"}


def get_settings():
    global settings
    if settings is None:
        with lock:
            if settings is None:
                settings = load()
    return settings


def work(name):
    print(f"{name}: {get_settings()['colour']}")


if __name__ == "__main__":
    threads = [
        threading.Thread(target=work, args=(name,))
        for name in ("left", "right")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"Main: loaded {loaded} time")
    assert loaded == 1
